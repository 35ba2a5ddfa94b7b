"""The English phrases: msgids of the catalogues. `{facts}` are filled in by `conversations.words.say`."""

from conversations.english_procedure import PROCEDURE

ENGLISH = {
    **PROCEDURE,
    "comma": ", ",
    "lines": "{lines}",
    "own": "{text}",
    "menu": (
        "Hello. I am Huiyin, a program, not a person. You can tell me a concern or book a visit with a "
        "leader, any time and free of charge.\n"
        "Every matter gets a number, and every number gets a response.\n"
        "What would you like to do?"
    ),
    "menu.draft": "You have something unfinished. You can go on with it.",
    "menu.drafts": ("You have some things unfinished:\n{lines}"),
    "draft.line": "{n}. {what}",
    "draft.wordless": "(no words yet)",
    "more": "At any step you can also do this. Our desk: {phone} ({hours}).",
    "help": (
        "Tell me in your own words what happened. Several messages, photos or a voice note are fine; nothing "
        "is sent before you confirm.\n"
        "You can go back, skip or change anything. Rather speak to a person? {phone} ({hours}). We never "
        "take money; anyone who asks for it is cheating you."
    ),
    "human": (
        "I have asked the desk to ring you; they can if we have your number. You can also ring them: {phone} "
        "({hours}), or come to {place}. What you wrote is kept."
    ),
    "languages": "Which language do you like?",
    "languages.done": "All right, I speak English now. Your answers are all still here.",
    "cancel.done": "I have put it aside. It is kept for 30 days; you can take it back.",
    "cancel.nothing": "There is nothing in hand to put aside.",
    "resume": "Let us go on where you stopped.",
    "resume.nothing": "There is no draft to go on with.",
    "leave": "Goodbye. Write to me any time.",
    "leave.kept": "Goodbye. What you wrote is kept for 30 days; it has not been sent.",
    "erase": (
        "Shall I delete what I hold here: this conversation and all drafts? Concerns you have sent stay on "
        "record by law; the desk tells you what of them can be deleted ({phone})."
    ),
    "erase.done": "Deleted. I have passed your wish on to the desk.",
    "stale.button": "That step is past. Here is where we are now.",
    "stale.sent": "That has been sent already. Its number is {case_no}.",
    "sealed.waiting": (
        "What you confirmed is safe with me. I am handing it in and will send you the number here. You need "
        "not do it again."
    ),
    "sealed.sending": "What you sent is safe with me. I am handing it in; you need not send it again.",
    "sealed.kept": "I have kept that too. It will be added to your concern.",
    "edited": "You changed an earlier message; I have taken the new words.",
    "edited.unknown": (
        "I saw that you changed an earlier message. If something should be different, press the button "
        '"Change …" or just write it again.'
    ),
    "crisis.C1": (
        "I hear you, and you matter. Please speak to someone right now:\n"
        "{numbers}\n"
        "Are you safe? Where are you? What you wrote is kept; there is nothing to fill in now."
    ),
    "crisis.C2": (
        "I hear how angry you are. If anybody is in danger, please ring now:\n"
        "{numbers}\n"
        "The desk has been told and will get in touch with you. What you wrote is kept."
    ),
    "crisis.C3": (
        "Please ring at once:\n"
        "{numbers}\n"
        "Help comes from there, not from here. When everybody is safe, you can go on; what you wrote is kept."
    ),
    "crisis.desk": "You can also ring our desk: {phone}.",
    "submit.consent": (
        "Before we start: what you write goes to {desk}, to register, handle and answer your concern; only "
        "the people who handle it may read it. It is kept as long as the law asks. You may see, correct or "
        "delete it, and you need not give a name.\n"
        "About 3 minutes. May we begin?"
    ),
    "submit.consent_abroad": (
        "Please know: messages on this app pass servers abroad. Please do not write identity card or bank numbers here."
    ),
    "submit.consent_web": "If you would rather not, tell us on our own page: {web}",
    "submit.story": (
        "Please tell me what happened: when, where, what you would like done. Several messages are fine, "
        "photos too. (No faces or number plates of others, please.)"
    ),
    "submit.kind": "What would you like to do?",
    "submit.topic": "What is it about?",
    "submit.topic_all": "Please choose the nearest.",
    "submit.topic_part": "{of}: which part?",
    "submit.place": "Where is it? Choose, write the place, or share a location.",
    "submit.place_part": "{of}: where exactly?",
    "submit.place_right": 'You wrote "{text}". Is it {area}?',
    "submit.place_elsewhere": "Which place is it? We register it all the same, pass it on, and tell you where it went.",
    "submit.people": "How many people does it concern?",
    "submit.who": (
        "Who is it for? Without a name it is handled all the same, but nobody can ring you; the answer comes "
        "only here, or by number and query code."
    ),
    "submit.who_unnamed": (
        "Who is it for? Names and phone numbers are not asked here; the answer comes here, and you can "
        "ask by number and query code."
    ),
    "submit.who_page": (
        "May the people who handle it ring you? Then leave a name and a phone number on our own page; they do not pass "
        "this app. The link works once, for 30 minutes. You can also skip this."
    ),
    "page.left": "What you entered on our page has arrived. It is not shown here.",
    "page.name": "Name",
    "page.phone": "Phone number",
    "again.page": "Please do not write it here: the button below opens our page. You can also skip this.",
    "submit.name_self": "Your name?",
    "submit.name_other": "The name of the person it is for?",
    "submit.phone": "A phone number on which we can reach you?",
    "submit.review": "Please read it over. Nothing has been sent yet.",
    "review.answers": ("What: {kind}\nAbout: {topic}\nPlace: {place}\nPeople: {people}\nFrom: {who}\nFiles: {files}"),
    "review.own": ("Your own words:\n{own}"),
    "review.no_words": "(no words, only what you sent)",
    "review.no_files": "none",
    "review.aside": ('You also said this. It is not part of it yet; to add it, press "Add my words":\n{own}'),
    "review.unsure": "not sure",
    "review.elsewhere": "elsewhere: {place}",
    "review.somewhere": "elsewhere",
    "review.anonymous": "no name",
    "review.self": "{name}, {phone}",
    "review.other": "for {name}, {phone}",
    "review.left_name": "name left on our page",
    "review.left_phone": "phone left on our page",
    "story.kept": "Kept: {what}.",
    "story.message": "{n} × message",
    "story.photo": "{n} × photo",
    "story.voice": "{n} × recording",
    "story.video": "{n} × video",
    "story.document": "{n} × file",
    "story.more": 'Go on, or press "Done".',
    "story.file_added": "I have added it to your concern.",
    "place.kept": "I have kept the location.",
    "filed": "It is sent. Your number:",
    "filed.number": "{case_no}",
    "filed.rest": (
        "Query code: {query_code}\n"
        "By {told_by} at the latest you are told who handles it. (That is not the date of a solution.) The "
        "answer comes here. With number and code you can ask from any phone."
    ),
    "notice.received": (
        "Your concern is registered. Number {case_no}, query code {query_code}. By {told_by} at the latest "
        "you are told who handles it. (That is not the date of a solution.)"
    ),
    "notice.accepted": "Number {case_no}: {unit} has accepted your concern. Next we tell you who handles it.",
    "notice.assigned": "Number {case_no}: {handler} of {unit} now handles your concern. Phone {phone}.",
    "notice.assigned_unit": "Number {case_no}: {unit} now handles your concern. Phone {phone}.",
    "notice.question": "Number {case_no}: {unit} would like to ask you:",
    "notice.reply": "Number {case_no}: {unit} answers you:",
    "notice.closed": "Number {case_no} is closed. Has it really been solved? Please tell us with one tap.",
    "notice.appointment_made": (
        "Your visit is booked, number {booking_no}: {starts_at}, {venue}, with {official} ({post}). Please "
        "bring this number, your papers on the matter and your identity card; up to 5 people may come. It is "
        'free of charge. To cancel, press "Cancel this visit".'
    ),
    "notice.appointment_cancelled": "Visit {booking_no} is cancelled. You can book another at any time.",
    "notice.repeated": "(You may have had this message before.)",
    "rated": "Thank you. Your word counts: it is kept with the case.",
    "rated.why": "Would you like to say what was wrong? It is kept with the case.",
    "added": "Thank you. It has been added to number {case_no}.",
    "again.choice": 'I did not understand. Please press a button or write its words, for example "{example}".',
    "again.no_choice": 'There is nothing to choose from just now. Please press "Skip" or "Back".',
    "again.no_skip": "This step cannot be skipped.",
    "again.aside": 'I keep what you wrote. To put it into your concern, press "Add my words".',
    "again.gone": "That is no longer on the list. Please choose again.",
    "again.consent": 'What you sent is kept as a draft and has not been sent on. Press "Agree" and we go on.',
    "again.consent_changed": "The notice has changed. Please read it once more.",
    "again.confirm": 'Nothing has been sent yet. Press "Confirm and send", or choose what to change.',
    "again.booking": 'Nothing has been booked yet. Press "Confirm the visit", or choose what to change.',
    "again.cancel_visit": 'It is not cancelled. To cancel it, press "Cancel this visit"; else press "Back" or "Menu".',
    "again.story": (
        'Please write a few words, or send a photo or a voice note. For example: "The street lamp at our '
        'gate has been out for a week."'
    ),
    "again.story_empty": "There is nothing to send yet. Please write a few words first.",
    "again.story_wordless": "I have kept that. Please add a few words, so that people know what it is about.",
    "again.story_long": (
        "That is very long for one message. Please send it in parts of at most {most} characters, or as a "
        "file. What you sent before is kept."
    ),
    "again.story_full": (
        "That is all one concern can hold. Please send the rest as a file. What you sent before is kept."
    ),
    "again.line": "Please write it in a few words.",
    "again.line_long": "That is a little long. At most {most} characters, please.",
    "again.name": 'Please write the name only, for example "Wang Xiaoming".',
    "again.phone": "That does not look like a phone number. For example 138 0000 0000 or 0500-5550100.",
    "again.number": "Please write a number, for example 3.",
    "again.number_most": "At most {most}, please.",
    "again.party": (
        "At most {most} people may come for one matter (Regulations on petitions, article 20). Please choose "
        "who comes; the others can be named in your concern."
    ),
    "again.place": 'Please write a place, for example "the crossing by Shiqiao primary school".',
    "again.case": "Please press a button, or send the number and the query code.",
    "again.human": "Rather speak to a person? {phone}",
    "refused.again": "That could not be taken: please look at this answer once more.",
    "file.too_large": (
        "That file is too large: at most {most} MB. A photo of it, or a shorter recording, will do. "
        "Everything else is kept."
    ),
    "file.not_taken": (
        "I cannot take this kind of file. Photos, recordings, videos, PDF and Word files are fine. "
        "Everything else is kept."
    ),
    "file.empty": "That file is empty. Please send it again.",
    "busy": "One moment, please. What you sent is kept.",
    "book.what": "You have a booking. Book another visit, or see what you have booked?",
    "book.matter": "Meeting a leader is free of charge; one visit for one matter. Which matter is it?",
    "book.party": "How many of you will come? (At most {most}.)",
    "book.day": "Which visit day suits you?",
    "book.day_line": "{day}: {official} ({post}; {portfolio}). {form}, {venue}. Places left: {free}",
    "book.no_day": "There is no visit day to book just now. Your case goes on as before; please ask again later.",
    "book.no_day_new": (
        "There is no visit day to book just now. You can still send your concern: it gets a number and a "
        "response all the same."
    ),
    "book.slot": "{day}, {official} ({post}). Which time? I keep it for you while you finish.",
    "book.slots_full": "{day} is fully booked.",
    "book.slot_gone": "That time has just been taken. Please choose another.",
    "book.visit": ("Visit: {starts_at}, {venue}\nWith: {official} ({post}), {form}\nPeople coming: {people}"),
    "book.visit_of_case": (
        "Visit: {starts_at}, {venue}\n"
        "With: {official} ({post}), {form}\n"
        "People coming: {people}\n"
        "Matter: number {case_no}"
    ),
    "book.review": "Please read it over. Nothing has been booked yet; the time is kept for you for a little while.",
    "book.review_no_slot": "No visit this time, only your concern. Please read it over. Nothing has been sent yet.",
    "book.mine": "Your bookings:",
    "book.mine_line": "{starts_at}, {venue}, {official} ({post}), people: {people}. Number {booking_no}",
    "book.none_mine": "You have no booking.",
    "book.cancel_sure": "Cancel this visit?",
    "mode.fixed_site": "fixed-place reception",
    "mode.invited_visit": "by invitation",
    "mode.case_visit": "visit on the spot",
    "mode.on_site_office": "office on the spot",
    "follow.which": "Which one? You can also send a number and its query code.",
    "follow.which_none": (
        "Please send me the number and the query code that you were given (20 digits, and 8 letters and digits)."
    ),
    "follow.none": "Nothing was found. Please check the number and the query code and send both once more.",
    "follow.code": "Please send the query code of number {case_no} too (8 letters and digits).",
    "follow.number": "Please send the number too (20 digits).",
    "follow.head": ("Number {case_no}\nYour words: {excerpt}\nNow: {state}"),
    "follow.event": "{at}: {what}",
    "follow.event_by": "{at}: {what} ({by})",
    "follow.said": ("{line}\n{text}"),
    "follow.add": "Please write what you would like to add. Photos are fine too.",
    "follow.answer": "Please answer this question. Several messages are fine, photos too:",
    "follow.more": 'Go on, or press "Send".',
    "state.registered": "registered",
    "state.accepted": "accepted",
    "state.assigned": "being handled",
    "state.replied": "answered",
    "state.closed": "closed",
    "event.received": "your concern was registered",
    "event.accepted": "accepted",
    "event.assigned": "given to the one who handles it",
    "event.question": "we asked you",
    "event.answer": "you answered",
    "event.addition": "you added something",
    "event.reply": "we answered you",
    "event.closed": "closed",
    "event.rated": "you rated it",
    "next.question": "Next: please answer the question above.",
    "next.told_by": (
        "Next: by {told_by} at the latest you are told who handles it. (That is not the date of a solution.)"
    ),
    "next.rate": "Next: please tell us how it was handled. You can still add to it.",
    "next.registered": "Next: {unit} tells you whether it is accepted and who handles it.",
    "next.accepted": "Next: {unit} tells you who handles it.",
    "next.assigned": "Next: {unit} handles it and answers you here.",
    "next.replied": "If something is not clear, you can add to it.",
    "next.closed": "If there is something new, you can add it.",
    "kind.difficulty": "Help with a problem",
    "kind.suggestion": "A suggestion",
    "kind.inquiry": "A question",
    "kind.accusation": "Report wrongdoing",
    "kind.thanks": "Praise",
    "kind.unsure": "not sure",
    "kinds.difficulty": "complaint|problem",
    "kinds.suggestion": "idea|suggestion|suggest",
    "kinds.inquiry": "ask|question",
    "kinds.accusation": "report",
    "kinds.thanks": "thanks|thank you",
    "who.self": "For myself",
    "who.other": "I write for someone else",
    "who.anonymous": "Without a name",
    "rating.satisfied": "Satisfied",
    "rating.fair": "Fairly satisfied",
    "rating.unsatisfied": "Not satisfied",
    "edit.story": "Change words",
    "edit.kind": "Change what",
    "edit.topic": "Change topic",
    "edit.place": "Change place",
    "edit.people": "Change people",
    "edit.who": "Change who",
    "edit.day": "Change day",
    "edit.visit": "Book a time",
    "edit.slot": "Change time",
    "edit.party": "Change who comes",
    "edit.matter": "Change matter",
    "button.agree": "Agree",
    "button.done": "Done",
    "button.send": "Send as it is",
    "button.send_words": "Send",
    "button.drop_last": "Drop the last one",
    "button.keep": "Keep it",
    "button.skip": "Skip",
    "button.skip_rest": "Skip the rest",
    "button.add_aside": "Add my words",
    "button.back": "Back",
    "button.more": "More",
    "button.menu": "Menu",
    "button.human": "Speak to a person",
    "button.help": "Help",
    "button.lang": "Language 语言",
    "button.leave": "Leave",
    "button.cancel": "Put aside",
    "button.undo": "Take it back",
    "button.erase": "Delete my data",
    "button.erase_yes": "Yes, delete",
    "button.go_on": "Go on",
    "button.safe": "I am safe, go on",
    "button.resume": "Go on with my draft",
    "button.resume_nth": "Go on with {n}",
    "button.submit": "Submit a concern",
    "button.book": "Book a visit",
    "button.follow": "My cases",
    "button.view": "See progress",
    "button.answer": "Answer",
    "button.why": "Say why",
    "button.add_words": "Add to it",
    "button.case": "{excerpt}",
    "button.elsewhere": "Elsewhere",
    "button.all_topics": "All topics",
    "button.right": "Right",
    "button.change": "Change",
    "button.person": "{n} person",
    "button.people": "{n} people",
    "button.confirm": "Confirm and send",
    "button.confirm_visit": "Confirm the visit",
    "button.book_new": "Book another",
    "button.my_bookings": "My bookings",
    "button.new_matter": "A new matter",
    "button.only_file": "Only send it",
    "button.other_day": "Another day",
    "button.on_day": "{day}",
    "button.at": "{at}",
    "button.cancel_on": "Cancel {day}",
    "button.cancel_visit": "Cancel this visit",
    "command.menu": "menu|start|home|main menu",
    "command.submit": "submit|new|submit a concern",
    "command.book": "book|book a visit",
    "command.bookings": "bookings|my bookings",
    "command.follow": "status|follow|my cases|progress",
    "command.cancel": "cancel|put aside",
    "command.back": "back",
    "command.skip": "skip",
    "command.go": "i am safe|i am safe, go on",
    "command.more": "more",
    "command.help": "help",
    "command.lang": "lang|language",
    "command.human": "human|person|agent|speak to a person",
    "command.leave": "leave|exit|quit|bye",
    "command.erase": "erase|delete my data",
    "command.resume": "go on|resume|continue",
    "hello.1": "hello|hi|hey|good morning",
    "yes.1": "yes|agree|ok|confirm|right|begin",
    "done.1": "done|that is all",
    "refused.already_booked": (
        'There is a visit booked for this matter already. You can change it under "My bookings".'
    ),
    "refused.monthly_cap": (
        "You have booked as many visits this month as one person may. Choose a day in another month, or ring the desk."
    ),
    "refused.visit_began": ("That visit has begun, so it can no longer be changed here. Please ring the desk."),
    "refused.nothing_to_rate": ("There is no answer to rate yet. You are told as soon as there is one."),
    "use.photo": (
        "May we use your photos or videos for this? Only the people who handle it see them; faces and car "
        "plates of others are better left out."
    ),
    "use.voice": ("May we use your voice recording for this? Only the people who handle it hear it."),
    "use.place": ("May we use the location you sent for this? Only the people who handle it see it."),
    "uses.leave": ("no|leave it out"),
    "button.use": ("Yes, use it"),
    "button.leave_out": ("Leave it out"),
    "again.story_left_out": ("All right, that is left out. Then please write a few words about what happened."),
    "review.coming": ("Still on their way: {n}. You can send your concern now; they join it by themselves."),
    "late.joined": ("What was on its way has arrived and is with your concern."),
    "who.child": ("I am under 14"),
    "submit.guardian": (
        "Is a parent, or a grown-up who looks after you, with you? Please let them read this and agree. If "
        "somebody is hurting you, please ring 110 now."
    ),
    "submit.guardian_phone": ("You can also ring us, and we help you: {phone}"),
    "guardian.here": ("A grown-up is here and agrees"),
    "guardian.alone": ("No grown-up is here"),
    "guardian.older": ("I am 14 or older"),
    "submit.name_guardian": ("The name of the grown-up?"),
    "reminder": ("You have something unfinished; nothing has been sent yet: {what}"),
    "reminder.rest": ("Would you like to go on? I keep it for {days} days and do not ask again."),
    "button.write_on": ("Go on writing"),
    "button.send_now": ("Send it as it is"),
    "button.call_me": ("Please ring me"),
    "flood": ("That is a lot at once. I keep all of it, in order, and answer it together in a moment."),
    "flood.over": ("I have kept all {n} messages. Thank you for telling me."),
    "button.urge": ("Urge it"),
    "button.claim": ("Move it here"),
    "button.sign": ("Leave name, phone"),
    "button.new_link": "A new link",
    "button.unsign": ("Take my name off"),
    "button.case_for": ("For {whom}: {excerpt}"),
    "whom.somebody": ("somebody else"),
    "follow.for_whom": ("You told us this for {whom}."),
    "follow.claim_sure": (
        "From then on, messages about this case come here. The other phone gets one last note and then no more. "
        "Shall I move it?"
    ),
    "follow.unsign_sure": (
        "Then we delete the name and phone of this case. It is handled as before, but nobody can ring you, "
        "and if you lose the query code we cannot give you a new one. Shall I delete them?"
    ),
    "again.claim": ('It has not been moved yet. To move it, press "Move it here"; else press "Back".'),
    "again.unsign": ('Nothing has been deleted yet. To delete, press "Take my name off"; else press "Back".'),
    "urged": (
        "I have told them that you are waiting: {unit} sees it with number {case_no}. The answer comes "
        "here. You can do this once a day."
    ),
    "urged.already": (
        "You have urged number {case_no} today: it reached {unit} at {at}. You need not do it again today; "
        "you can urge once more tomorrow."
    ),
    "claimed": ('Done. Messages about number {case_no} come here from now on. You find it under "My cases".'),
    "signed": ("Kept with number {case_no}. Only the people who handle it may see it; they can ring you now."),
    "unsigned": ("Deleted. Number {case_no} has no name and no phone any more. The answer comes here as before."),
    "refused.closed": (
        "This case is closed, so it cannot be urged. If something is still wrong, add to it or rate it."
    ),
    "notice.moved": (
        "Number {case_no}: messages now go to another phone; this one gets no more. If that was not you, "
        "please ring us: {phone}."
    ),
    "event.urged": ("you urged it"),
    "event.moved": ("moved to this phone"),
    "event.code_reissued": ("a new query code was given at the counter"),
    "event.anonymity": ("you changed whether your name is with it"),
    "event.written_up": ("your recording or picture was written down"),
    "submit.minor": (
        "You are 14 or older, so you can send this yourself. A parent or teacher may help you if you "
        "like; nobody has to. If somebody is hurting you, please ring 110 now."
    ),
    "place.poster": (
        "You came by the poster in {place}. If the matter is somewhere else, you can change the place "
        "before you send it."
    ),
}
