"""The staff's words, in Chinese, for every code that a page shows."""

import re
from collections.abc import Mapping
from typing import Any

from api.console import labels_procedure as more
from models.law.channels import Channel
from models.law.events import EventKind
from models.law.matters import CaseClass, Kind
from models.law.notices import NoticeKind, NoticeState
from models.law.people import Role
from models.law.replies import Rating
from models.law.states import State
from models.law.tasks import TaskKind

STATE = {
    State.REGISTERED: "待受理",
    State.ACCEPTED: "待交办",
    State.ASSIGNED: "办理中",
    State.REPLIED: "已答复",
    State.CLOSED: "已办结",
    **more.STATE,
}
KIND = {
    Kind.DIFFICULTY: "要解决困难",
    Kind.SUGGESTION: "提建议",
    Kind.INQUIRY: "问政策",
    Kind.ACCUSATION: "举报",
    Kind.THANKS: "表扬",
    Kind.UNSURE: "不确定",
}
CASE_CLASS = {
    CaseClass.APPEAL: "申诉求决",
    CaseClass.SUGGESTION: "建议意见",
    CaseClass.INQUIRY: "咨询",
    CaseClass.THANKS: "表扬感谢",
    CaseClass.OTHER: "其他",
    CaseClass.ACCUSATION: "检举控告",
}
CHANNEL = {
    Channel.WEB: "网页",
    Channel.TELEGRAM: "Telegram",
    Channel.CONSOLE: "终端",
    Channel.VISIT: "来访",
    Channel.PHONE: "来电",
    Channel.LETTER: "来信",
    **more.CHANNEL,
}
ROLE = {
    Role.CLERK: "接待登记",
    Role.HANDLER: "承办",
    Role.SUPERVISOR: "督办",
    Role.LEADER: "领导",
    Role.DISCIPLINE: "纪检",
    Role.ADMIN: "系统管理",
}
EVENT = {
    EventKind.RECEIVED: "登记",
    EventKind.ACCEPTED: "受理",
    EventKind.ASSIGNED: "交办",
    EventKind.NOTE: "内部备注",
    EventKind.QUESTION: "向群众提问",
    EventKind.ANSWER: "群众回答",
    EventKind.ADDITION: "群众补充",
    EventKind.REPLY: "答复",
    EventKind.CLOSED: "办结",
    EventKind.RATED: "群众评价",
    EventKind.WALLED: "移入纪检专区",
    EventKind.URGED: "群众催办",
    EventKind.MOVED: "转到另一部手机",
    EventKind.CODE_REISSUED: "补发查询码",
    EventKind.ANONYMITY: "姓名电话变更",
    EventKind.WRITTEN_UP: "整理录音或图片",
    **more.EVENT,
}
NOTICE = {
    NoticeKind.RECEIVED: "登记回执",
    NoticeKind.ACCEPTED: "受理告知",
    NoticeKind.ASSIGNED: "交办告知",
    NoticeKind.QUESTION: "提问",
    NoticeKind.REPLY: "答复",
    NoticeKind.CLOSED: "办结告知",
    NoticeKind.APPOINTMENT_MADE: "预约成功",
    NoticeKind.APPOINTMENT_CANCELLED: "预约取消",
    NoticeKind.MOVED: "转手机告知（发给原来的聊天）",
    **more.NOTICE,
}
NOTICE_STATE = {
    NoticeState.DUE: "待发送",
    NoticeState.LEASED: "发送中",
    NoticeState.SENT: "等待查看",
    NoticeState.MANUAL: "需电话或当面告知",
    NoticeState.DELIVERED: "已送达",
    NoticeState.UNDELIVERABLE: "无法送达",
}
TASK = {
    TaskKind.CALL_RESIDENT: "给群众打电话",
    TaskKind.UNDELIVERED: "消息没有送达",
    TaskKind.CRISIS: "紧急求助",
    TaskKind.ERASURE: "申请删除个人信息",
    TaskKind.MANY_CASES: "同一聊天一天多件，请核对有无重复",
    **more.TASK,
}
CRISIS = {"C1": "生命安全危险", "C2": "正在遭受暴力", "C3": "情绪危机"}
RATING = {Rating.SATISFIED: "满意", Rating.FAIR: "基本满意", Rating.UNSATISFIED: "不满意"}
OBLIGATION: dict[str, str] = {
    "register": "登记",
    "forward": "转送",
    "intake_notice": "告知由谁办理",
    "objection": "退回异议",
    "handle": "办结并答复",
    "extend": "延期",
    **more.OBLIGATION,
}
TRIGGER = more.TRIGGER
BY_HAND = more.BY_HAND
ENDING = more.ENDING
REFUSAL = more.REFUSAL
GUIDANCE = more.GUIDANCE
PROPOSAL = more.PROPOSAL
LINK = more.LINK
ROUTE = more.ROUTE
TIER = more.TIER
REPLY_KIND = more.REPLY_KIND
OPINION_RESULT = more.OPINION_RESULT
ADOPTION = more.ADOPTION
OUTCOME = more.OUTCOME
CAUSE = more.CAUSE
RESOLVED = more.RESOLVED
REVIEW_RESULT = more.REVIEW_RESULT
WHAT_BY = more.WHAT_BY
DELIVERY = {
    "phone:spoke": "电话：已告知本人",
    "phone:no_answer": "电话：无人接听",
    "counter:signed": "当面：已签收",
    "counter:refused": "当面：拒收",
    "post:signed": "邮寄：已签收",
    "post:refused": "邮寄：拒收",
    "post:returned": "邮寄：退回",
}
SORT = {
    "-registered_at": "新登记在前",
    "registered_at": "早登记在前",
    "due_at": "先到期在前",
    "-updated_at": "新变动在前",
    "-urged_at": "最近催办在前",
}
DONE = {
    "accept": "已受理，群众会收到受理告知。",
    "assign": "已交办，群众会收到由谁办理的告知。",
    "note": "备注已记下，只有工作人员能看到。",
    "question": "问题已发给群众。",
    "reply": "答复已发出。送达后即可办结。",
    "look": "核看结果已记下。",
    "notify": "已告知群众。",
    "forward": "已转送，群众会收到转到了哪里。",
    "take": "已签收，由本单位负责。",
    "guide": "已提请引导。别人同意以后群众才收到。",
    "close": "已办结，群众会收到评价邀请。",
    "promise": "新的日期已告知群众。",
    "decide": "意见已发给群众。",
    "hearing": "听证已记下。",
    "record": "告知结果已记录。",
    "walled": "已受理为检举控告，并移入纪检专区，只有纪检人员能看到。",
    "task": "任务已完成。",
    "writeup": "已记在原话旁边，可以按这些字查找。",
    "switched": "账号状态已更改。",
    "refuse": "已提请审批。别人同意以前，这一件照常登记着。",
    "return": "已提请退回。转来的单位同意以前，仍由本单位负责。",
    "designate": "已提请指定承办单位。",
    "extend": "已提请延期。同意以后群众会收到。",
    "reclass": "已提请变更分类。",
    "retier": "已提请变更办理速度。",
    "rule": "审批已记下。",
    "call": "已发出，对方的负责人会收到。",
    "muster": "已报到。",
    "lead": "包案领导已记下，群众能看到。",
    "improve": "改进建议已发出，对方要书面答复。",
    "improvement": "已答复。",
    "link": "已关联，两件各自继续办。",
    "unlink": "关联已解除。",
    "responsibility": "责任清单已更改。",
    "supervise": "已督办，上一级会收到，直到有人确认。",
    "acknowledged": "已确认收到，不再上报。",
    "supervision_closed": "督办已办结。",
    "read": "已标为已读。",
    "deputy": "代理人已更改。",
    "away": "外出时间已更改。",
    "away_handed": "外出时间已更改，您负责的事项已交给代理人或在岗同事。",
    "unlinked": "已解除绑定，提醒留在收件箱。",
    "logged_out": "您已退出。",
}
FIELD = {
    "text": "内容",
    "note": "备注",
    "reason": "理由",
    "passed": "核看结果",
    "ground": "原因",
    "route": "法定途径",
    "look_note": "说明",
    "trigger": "督办事由",
    "deputy": "代理人",
    "from": "开始时间",
    "until": "结束时间",
    "checked": "核对的证件",
    "result": "结果",
    "whom": "告知对象",
    "at": "时间",
    "case_class": "诉求分类",
    "who": "承办单位和承办人",
    "unit": "承办单位",
    "handler": "承办人",
    "channel": "来源",
    "petition_date": "信访日期",
    "kind": "诉求",
    "topic": "内容分类",
    "area": "问题属地",
    "place": "地点",
    "name": "姓名",
    "phone": "电话",
    "address": "住址",
    "petitioner_count": "信访人数",
    "attended_count": "实际来访人数",
    "files": "材料",
    "file": "材料",
    "state": "状态",
    "due_before": "到期日",
    "sort": "排序",
    "cursor": "页码",
    "q": "查找内容",
    "login": "登录名",
    "roles": "角色",
    **more.FIELD,
}
REFUSED = {
    "version_changed": "刚才有人更改了这一件。下面标出了变动，您写的内容还在，请看过后再提交。",
    "move_not_allowed": "这一件现在的状态不能这样操作。",
    "reply_to_look_at": "这份答复很短，或与别的答复相同。请督查人员先看过，再办结。",
    "not_thin": "这份答复不需要核看。",
    "taken_already": "这一件已经签收过了。",
    "looked_already": "这份答复已经有人核看过了。",
    "two_persons": "这件事要由另一个人来做：提出的人、写答复的人不能自己核看或审批。",
    "reply_not_delivered": "答复还没有送达群众，暂时不能办结。请等对方查看，或在“告知情况”里记录结果。",
    "walled": "检举控告只能由纪检单位办理，别的件也不能交给纪检单位。",
    "forbidden": "您的角色不能做这件事。",
    "not_found": "没有找到，或者您无权查看。",
    "bad_credentials": "登录名或密码不对，请再试一次。大小写要一致。",
    "too_many": "试得太频繁了，请过一分钟再试。",
    "csrf": "这个页面已经过期（可能在别的窗口重新登录过）。请返回刷新后再提交，您写的内容在下面。",
    "idempotency_key_reused": "这张表单已经提交过，又改了内容。如需再提交一次，请核对后重新点按钮。",
    "too_large": "文件太大。",
    "media_type": "这种文件不能上传。可用照片、录音、视频、PDF、Word、Excel。",
    "nothing_to_write_up": "这一件没有录音或图片，不用整理。",
    "nothing_to_check": "这一件没有留姓名和电话，无法核对是谁的，不能补发查询码。",
    "supervised_already": "这一件已因同样的事由在督办。",
    "closed_already": "这项督办已经办结了。",
    "still_owed": "逾期的事项还没有答复群众，不能办结督办。",
    "settled": "这条告知已经有结果了。",
    "done_already": "这项任务已经有人完成了。",
    "record_delivery": "请记录告知结果。",
    "picture": "这张图片无法显示。",
    "unavailable": "数据库暂时没有应答，请稍后再试。",
    "login_taken": "这个登录名已经有人用了。",
    "own_account": "不能停用自己的账号。",
    "preview_again": "内容改动过，请再看一遍预览，然后发送。",
    **more.REFUSED,
}
STATUS = {
    400: "请求有误，请返回再试。",
    403: REFUSED["forbidden"],
    404: REFUSED["not_found"],
    405: "这个地址不能这样访问。",
    413: "提交的内容太大了。",
    422: "有一项填写不对，请检查。",
    429: REFUSED["too_many"],
    503: REFUSED["unavailable"],
}
_REASONS = {
    "no phone or address was given": "没有留下电话和地址",
    "the channel refused it": "消息渠道拒收",
    "refused": "拒收",
    "returned": "退回",
    "spoke": "已告知本人",
    "signed": "已签收",
    "delivered": "已在聊天中送达",
    "blocked": "对方停用了机器人",
}


