"""The staff's words for the codes of the procedure: reviews, refusals, supervision."""

from models.law.channels import Channel
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.grounds import Guidance, ProposalKind, Refusal
from models.law.matters import Cause, Outcome, Resolved, Route, Tier
from models.law.notices import NoticeKind
from models.law.replies import Adoption, OpinionResult, ReplyKind
from models.law.states import Ending, State
from models.law.tasks import TaskKind
from models.law.triggers import Trigger

STATE = {
    State.REVIEW: "复查中",
    State.REREVIEW: "复核中",
    State.NOT_ACCEPTED: "不予受理",
    State.NO_LONGER_ACCEPTED: "不再受理",
    State.WITHDRAWN: "群众已撤回",
}
CHANNEL = {Channel.STAFF: "工作人员收件箱"}
EVENT = {
    EventKind.NOTIFIED: "告知",
    EventKind.FORWARDED: "转送",
    EventKind.TAKEN: "签收",
    EventKind.GUIDED: "引导到法定途径",
    EventKind.PROPOSED: "提请审批",
    EventKind.DECIDED: "审批",
    EventKind.NOT_ACCEPTED: "不予受理",
    EventKind.NO_LONGER_ACCEPTED: "不再受理",
    EventKind.RETURNED: "异议退回",
    EventKind.DESIGNATED: "指定承办单位",
    EventKind.EXTENDED: "延期",
    EventKind.RECLASSED: "变更分类",
    EventKind.RETIERED: "变更办理速度",
    EventKind.CO_UNIT: "增加协办单位",
    EventKind.WHISTLED: "吹哨",
    EventKind.MUSTERED: "报到",
    EventKind.LEAD_OFFICIAL: "领导包案",
    EventKind.LINKED: "关联",
    EventKind.PROGRESS: "告知进展",
    EventKind.PROMISED: "告知新的日期",
    EventKind.LOOKED: "督查看过答复",
    EventKind.CALLED_BACK: "回访",
    EventKind.REOPENED: "重新办理",
    EventKind.REVIEW_ASKED: "群众申请复查复核",
    EventKind.HEARING: "听证",
    EventKind.REVIEW_DECIDED: "复查复核意见",
    EventKind.RIGHT_ENDED: "申请期限届满",
    EventKind.WITHDRAWN: "群众撤回",
    EventKind.RESUMED: "群众恢复",
    EventKind.COMPLAINED: "群众对办理提出意见",
    EventKind.RETALIATION: "群众反映打击报复",
    EventKind.SLIPPING: "告知可能超期",
    EventKind.SUPERVISED: "督办",
    EventKind.IMPROVEMENT: "改进建议",
    EventKind.RECOUNTED: "放假安排公布，重新计算期限",
}
NOTICE = {
    NoticeKind.NOTIFIED: "接收情况和途径告知",
    NoticeKind.FORWARDED: "转送告知",
    NoticeKind.GUIDED: "法定途径告知",
    NoticeKind.NOT_ACCEPTED: "不予受理告知",
    NoticeKind.NO_LONGER_ACCEPTED: "不再受理告知",
    NoticeKind.EXTENDED: "延期告知",
    NoticeKind.PROGRESS: "进展告知",
    NoticeKind.PROMISED: "新日期告知",
    NoticeKind.REOPENED: "重新办理告知",
    NoticeKind.REVIEW_ASKED: "复查复核申请回执",
    NoticeKind.REVIEW_DECIDED: "复查复核意见",
    NoticeKind.RIGHT_ENDING: "申请期限将满提醒",
    NoticeKind.RIGHT_ENDED: "申请期限届满告知",
    NoticeKind.WITHDRAWN: "撤回确认",
    NoticeKind.RESUMED: "恢复确认",
    NoticeKind.SLIPPING: "可能超期告知",
    NoticeKind.RECOUNTED: "申请期限变更告知",
    NoticeKind.CODE_REISSUED: "补发查询码告知",
    NoticeKind.ESCALATION: "升级提醒（工作人员）",
    NoticeKind.DIGEST: "每日汇总（工作人员）",
    NoticeKind.URGENT: "紧急提醒（工作人员）",
}
ROUTE = {
    Route.PETITION: "信访程序",
    Route.LITIGATION: "法院诉讼",
    Route.PROCURATORATE: "检察监督",
    Route.POLICE: "公安程序",
    Route.ARBITRATION: "仲裁",
    Route.PARTY_APPEAL: "党员申诉",
    Route.ADMIN_PROCEDURE: "行政程序（复议、裁决、许可等）",
    Route.DUTY_REQUEST: "申请查处违法、履行职责",
    Route.INFORMATION: "政府信息公开",
    Route.MARKET: "市场监管投诉",
}
TIER = {
    Tier.EMERGENCY: "紧急（2小时）",
    Tier.UTILITIES: "水电气暖（当日）",
    Tier.SIMPLE: "立即办（简易办理）",
    Tier.NORMAL: "快速办",
    Tier.COMPLEX: "限期办",
}
REPLY_KIND = {
    ReplyKind.FORMAL: "只告知已收到、已转送（不算答复）",
    ReplyKind.PROGRESS: "告知进展（不算答复）",
    ReplyKind.ANSWER: "答复",
    ReplyKind.OPINION: "信访处理意见书",
}
OPINION_RESULT = {
    OpinionResult.SUPPORTED: "支持",
    OpinionResult.EXPLAINED: "合理但缺乏依据，解释说明",
    OpinionResult.NOT_SUPPORTED: "不支持",
}
ADOPTION = {Adoption.ADOPTED: "采纳", Adoption.PARTLY: "部分采纳", Adoption.NOT_ADOPTED: "不采纳"}
OUTCOME = {
    Outcome.MEDIATION: "人民调解",
    Outcome.LEGAL_AID: "法律援助",
    Outcome.AID: "帮扶救助",
    Outcome.LAWYER: "律师",
}
CAUSE = {
    Cause.POLICY_GAP: "政策不完善",
    Cause.NOT_CARRIED_OUT: "政策落实不到位",
    Cause.DECISION: "决策不当",
    Cause.INACTION: "不作为、推诿",
    Cause.UNLAWFUL: "违法违规",
    Cause.CONDUCT: "工作作风",
    Cause.DELAY: "办理拖延",
    Cause.SERVICE: "公共服务、设施不足",
    Cause.EXPLANATION: "解释告知不够",
    Cause.OLD_MATTER: "历史遗留",
    Cause.PRIVATE_DISPUTE: "民事纠纷",
    Cause.LITIGATION: "涉法涉诉",
    Cause.NONE: "不涉及（咨询、建议、表扬）",
    Cause.OTHER: "其他",
}
RESOLVED = {Resolved.YES: "已解决", Resolved.PARTLY: "部分解决", Resolved.NO: "没有解决"}
WHAT_BY = {"answer": "答复", "news": "告知进展"}
REVIEW_RESULT = {"upheld": "维持", "changed": "变更", "revoked": "撤销，责令重新处理"}
FIELD = {
    "kind_of_reply": "答复类型",
    "claim": "信访请求",
    "facts": "查明的事实和理由",
    "opinion": "处理意见",
    "basis": "法律、政策依据",
    "adoption": "采纳情况",
    "contact": "可以帮忙的机构",
    "helper": "可以帮忙的机构",
    "cause": "信访原因",
    "resolved": "是否解决",
    "tier": "办理速度",
    "day": "新的日期",
    "review": "复查复核",
    "first": "第一天",
    "last": "最后一天",
    "what": "到那天给群众什么",
    "approve": "同意不同意",
    "official": "包案领导",
    "call": "协办",
    "link": "怎样关联",
    "other_no": "另一件的编号",
    "answer": "审批意见",
    "objection": "不同意怎么办",
    "other": "另一件的编号",
    "other_case": "另一件的编号，或者正在办理的单位",
    "document": "另一件的编号，或者意见书的名称和文号",
    "no_new_facts": "没有新的事实和理由（有新的事实就是一件新的事，不能按 R2 处理）",
    "days": "延长几天",
    "by": "由谁定的",
}
REFUSED = {
    "not_your_review": "复查复核意见由上一级机关作出，被复查的单位不能参与。",
    "decided_already": "已经作出意见、审批过了。",
    "called_already": "这个单位已经请过了。",
    "not_a_township": "只有乡镇、街道办理的件可以吹哨。",
    "mustered_already": "这个单位已经报到了。",
    "answered_already": "已经答复过了。",
    "linked_already": "这两件已经关联了。",
    "merged_already": "其中一件已经并案。请关联到并入的那一件。",
    "ended": "其中一件已经办完，不能再并案。",
    "proposed_already": "这一件已经提请过，还没有审批。",
    "new_facts": "这一件有新的事实，是一件新的事，不能不再受理。",
    "nothing_to_extend": "没有可以延期的期限：只有按信访程序办理的申诉求决事项能延期。",
    "extended_already": "已经延期过一次，不能再延。",
    "late_already": "期限已经过了，不能延期。请给群众定一个新的日期，逾期照记。",
    "not_forwarded": "没有单位把这一件转送过来，不能退回。",
    "objection_over": "提出异议的五个工作日已经过了。",
    "designated": "这一件的承办单位是指定的，不能再退回、再转送。",
    "to_be_designated": "已经退回过三次，请等共同的上一级机关指定。",
    "hearing_set": "听证的日期已经记下了。",
    "answer_owed": "原答复已被撤销，重新答复以后才能办结。",
    "no_font": "服务器没有安装中文字体，暂时不能生成 PDF。请管理员安装 fonts-wqy-microhei，或设置 HUIYIN_PDF_FONT。",
    "not_yours": "这要由别的人来做：新的日期由负责这一件的人定，审批由上级或者规定的人作。",
    "nothing_slipped": "没有逾期或将要逾期的日期，不用另定日期。",
    "opinion_needed": "按信访程序办理的申诉求决事项，要出具信访处理意见书（立即办的除外）。请在“答复类型”里选意见书。",
}
TASK = {TaskKind.CALL_BACK: "回访不满意的群众"}
OBLIGATION: dict[str, str] = {
    Duty.NEWS: "再次告知进展",
    Duty.CALL_BACK: "不满意件回访",
    Duty.MUSTER: "部门报到",
    Duty.IMPROVEMENT: "答复改进建议",
    Duty.REVIEW_REQUEST: "群众可申请复查",
    Duty.REVIEW_DECISION: "复查意见",
    Duty.REREVIEW_REQUEST: "群众可申请复核",
    Duty.REREVIEW_DECISION: "复核意见",
    Duty.EVALUATION: "群众可评价",
    Duty.REOPEN: "群众可要求重办",
    Duty.WITHDRAW_UNDO: "群众可恢复撤回的事项",
}
TRIGGER = {
    Trigger.PAST_LIMIT: "逾期",
    Trigger.NOT_FED_BACK: "办了没有反馈群众",
    Trigger.WRONG_PROCEDURE: "不按程序办理",
    Trigger.SHIRKING: "推诿、敷衍、拖延",
    Trigger.FALSE_REPORT: "弄虚作假",
    Trigger.NOT_CARRIED_OUT: "意见没有落实",
    Trigger.PLAINLY_WRONG: "事实或依据明显不当",
    Trigger.REFUSES_DUTY: "拒收职责内事项",
    Trigger.MANY_UNSOLVED: "多次反映未解决",
    Trigger.KNOWLEDGE: "知识库没有更新",
    Trigger.THIN_REPLY: "答复过短或雷同",
    Trigger.IDLE: "长期没有动静",
    Trigger.AGEING: "久拖未结",
    Trigger.HOPS: "多次转手",
    Trigger.DISPUTE: "职责有争议",
    Trigger.NOT_MUSTERED: "吹哨未报到",
    Trigger.COMPLAINT: "群众对办理有意见",
    Trigger.PRESSED: "群众反映被要求撤回",
    Trigger.RETALIATION: "群众反映打击报复",
    Trigger.URGENT: "紧急",
}
BY_HAND = [(t, words) for t, words in TRIGGER.items() if t.row.by_hand]
ENDING = {
    Ending.ANSWERED: "答复办结",
    Ending.GUIDED: "引导",
    Ending.MERGED: "并案",
    Ending.NOT_ACCEPTED: "不予受理",
    Ending.NO_LONGER_ACCEPTED: "不再受理",
    Ending.WITHDRAWN: "群众撤回",
}
REFUSAL = {
    Refusal.R1_IN_PROGRESS: "R1 正在办理，向其上级提出",
    Refusal.R2_FINAL: "R2 已有复核意见",
    Refusal.R3_MISSED_REVIEW: "R3 逾期未申请复查复核",
}
LINK = {
    "repeat": "重复，首次是",
    "repeat:first": "后来又反映了一件",
    "new_facts": "有新的事实，原来是",
    "new_facts:first": "后来有了新的事实",
    "merged": "并入",
    "merged:first": "并入这一件的",
}
PROPOSAL = {
    ProposalKind.REFUSE: "不予受理、不再受理",
    ProposalKind.GUIDE: "引导到其他途径",
    ProposalKind.RETURN: "异议退回",
    ProposalKind.DESIGNATE: "指定承办单位",
    ProposalKind.EXTEND: "延期",
    ProposalKind.RECLASS: "变更分类",
    ProposalKind.RETIER: "变更办理速度",
}
GUIDANCE = {
    Guidance.R4_LITIGATION: "R4 诉讼",
    Guidance.R5_STATUTORY: "R5 法定途径",
    Guidance.R7_OTHER_UNIT: "R7 其他单位",
    Guidance.R8_DISCIPLINE: "R8 纪检监察",
}
