"""Examples of what crosses HTTP, for `/docs`. Each is valid by its wire model; a test sees to it. All fictional."""

from typing import Any

CASE_NO = "99012120261122000017"
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

RECEIVED: dict[str, Any] = {
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
ROW: dict[str, Any] = {
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
EVENT: dict[str, Any] = {"seq": 3, "kind": "assigned", "at": LATER, "facts": {**UNIT_FACTS, "handler": "周工"}}
SPOKEN: dict[str, Any] = {"seq": 1, "text": WORDS, "file": None, "sha256": DIGEST, "at": AT}
OWED: dict[str, Any] = {
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
NOTICE: dict[str, Any] = {
    "id": 41,
    "kind": "received",
    "state": "delivered",
    "channel": "web",
    "created_at": AT,
    "delivered_at": AT,
    "reason": None,
}
MOVED = {"case_no": CASE_NO, "state": "assigned", "version": 3, "event": 3}
VISIT: dict[str, Any] = {
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

ITEM: dict[str, Any] = {
    "id": 5,
    "case_no": CASE_NO,
    "trigger": "past_limit",
    "unit": HOUSING,
    "duty": "handle",
    "opened_at": AT,
    "opened_by": None,
    "note": None,
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

NOTICE_2027: dict[str, Any] = {
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

EXAMPLES: dict[str, dict[str, Any]] = {
    # what is sent
    "CaseCreate": {
        "kind": "difficulty",
        "topic": LAMPS["code"],
        "area": DONGMEN["code"],
        "place": "东门社区菜场门口",
        "parts": [{"text": WORDS}],
        "petitioner_count": 1,
        "name": "李雷",
        "phone": "138-0000-0000",
        "consent": "2026-11",
        "resident": RESIDENT,
    },
    "CaseRegister": {
        "channel": "visit",
        "petition_date": "2026-11-20",
        "text": "来访人说：门口的井盖坏了，有老人摔倒。",
        "kind": "difficulty",
        "attended_count": 2,
        "name": "韩梅梅",
        "phone": "139-0000-0000",
    },
    "Addition": {"case_no": CASE_NO, "parts": [{"text": "补充：坏的是第三盏。"}]},
    "RatingGiven": {"case_no": CASE_NO, "rating": "satisfied", "text": "谢谢，修得很快。"},
    "Urge": {"case_no": CASE_NO},
    "Claim": {"case_no": CASE_NO, "query_code": CODE},
    "AnonymityWanted": {"case_no": CASE_NO, "name": "李雷", "phone": "138-0000-0000"},
    "StatusQuery": {"case_no": CASE_NO, "query_code": CODE},
    "CallRequest": {"kind": "call_resident", "resident": RESIDENT, "phone": "138-0000-0000"},
    "HoldWanted": {"slot": "Zk3x9QmVt2La"},
    "AppointmentCreate": {
        "slot": "Zk3x9QmVt2La",
        "case_no": CASE_NO,
        "people": 2,
        "hold": "5f2c9a7710de",
        "resident": RESIDENT,
    },
    "CancelWanted": {"resident": RESIDENT},
    "HolidayNotice": NOTICE_2027,
    "RevealWanted": {"reason": "电话核实地点"},
    "Accept": {"case_class": "appeal"},
    "Assign": {"unit": HOUSING["code"], "handler": HANDLER["code"]},
    "Note": {"text": "已电话联系社区，请核实灯杆编号。"},
    "WriteUp": {"text": "录音内容：东门社区菜场门口的路灯坏了，希望尽快修好。"},
    "CodeWanted": {"checked": "身份证原件", "reason": "查询码遗失"},
    "Ask": {"text": "请问坏的是哪一盏路灯？附近有什么门牌？"},
    "Reply": {"text": ANSWER},
    "NotSolved": {"case_no": CASE_NO, "text": "修好的灯第二天又灭了。"},
    "ReviewWanted": {"case_no": CASE_NO, "text": "答复里没有说原因。"},
    "Withdrawal": {"case_no": CASE_NO, "pressed": "no"},
    "Undone": {"case_no": CASE_NO},
    "Complaint": {"case_no": CASE_NO, "text": "打了三次电话都没有人接。"},
    "ReviewDecision": {"result": "changed", "text": "原答复没有说明原因，责成重新处理。"},
    "Hearing": {"first": "2026-12-01", "last": "2026-12-03"},
    "Look": {"passed": False, "note": "没有说什么时候修好，请重新答复。"},
    "Close": {"note": "已回访。"},
    "SuperviseWanted": {"trigger": "shirking", "note": "三次转给别的单位，没有人去看过现场。"},
    "SupervisionClosed": {"result": "已约谈责任单位，本周内答复。"},
    "InboxRead": {"until": 87},
    "DeputyWanted": {"deputy": HANDLER["code"]},
    "AwayWanted": {"from": AT, "until": "2026-11-29T16:00:00Z"},
    "StaffChat": {"code": CODE},
    "TaskDone": {"result": "已通话，本人知晓"},
    "LeaseWanted": {"channels": ["web"], "limit": 20},
    "Reach": {"reachable": False},
    "Receipt": {"lease": RECEIVED["lease"], "outcome": "delivered"},
    "ManualRecord": {"how": "phone", "result": "spoke", "whom": "本人", "at": LATER},
    # what comes back
    "Token": {
        "access_token": "jF3m0s9P6T4wYb1uVqk2Xz8cR7dLhNaEoGiS5tUxWyI",
        "token_type": "bearer",
        "expires_in": 43200,
    },
    "CaseReceipt": {
        "case_no": CASE_NO,
        "query_code": CODE,
        "told_by": "2026-12-07",
        "provisional": False,
        "notice": RECEIVED,
    },
    "CasePage": {"items": [ROW], "next": "WyItcmVnaXN0ZXJlZF9hdCIsIjIwMjYtMTEtMjJUMDI6MzA6MDArMDA6MDAiLDQxXQ"},
    "CaseView": {
        **ROW,
        "version": 3,
        "elsewhere": False,
        "place": "东门社区菜场门口",
        "on_behalf": False,
        "attended_count": None,
        "name": "李**",
        "phone": "138****0000",
        "consent": "2026-11",
        "words": [SPOKEN],
        "obligations": [OWED],
        "notices": [NOTICE],
        "actions": ["assign", "reply"],
    },
    "EventView": {**EVENT, "actor": "周工", "text": None, "digest": DIGEST},
    "Revealed": {"name": "李雷", "phone": "138-0000-0000", "address": None},
    "Moved": MOVED,
    "ResidentCase": {
        "case_no": CASE_NO,
        "state": "assigned",
        "kind": "difficulty",
        "registered_at": AT,
        "excerpt": WORDS,
        "told_by": None,
        "unit": HOUSING["name"],
        "rated": None,
        "open_question": None,
        "timeline": [{**EVENT, "text": None}],
    },
    "Added": {"case_no": CASE_NO, "event": 4},
    "Urged": {"case_no": CASE_NO, "event": 5, "count": 1, "unit": HOUSING["name"], "at": LATER},
    "Claimed": {"case_no": CASE_NO, "moved": True},
    "CodeIssued": {"case_no": CASE_NO, "query_code": CODE},
    "TaskOpened": {"task": 12},
    "VisitDayView": {
        "id": "pQ7vR2mXc9Ta",
        "date": "2026-12-15",
        "title": "清河县人民政府县长接访日",
        "level": "county",
        "mode": "fixed_site",
        "venue": VISIT["venue"],
        "area": "清河县",
        "official": VISIT["official"],
        "post": VISIT["post"],
        "portfolio": "主持县政府全面工作",
        "companions": [HOUSING["name"]],
        "free": 11,
    },
    "SlotView": {"id": "Zk3x9QmVt2La", "starts_at": VISIT["starts_at"], "ends_at": VISIT["ends_at"], "free": 1},
    "Held": {"slot": "Zk3x9QmVt2La", "until": "2026-11-22T02:40:00Z"},
    "AppointmentView": VISIT,
    "VisitEntry": {
        "starts_at": VISIT["starts_at"],
        "ends_at": VISIT["ends_at"],
        "booking_no": BOOKING_NO,
        "people": 2,
        "case_no": CASE_NO,
        "kind": "difficulty",
        "excerpt": WORDS,
    },
    "FileReceipt": {"file": "b3JkZXJseS1saWdodHM", "sha256": DIGEST, "size": 183204, "media_type": "image/jpeg"},
    "Leased": {"items": [RECEIVED]},
    "NoticeView": NOTICE,
    "TaskView": {
        "id": 12,
        "kind": "undelivered",
        "case_no": CASE_NO,
        "opened_at": AT,
        "facts": {"notice": "reply", "notification": 41},
        "done_at": None,
        "done_by": None,
        "result": None,
        "phone": "138****0000",
    },
    "StaffView": {"login": HANDLER["code"], "name": HANDLER["name"], "roles": ["handler"], "units": [HOUSING]},
    "Named": HOUSING,
    "SupervisionView": ITEM,
    "SupervisionPage": {"items": [ITEM], "next": None},
    "Inbox": {
        "waiting": [ITEM],
        "dates": [{"case_no": CASE_NO, "duty": "handle", "due_by": "2027-01-21", "late": False}],
        "messages": [
            {"id": 87, "kind": "digest", "at": AT, "facts": {"late": 0, "warned": 1, "waiting": 1}, "new": True}
        ],
    },
    "Presence": {"deputy": HANDLER, "away_from": None, "away_until": None, "chat": "telegram", "handed_over": 0},
    "ChatCode": {"code": CODE, "expires_at": "2026-11-22T02:40:00Z"},
    "StaffChatLinked": {"linked": True},
    "ClockworkView": {"at": AT, "by": "worker-1:17", "seconds_ago": 12, "take_over_after": 300},
    "CalendarYear": {**NOTICE_2027, "confirmed": True, "imported_at": AT, "imported_by": "管理员"},
    "CalendarImported": {"year": 2027, "holidays": 27, "make_up": 6, "recounted": 12, "moved": 2},
    "Catalogue": {
        "topics": [
            {
                "code": "030500",
                "name": LAMPS["name"],
                "name_en": "Public works",
                "parent": "030000",
                "common": True,
                "placed": True,
            }
        ],
        "areas": [{"code": DONGMEN["code"], "name": "东门社区", "name_en": "Dongmen Community", "parent": "990121001"}],
        "desk": {"name": DESK["name"], "phone": "0500-555-0101", "hours": "工作日 8:30–17:30", "place": DESK["name"]},
    },
}