def reason(given: str | None) -> str:
    """Why a notice could not be delivered, or how a task ended."""
    if not given:
        return ""
    if calls := re.fullmatch(r"(\d+) calls without an answer", given):
        return f"{calls[1]} 次电话无人接听"
    return "；".join(_REASONS.get(part, part) for part in given.split("; "))


def refused(code: str, status: int) -> str:
    return REFUSED.get(code) or STATUS.get(status, STATUS[400])


def wrong(field: str, problem: Mapping[str, Any]) -> str:
    """What is wrong with a field, of an error as pydantic reports it; with an example where that helps."""
    name, kind, limits = FIELD.get(field, field), str(problem.get("type", "")), problem.get("ctx") or {}
    if kind in ("string_too_long", "too_long"):
        return f"{name}太长，最多 {limits.get('max_length')} 个字。"
    if kind in ("string_too_short", "too_short", "missing") or not str(problem.get("input") or "").strip():
        return f"请填写{name}。"
    if field == "phone":
        return "电话不对。例如：13800001111 或 0500-5550101。"
    if kind.startswith("date"):
        return f"{name}不对。例如：2026-11-22。"
    if kind.startswith(("greater", "less", "int")):
        return f"{name}要填数字，例如：1。"
    return f"{name}不对，请检查。"
