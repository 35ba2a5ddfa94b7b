"""English phrases of the procedure: notices, states and entries of the timeline."""

PROCEDURE = {
    "notice.notified": "Number {case_no}: {unit} (phone {phone}) has written to you about your concern:",
    "notice.forwarded": (
        "Number {case_no}: your concern has been passed to {unit}, which is responsible for it. Phone {phone}."
    ),
    "notice.guided": (
        "Number {case_no}: the law has another procedure for this matter. Where to go is explained below. Please "
        "note: the time limits there keep running and do not stop because you came here."
    ),
    "notice.not_accepted": (
        "Number {case_no}: {unit} cannot take this up. The reason, where to go, and what to do if you disagree are "
        "explained below. Phone {phone}."
    ),
    "notice.no_longer_accepted": (
        "Number {case_no}: this matter has been through every review, and {unit} cannot take it up again. The "
        "reason, and what you can still do, are explained below. You can always tell us new facts. Phone {phone}."
    ),
    "notice.extended": (
        "Number {case_no}: {unit} needs more time and will answer you by {answer_by}. The reason is given below. "
        "Phone {phone}."
    ),
    "notice.progress": "Number {case_no}: news from {unit} (phone {phone}). This is not the final answer yet.",
    "notice.promised": (
        "Number {case_no}: {unit} has set a new date and will answer you by {answer_by}. Phone {phone}."
    ),
    "notice.reopened": "Number {case_no} is open again, and {unit} is handling it. Phone {phone}.",
    "notice.review_asked": (
        "Number {case_no}: your request for a review was registered today. {unit} will decide by {answer_by}. "
        "Phone {phone}."
    ),
    "notice.review_decided": "Number {case_no}: the review has been decided. The answer from {unit} (phone {phone}):",
    "notice.right_ending": (
        "Number {case_no}: if you disagree with the answer, you can ask for a review until {until_on}. One tap "
        "below is enough."
    ),
    "notice.right_ended": (
        "Number {case_no}: the time for asking for a review is over. If there's anything new, you can always tell us."
    ),
    "notice.withdrawn": (
        "Number {case_no}: you've withdrawn this. If you change your mind, one tap brings it back until {until_on}."
    ),
    "notice.resumed": "Number {case_no} is being handled again as before, by {unit}. Phone {phone}.",
    "notice.slipping": (
        "Number {case_no}: we said you would hear from us by {due_by}, and it may be later. {unit} has it (phone "
        "{phone}), and we have told {boss}. Whatever happens, you'll hear from us by {news_by}."
    ),
    "notice.recounted": (
        "Number {case_no}: the official holidays have been announced, and they give you more time: you can ask for "
        "a review until {until_on}."
    ),
    "notice.code_reissued": (
        "Number {case_no}: our counter has issued a new query code; the old one no longer works. If that wasn't "
        "you, please ring {phone}."
    ),
    "notice.escalation": "{n} matters wait for your acknowledgement on the staff pages.",
    "notice.digest": (
        "Today: {late} late, {warned} due soon, {waiting} waiting for your acknowledgement. See the staff pages."
    ),
    "notice.urgent": "Urgent: number {case_no} needs you now. See the staff pages.",
    "state.review": "under review",
    "state.rereview": "under second review",
    "state.not_accepted": "not accepted",
    "state.no_longer_accepted": "no longer accepted",
    "state.withdrawn": "withdrawn by you",
    "next.review": "Next: {unit} will decide the review and answer you here.",
    "next.rereview": "Next: {unit} will decide the second review and answer you here.",
    "next.not_accepted": "If you disagree, or there's anything new, you can tell us here.",
    "next.no_longer_accepted": "If there are new facts, you can tell us here.",
    "next.withdrawn": ("If you'd like it to go ahead after all, you can take it up again, or send it as a new matter."),
    "event.notified": "we told you how it will be handled",
    "event.forwarded": "passed to the unit responsible",
    "event.taken": "the unit has taken it over",
    "event.guided": "we told you about another legal procedure",
    "event.not_accepted": "not accepted",
    "event.no_longer_accepted": "no longer accepted",
    "event.returned": "returned to the unit that passed it on",
    "event.designated": "the unit responsible was decided",
    "event.extended": "more time was given",
    "event.reclassed": "its category was changed",
    "event.retiered": "its time limit was changed",
    "event.co_unit": "another unit was asked to help",
    "event.whistled": "other departments were called in",
    "event.mustered": "a department came",
    "event.lead_official": "a leader took responsibility for it",
    "event.progress": "we told you how it is going",
    "event.promised": "a new date was set",
    "event.called_back": "we asked you again whether it was solved",
    "event.reopened": "reopened",
    "event.review_asked": "you asked for a review",
    "event.hearing": "a hearing was arranged",
    "event.review_decided": "the review was decided",
    "event.right_ended": "the time for asking for a review ended",
    "event.withdrawn": "you withdrew it",
    "event.resumed": "you brought it back",
    "event.complained": "you complained about how it is handled",
    "event.slipping": "we told you it may be late",
    "event.supervised": "a supervisor stepped in",
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
    "button.complain": "How it was handled",
    "button.retaliation": "I'm being threatened",
    "button.withdraw": "Withdraw it",
    "pressed.no": "No, it's my own choice",
    "pressed.yes": "Yes, someone asked me to",
    "pressed.unsaid": "I'd rather not say",
    "rights.head": "What you can do about this case:",
    "rights.review_1": (
        "If you disagree with the answer, you can ask the office above to look at it again (复查), until {until_on}."
    ),
    "rights.review_2": (
        "If you disagree with that decision, you can ask once more, one level higher (复核), until {until_on}."
    ),
    "rights.reopen": (
        "If it isn't solved, press “Not solved” by {until_on}, and the same office will carry on with it. You can "
        "still ask the office above."
    ),
    "rights.undo": "You withdrew this. You can bring it back until {until_on}.",
    "rights.urge": "You can ask them to hurry, once a day.",
    "rights.add": "You can add to it at any time, and give or remove your name and phone number.",
    "rights.withdraw": "You can withdraw it, and for some days after that you can change your mind.",
    "rights.handling": (
        "If you're unhappy with how it was handled, somebody outside that office will look into it. If anyone is "
        "making trouble for you because you spoke up, tell us: that office never sees it."
    ),
    "rights.person": "To talk to a person, ring {phone}. All of this is free.",
    "review.why_1": "What do you disagree with? A few words help, but you can skip this.",
    "review.why_2": "What do you disagree with in the review? A few words help, but you can skip this.",
    "review.sure": "Please read this through. You haven't asked for a review yet.",
    "again.review": "You haven't asked for a review yet. To ask, press the button above; otherwise press “Back”.",
    "rights.complain_what": "What went wrong in how it was handled?",
    "rights.retaliation_what": (
        "Who did it, when, and what did they do? That office never sees what you write here. If you're in danger, "
        "ring 110 first."
    ),
    "rights.pressed": (
        "Before you withdraw it, one question: did anyone ask you to? You can withdraw it whatever you answer."
    ),
    "rights.pressed_heard": "Somebody outside that office will look into this.",
    "rights.withdraw_sure": (
        "Once it's withdrawn, nobody will work on it. You can change your mind for some days; we'll tell you the "
        "last one. Withdraw it?"
    ),
    "again.withdraw": ("It has not been withdrawn. Press “Withdraw it” to do so, or “Back” to leave it."),
    "rated.desk": "And how were you treated when you first came to us?",
    "said.unsolved": (
        "All right. Number {case_no} goes back to the office that answered, and somebody will get in touch with you."
    ),
    "said.review": "Number {case_no} is with the office above now. We'll tell you here by which day they will answer.",
    "said.withdrawal": "Number {case_no} has been withdrawn.",
    "said.undo": "Number {case_no} is being handled again.",
    "said.complaint": (
        "Thank you. It has been kept with number {case_no}, and somebody outside that office will look into it."
    ),
    "said.retaliation": (
        "We've got it. It goes straight to the leaders, and that office can't see it. If you're in danger, ring "
        "110 first."
    ),
    "refused.right_over": (
        "There is no answer that can be reviewed at the moment, or the time for asking is over. You can always add "
        "something new."
    ),
    "refused.window_over": "The time for reopening it is over. You can add to it, or send it as a new matter.",
    "refused.undo_over": "The time for bringing it back is over. If you'd like to go on, please send it again.",
    "notice.answer_by": "You will have an answer by {answer_by}.",
    "next.assigned_by": "Next: {unit} ({phone}) will answer you by {answer_by}. The answer comes here.",
    "next.review_by": "Next: the office above will answer you by {answer_by}. The answer comes here.",
    "next.rereview_by": "Next: you'll have the decision by {answer_by}. It comes here.",
    "notice.review_days": (
        "If you disagree, you can ask the office above to look at it again within {review_days} days of receiving this."
    ),
    "refused.moved_on": "This case has moved on in the meantime. Please see where it stands now.",
    "notice.guided_elsewhere": (
        "Number {case_no}: another office is responsible for this matter. Where to go is explained below. It stays "
        "registered here until you have this."
    ),
    "notice.person": "To talk to a person, ring {phone}.",
    "submit.young_line": "If you'd like to talk to someone, you can also ring {number} ({line}).",
    "notice.own_clock": ("Please note: the law has another way for this matter, and its time limits keep running."),
    "notice.contact": "You can also get help from {contact}, phone {contact_phone}.",
    "notice.promised_news": (
        "Number {case_no}: {unit} has set a new date. You will hear from us again by {news_by}. Phone {phone}."
    ),
    "dissent.1": (
        "If this is about the answer to number {case_no}: if you disagree with it, you can ask the "
        "office above to look at it again (复查) until {until_on}. What you just wrote is kept either way."
    ),
    "dissent.2": (
        "If this is about the review of number {case_no}: if you disagree with it, you can ask once "
        "more, one level higher (复核), until {until_on}. What you just wrote is kept either way."
    ),
}
