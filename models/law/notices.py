"""Notices: the kinds of messages owed to residents and staff, and the states of their delivery."""

from dataclasses import dataclass
from enum import StrEnum

from models.law.duties import Duty
from models.law.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is true of a kind of notice.

    `words`: it carries what staff wrote, shown word for word. `replies`: it is the reply on the matter. `says_code`:
    the query code, which is not stored, is put in as it is delivered. `says_when`: the day promised for the answer is
    looked up and said. `to_staff`: it goes to a member of staff, not to a resident. `gives`: the rights that begin on
    the day on which the resident has received it. `lines`: facts that are said in a line of their own where they are
    given. `how`: how to answer it. `names_matter`: it begins with what the case is of. `unless`: (fact, other words):
    its words where that fact is missing or empty.
    `buttons`: rows below it, in this order; `conversations.notices` draws them. `talk`: how it leaves the chat: `with`
    staff, with the bot again (`over`; handed `back`: what danger there was is over too), or with the bot, which asks
    for a `phone`.
    """

    words: bool = False
    replies: bool = False
    says_code: bool = False
    says_when: bool = False
    to_staff: bool = False
    gives: tuple[Duty, ...] = ()
    lines: tuple[str, ...] = ()
    how: str = ""
    names_matter: bool = True
    unless: tuple[str, str] | None = None
    buttons: tuple[str, ...] = ("view",)
    talk: str | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """Every fact that has a line of its own, in the order in which they are said."""
        return ("answer_by", *self.lines) if self.says_when else self.lines


PLAIN = Notice()


class NoticeKind(Rows):
    """Messages owed; each is a row of the outbox, written in the event's own transaction."""

    row: Notice
    RECEIVED = "received", Notice(says_code=True)
    NOTIFIED = "notified", Notice(words=True, says_when=True)
    FORWARDED = "forwarded", Notice(says_when=True)
    GUIDED = "guided", Notice(words=True, unless=("own_clock", "guided_elsewhere"))
    ACCEPTED = "accepted", Notice(says_when=True, lines=("decides",))
    ASSIGNED = "assigned", Notice(says_when=True, unless=("handler", "assigned_unit"))
    NOT_ACCEPTED = "not_accepted", Notice(words=True)
    NO_LONGER_ACCEPTED = "no_longer_accepted", Notice(words=True)
    EXTENDED = "extended", Notice(words=True)
    QUESTION = "question", Notice(words=True, says_when=True, how="question_how", buttons=("answer",))
    PROGRESS = "progress", Notice(words=True, says_when=True)
    PROMISED = "promised", Notice(words=True, unless=("answer_by", "promised_news"))
    REPLY = (
        "reply",
        Notice(
            words=True,
            replies=True,
            gives=(Duty.EVALUATION, Duty.REOPEN, Duty.REVIEW_REQUEST),
            lines=("own_clock", "contact", "review_days"),
            how="reply_how",
            buttons=("rating", "unsolved", "review", "view"),
        ),
    )
    CLOSED = "closed", Notice(lines=("reopen_on", "review_on"), buttons=("rating", "reopen", "review", "view"))
    REOPENED = "reopened", Notice(says_when=True)
    REVIEW_ASKED = "review_asked", PLAIN
    REVIEW_DECIDED = (
        "review_decided",
        Notice(
            words=True,
            gives=(Duty.EVALUATION, Duty.REREVIEW_REQUEST),
            lines=("answer_by",),
            buttons=("rereview", "view"),
        ),
    )
    RIGHT_ENDING = "right_ending", Notice(buttons=("review", "view"))
    RIGHT_ENDED = "right_ended", Notice(unless=("until_on", "right_ended_undated"))
    WITHDRAWN = "withdrawn", Notice(buttons=("undo", "view"))
    RESUMED = "resumed", Notice(says_when=True)
    SLIPPING = "slipping", PLAIN
    RECOUNTED = "recounted", PLAIN
    APPOINTMENT_MADE = "appointment_made", Notice(buttons=("move_visit", "cancel_visit"))
    APPOINTMENT_MOVED = "appointment_moved", Notice(buttons=("move_visit", "cancel_visit"))
    APPOINTMENT_CHANGED = (
        "appointment_changed",
        Notice(unless=("was_at", "appointment_elsewhere"), buttons=("move_visit", "cancel_visit")),
    )
    APPOINTMENT_CANCELLED = "appointment_cancelled", Notice(words=True, buttons=("book",))
    MOVED = "moved", Notice(names_matter=False, buttons=("human",))
    CODE_REISSUED = "code_reissued", PLAIN
    CODE_SENT = "code_sent", Notice(says_code=True)
    TAKEN_UP = "taken_up", Notice(buttons=("end_talk",), talk="with")
    SAID_BY_STAFF = "said_by_staff", Notice(words=True, buttons=("end_talk",), talk="with")
    HANDED_BACK = "handed_back", Notice(buttons=("menu",), talk="back")
    FELL_SILENT = "fell_silent", Notice(buttons=("human", "menu"), talk="over")
    NOBODY_YET = "nobody_yet", Notice(lines=("crisis",), buttons=("go_on",), talk="phone")
    NOBODY_ON_DUTY = "nobody_on_duty", Notice(lines=("crisis",), buttons=("human",))
    ESCALATION = "escalation", Notice(to_staff=True, buttons=())
    DIGEST = "digest", Notice(to_staff=True, buttons=())
    URGENT = "urgent", Notice(to_staff=True, buttons=())
    WORK = "work", Notice(to_staff=True, buttons=())
    ALERT = "alert", Notice(to_staff=True, buttons=())
    HOLDERS = "holders", Notice(to_staff=True, buttons=())


class NoticeState(StrEnum):
    """`sent` waits for the proof that it was seen; `manual` waits for a clerk's record (phone, counter, post);
    `taken_back`: whoever wrote it took it back before it left."""

    DUE = "due"
    LEASED = "leased"
    SENT = "sent"
    MANUAL = "manual"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"
    TAKEN_BACK = "taken_back"


SETTLED = frozenset({NoticeState.DELIVERED, NoticeState.UNDELIVERABLE})
OVER = SETTLED | {NoticeState.TAKEN_BACK}
"""Nothing more comes of it."""
