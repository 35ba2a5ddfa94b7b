"""The table of rights: role × right × relation. A role is named for what it may do here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.law.people import Role, Scope
from models.rights.relations import Relation


class Right(StrEnum):
    """One member for each thing that somebody may do, read, or be named for."""

    # what residents' channels and the couriers do
    INTAKE = "intake"
    DELIVER = "deliver"
    KEEP_FILE = "keep_file"
    READ_CATALOGUE = "read_catalogue"
    READ_VISIT_DAYS = "read_visit_days"
    # what staff read
    SEE_CASE = "see_case"
    READ_LISTS = "read_lists"
    READ_CONDUCT = "read_conduct"
    READ_IMPROVEMENTS = "read_improvements"
    READ_TASKS = "read_tasks"
    READ_VISITORS = "read_visitors"
    SEE_LIVE = "see_live"
    SEE_DUTY = "see_duty"
    READ_REPORTS = "read_reports"
    READ_BOARD = "read_board"
    READ_CLOCKWORK = "read_clockwork"
    READ_ACCOUNTS = "read_accounts"
    READ_HOLDERS = "read_holders"
    READ_TOKENS = "read_tokens"
    READ_POSTERS = "read_posters"
    READ_OFFICE = "read_office"
    READ_WEBHOOKS = "read_webhooks"
    READ_AUDIT = "read_audit"
    READ_EVENTS = "read_events"
    SEE_OWN = "see_own"
    # acts on a case
    NOTIFY = "notify"
    FORWARD = "forward"
    FORWARD_NAMED = "forward_named"
    TAKE = "take"
    TAKE_HERE = "take_here"
    ACCEPT = "accept"
    ASSIGN = "assign"
    ASSIGN_TO = "assign_to"
    TAKES_BY_ASSIGNING = "takes_by_assigning"
    CORRECT = "correct"
    NOTE = "note"
    ADD_FILE = "add_file"
    ACT_ON_MANY = "act_on_many"
    TAKE_BACK = "take_back"
    QUESTION = "question"
    WRITE_UP = "write_up"
    REPLY = "reply"
    LOOK = "look"
    NEW_DATE = "new_date"
    CLOSE = "close"
    ISSUE_CODE = "issue_code"
    REVEAL = "reveal"
    OPEN_ORIGINAL = "open_original"
    RECORD_DELIVERY = "record_delivery"
    REVIEW = "review"
    TAKE_REVIEW_FILE = "take_review_file"
    LINK = "link"
    CALL_UNIT = "call_unit"
    MUSTER = "muster"
    NAME_LEADER = "name_leader"
    SUGGEST_IMPROVEMENT = "suggest_improvement"
    ANSWER_IMPROVEMENT = "answer_improvement"
    SUPERVISE = "supervise"
    REMIND = "remind"
    CLOSE_SUPERVISION = "close_supervision"
    ACKNOWLEDGE = "acknowledge"
    ANSWER_SUPERVISION = "answer_supervision"
    # proposed by one, decided by another
    PROPOSE_REFUSE = "propose_refuse"
    PROPOSE_GUIDE = "propose_guide"
    PROPOSE_RETURN = "propose_return"
    PROPOSE_DESIGNATE = "propose_designate"
    PROPOSE_EXTEND = "propose_extend"
    PROPOSE_RECLASS = "propose_reclass"
    PROPOSE_RETIER = "propose_retier"
    DECIDE_REFUSE = "decide_refuse"
    DECIDE_GUIDE = "decide_guide"
    DECIDE_RETURN = "decide_return"
    DECIDE_DESIGNATE = "decide_designate"
    DECIDE_EXTEND = "decide_extend"
    DECIDE_RECLASS = "decide_reclass"
    DECIDE_RETIER = "decide_retier"
    # acts beside the cases
    REGISTER = "register"
    DO_TASK = "do_task"
    TAKE_LIVE = "take_live"
    CHANGE_DUTY = "change_duty"
    ON_BEHALF = "on_behalf"
    CANCEL_VISIT = "cancel_visit"
    CHANGE_RESPONSIBILITY = "change_responsibility"
    CHANGE_CALENDAR = "change_calendar"
    MANAGE_OFFICE = "manage_office"
    CHANGE_TEMPLATES = "change_templates"
    CHANGE_TEXTS = "change_texts"
    KEEP_VISIT_DAYS = "keep_visit_days"
    MANAGE_STAFF = "manage_staff"
    PROPOSE_HOLDER = "propose_holder"
    DECIDE_HOLDER = "decide_holder"
    MANAGE_WEBHOOKS = "manage_webhooks"
    MANAGE_TOKENS = "manage_tokens"
    CHANGE_OWN = "change_own"
    SECURE_OWN = "secure_own"
    MAKE_TOKEN = "make_token"
    LOG_OUT = "log_out"
    # who may be named
    HANDLE = "handle"
    BE_ON_DUTY = "be_on_duty"
    ANSWER_FOR = "answer_for"
    ANSWER_AT_LAST = "answer_at_last"
    STAND_IN = "stand_in"
    HEAR_IN_UNIT = "hear_in_unit"
    HEAR_FOR_ALL = "hear_for_all"
    HEAR_AS_LEADER = "hear_as_leader"
    HEAR_AT_LAST = "hear_at_last"


Holder = Role | Scope | None
"""Of a right: a role, the scope of a service token, or None: any member of staff."""


@dataclass(frozen=True)
class Grant:
    """Who holds a right, and in which relations. `writes`: a read-only role never has it. `never`: nobody has it who
    holds one of these roles in that relation (outside the wall): no one decides on their own unit's doings. `unproved`:
    it is had without the second factor that the role needs, too."""

    what: str
    to: Mapping[Holder, Relation]
    writes: bool = True
    never: Relation | None = None
    unproved: bool = False


def _reads(what: str, to: Mapping[Holder, Relation], *, unproved: bool = False) -> Grant:
    return Grant(what, to, writes=False, unproved=unproved)


CLERK, HANDLER, SUPERVISOR = Role.CLERK, Role.HANDLER, Role.SUPERVISOR
LEADER, DISCIPLINE, ADMIN = Role.LEADER, Role.DISCIPLINE, Role.ADMIN
EVERYWHERE, COUNTY, SEEN, WALL, UNIT, LINE = (
    Relation.EVERYWHERE, Relation.COUNTY, Relation.SEEN, Relation.WALL, Relation.UNIT, Relation.LINE,
)  # fmt: skip
RECEPTION = Relation.RECEPTION
STAFF: dict[Holder, Relation] = {None: EVERYWHERE}
_READER: dict[Holder, Relation] = {Scope.READ: EVERYWHERE}
_INTAKE: dict[Holder, Relation] = {Scope.INTAKE: EVERYWHERE}
_FOR = LINE | Relation.RECEIVED
_DESK: dict[Holder, Relation] = {CLERK: RECEPTION, DISCIPLINE: WALL}
_OF_A_CASE: dict[Holder, Relation] = {CLERK: _FOR, DISCIPLINE: WALL}
_WHO_WORKS: dict[Holder, Relation] = {CLERK: _FOR, HANDLER: UNIT, DISCIPLINE: WALL}
_WHO_MOVES: dict[Holder, Relation] = {CLERK: _FOR, HANDLER: UNIT, SUPERVISOR: LINE, DISCIPLINE: WALL}
_OUTSIDE_THE_WALL: dict[Holder, Relation] = {CLERK: _FOR, HANDLER: UNIT, SUPERVISOR: LINE}
_WATCH: dict[Holder, Relation] = {SUPERVISOR: LINE, LEADER: LINE, ADMIN: EVERYWHERE}
_LIVE: dict[Holder, Relation] = {CLERK: RECEPTION, SUPERVISOR: RECEPTION}
_ABOVE: dict[Holder, Relation] = {SUPERVISOR: LINE, LEADER: LINE, DISCIPLINE: WALL}
_CALLED: dict[Holder, Relation] = dict.fromkeys((CLERK, HANDLER, SUPERVISOR), Relation.CALLED)
_OF_THE_UNIT = UNIT | Relation.ANSWERABLE | Relation.OWNER | Relation.ASKED | Relation.CALLED | Relation.REVIEWING
_REVIEWS = Relation.REVIEWING

RIGHTS: Mapping[Right, Grant] = {
    Right.INTAKE: Grant("speak for a resident", _INTAKE),
    Right.DELIVER: Grant("deliver notices", {Scope.DELIVER: EVERYWHERE}),
    Right.KEEP_FILE: Grant("keep a file until a case takes it", _INTAKE | STAFF),
    Right.READ_CATALOGUE: _reads("read topics, areas and how the desk is reached", _INTAKE | STAFF | _READER),
    Right.READ_VISIT_DAYS: _reads("read the visit days and the places left", _INTAKE | STAFF | _READER),
    # --- read
    Right.SEE_CASE: _reads("see a case, its words, timeline and files", {
        CLERK: _FOR | _OF_THE_UNIT, HANDLER: _OF_THE_UNIT, SUPERVISOR: LINE | _OF_THE_UNIT, LEADER: LINE | _OF_THE_UNIT,
        DISCIPLINE: WALL, **_READER,
    }),
    Right.READ_LISTS: _reads("read lists: of each the cases they see; units, colleagues, calendar", STAFF | _READER),
    Right.READ_CONDUCT: _reads("read what is supervised of a unit's own conduct", {
        SUPERVISOR: COUNTY, LEADER: COUNTY, DISCIPLINE: EVERYWHERE | WALL,
    }),
    Right.READ_IMPROVEMENTS: _reads("read suggestions for improvement", {
        CLERK: _FOR, HANDLER: UNIT, SUPERVISOR: LINE, LEADER: LINE, ADMIN: EVERYWHERE, **_READER,
    }),
    Right.READ_TASKS: _reads("read the desk's tasks", _DESK | {SUPERVISOR: RECEPTION}),
    Right.READ_VISITORS: _reads("read who comes on a visit day", _DESK | {SUPERVISOR: RECEPTION, LEADER: RECEPTION}),
    Right.SEE_LIVE: _reads("see who waits for a person; with a reason, what they said", _LIVE),
    Right.SEE_DUTY: _reads("see who is on crisis duty", _LIVE | {LEADER: RECEPTION, ADMIN: EVERYWHERE}),
    Right.READ_REPORTS: _reads("read the reports", _WATCH | _READER),
    Right.READ_BOARD: _reads("read what is late, by unit and area", {SUPERVISOR: LINE, LEADER: LINE, **_READER}),
    Right.READ_CLOCKWORK: _reads("read when the clockwork went round", {
        SUPERVISOR: EVERYWHERE, LEADER: EVERYWHERE, ADMIN: EVERYWHERE,
    }),
    Right.READ_ACCOUNTS: _reads("read the accounts of staff", {ADMIN: EVERYWHERE}),
    Right.READ_HOLDERS: _reads("read whose accounts read accusations, and what is proposed of them", {
        DISCIPLINE: WALL, ADMIN: EVERYWHERE,
    }),
    Right.READ_TOKENS: _reads("read which tokens services have", {ADMIN: EVERYWHERE}),
    Right.READ_POSTERS: _reads("print posters", STAFF),
    Right.READ_OFFICE: _reads("read how the office is set up", _WATCH),
    Right.READ_WEBHOOKS: _reads("read where the feed of events is sent to", {ADMIN: EVERYWHERE}),
    Right.READ_AUDIT: _reads("read the audit", {ADMIN: EVERYWHERE}),
    Right.READ_EVENTS: _reads("read the feed of events: of the cases they see", STAFF | {Scope.EVENTS: EVERYWHERE}),
    Right.SEE_OWN: _reads("read one's own inbox and settings", STAFF),
    # --- acts on a case
    Right.NOTIFY: Grant("tell what was received (art. 23)", _WHO_MOVES),
    Right.FORWARD: Grant("forward to another unit (art. 22)", _OUTSIDE_THE_WALL),
    Right.FORWARD_NAMED: Grant("forward although a unit was designated", {CLERK: _FOR, SUPERVISOR: LINE}),
    Right.TAKE: Grant("take over what was forwarded", {CLERK: _FOR, HANDLER: UNIT}),
    Right.TAKE_HERE: Grant("be the one who takes it over", {CLERK: UNIT, HANDLER: UNIT}),
    Right.ACCEPT: Grant("accept", _WHO_MOVES),
    Right.ASSIGN: Grant("assign to a unit and a person", _WHO_MOVES),
    Right.ASSIGN_TO: Grant("assign to this unit", _WHO_MOVES),
    Right.TAKES_BY_ASSIGNING: Grant("take over by assigning in the own unit", {HANDLER: UNIT, DISCIPLINE: UNIT}),
    Right.CORRECT: Grant("set and correct topic, area, place, people, contact, title and summary", _WHO_MOVES),
    Right.NOTE: Grant("write a note", dict.fromkeys((CLERK, HANDLER, SUPERVISOR, LEADER, DISCIPLINE), SEEN)),
    Right.ADD_FILE: Grant("add files to a case", _WHO_WORKS),
    Right.ACT_ON_MANY: Grant("act on many cases at once, on each as on one alone", STAFF),
    Right.TAKE_BACK: Grant("take back the own words before they leave", _WHO_MOVES),
    Right.QUESTION: Grant("ask the resident", _WHO_WORKS),
    Right.WRITE_UP: Grant("write up a recording or a picture", _WHO_WORKS),
    Right.REPLY: Grant("reply, or say how it stands", _WHO_WORKS),
    Right.LOOK: Grant("look at a thin reply", {SUPERVISOR: LINE, DISCIPLINE: WALL}),
    Right.NEW_DATE: Grant("name a new day after a date has slipped", {None: Relation.NAMED}),
    Right.CLOSE: Grant("close", _WHO_MOVES),
    Right.ISSUE_CODE: Grant("issue a new query code", _OF_A_CASE),
    Right.REVEAL: Grant("reveal name, phone and address, with a reason", _WHO_WORKS),
    Right.OPEN_ORIGINAL: Grant("open a file as it was sent, with a reason", _WHO_WORKS),
    Right.RECORD_DELIVERY: Grant("record how the resident was told", _OF_A_CASE),
    Right.REVIEW: Grant("hear and decide a review", {
        CLERK: Relation.OUTSIDE, HANDLER: _REVIEWS, SUPERVISOR: _REVIEWS, LEADER: _REVIEWS,
    }, never=Relation.REVIEWED),
    Right.TAKE_REVIEW_FILE: Grant("take the file for a body outside", {
        CLERK: Relation.OUTSIDE, HANDLER: _REVIEWS, SUPERVISOR: _REVIEWS, LEADER: _REVIEWS,
    }, never=Relation.REVIEWED),
    Right.LINK: Grant("link cases and take them apart", _OUTSIDE_THE_WALL),
    Right.CALL_UNIT: Grant("call another unit", _OUTSIDE_THE_WALL),
    Right.MUSTER: Grant("muster", _CALLED),
    Right.NAME_LEADER: Grant("name the leader who takes it on", {SUPERVISOR: LINE, LEADER: LINE}),
    Right.SUGGEST_IMPROVEMENT: Grant("suggest an improvement", {CLERK: _FOR, SUPERVISOR: LINE}),
    Right.ANSWER_IMPROVEMENT: Grant("answer a suggestion", _CALLED),
    Right.SUPERVISE: Grant("supervise", {SUPERVISOR: LINE, LEADER: LINE, DISCIPLINE: WALL}),
    Right.REMIND: Grant("remind whoever answers for it", {SUPERVISOR: LINE, LEADER: LINE, DISCIPLINE: WALL}),
    Right.CLOSE_SUPERVISION: Grant("close what is supervised", {
        None: Relation.TOLD, SUPERVISOR: LINE, LEADER: LINE, DISCIPLINE: WALL,
    }),
    Right.ACKNOWLEDGE: Grant("acknowledge a step upwards", {None: Relation.TOLD}),
    Right.ANSWER_SUPERVISION: Grant("answer what is supervised", {None: Relation.NAMED}),
    # --- proposed by one, decided by another
    Right.PROPOSE_REFUSE: Grant("propose to refuse", _WHO_MOVES),
    Right.PROPOSE_GUIDE: Grant("propose to guide to another route", _WHO_MOVES),
    Right.PROPOSE_RETURN: Grant("object and propose to return", {CLERK: UNIT, HANDLER: UNIT}),
    Right.PROPOSE_DESIGNATE: Grant("propose to designate the unit", _OUTSIDE_THE_WALL),
    Right.PROPOSE_EXTEND: Grant("propose to extend", _WHO_MOVES),
    Right.PROPOSE_RECLASS: Grant("propose another class", _WHO_MOVES),
    Right.PROPOSE_RETIER: Grant("propose another tier", _WHO_MOVES),
    Right.DECIDE_REFUSE: Grant("decide on refusing", _ABOVE),
    Right.DECIDE_GUIDE: Grant("decide on guiding", _ABOVE),
    Right.DECIDE_RETURN: Grant("decide on returning", {
        **dict.fromkeys((CLERK, HANDLER, SUPERVISOR), Relation.FORWARDER), DISCIPLINE: WALL,
    }, never=UNIT),
    Right.DECIDE_DESIGNATE: Grant("decide which unit", {
        SUPERVISOR: Relation.COMMON, LEADER: Relation.COMMON, DISCIPLINE: WALL,
    }),
    Right.DECIDE_EXTEND: Grant("decide on extending (art. 34)", {None: Relation.HEAD, **_ABOVE}),
    Right.DECIDE_RECLASS: Grant("decide on the class", {
        None: Relation.HEAD, SUPERVISOR: Relation.LINE, DISCIPLINE: WALL,
    }),
    Right.DECIDE_RETIER: Grant("decide on the tier", {
        None: Relation.HEAD, SUPERVISOR: Relation.LINE, DISCIPLINE: WALL,
    }),
    # --- acts beside the cases
    Right.REGISTER: Grant("register who came, rang or wrote", {CLERK: EVERYWHERE}),
    Right.DO_TASK: Grant("do the desk's tasks", _DESK),
    Right.TAKE_LIVE: Grant("take a chat, write in it, hand it back; acknowledge an alert", _LIVE),
    Right.CHANGE_DUTY: Grant("change who is on crisis duty", {SUPERVISOR: RECEPTION, ADMIN: EVERYWHERE}),
    Right.ON_BEHALF: Grant("act in a resident's name, with the letter, call or visit on record", _DESK),
    Right.CANCEL_VISIT: Grant("cancel a booking", _INTAKE | _DESK),
    Right.CHANGE_RESPONSIBILITY: Grant("change the responsibility list", {SUPERVISOR: COUNTY, ADMIN: EVERYWHERE}),
    Right.CHANGE_CALENDAR: Grant("bring in the holiday notice", {ADMIN: EVERYWHERE}),
    Right.MANAGE_OFFICE: Grant("change units, places, topics, officials and contacts", {ADMIN: EVERYWHERE}),
    Right.CHANGE_TEMPLATES: Grant("change the words replies begin with", {SUPERVISOR: EVERYWHERE, ADMIN: EVERYWHERE}),
    Right.CHANGE_TEXTS: Grant("put words of the office's own in place of ours", {ADMIN: EVERYWHERE}),
    Right.MANAGE_WEBHOOKS: Grant("say where the feed of events is sent to", {ADMIN: EVERYWHERE}),
    Right.KEEP_VISIT_DAYS: Grant("publish, change and cancel visit days", {
        CLERK: EVERYWHERE, SUPERVISOR: EVERYWHERE, ADMIN: EVERYWHERE,
    }),
    Right.MANAGE_STAFF: Grant("make, switch off and renew accounts", {ADMIN: EVERYWHERE}),
    Right.PROPOSE_HOLDER: Grant("propose to make, change, renew or switch off an account that reads accusations", {
        DISCIPLINE: WALL, ADMIN: EVERYWHERE,
    }),
    Right.DECIDE_HOLDER: Grant("decide on an account that reads accusations", {DISCIPLINE: WALL}),
    Right.MANAGE_TOKENS: Grant("make and revoke tokens of services", {ADMIN: EVERYWHERE}),
    Right.SECURE_OWN: _reads("choose one's own password, end one's own sessions", STAFF, unproved=True),
    Right.MAKE_TOKEN: Grant("make a token of one's own for a machine", STAFF),
    Right.CHANGE_OWN: Grant("change one's own deputy, absence, chat; have read the inbox", STAFF),
    Right.LOG_OUT: _reads("log out", STAFF, unproved=True),
    # --- who may be named; the order is the one in which they are asked
    Right.HANDLE: Grant("have a case assigned", {HANDLER: UNIT, CLERK: UNIT, DISCIPLINE: WALL}),
    Right.BE_ON_DUTY: Grant("be on crisis duty", _LIVE),
    Right.ANSWER_FOR: Grant("answer for a unit's cases", {
        CLERK: UNIT, HANDLER: UNIT, SUPERVISOR: UNIT, DISCIPLINE: WALL,
    }),
    Right.ANSWER_AT_LAST: Grant("answer for a case when nobody of the units is there", {
        SUPERVISOR: LINE, CLERK: _FOR, DISCIPLINE: WALL, ADMIN: EVERYWHERE | WALL,
    }),
    Right.STAND_IN: Grant("take over the cases of whoever is away", {
        CLERK: _FOR, SUPERVISOR: LINE, LEADER: LINE, HANDLER: UNIT, DISCIPLINE: WALL,
    }),
    Right.HEAR_IN_UNIT: Grant("hear of what is late in a unit of the line", {
        SUPERVISOR: UNIT, DISCIPLINE: WALL,
    }),
    Right.HEAR_FOR_ALL: Grant("hear of it for all units", {SUPERVISOR: COUNTY}),
    Right.HEAR_AS_LEADER: Grant("hear of it as a leader", {LEADER: LINE}),
    Right.HEAR_AT_LAST: Grant("hear of it last", {ADMIN: EVERYWHERE}),
}  # fmt: skip
