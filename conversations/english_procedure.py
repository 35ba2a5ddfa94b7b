"""English phrases of the procedure: notices, states and entries of the timeline."""

PROCEDURE = {
    "notice.notified": "Number {case_no}: {unit} writes to you about your concern:",
    "notice.forwarded": (
        "Number {case_no}: your concern now lies with {unit}, which is responsible for it. Phone {phone}."
    ),
    "notice.guided": (
        "Number {case_no}: the law has another way for this matter. Where to go stands below. Please mind: "
        "the time limits of that way go on running."
    ),
    "notice.not_accepted": (
        "Number {case_no}: {unit} cannot take this up here. Why, where you can go and how to object stands "
        "below. Phone {phone}."
    ),
    "notice.no_longer_accepted": (
        "Number {case_no}: this matter has been through all reviews, and {unit} does not take it up again. "
        "Why and what you still can do stands below. New facts are always heard. Phone {phone}."
    ),
    "notice.extended": (
        "Number {case_no}: {unit} needs more time. The answer comes by {answer_by}. The reason stands "
        "below. Phone {phone}."
    ),
    "notice.progress": "Number {case_no}: {unit} tells you how it stands. This is not the answer yet.",
    "notice.promised": (
        "Number {case_no}: {unit} has named a new day: you are answered by {answer_by}. Phone {phone}."
    ),
    "notice.reopened": "Number {case_no} is open again. {unit} goes on with it. Phone {phone}.",
    "notice.review_asked": (
        "Number {case_no}: your request for a review is registered today. {unit} decides by {answer_by}. Phone {phone}."
    ),
    "notice.review_decided": "Number {case_no}: the review is decided. {unit} answers you:",
    "notice.right_ending": (
        "Number {case_no}: if you do not agree with the answer, you can ask for a review until {until_on}. "
        "One tap below is enough."
    ),
    "notice.right_ended": (
        "Number {case_no}: the days for asking for a review are over. If something is new, you can always tell us."
    ),
    "notice.withdrawn": (
        "Number {case_no}: you have taken your concern back. If you change your mind, one tap brings it "
        "back until {until_on}."
    ),
    "notice.resumed": "Number {case_no} goes on as before. {unit} has it. Phone {phone}.",
    "notice.slipping": (
        "Number {case_no}: you were to hear from us by {due_by}. It may come later. {unit} has it (phone "
        "{phone}); we have told {boss}. You hear from us by {news_by}, whatever happens."
    ),
    "notice.recounted": (
        "Number {case_no}: the official holidays are out now, and you gain by it: "
        "you can ask for a review until {until_on}."
    ),
    "notice.code_reissued": (
        "Number {case_no}: the counter has given out a new query code; the old one no longer works. If that"
        " was not you, please ring {phone}."
    ),
    "notice.escalation": "{n} matters wait for your acknowledgement on the staff pages.",
    "notice.digest": (
        "Today: {late} late, {warned} due soon, {waiting} waiting for your acknowledgement. See the staff pages."
    ),
    "notice.urgent": "Urgent: number {case_no} needs you now. See the staff pages.",
    "state.review": "being reviewed",
    "state.rereview": "in the second review",
    "state.not_accepted": "not accepted",
    "state.no_longer_accepted": "not taken up again",
    "state.withdrawn": "taken back by you",
    "next.review": "Next: {unit} decides the review and answers you here.",
    "next.rereview": "Next: {unit} decides the second review and answers you here.",
    "next.not_accepted": "If you do not agree, or something is new, you can tell us here.",
    "next.no_longer_accepted": "If there are new facts, you can tell us here.",
    "next.withdrawn": "If you want it to go on, just say so here.",
    "event.notified": "you were told how it goes on",
    "event.forwarded": "passed on to the unit responsible",
    "event.taken": "the unit has taken it over",
    "event.guided": "you were told of another legal way",
    "event.not_accepted": "not accepted",
    "event.no_longer_accepted": "not taken up again",
    "event.returned": "given back to the unit that passed it on",
    "event.designated": "the unit responsible was decided",
    "event.extended": "the time was extended",
    "event.reclassed": "put into another class",
    "event.retiered": "given another pace",
    "event.co_unit": "another unit helps",
    "event.whistled": "departments were called in",
    "event.mustered": "a department has come",
    "event.lead_official": "a leader has taken it on",
    "event.progress": "we told you how it stands",
    "event.promised": "a new day was named",
    "event.called_back": "we asked you again whether it is solved",
    "event.reopened": "opened again",
    "event.review_asked": "you asked for a review",
    "event.hearing": "a hearing was set",
    "event.review_decided": "the review was decided",
    "event.right_ended": "the days for a review ended",
    "event.withdrawn": "you took it back",
    "event.resumed": "you let it go on",
    "event.complained": "you complained about how it is handled",
    "event.retaliation": "you reported retaliation",
    "event.slipping": "we told you the day may slip",
    "event.supervised": "it is being supervised",
    "command.staff": "staff",
    "staff.linked": (
        "This chat now gets your messages as a member of staff: what is urgent, and each morning what waits for you. "
        "They hold numbers and counts only. To stop them, send /staff off."
    ),
    "staff.unlinked": "This chat gets no more messages for staff. They wait in your inbox on the staff pages.",
    "staff.unknown": (
        "That code does not work: it is good for one use and ten minutes. Please get a new one on the staff pages."
    ),
    "staff.how": "This is for staff: get a code on the staff pages and send it here as /staff CODE.",
    "button.unsolved": "Not solved",
    "button.review_1": "Ask the office above",
    "button.review_2": "Ask once more",
    "button.resume_case": "Take it up again",
    "button.rights": "My rights",
    "button.complain": "About how it is handled",
    "button.retaliation": "Somebody threatens me",
    "button.withdraw": "Withdraw it",
    "pressed.no": "No, it is my own wish",
    "pressed.yes": "Yes, somebody wants me to",
    "pressed.unsaid": "I would rather not say",
    "rights.head": "What you can do with this case:",
    "rights.review_1": (
        "If you disagree with the answer, you can ask the office above to look at it again (复查), until {until_on}."
    ),
    "rights.review_2": (
        "If you disagree with that decision, you can ask once more, one level higher (复核), until {until_on}."
    ),
    "rights.reopen": (
        "If it is not solved, press “Not solved” until {until_on}: the same office goes on with it. You "
        "can still ask the office above."
    ),
    "rights.undo": "You withdrew it. Until {until_on} you can have it taken up again.",
    "rights.urge": "You can ask them to hurry, once a day.",
    "rights.add": "You can add to it, or leave or take away your name, at any time.",
    "rights.withdraw": "You can withdraw it, and change your mind for some days after.",
    "rights.handling": (
        "If you are unhappy with how it is handled, somebody outside that office looks into it. If "
        "anybody makes you suffer for having spoken, tell us: that office never sees it."
    ),
    "rights.person": "To speak to a person: {phone}. All of this is free.",
    "review.why_1": "What do you disagree with? A few words help; you can also skip this.",
    "review.why_2": "What do you disagree with now? A few words help; you can also skip this.",
    "review.sure": "Please read this over. No request has been made yet.",
    "again.review": ("No request has been made yet. Press the button to make it, or “Back” if you would rather not."),
    "rights.complain_what": "What is wrong with how it is handled?",
    "rights.retaliation_what": (
        "Who did what, and when? That office never sees what you write here. If you are in danger, ring 110 first."
    ),
    "rights.pressed": ("Before you withdraw it: did anybody press you to? Whatever you say, you can withdraw it."),
    "rights.pressed_heard": "Somebody outside that office will look into this.",
    "rights.withdraw_sure": (
        "Nobody goes on with it once it is withdrawn. You can change your mind for some days; we tell "
        "you the last one. Withdraw it?"
    ),
    "again.withdraw": ("It has not been withdrawn. Press “Withdraw it” to do so, or “Back” to leave it."),
    "rated.desk": "And how were you treated at the reception?",
    "said.unsolved": (
        "All right. Number {case_no} goes back to the office that answered, and somebody will be in touch with you."
    ),
    "said.review": ("It is with the office above now, number {case_no}. We tell you here by which day they answer."),
    "said.withdrawal": "Number {case_no} is withdrawn.",
    "said.undo": "Number {case_no} goes on.",
    "said.complaint": ("Thank you. It is kept with number {case_no}, and somebody outside that office looks into it."),
    "said.retaliation": (
        "We have it. It goes to the leaders at once, and that office cannot see it. If you are in "
        "danger, ring 110 first."
    ),
    "refused.right_over": (
        "There is no answer now that the office above could look at, or the time for asking is over. You"
        " can always add something new."
    ),
    "refused.window_over": ("The days for taking it up again are over. You can add to it, or send it as a new matter."),
    "refused.undo_over": "The days for taking it up again are over. You can send the matter anew.",
    "notice.answer_by": "You will have an answer by {answer_by}.",
    "next.assigned_by": "Next: {unit} ({phone}) answers you by {answer_by}; the answer comes here.",
    "next.review_by": ("Next: you have the answer of the office above by {answer_by}; it comes here."),
    "next.rereview_by": "Next: you have the decision by {answer_by}; it comes here.",
    "notice.review_days": (
        "If you disagree, you can ask the office above to look at it again, within {review_days} days of"
        " receiving this."
    ),
    "refused.moved_on": "This case has moved on meanwhile. Please look at where it stands.",
    "notice.guided_elsewhere": (
        "Number {case_no}: another office is responsible for this matter. Where to go stands below. It "
        "stays registered here until you have this."
    ),
}
