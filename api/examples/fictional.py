"""The fictional case that the examples are about: its people, units, numbers, and what several examples share."""

from models.wire.base import JsonObject

CASE_NO = "99012120261122000017"
EARLIER_NO = "99012120261120000013"
CODE = "K7MWQ4ZR"
BOOKING_NO = "YY202611220001"
AT = "2026-11-22T02:30:00Z"
LATER = "2026-11-23T06:00:00Z"
WORDS = "我家门口的路灯坏了一个星期，晚上孩子不敢出门。"
ANSWER = "您好，路灯已于今天上午修好。如再有问题，请随时告诉我们。"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
DESK = {"code": "QH-DESK", "name": "清河县人民来访接访中心"}
HOUSING = {"code": "QH-ZJ", "name": "清河县住房和城乡建设局"}
HANDLER = {"code": "zhou", "name": "周工"}
LAMPS = {"code": "030500", "name": "市政设施"}
DONGMEN = {"code": "990121001001", "name": "东门社区"}
RESIDENT = {"channel": "web", "address": "w-5f2c9a", "locale": "zh_Hans"}
UNIT_FACTS = {"unit": HOUSING["name"], "phone": "0500-555-0103"}

RECEIVED: JsonObject = {
    "id": 41,
    "lease": "3q2-xYl8mB0aKdfG1cZt7A",
    "kind": "received",
    "case_no": CASE_NO,
    "channel": "web",
    "address": RESIDENT["address"],
    "locale": "zh_Hans",
    "facts": {"told_by": "2026-12-07", "query_code": CODE},
    "text": None,
    "repeated": False,
}
IMPROVEMENT: JsonObject = {
    "id": 4,
    "case_no": CASE_NO,
    "unit": HOUSING,
    "text": "老旧小区路灯没有巡查计划，建议按季度巡查。",
    "made_by": "督查老李",
    "made_at": AT,
    "due_by": "2026-12-22",
    "adoption": None,
    "answer": None,
    "answered_by": None,
    "answered_at": None,
}
PROPOSAL: JsonObject = {
    "id": 5,
    "case_no": CASE_NO,
    "kind": "extend",
    "facts": {"days": 15},
    "reason": "已与供电所约定施工日期。",
    "text": "线路要由供电所配合更换，施工排在下周。",
    "proposed_by": HANDLER,
    "proposed_at": LATER,
    "unit": HOUSING,
    "decided_by": None,
    "decided_at": None,
    "approved": None,
    "answer": None,
    "version": 7,
}
FOUND_PERSON: JsonObject = {
    "case_no": CASE_NO,
    "name": "李**",
    "phone": "138****0000",
    "cases": 2,
    "open": 1,
    "last_at": AT,
}
TAKEN: JsonObject = {"how": "letter", "said_on": "2026-11-22", "by": "self", "told": False}
"""What stands on record when staff act for a resident."""
ROW: JsonObject = {
    "case_no": CASE_NO,
    "state": "assigned",
    "kind": "difficulty",
    "case_class": "appeal",
    "topic": LAMPS,
    "area": DONGMEN,
    "unit": HOUSING,
    "handler": HANDLER,
    "channel": "web",
    "petition_date": "2026-11-22",
    "registered_at": AT,
    "updated_at": LATER,
    "due_at": "2027-01-21T16:00:00Z",
    "overdue": False,
    "petitioner_count": 1,
    "anonymous": False,
    "excerpt": WORDS,
    "rating": None,
}
EVENT: JsonObject = {"seq": 3, "kind": "assigned", "at": LATER, "facts": {**UNIT_FACTS, "handler": "周工"}}
SPOKEN: JsonObject = {"seq": 1, "text": WORDS, "file": None, "sha256": DIGEST, "at": AT}
OWED: JsonObject = {
    "key": "handle",
    "opened_at": AT,
    "due_nominal": "2027-01-21",
    "due_at": "2027-01-21T16:00:00Z",
    "provisional": True,
    "met_at": None,
    "limit": "handle",
    "counted_from": "2026-11-22",
    "changes": [],
}
NOTICE: JsonObject = {
    "id": 41,
    "kind": "received",
    "state": "delivered",
    "channel": "web",
    "created_at": AT,
    "delivered_at": AT,
    "reason": None,
}
MOVED = {"case_no": CASE_NO, "state": "assigned", "version": 3, "event": 3}
VISIT: JsonObject = {
    "booking_no": BOOKING_NO,
    "state": "booked",
    "case_no": CASE_NO,
    "people": 2,
    "starts_at": "2026-12-15T01:00:00Z",
    "ends_at": "2026-12-15T01:30:00Z",
    "venue": "清河县人民来访接访中心一楼接待大厅（文昌路9号）",
    "official": "林若川",
    "post": "清河县人民政府县长",
    "notice": None,
}

ITEM: JsonObject = {
    "id": 5,
    "case_no": CASE_NO,
    "trigger": "past_limit",
    "unit": HOUSING,
    "duty": "handle",
    "opened_at": AT,
    "opened_by": None,
    "note": None,
    "answer": None,
    "answered_at": None,
    "answered_by": None,
    "closed_at": None,
    "closed_by": None,
    "result": None,
    "steps": [
        {
            "id": 9,
            "level": 1,
            "person": {"code": "li", "name": "督查老李"},
            "at": AT,
            "climb_at": "2026-11-23T02:30:00Z",
            "acknowledged_at": None,
            "acknowledged_by": None,
        }
    ],
}

OPINION: JsonObject = {
    "claim": "请求修好东门社区菜场门口的路灯。",
    "facts": "经现场查看，该处路灯因线路老化不亮，属市政设施，由本局管养。",
    "opinion": "已于11月22日更换线路和灯具，当晚恢复照明，并排查了整条路的路灯。",
    "basis": "《城市照明管理规定》（示例）。",
    "result": "supported",
}
NOTICE_2027: JsonObject = {
    "year": 2027,
    "source": "国务院办公厅关于2027年部分节假日安排的通知（示例）",
    "arrangements": [
        {"name": "元旦", "first": "2027-01-01", "last": "2027-01-03", "make_up": []},
        {"name": "春节", "first": "2027-02-05", "last": "2027-02-11", "make_up": ["2027-01-31", "2027-02-14"]},
        {"name": "清明节", "first": "2027-04-03", "last": "2027-04-05", "make_up": []},
        {"name": "劳动节", "first": "2027-05-01", "last": "2027-05-05", "make_up": ["2027-04-25", "2027-05-08"]},
        {"name": "端午节", "first": "2027-06-09", "last": "2027-06-09", "make_up": []},
        {"name": "中秋节", "first": "2027-09-15", "last": "2027-09-15", "make_up": []},
        {"name": "国庆节", "first": "2027-10-01", "last": "2027-10-07", "make_up": ["2027-09-26", "2027-10-09"]},
    ],
}
