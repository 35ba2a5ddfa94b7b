"""Every key that code may ask a profile for, with what it means. A profile has them all, its own or inherited."""

from collections.abc import Mapping

LIMITS: Mapping[str, str] = {
    # the procedure
    "register": "registering, from receipt",
    "forward": "forwarding to the unit that is responsible, from receipt",
    "intake_notice": "telling the resident what was received, by which route and procedure, from receipt",
    "objection": "objecting to a matter that was forwarded, from receiving it",
    "simple_handle": "answering a simple matter (立即办), from acceptance",
    "handle": "answering an ordinary matter (快速办), from acceptance",
    "complex_handle": "answering a complex matter (限期办), from acceptance",
    "emergency": "answering where life, health or property are in danger, 24×7",
    "utilities": "answering where water, power, gas or heating have failed, 24×7",
    "extend": "an extension, in all",
    "inquiry": "answering an inquiry or a word of thanks, from acceptance",
    "suggestion": "answering a suggestion, from acceptance",
    "review_request": "the resident's right to ask for review (复查), from receiving the reply",
    "review_decision": "deciding the review, from the request",
    "rereview_request": "the resident's right to ask for re-review (复核), from receiving the review",
    "rereview_decision": "deciding the re-review, from the request; days of a hearing are not counted",
    # other routes: nothing that is accepted is without a day; `by` names who outside decides, and the day is then the
    # one by which the resident hears from us how it stands there
    "litigation": "telling what came of a matter that a court decides, from acceptance",
    "procuratorate": "telling what came of a matter that the procuratorate decides, from acceptance",
    "police": "telling what came of a matter that the police decide, from acceptance",
    "arbitration": "telling what came of a matter that an arbitration body decides, from acceptance",
    "party_appeal": "telling what came of an appeal inside the Party, from acceptance",
    "admin_procedure": "answering what an administrative procedure decides, from acceptance",
    "duty_request": "answering a request to look into a breach or to do what the law says, from acceptance",
    "information": "answering a request for government information, from acceptance",
    "market": "answering a consumer's complaint to market supervision, from acceptance",
    # the loop of responses
    "news": "hearing from us again after a date has slipped",
    "news_again": "hearing from us after that, again and again",
    "news_long": "hearing from us, again and again, once the matter is as old as `ageing` says",
    "call_back": "calling a resident back who is not satisfied",
    "evaluation": "the resident's right to rate, from the reply",
    "reopen": "the resident's right to have it opened again, from the reply",
    "withdraw_undo": "the resident's right to let a withdrawn matter go on",
    "muster": "a department that was whistled for (吹哨) reporting (报到)",
    "improvement": "a unit answering a suggestion for improvement (改进建议) in writing",
    "retaliation": "a first answer to a report of retaliation (打击报复)",
    "idle": "a matter on which nothing happened is shown to the supervisor",
    "ageing": "an open matter counts as ageing, from registration",
    "backlog": "an open matter counts as backlog (积案), from registration",
}

VALUES: Mapping[str, str] = {
    "extensions": "how often a matter may be extended",
    "extension_days": "days of all its extensions together",
    "returns": "the return after which the responsible unit is designated",
    "missed_review_rule": "1: a review asked for too late, without good reason, ends the matter (R3); 0: no such rule",
    "visits_per_month": "booked visits of one resident in a month",
    "thin_reply": "characters below which a reply is looked at by a supervisor",
    "warn": "days before its end on which the owner of a short limit is warned",
    "warn_long": "days before its end on which the owner of a longer limit is warned",
    "warn_short_limit": "a limit is short up to so many days",
    "warn_percent": "per cent of its time left when the owner of a limit of hours or very few days is warned",
    "tell_days": "days before the end on which the resident is told that a date may slip",
    "review_warn": "days before its end on which the resident is reminded of a right to review",
    "review_warn_last": "days before its end on which they are reminded again",
    "escalate_hours": "hours after which an unacknowledged escalation climbs one step",
    "escalate_hours_fast": "the same for matters of the tiers counted in hours",
    "hops": "transfers from which a matter is shown to the supervisor",
    "backlog_reviews": "reviews after which an open matter counts as backlog (积案)",
}
