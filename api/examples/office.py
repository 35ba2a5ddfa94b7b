"""Examples of the office's rows."""

from api.examples.fictional import AT, DONGMEN, LAMPS
from models.wire.base import JsonObject

COUNTY = "990121"
ROWS: dict[str, JsonObject] = {
    "Area": {
        "code": "990121001009", "name": "新村社区", "name_en": "Xincun Community", "level": "village",
        "parent": "990121001", "profile": None, "active": True,
    },
    "Topic": {
        "code": "030599", "name": "其他市政设施", "name_en": "Other municipal facilities", "common": False,
        "placed": True, "active": True,
    },
    "Unit": {
        "code": "QH-SL", "name": "清河县水利局", "name_en": "Qinghe County Water Bureau", "level": "county",
        "area": COUNTY, "parent": "QH-GOV", "phone": "0500-555-0116", "hours": "工作日 8:30–17:30",
        "hours_en": "working days, 8:30 am to 5:30 pm", "address": "文昌路12号", "address_en": "", "desk": False,
        "discipline": False, "head": None, "deputy": None, "active": True,
    },
    "Official": {
        "code": "O-DEP4", "name": "陆一鸣", "post": "清河县人民政府副县长", "post_en": "Deputy Head of Qinghe County",
        "portfolio": "水利、农业农村", "portfolio_en": "water, agriculture", "level": "county", "account": None,
        "active": True,
    },
    "Contact": {
        "code": "C-ML", "outcome": "mediation", "area": DONGMEN["code"], "name": "东门社区调解室", "name_en": "",
        "phone": "0500-555-0150", "hours": "工作日 8:30–17:30", "place": "东门社区居委会", "active": True,
    },
    "Template": {
        "code": "LAMP", "title": "路灯报修", "topic": LAMPS["code"], "state": "assigned",
        "text": "您好，您反映的路灯问题我们已安排维修，预计____完成。", "active": True,
    },
    "Hotline": {
        "code": "0500-555-0199", "name": "清河县心理援助热线", "name_en": "Qinghe support line", "hours": "全天",
        "hours_en": "day and night", "topic": None, "self_harm": True, "threat": False, "emergency": False,
        "child": True, "at_home": True, "young": False, "active": True,
    },
}  # fmt: skip
OURS: JsonObject = {"zh_Hans": "您想办什么？", "zh_Hant": "您想辦什麼？", "en": "What would you like to do?"}
SAYS: JsonObject = {"zh_Hans": "您好，这里是清河县人民来访接待中心。您想办什么？", "zh_Hant": None, "en": None}

LACKS: JsonObject = {
    "code": "head", "words": "2 个单位没有负责人：水利局、林业局。", "count": 2, "names": ["水利局", "林业局"],
}  # fmt: skip
OFFICE: dict[str, JsonObject] = {f"{name}Wanted": row for name, row in ROWS.items()}
OFFICE |= {f"{name}Entry": row | {"version": 90210} for name, row in ROWS.items()}
OFFICE |= {f"{name}Entries": {"items": [OFFICE[f"{name}Entry"]], "next": None} for name in ROWS}
AUDITED: JsonObject = {
    "id": 812, "at": AT, "actor": "staff:1", "name": "管理员", "action": "units_changed", "target": "QH-ZJ",
    "reason": None, "changed": ["phone: 0500-555-0103 → 0500-555-0203"],
}  # fmt: skip
NEW: JsonObject = {"login": "zhou", "name": "周工", "password": "hT3wYb1uVqk2"}
OFFICE |= {
    "FirstPassword": NEW,
    "Imported": {"sheet": "单位", "made": 40, "changed": 0, "same": 0},
    "ImportDone": {
        "written": True, "sheets": [{"sheet": "单位", "made": 40, "changed": 0, "same": 0}], "people": [NEW],
        "ignored": [],
    },
}  # fmt: skip
OFFICE |= {
    "SetUp": {
        "county_code": "330199", "county": "云江县", "county_en": "Yunjiang County", "government": "云江县人民政府",
        "desk": "云江县人民来访接待中心", "desk_phone": "0571-5550100", "desk_hours": "工作日 8:30–17:30",
        "desk_address": "江边路1号", "discipline_unit": "云江县纪委监委", "discipline_phone": "0571-5550101",
        "clerk_login": "zhao.min", "clerk_name": "赵敏", "supervisor_login": "qian", "supervisor_name": "钱督",
        "discipline_login": "sun", "discipline_name": "孙正", "discipline2_login": "li.zheng",
        "discipline2_name": "李峥",
    },
    "SetUpDone": {"county": "云江县", "people": [NEW]},
    "RemoveDemonstration": {"county": "清河县"},
    "MissingView": LACKS,
    "Missing": {"items": [LACKS]},
}  # fmt: skip
WORDS: JsonObject = {
    "title": "县长接访日", "official": "O-HEAD", "venue": "文昌路9号", "venue_en": "", "companions": ["清河县信访局"],
    "published": True,
}  # fmt: skip
HOURS: JsonObject = {"date": "2027-03-16", "start": "09:00:00", "end": "11:00:00", "minutes": 30, "capacity": 2}
KEPT: JsonObject = WORDS | HOURS | {"id": "Zk3x9QmVt2La", "official_name": "林若川", "area": COUNTY, "booked": 0}
OFFICE |= {
    "VisitDayChange": WORDS | HOURS,
    "VisitDayWanted": WORDS | {
        "date": "2027-03-15", "area": COUNTY, "mode": "fixed_site", "start": "09:00", "end": "11:00", "minutes": 30,
        "capacity": 2,
    },
    "VisitDayKept": KEPT,
    "VisitDayCancelled": {"told": 3},
    "CancelReason": {"reason": "领导临时参加防汛，改在下周。"},
}  # fmt: skip
OFFICE |= {"AuditView": AUDITED, "AuditEntries": {"items": [AUDITED], "next": None}}
OFFICE |= {
    "Texts": SAYS,
    "TextView": {
        "code": "greeting", "group": "chat", "facts": [], "staff": False, "agreed": False, "shipped": OURS,
        "own": SAYS, "shown": SAYS | {"zh_Hant": "您好，這裡是清河縣人民來訪接待中心。您想辦什麼？", "en": OURS["en"]},
        "version": 1,
    },
    "TextPreview": OURS,
    "HotlineSaid": {
        "number": "12348", "what": "法律援助与法律服务", "en": "Legal aid", "hours": "", "hours_en": "", "topic": None,
        "crisis": [], "young": False,
    },
    "HotlinesRestored": {"changed": 2},
}  # fmt: skip
PROFILED: JsonObject = {
    "key": "handle", "n": 60, "unit": "natural", "article": "art. 34", "from_memory": False, "by": "",
    "own": True,
}  # fmt: skip
OFFICE |= {
    "ProfileLimit": PROFILED,
    "ProfileView": {
        "name": "national", "title": "信访工作条例", "source": "国信发〔2022〕", "inherits": None, "in_force": True,
        "in_force_from": "2022-05-01", "in_force_until": None, "default": True, "areas": [], "limits": [PROFILED],
        "values": {"extensions": 1},
    },
}  # fmt: skip
