"""The English phrases: msgids of the catalogues. `{facts}` are filled in by `conversations.words.say`."""

from conversations.english_procedure import PROCEDURE

ENGLISH = {
    **PROCEDURE,
    "comma": ", ",
    "lines": "{lines}",
    "own": "{text}",
    "menu": (
        "Hello, I'm Huiyin. I'm a program, not a person. You can tell me about a problem or book a meeting with a "
        "leader at any time, free of charge.\n"
        "Every case gets a number, and every number gets an answer.\n"
        "What would you like to do?"
    ),
    "menu.draft": "You have an unfinished draft and can carry on with it.",
    "menu.drafts": ("You have some unfinished drafts:\n{lines}"),
    "draft.line": "{n}. {what}",
    "draft.wordless": "(no words yet)",
    "more": "You can do any of this at any step. Our desk: {phone} ({hours}).",
    "help": (
        "Just tell me in your own words what happened. You can send several messages, photos or a voice note; "
        "nothing goes out until you confirm it.\n"
        "You can go back, skip or change anything. Would you rather talk to a person? {phone} ({hours}). We never "
        "take money; anyone who asks you for it is a cheat."
    ),
    "human": (
        "I've asked the desk to ring you; they can if we have your number. You can also ring them on {phone} "
        "({hours}) or come to {place}. Everything you wrote is safe."
    ),
    "languages": "Which language would you like?",
    "languages.done": "All right, we'll speak English from now on. All your answers are still here.",
    "cancel.done": "I've put it aside and will keep it for 30 days. You can pick it up again at any time.",
    "cancel.nothing": "There's nothing to put aside at the moment.",
    "resume": "Let's carry on where you left off.",
    "resume.nothing": "You have no draft to carry on with.",
    "leave": "Goodbye. Write to me any time.",
    "leave.kept": "Goodbye. I'll keep what you wrote for 30 days; it has not been sent.",
    "erase": (
        "Shall I delete what I hold here, this conversation and all your drafts? The law says that concerns you "
        "have sent must be kept; our staff can tell you which of your data can be deleted ({phone})."
    ),
    "erase.done": "Deleted. I've passed your request on to our staff.",
    "stale.button": "We're past that step. This is where we are now.",
    "stale.sent": "You've already sent that. Its number is {case_no}.",
    "sealed.waiting": (
        "What you confirmed is safe with me. I'm handing it in now and will send you the number here. You don't "
        "need to do it again."
    ),
    "sealed.sending": "What you sent is safe with me. I'm handing it in now; you don't need to send it again.",
    "sealed.kept": "I've kept that too. It will be added to your concern.",
    "edited": "You changed an earlier message, and I've taken the new words.",
    "edited.unknown": (
        "I saw that you changed an earlier message. If an answer should be different, press its “Change …” button "
        "or just write it again."
    ),
    "crisis.C1": (
        "I hear you, and you matter. Please talk to someone right now:\n"
        "{numbers}\n"
        "Are you safe? Where are you? What you wrote is kept, and you don't need to fill in anything now."
    ),
    "crisis.C2": (
        "I can hear how upset and angry you are. If anyone is in danger, please ring now:\n"
        "{numbers}\n"
        "Our staff have been told and will get in touch with you. What you wrote is kept."
    ),
    "crisis.C3": (
        "Please ring now:\n"
        "{numbers}\n"
        "I can't send help from here; they can. Carry on once everyone is safe. What you wrote is kept."
    ),
    "crisis.desk": "You can also ring our desk: {phone}.",
    "submit.consent": (
        "Before we start: what you write goes to {desk} and is used only to register, handle and answer your "
        "concern. Only the people handling it can read it. It is kept for as long as the rules require. You can "
        "see it, correct it or ask for it to be deleted, and you don't have to give a name.\n"
        "It takes about 3 minutes. Shall we start?"
    ),
    "submit.consent_abroad": (
        "Please note: this app's servers are outside the country, so your messages pass through them. Please don't "
        "write identity card or bank card numbers here."
    ),
    "submit.consent_web": "If you'd rather avoid that, you can tell us on our own page: {web}",
    "submit.story": (
        "Please tell me what happened: when, where, and what you'd like done. You can send several messages, and "
        "photos too. (Please leave out other people's faces and number plates.)"
    ),
    "submit.kind": "What would you like to do?",
    "submit.topic": "What is it about?",
    "submit.topic_all": "Please choose the closest one.",
    "submit.topic_part": "{of}: which kind?",
    "submit.place": "Where is it? You can choose from the list, type the place, or share a location.",
    "submit.place_part": "{of}: where exactly?",
    "submit.place_right": "You wrote “{text}”. Is that {area}?",
    "submit.place_elsewhere": "Where is it? We'll still register it, pass it on, and tell you where it went.",
    "submit.people": "How many people does it affect?",
    "submit.who": (
        "Who is it for? You don't have to give a name, and it is handled just the same. But then nobody can ring "
        "you, and the answer can only be seen here or with your number and query code."
    ),
    "submit.who_unnamed": (
        "Who is it for? We don't ask for names or phone numbers here. The answer comes here, and you can also look "
        "it up with your number and query code."
    ),
    "submit.who_page": (
        "Would you like to leave a name and a phone number, so that the people handling it can ring you? Please "
        "enter them on our own page; they never go through this app. The link works once, within 30 minutes. You "
        "can also skip this."
    ),
    "page.left": "We've received what you entered on our page. It isn't shown here.",
    "page.name": "Name",
    "page.phone": "Phone number",
    "again.page": "Please don't write it here. The button below opens our page. You can also skip this.",
    "submit.name_self": "What is your name?",
    "submit.name_other": "What is the name of the person it is for?",
    "submit.phone": "Which phone number can we reach you on?",
    "submit.review": "Please read it through. Nothing has been sent yet.",
    "review.answers": ("What: {kind}\nAbout: {topic}\nPlace: {place}\nPeople: {people}\nFrom: {who}\nFiles: {files}"),
    "review.own": ("Your own words:\n{own}"),
    "review.no_words": "(no text, only the files you sent)",
    "review.no_files": "none",
    "review.aside": ("You also said this. It isn't included yet; to include it, press “Add my words”:\n{own}"),
    "review.unsure": "not sure",
    "review.elsewhere": "elsewhere: {place}",
    "review.somewhere": "elsewhere",
    "review.anonymous": "no name",
    "review.self": "{name}, {phone}",
    "review.other": "for {name}, {phone}",
    "review.left_name": "name left on our page",
    "review.left_phone": "phone left on our page",
    "story.kept": "Got it: {what}.",
    "story.message": "{n} messages",
    "story.photo": "{n} photos",
    "story.voice": "{n} recordings",
    "story.video": "{n} videos",
    "story.document": "{n} files",
    "story.more": "You can add more, or press “Done”.",
    "story.file_added": "Got it. I've added it to your concern.",
    "place.kept": "Got the location.",
    "filed": "Your concern has been sent. Your number is:",
    "filed.number": "{case_no}",
    "filed.rest": (
        "Query code: {query_code}\n"
        "By {told_by} at the latest we'll tell you who is handling it. (That is not the date of a solution.) The "
        "answer comes here. With the number and the code you can also check from any other phone."
    ),
    "notice.received": (
        "Your concern has been registered. Number {case_no}, query code {query_code}. By {told_by} at the latest "
        "we'll tell you who is handling it. (That is not the date of a solution.)"
    ),
    "notice.accepted": (
        "Number {case_no}: {unit} (phone {phone}) has accepted your concern. Next we'll tell you who is handling it."
    ),
    "notice.assigned": "Number {case_no}: {handler} at {unit} is now handling your concern. Phone {phone}.",
    "notice.assigned_unit": "Number {case_no}: {unit} is now handling your concern. Phone {phone}.",
    "notice.question": "Number {case_no}: {unit} (phone {phone}) would like to ask you:",
    "notice.reply": "Number {case_no}: an answer from {unit} (phone {phone}):",
    "notice.closed": (
        "Number {case_no} has been closed. Has the problem really been solved? Please tell us with one tap."
    ),
    "notice.appointment_made": (
        "Your visit is booked, booking number {booking_no}: {starts_at}, {venue}, with {official} ({post}). Please "
        "bring this number, any papers about the matter and your identity card; up to 5 people may come. It is "
        "free of charge. If you can't come, press “Cancel this visit”."
    ),
    "notice.appointment_cancelled": "Visit {booking_no} has been cancelled. You can book another at any time.",
    "notice.repeated": "(You may already have had this message.)",
    "rated": "Thank you. Your rating has been kept with the case.",
    "rated.why": "Would you like to tell us what was wrong? We'll keep that with the case too.",
    "added": "Thank you. It has been added to case {case_no}.",
    "again.choice": "I didn't understand that. Please press a button or type what it says, for example “{example}”.",
    "again.no_choice": "There's nothing to choose from at the moment. Please press “Skip” or “Back”.",
    "again.no_skip": "This step can't be skipped.",
    "again.aside": "I've kept what you wrote. To add it to your concern, press “Add my words”.",
    "again.gone": "That is no longer on the list. Please choose again.",
    "again.consent": "I've saved what you sent as a draft; nothing has been sent yet. Please press “Agree and start”.",
    "again.consent_changed": "This notice has changed. Please read it once more.",
    "again.confirm": "Nothing has been sent yet. Press “Confirm and send”, or choose what you want to change.",
    "again.booking": "Nothing has been booked yet. Press “Confirm the visit”, or choose what you want to change.",
    "again.cancel_visit": (
        "The visit has not been cancelled. To cancel it, press “Cancel this visit”; otherwise press “Back”."
    ),
    "again.story": (
        "Please write a few words, or send a photo or a voice note. For example: “The street light outside our "
        "gate has been out for a week.”"
    ),
    "again.story_empty": "There's nothing to send yet. Please write a few words first.",
    "again.story_wordless": "Got it. Please add a sentence or two so that people know what it is about.",
    "again.story_long": (
        "That is too long for one message. Please send it in parts of up to {most} characters each, or as a file. "
        "What you sent before is kept."
    ),
    "again.story_full": (
        "You've already written as much as one concern can hold. Please send the rest as a file. What you sent "
        "before is kept."
    ),
    "again.line": "Please write it in a few words.",
    "again.line_long": "That's a little long. Please use no more than {most} characters.",
    "again.name": "Please write just the name, for example “Wang Xiaoming”.",
    "again.phone": "That doesn't look like a phone number. For example: 138 0000 0000 or 0500-5550100.",
    "again.number": "Please write a number, for example 3.",
    "again.number_most": "Please give a number up to {most}.",
    "again.party": (
        "At most {most} representatives may come for one matter (Regulations on Petition Work, article 20). Please "
        "choose who will come; you can describe the others' situation in your concern."
    ),
    "again.place": "Please write a place, for example “the crossing by Shiqiao primary school”.",
    "again.case": "Please press a button, or send the number and the query code.",
    "again.human": "Would you rather talk to a person? Ring {phone}.",
    "refused.again": "Something about this answer wasn't accepted. Please take another look at it.",
    "file.too_large": (
        "That file is too large; the limit is {most} MB. A photo of it or a shorter recording is fine. Everything "
        "else is kept."
    ),
    "file.not_taken": (
        "I can't take this kind of file. Photos, recordings, videos, PDF and Word files are fine. Everything else "
        "is kept."
    ),
    "file.empty": "That file is empty. Please send it again.",
    "busy": "One moment, please. Everything you sent is kept.",
    "failed": "I'm sorry, something went wrong and your last message was not taken. Please send or press it once more.",
    "book.what": "You already have a booking. Would you like to book another visit, or see what you've booked?",
    "book.matter": (
        "Meeting a leader is free of charge; each visit is for one matter. Which matter would you like to talk about?"
    ),
    "book.party": "How many of you will come? (At most {most}.)",
    "book.day": "Which visit day suits you?",
    "book.day_line": "{day}: {official} ({post}; {portfolio}). {form}, {venue}. Places left: {free}",
    "book.no_day": (
        "There are no visit days to book at the moment. Your case carries on as usual; please try again in a few days."
    ),
    "book.no_day_new": (
        "There are no visit days to book at the moment. You can still send your concern now: it gets a number and "
        "an answer all the same."
    ),
    "book.slot": "{day}, {official} ({post}). Which time would you like? I'll keep it for you while you finish.",
    "book.slots_full": "{day} is fully booked.",
    "book.slot_gone": "That time has just been taken. Please choose another one.",
    "book.visit": ("Visit: {starts_at}, {venue}\nWith: {official} ({post}), {form}\nPeople coming: {people}"),
    "book.visit_of_case": (
        "Visit: {starts_at}, {venue}\n"
        "With: {official} ({post}), {form}\n"
        "People coming: {people}\n"
        "Matter: number {case_no}"
    ),
    "book.review": (
        "Please read it through. Nothing has been booked yet; I'm keeping the time for you for a little while."
    ),
    "book.review_no_slot": "No visit this time, just your concern. Please read it through. Nothing has been sent yet.",
    "book.mine": "Your bookings:",
    "book.mine_line": "{starts_at}, {venue}, {official} ({post}), people: {people}. Number {booking_no}",
    "book.none_mine": "You have no bookings at the moment.",
    "book.cancel_sure": "Cancel this visit?",
    "mode.fixed_site": "at a fixed place",
    "mode.invited_visit": "by invitation",
    "mode.case_visit": "the leader comes to you",
    "mode.on_site_office": "on the spot",
    "follow.which": "Which case? You can also send a number and its query code.",
    "follow.which_none": (
        "Please send me the number and the query code you were given (20 digits, then 8 letters and digits)."
    ),
    "follow.none": (
        "I couldn't find anything. Please check the number and the query code and send them again, both together."
    ),
    "follow.code": "Please also send the query code for number {case_no} (8 letters and digits).",
    "follow.number": "Please also send the number (20 digits).",
    "follow.head": ("Number {case_no}\nYour words: {excerpt}\nNow: {state}"),
    "follow.event": "{at}: {what}",
    "follow.event_by": "{at}: {what} ({by})",
    "follow.said": ("{line}\n{text}"),
    "follow.add": "Please write what you would like to add. You can send photos too.",
    "follow.answer": "Please answer this question. You can send several messages, and photos too:",
    "follow.more": "You can add more, or press “Send it off”.",
    "state.registered": "registered",
    "state.accepted": "accepted",
    "state.assigned": "being handled",
    "state.replied": "answered",
    "state.closed": "closed",
    "event.received": "your concern was registered",
    "event.accepted": "accepted",
    "event.assigned": "given to the person handling it",
    "event.question": "we asked you a question",
    "event.answer": "you answered",
    "event.addition": "you added something",
    "event.reply": "we answered you",
    "event.closed": "closed",
    "event.rated": "you rated it",
    "next.question": "Next: please answer the question above.",
    "next.told_by": (
        "Next: by {told_by} at the latest we'll tell you who is handling it. (That is not the date of a solution.)"
    ),
    "next.rate": "Next: please tell us how it went. You can still add to it.",
    "next.registered": "Next: {unit} will tell you whether it is accepted and who is handling it.",
    "next.accepted": "Next: {unit} will tell you who is handling it.",
    "next.assigned": "Next: {unit} is handling it and will answer you here.",
    "next.replied": "If anything isn't clear, you can add to it.",
    "next.closed": "If there's anything new, you can add it.",
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
    "who.other": "For someone else",
    "who.anonymous": "Without a name",
    "rating.satisfied": "Satisfied",
    "rating.fair": "Fairly satisfied",
    "rating.unsatisfied": "Not satisfied",
    "edit.story": "Change the text",
    "edit.kind": "Change type",
    "edit.topic": "Change topic",
    "edit.place": "Change place",
    "edit.people": "Change number",
    "edit.who": "Change who",
    "edit.day": "Change day",
    "edit.visit": "Book a time",
    "edit.slot": "Change time",
    "edit.party": "Change number coming",
    "edit.matter": "Change matter",
    "button.agree": "Agree and start",
    "button.done": "Done",
    "button.send": "Send as it is",
    "button.send_words": "Send it off",
    "button.drop_last": "Remove the last one",
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
    "button.undo": "Bring it back",
    "button.erase": "Delete my data",
    "button.erase_yes": "Yes, delete",
    "button.go_on": "Carry on",
    "button.safe": "I'm safe, carry on",
    "button.resume": "Carry on with my draft",
    "button.resume_nth": "Carry on with {n}",
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
    "button.right": "Yes, that's right",
    "button.change": "Change",
    "button.person": "{n} person",
    "button.people": "{n} people",
    "button.confirm": "Confirm and send",
    "button.confirm_visit": "Confirm the visit",
    "button.book_new": "Book another",
    "button.my_bookings": "My bookings",
    "button.new_matter": "A new matter",
    "button.only_file": "Just send it",
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
    "command.go": "i am safe|i am safe, go on|i'm safe|i'm safe, carry on",
    "command.more": "more",
    "command.help": "help",
    "command.lang": "lang|language",
    "command.human": "human|person|agent|speak to a person",
    "command.leave": "leave|exit|quit|bye",
    "command.erase": "erase|delete my data",
    "command.resume": "go on|resume|continue|carry on",
    "hello.1": "hello|hi|hey|good morning",
    "yes.1": "yes|agree|agree and start|ok|confirm|right|begin",
    "done.1": "done|that is all",
    "refused.already_booked": (
        "You've already booked a visit for this matter. You can see or cancel it under “My bookings”."
    ),
    "refused.monthly_cap": (
        "You've had as many bookings this month as one person can have. Please choose a day in another month, or "
        "ring our desk."
    ),
    "refused.visit_began": "This visit has already begun, so it can't be changed here. Please ring our desk.",
    "refused.nothing_to_rate": "There's no answer to rate yet. We'll tell you as soon as there is one.",
    "use.photo": "May we use your photos or videos for this case? Only the people handling it will see them.",
    "use.voice": "May we use your voice recording for this case? Only the people handling it will hear it.",
    "use.place": "May we use the location you sent for this case? Only the people handling it will see it.",
    "uses.leave": "no|leave it out|don't use it",
    "button.use": ("Yes, use it"),
    "button.leave_out": "Don't use it",
    "again.story_left_out": "All right, we won't use that. Please write a few words about what happened instead.",
    "review.coming": "Files still on their way: {n}. You can send your concern now; they'll be added by themselves.",
    "late.joined": "The file that was on its way has arrived and has been added to your concern.",
    "who.child": ("I am under 14"),
    "submit.guardian": (
        "Is a parent, or another grown-up who looks after you, there with you? Please let them read this and agree "
        "before you send it. If somebody is hurting you, ring 110 now."
    ),
    "submit.guardian_phone": "You can also ring us, and we'll help you: {phone}",
    "guardian.here": ("A grown-up is here and agrees"),
    "guardian.alone": ("No grown-up is here"),
    "guardian.older": ("I am 14 or older"),
    "submit.name_guardian": "What is the grown-up's name?",
    "reminder": "You have an unfinished draft; nothing has been sent yet: {what}",
    "reminder.rest": "Would you like to carry on? I'll keep it for {days} days and won't remind you again.",
    "button.write_on": "Carry on writing",
    "button.send_now": ("Send it as it is"),
    "button.call_me": ("Please ring me"),
    "flood": (
        "That's a lot of messages at once. I'm keeping them all in order and will answer them together in a moment."
    ),
    "flood.over": "I've kept all {n} messages. Thank you for telling me.",
    "button.urge": "Ask them to hurry",
    "button.claim": ("Move it here"),
    "button.sign": "Leave my details",
    "button.new_link": "A new link",
    "button.unsign": ("Take my name off"),
    "button.case_for": ("For {whom}: {excerpt}"),
    "whom.somebody": ("somebody else"),
    "follow.for_whom": ("You told us this for {whom}."),
    "follow.claim_sure": (
        "From then on, messages about this case will come here. The other phone gets one last message and then no "
        "more. Shall I move it?"
    ),
    "follow.unsign_sure": (
        "We'll delete the name and phone number from this case. It will be handled just the same, but nobody can "
        "ring you, and if you lose the query code we can't give you a new one. Shall I delete them?"
    ),
    "again.claim": "It hasn't been moved yet. To move it, press “Move it here”; otherwise press “Back”.",
    "again.unsign": "Nothing has been deleted yet. To delete them, press “Take my name off”; otherwise press “Back”.",
    "urged": (
        "I've asked them to hurry: {unit} can see that you are waiting for number {case_no}. The answer comes "
        "here. You can do this once a day."
    ),
    "urged.already": (
        "You've already asked about number {case_no} today: {unit} was told at {at}. You don't need to do it again "
        "today; you can ask once more tomorrow."
    ),
    "claimed": "Done. From now on messages about number {case_no} come here. You'll find it under “My cases”.",
    "signed": (
        "Saved with number {case_no}. Only the people handling it can see your details; they'll ring you if they "
        "need to."
    ),
    "unsigned": "Deleted. There is no name or phone number on case {case_no} any more. The answer still comes here.",
    "refused.closed": (
        "This case is closed, so there's nothing to hurry. If something is still wrong, you can add to it or rate it."
    ),
    "notice.moved": (
        "Number {case_no}: messages now go to another phone, and this one gets no more. If that wasn't you, please "
        "ring us: {phone}."
    ),
    "event.urged": "you asked them to hurry",
    "event.moved": ("moved to this phone"),
    "event.code_reissued": ("a new query code was given at the counter"),
    "event.anonymity": "you changed your name and phone details",
    "event.written_up": "staff wrote down what your recording or picture shows",
    "submit.minor": (
        "You're 14 or older, so you can send this yourself. A parent or teacher can help you if you like, but "
        "nobody has to. If somebody is hurting you, ring 110 now."
    ),
    "place.poster": (
        "You scanned the poster in {place}, so I've put that down as the place. If it happened somewhere else, you "
        "can change it before you send."
    ),
    "story.message_one": "{n} message",
    "story.photo_one": "{n} photo",
    "story.voice_one": "{n} recording",
    "story.video_one": "{n} video",
    "story.document_one": "{n} file",
    "follow.expected": (
        "From the past year: eight in ten matters like this had their answer by about this day, {expected_on}."
    ),
}
