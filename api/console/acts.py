"""The forms of a case's page: how each is read, and whose service takes it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import beside, drafts, moves, promises, record, replies, reviews, sorting
from api.console import joining
from api.console.gate import Posted
from api.console.proposing import PROPOSE, proposed, ruled, ruling
from api.context import Context
from api.errors import Unprocessable
from api.joint import service as joint
from api.links import service as links
from api.security import Caller
from api.supervision import service as supervision
from models.law.grounds import ProposalKind
from models.law.notices import NoticeKind
from models.law.replies import ReplyKind
from models.law.triggers import BY_HAND
from models.tables import Case
from models.wire import (
    Accept,
    Ask,
    Assign,
    Close,
    Forward,
    Hearing,
    LinkWanted,
    Look,
    Moved,
    NewDay,
    Note,
    Notify,
    Reply,
    ReviewDecision,
    SuperviseWanted,
    Take,
    Wire,
    WriteUp,
)

Shown = tuple[NoticeKind, dict[str, Any], str]
"""What the resident is about to get: kind, facts, words."""


@dataclass(frozen=True)
class Act:
    """A form of the case page: what it says and whose service takes it. `versioned` ones move the case; what goes to
    the resident is `shown_first`, as they will see it."""

    says: Callable[[Posted], BaseModel]
    does: Callable[..., Awaitable[BaseModel]]
    versioned: bool = True
    shown_first: Callable[[AsyncSession, Context, Case, Any], Awaitable[Shown]] | None = None


def _accept(post: Posted) -> Accept:
    return Accept.model_validate(post.filled("case_class", "route", "tier", "note"))


def _assign(post: Posted) -> Assign:
    unit, _, handler = (post.get("who") or "").partition("|")
    if not handler:
        raise Unprocessable(field="who")
    return Assign.model_validate({"unit": unit, "handler": handler, "note": post.get("note")})


class Looked(Look):
    """`seq`: the reply that was looked at."""

    seq: int = Field(ge=1, lt=2**31)


def _look(post: Posted) -> Looked:
    passed = {"yes": True, "no": False}.get(post.get("passed") or "")
    if passed is False and not post.get("note"):
        raise Unprocessable(field="look_note")
    return Looked.model_validate({"seq": post.get("seq"), "passed": passed, "note": post.get("note")})


async def _looked(session: AsyncSession, ctx: Context, who: Caller, number: str, given: Looked) -> Moved:
    return await replies.look(session, ctx, who, number, given.seq, given)


class Decided(ReviewDecision):
    """`review`: the id of the one that is decided."""

    review: int = Field(ge=1, le=2**53)


class Heard(Hearing):
    review: int = Field(ge=1, le=2**53)


def _decide(post: Posted) -> Decided:
    return Decided.model_validate(post.filled("review", "result", "text"))


async def _decided(
    session: AsyncSession, ctx: Context, who: Caller, number: str, version: int, given: Decided
) -> Moved:
    return await reviews.decide(session, ctx, who, number, given.review, version, given)


async def _decision(session: AsyncSession, ctx: Context, case: Case, given: Decided) -> Shown:
    return NoticeKind.REVIEW_DECIDED, await reviews.told_of(session, case, given.review, given.result), given.text


def _hear(post: Posted) -> Heard:
    given = post.filled("review", "first", "last", "note")
    if given.get("first", "") > given.get("last", "9"):
        raise Unprocessable(field="last")
    return Heard.model_validate(given)


async def _heard(session: AsyncSession, ctx: Context, who: Caller, number: str, given: Heard) -> Moved:
    return await reviews.hear(session, ctx, who, number, given.review, given)


def _finding(post: Posted) -> SuperviseWanted:
    trigger = post.get("trigger")
    if trigger not in BY_HAND:
        raise Unprocessable(field="trigger")
    return SuperviseWanted.model_validate({"trigger": trigger, "note": post.get("note")})


LETTER = ("claim", "facts", "opinion", "basis", "result")


def _reply(post: Posted) -> Reply:
    """The kind is chosen, never taken for granted; what was typed for another kind is not lost and not sent."""
    given: dict[str, Any] = post.filled("kind", "adoption")
    if given.get("kind") not in list(ReplyKind):
        raise Unprocessable(field="kind_of_reply")
    if given["kind"] == ReplyKind.OPINION:
        given["opinion"] = parts = post.filled(*LETTER)
        for name in LETTER:
            if name not in parts:
                raise Unprocessable(field=name)
    else:
        given["text"] = post.get("text") or ""
    if given["kind"] not in (ReplyKind.ANSWER, ReplyKind.OPINION):
        given.pop("adoption", None)
        return Reply.model_validate(given)
    outcome, _, contact = (post.get("helper") or "").partition("|")
    return Reply.model_validate(given | ({"outcome": outcome, "contact": contact} if contact else {}))


async def _drawn(session: AsyncSession, ctx: Context, case: Case, given: Reply) -> Shown:
    found = await drafts.draft(session, ctx, case, given)
    return found.notice, found.facts, found.text


def _plain(kind: NoticeKind) -> Callable[[AsyncSession, Context, Case, Any], Awaitable[Shown]]:
    async def shown(session: AsyncSession, ctx: Context, case: Case, given: Any) -> Shown:
        return kind, dict(record.unit_facts(case.lead_unit)), given.text

    return shown


def _new_day(post: Posted) -> NewDay:
    return NewDay.model_validate(post.filled("day", "what", "reason"))


async def _named(session: AsyncSession, ctx: Context, case: Case, given: NewDay) -> Shown:
    return NoticeKind.PROMISED, promises.told_of(case, given), given.reason


def _close(post: Posted) -> Close:
    return Close.model_validate(post.filled("cause", "resolved", "note"))


def _link(post: Posted) -> LinkWanted:
    given = post.filled("other", "link", "reason")
    for name in ("other", "link", "reason"):
        if name not in given:
            raise Unprocessable(field={"other": "other_no"}.get(name, name))
    other = "".join(given["other"].split())
    return LinkWanted.model_validate({"other": other, "kind": given["link"], "reason": given["reason"]})


class Unlinked(Wire):
    """`link`: the id of the one that was a mistake."""

    link: int = Field(ge=1, le=2**53)


async def _unlinked(session: AsyncSession, ctx: Context, who: Caller, number: str, given: Unlinked) -> Unlinked:
    await links.undo(session, ctx, who, number, given.link)
    return given


ACTS: Mapping[str, Act] = {
    "notify": Act(
        lambda p: Notify.model_validate({"text": p.get("text")}),
        sorting.notify,
        shown_first=_plain(NoticeKind.NOTIFIED),
    ),
    "forward": Act(lambda p: Forward.model_validate({"unit": p.get("unit"), "note": p.get("note")}), sorting.forward),
    "take": Act(lambda p: Take.model_validate({"note": p.get("note")}), sorting.take),
    "accept": Act(_accept, moves.accept),
    "assign": Act(_assign, moves.assign),
    "note": Act(lambda p: Note.model_validate({"text": p.get("text")}), moves.note, versioned=False),
    "question": Act(
        lambda p: Ask.model_validate({"text": p.get("text")}),
        moves.question,
        versioned=False,
        shown_first=_plain(NoticeKind.QUESTION),
    ),
    "reply": Act(_reply, replies.reply, shown_first=_drawn),
    "look": Act(_look, _looked, versioned=False),
    "decide": Act(_decide, _decided, shown_first=_decision),
    "hearing": Act(_hear, _heard, versioned=False),
    "promise": Act(_new_day, promises.promise, shown_first=_named),
    "close": Act(_close, replies.close),
    **{str(kind): Act(proposed(kind), PROPOSE) for kind in ProposalKind},
    "rule": Act(ruling, ruled),
    "call": Act(joining.called, joint.call, versioned=False),
    "muster": Act(joining.came, joining.mustered, versioned=False),
    "lead": Act(joining.taken_on, joint.lead_official, versioned=False),
    "improve": Act(joining.suggested, joint.improve, versioned=False),
    "link": Act(_link, links.link, versioned=False),
    "unlink": Act(lambda p: Unlinked.model_validate(p.filled("link")), _unlinked, versioned=False),
    "supervise": Act(_finding, supervision.supervise, versioned=False),
    "writeup": Act(lambda p: WriteUp.model_validate({"text": p.get("text")}), beside.write_up, versioned=False),
}
