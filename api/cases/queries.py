"""SQL of the cases. Visibility is part of every query: what a caller may not see is not found."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from typing import cast as t_cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Exists,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from api.kept import asked_once, seldom_changed
from api.security import Caller
from models.keys import Keys
from models.law.channels import Channel
from models.law.duties import ANSWERS_OWED, MATTER, About, Duty, Subject
from models.law.events import EventKind
from models.law.people import Role
from models.law.replies import ANSWERS
from models.law.states import ENDED, UNANSWERED
from models.law.tasks import TaskKind
from models.rights import Relation, Right
from models.tables import (
    Accusation,
    Answer,
    Area,
    Attachment,
    AuditEntry,
    Case,
    CaseCounter,
    CaseEvent,
    CasePerson,
    CaseWords,
    Contact,
    CoUnit,
    Notification,
    Obligation,
    ObligationChange,
    Proposal,
    ResidentChannel,
    Review,
    Staff,
    StaffRole,
    Task,
    Topic,
    Unit,
)

ROW = (joinedload(Case.topic), joinedload(Case.area), joinedload(Case.lead_unit), joinedload(Case.handler))
CALLERS = 500
"""Of so many the words for what they see are kept."""
SHAPES = 200
"""Different statements that are kept."""


@lru_cache(maxsize=CALLERS)
def visible(who: Caller) -> ColumnElement[bool]:
    """The cases of which the caller has the right to see: the table's relations, as SQL."""
    reach = who.reach(Right.SEE_CASE)

    def units(relation: Relation) -> frozenset[int]:
        return reach.get(relation, frozenset())

    def told(table: type[Review | Proposal | CoUnit], relation: Relation, *more: ColumnElement[bool]) -> Exists:
        theirs = (table.case_id == Case.id, table.unit_id.in_(units(relation)), *more)
        return exists().where(*theirs).correlate(Case)

    seen: list[ColumnElement[bool]] = []
    if Relation.EVERYWHERE in reach:
        seen.append(true())
    if units(Relation.UNIT):
        seen.append(Case.lead_unit_id.in_(units(Relation.UNIT)))
    if units(Relation.ANSWERABLE):
        seen.append(Case.answerable_unit_id.in_(units(Relation.ANSWERABLE)))
    if Relation.OWNER in reach:
        seen.append(Case.owner_id == who.staff_id)
    if units(Relation.REVIEWING):
        seen.append(told(Review, Relation.REVIEWING))
    if units(Relation.ASKED):
        seen.append(told(Proposal, Relation.ASKED, Proposal.decided_at.is_(None)))
    if units(Relation.CALLED):
        seen.append(told(CoUnit, Relation.CALLED))
    outside = and_(Case.restricted.is_(false()), or_(*seen)) if seen else false()
    return or_(Case.restricted.is_(true()), outside) if Relation.WALL in reach else outside


async def next_number(session: AsyncSession, is_sqlite: bool, series: str, day: date) -> int:
    """The next of a series and local day, by one upsert."""
    make: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = make(CaseCounter).values(series=series, day=day, last=1)
    statement = statement.on_conflict_do_update(index_elements=["series", "day"], set_={"last": CaseCounter.last + 1})
    number: int = (await session.execute(statement.returning(CaseCounter.last))).scalar_one()
    return number


async def case_by_intake_key(session: AsyncSession, key: str) -> Case | None:
    found: Case | None = await session.scalar(select(Case).where(Case.intake_key == key))
    return found


async def case_for(session: AsyncSession, who: Caller, case_no: str) -> Case | None:
    found: Case | None = await session.scalar(select(Case).options(*ROW).where(Case.case_no == case_no, visible(who)))
    return found


@asked_once
async def full_case(session: AsyncSession, who: Caller, case_no: str) -> Case | None:
    """With the person, for the staff's view."""
    found: Case | None = await session.scalar(_full_case(who), {"case_no": case_no})
    return found


@lru_cache(maxsize=CALLERS)
def _full_case(who: Caller) -> Select[Case]:
    options = (*ROW, joinedload(Case.person), joinedload(Case.chat))
    return select(Case).options(*options).where(Case.case_no == bindparam("case_no"), visible(who))


async def words_of(session: AsyncSession, case: Case) -> Sequence[CaseWords | Accusation]:
    """The original in order; from behind the wall when the case is restricted."""
    words: Any = Accusation if case.restricted else CaseWords
    statement = select(words).options(joinedload(words.attachment)).where(words.case_id == case.id).order_by(words.seq)
    found: Sequence[CaseWords | Accusation] = (await session.scalars(statement)).all()
    return found


async def first_words(session: AsyncSession, cases: Sequence[Case]) -> dict[int, bytes]:
    """The first sealed words of each case, for excerpts."""
    found: dict[int, bytes] = {}
    for words, restricted in ((CaseWords, False), (Accusation, True)):
        ids = [c.id for c in cases if c.restricted is restricted]
        if not ids:
            continue
        rows = await session.execute(
            select(words.case_id, words.body_sealed)
            .where(words.case_id.in_(ids), words.body_sealed.is_not(None), words.attachment_id.is_(None))
            .order_by(words.case_id, words.seq)
        )
        for case_id, body in rows:
            found.setdefault(case_id, body or b"")
    return found


async def told_by(session: AsyncSession, cases: Sequence[Case]) -> dict[int, date]:
    """By when each case's resident was told, at receipt, that they would hear who handles it: it stands on record."""
    rows = await session.execute(
        select(CaseEvent.case_id, CaseEvent.facts).where(
            CaseEvent.case_id.in_([c.id for c in cases]), CaseEvent.seq == 1
        )
    )
    return {case_id: date.fromisoformat(facts["told_by"]) for case_id, facts in rows if "told_by" in facts}


async def timeline_of(session: AsyncSession, case_id: int) -> Sequence[CaseEvent]:
    statement = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    return (await session.scalars(statement)).all()


async def obligations_of(session: AsyncSession, case_id: int) -> list[tuple[Obligation, list[ObligationChange]]]:
    """All of them, each with every change of its dates, oldest first."""
    found: dict[Obligation, list[ObligationChange]] = {}
    for owed, change in await session.execute(_OBLIGATIONS, {"case": case_id}):
        found.setdefault(owed, []).extend([change] if change is not None else [])
    return list(found.items())


_OBLIGATIONS = (
    select(Obligation, ObligationChange)
    .outerjoin(ObligationChange, ObligationChange.obligation_id == Obligation.id)
    .where(Obligation.case_id == bindparam("case"))
    .order_by(Obligation.id, ObligationChange.id)
)


@asked_once
async def notices_of(session: AsyncSession, case_id: int) -> Sequence[Notification]:
    statement = select(Notification).where(Notification.case_id == case_id).order_by(Notification.id)
    return (await session.scalars(statement)).all()


# --- the list --------------------------------------------------------------------------------------------------------

SORTS: dict[str, tuple[Any, bool]] = {
    "-registered_at": (Case.registered_at, True),
    "registered_at": (Case.registered_at, False),
    "due_at": (Case.due_at, False),
    "-updated_at": (Case.updated_at, True),
    "-urged_at": (Case.urged_at, True),
}


async def page(
    session: AsyncSession,
    who: Caller,
    filters: list[ColumnElement[bool]],
    sort: str,
    after: tuple[datetime, int] | None,
    limit: int,
) -> Sequence[Case]:
    """Up to `limit` + 1 rows (the last one tells that there is more), by keyset."""
    key, down = SORTS[sort]
    wanted = [visible(who), *filters]
    if key is Case.due_at or key is Case.urged_at:
        wanted.append(key.is_not(None))
    if after is not None:
        at, id = after
        beyond = key < at if down else key > at
        tie = and_(key == at, Case.id < id if down else Case.id > id)
        wanted.append(or_(beyond, tie))
    order = (key.desc(), Case.id.desc()) if down else (key, Case.id)
    statement = select(Case).options(*ROW).where(*wanted).order_by(*order).limit(limit + 1)
    return (await session.scalars(statement)).all()


def is_overdue(now: datetime) -> ColumnElement[bool]:
    return and_(Case.state.in_([s.value for s in UNANSWERED]), Case.due_at < now)


def is_urged() -> ColumnElement[bool]:
    """Urged, and not ended since."""
    return and_(Case.urged_at.is_not(None), Case.state.not_in([s.value for s in ENDED]))


def to_write_up() -> ColumnElement[bool]:
    """The original holds no words, and nobody has written up what is said or seen in it."""
    words = (exists().where(kept.case_id == Case.id, kept.attachment_id.is_(None)) for kept in (CaseWords, Accusation))
    written = exists().where(CaseEvent.case_id == Case.id, CaseEvent.kind == EventKind.WRITTEN_UP.value)
    return and_(*(~found for found in (*words, written)))


async def written_up(session: AsyncSession, cases: Sequence[Case]) -> dict[int, bytes]:
    """The last sealed write-up of each of these cases."""
    if not cases:
        return {}
    statement = (
        select(CaseEvent.case_id, CaseEvent.body_sealed)
        .where(CaseEvent.case_id.in_([c.id for c in cases]), CaseEvent.kind == EventKind.WRITTEN_UP.value)
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    return {case_id: body or b"" for case_id, body in await session.execute(statement)}


def below(area_code: str) -> ColumnElement[bool]:
    """The area and all below it: codes of parts begin with the code of the whole."""
    prefix = _whole(area_code) if len(area_code) == 6 else area_code
    if not prefix:
        return false()
    return Case.area_id.in_(select(Area.id).where(Area.code.startswith(prefix, autoescape=True)))


def within_topic(topic_code: str) -> ColumnElement[bool]:
    prefix = _whole(topic_code)
    return (
        Case.topic_id.in_(select(Topic.id).where(Topic.code.startswith(prefix, autoescape=True))) if prefix else false()
    )


def _whole(code: str) -> str:
    """A code without its trailing pairs of zeros: what the codes of its parts begin with."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def of_unit(code: str) -> ColumnElement[bool]:
    return Case.lead_unit_id.in_(select(Unit.id).where(Unit.code == code))


def of_handler(login: str) -> ColumnElement[bool]:
    return Case.handler_id.in_(select(Staff.id).where(Staff.login == login))


# --- writing ---------------------------------------------------------------------------------------------------------


async def advance(session: AsyncSession, case: Case, added: CaseEvent, is_sqlite: bool, **values: Any) -> bool:
    """Takes the case's next version: writes `values` and the event, on PostgreSQL in one statement. False, with
    nothing written, if another has appended since the case was read."""
    values |= {"version": added.seq, "head": added.digest, "updated_at": added.at}
    event = {f"event_{name}": getattr(added, name) for name in _EVENT}
    moves, adds = _advance(tuple(values), is_sqlite)
    at = {"at_case": case.id, "at_version": case.version, "at_head": case.head}
    at |= {f"to_{name}": value for name, value in values.items()}
    if (await session.execute(moves, at if adds is not None else at | event)).first() is None:
        return False
    if adds is not None:
        await session.execute(adds, event)
    _set(case, values)
    return True


async def catch_up(session: AsyncSession, case: Case) -> None:
    """Reads, and locks, where the timeline of the case stands now that another has appended to it."""
    await session.flush()
    row = (await session.execute(_STANDS, {"case": case.id})).one()
    _set(case, {"version": row[0], "head": row[1]})
    _held(session).pop(case.id, None)


async def set_case(session: AsyncSession, case_id: int, **values: Any) -> None:
    await session.execute(_SET, {"case": case_id, **values})
    _know(session, case_id, values)


_CASES = t_cast(Table, Case.__table__)
_EVENTS = t_cast(Table, CaseEvent.__table__)
_EVENT = tuple(c.name for c in _EVENTS.c if c.name != "id")


@lru_cache(maxsize=SHAPES)
def _advance(names: tuple[str, ...], is_sqlite: bool) -> tuple[Executable, Executable | None]:
    """The case's columns of these names, and the event."""
    stands = (_CASES.c.version == bindparam("at_version"), _CASES.c.head == bindparam("at_head"))
    moves = update(_CASES).where(_CASES.c.id == bindparam("at_case"), *stands).returning(_CASES.c.id)
    moves = moves.values({name: bindparam(f"to_{name}") for name in names})
    if is_sqlite:
        return moves, insert(_EVENTS).values({name: bindparam(f"event_{name}") for name in _EVENT})
    event = (bindparam(f"event_{name}", type_=_EVENTS.c[name].type) for name in _EVENT)
    both = insert(_EVENTS).from_select(_EVENT, select(*event).select_from(moves.cte("moved")))
    return both.returning(_EVENTS.c.id), None


_STANDS = (
    select(_CASES.c.version, _CASES.c.head).where(_CASES.c.id == bindparam("case")).with_for_update(key_share=True)
)
_SET = update(_CASES).where(_CASES.c.id == bindparam("case"))


def _know(session: AsyncSession, case_id: int, values: dict[str, Any]) -> None:
    """The case, if this transaction has read it, is what was just written."""
    held = session.identity_map.get(identity_key(Case, case_id))
    if held is not None:
        _set(held, values)


def _set(case: Case, values: dict[str, Any]) -> None:
    for key, value in values.items():
        set_committed_value(case, key, value)


async def set_person(session: AsyncSession, case_id: int, **values: Any) -> None:
    await session.execute(update(CasePerson).where(CasePerson.case_id == case_id).values(**values))


def chain(previous: str, event: dict[str, Any]) -> str:
    """The digest of an event over the one before it: removing or altering one shows in all that follow."""
    raw = json.dumps([previous, event], sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(raw.encode()).hexdigest()


async def move_words(session: AsyncSession, keys: Keys, case_id: int, purpose: str, walled: str) -> None:
    """Seals the original anew behind the wall and empties it where it stood; the digests stay and prove it the same."""
    rows = (await session.scalars(select(CaseWords).where(CaseWords.case_id == case_id))).all()
    for w in rows:
        body = keys.seal(keys.unseal(w.body_sealed, purpose), walled) if w.body_sealed is not None else None
        copy = Accusation(case_id=case_id, seq=w.seq, body_sealed=body, digest=w.digest, said_at=w.said_at)
        copy.attachment_id = w.attachment_id
        session.add(copy)
    await session.flush()
    await session.execute(update(CaseWords).where(CaseWords.case_id == case_id).values(body_sealed=None))


async def answered_alike(session: AsyncSession, case: Case, alike: str) -> bool:
    """Whether another case got an answer in the same words; one that is merged with it may."""
    together = case.merged_into_id or case.id
    statement = (
        select(Answer.id)
        .join(Case, Case.id == Answer.case_id)
        .where(Answer.alike == alike, func.coalesce(Case.merged_into_id, Case.id) != together)
        .limit(1)
    )
    return await session.scalar(statement) is not None


async def last_answer(session: AsyncSession, case_id: int) -> Answer | None:
    statement = select(Answer).where(Answer.case_id == case_id, Answer.kind.in_([str(k) for k in ANSWERS]))
    found: Answer | None = await session.scalar(statement.order_by(Answer.seq.desc()).limit(1))
    return found


async def answers_of(session: AsyncSession, case_id: int) -> Sequence[tuple[Answer, str | None]]:
    """All that was sent on the matter, in order, with the name of who else helps."""
    statement = select(Answer, Contact.name).outerjoin(Contact, Contact.id == Answer.contact_id)
    rows = await session.execute(statement.where(Answer.case_id == case_id).order_by(Answer.seq))
    return [(a, name) for a, name in rows]


async def last_event(session: AsyncSession, case_id: int, *kinds: EventKind) -> CaseEvent | None:
    statement = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind.in_([str(k) for k in kinds]))
    found: CaseEvent | None = await session.scalar(statement.order_by(CaseEvent.seq.desc()).limit(1))
    return found


async def answer_at(session: AsyncSession, case_id: int, seq: int) -> Answer | None:
    found: Answer | None = await session.scalar(select(Answer).where(Answer.case_id == case_id, Answer.seq == seq))
    return found


async def event_at(session: AsyncSession, case_id: int, seq: int) -> CaseEvent:
    return (await session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.seq == seq))).one()


_OWED = and_(Obligation.met_at.is_(None), Obligation.void_at.is_(None))


async def open_obligations(session: AsyncSession, case_id: int, key: str | None = None) -> Sequence[Obligation]:
    """Neither met nor void; of one key, or all. Read once in a session, which holds what it opens (`hold`)."""
    held = _held(session)
    if case_id not in held:
        held[case_id] = list(await session.scalars(_OPEN, {"case": case_id}))
    return [o for o in held[case_id] if o.met_at is None and o.void_at is None and key in (None, o.key)]


async def hold(session: AsyncSession, opened: Obligation) -> None:
    """Adds a new obligation, which is written with whatever else the transaction writes."""
    await open_obligations(session, opened.case_id)
    session.add(opened)
    _held(session)[opened.case_id].append(opened)


async def unvoid(session: AsyncSession, case_id: int, at: datetime) -> None:
    """What was void since that moment is owed again."""
    for o in await session.scalars(select(Obligation).where(Obligation.case_id == case_id, Obligation.void_at == at)):
        o.void_at = None
    await session.flush()
    _held(session).pop(case_id, None)


def _held(session: AsyncSession) -> dict[int, list[Obligation]]:
    """By case: the obligations that were open when the session first asked, and those that it has opened."""
    found: dict[int, list[Obligation]] = session.info.setdefault(HELD, {})
    return found


HELD = "obligations of"
_CASE: BindParameter[int] = bindparam("case")
_OPEN = select(Obligation).where(Obligation.case_id == _CASE, _OWED).order_by(Obligation.id)


async def open_obligation(
    session: AsyncSession, case_id: int, key: str, subject: Subject = MATTER
) -> Obligation | None:
    found = [o for o in await open_obligations(session, case_id, key) if (o.about, o.ref) == subject]
    return found[0] if found else None


async def had_right(session: AsyncSession, case_id: int, subject: Subject) -> bool:
    """Whether the answer of that event has given its rights already."""
    return await session.scalar(_HAD_RIGHT, {"case": case_id, **subject._asdict()}) is not None


_HAD_RIGHT = (
    select(Obligation.id)
    .where(
        Obligation.case_id == _CASE,
        Obligation.right_.is_(true()),
        Obligation.about == bindparam("about"),
        Obligation.ref == bindparam("ref"),
    )
    .limit(1)
)


async def last_right(session: AsyncSession, case_id: int, key: str, at: datetime) -> Obligation | None:
    """The newest right of that key that the resident had at that moment and has not used; it may have ended since."""
    statement = (
        select(Obligation)
        .where(Obligation.case_id == case_id, Obligation.key == key, Obligation.right_.is_(true()))
        .where(Obligation.opened_at <= at, Obligation.due_at > at, Obligation.done_at.is_(None))
        .where(or_(Obligation.void_at.is_(None), Obligation.void_at > at))
        .order_by(Obligation.id.desc())
        .limit(1)
    )
    found: Obligation | None = await session.scalar(statement)
    return found


async def review_of(session: AsyncSession, case_id: int, id: int) -> Review | None:
    found: Review | None = await session.scalar(select(Review).where(Review.case_id == case_id, Review.id == id))
    return found


@asked_once
async def reviews_of(session: AsyncSession, case_id: int) -> Sequence[tuple[Review, Unit, Unit | None]]:
    """With the unit whose answer is reviewed and the one that reviews it, oldest first."""
    above = aliased(Unit)
    rows = await session.execute(
        select(Review, Unit, above)
        .join(Unit, Unit.id == Review.reviewed_unit_id)
        .outerjoin(above, above.id == Review.unit_id)
        .where(Review.case_id == case_id)
        .order_by(Review.id)
    )
    return [(r, u, a) for r, u, a in rows]


def promised(owed: Sequence[Obligation], today: date) -> date | None:
    """The day by which the matter, or its review, is answered, of what a case owes: the one that a person has named,
    else its limit's. None while no such date runs, and once it has passed: a day that is over is told to nobody."""
    ahead = [o for o in owed if o.done_at is None and o.due_nominal >= today]
    named = [o.due_nominal for o in ahead if o.key == Duty.NEWS and o.about == About.ANSWER]
    return min(named or [o.due_nominal for o in ahead if o.key in ANSWERS_OWED], default=None)


async def rights_of(session: AsyncSession, cases: Sequence[Case], now: datetime) -> dict[int, list[Obligation]]:
    """By case: the rights that its resident has and has not used."""
    stands = (Obligation.right_.is_(true()), Obligation.due_at > now, Obligation.done_at.is_(None))
    wanted = (Obligation.case_id.in_([c.id for c in cases]), Obligation.void_at.is_(None), *stands)
    found: dict[int, list[Obligation]] = defaultdict(list)
    for o in await session.scalars(select(Obligation).where(*wanted).order_by(Obligation.id)):
        found[o.case_id].append(o)
    return found


async def obligation_of(session: AsyncSession, case_id: int, key: Duty, subject: Subject) -> Obligation | None:
    """Met or not."""
    wanted = (
        Obligation.case_id == case_id,
        Obligation.key == str(key),
        Obligation.about == subject.about,
        Obligation.ref == subject.ref,
    )
    found: Obligation | None = await session.scalar(select(Obligation).where(*wanted).order_by(Obligation.id.desc()))
    return found


async def next_alarm(session: AsyncSession, case_id: int) -> datetime | None:
    """The earliest alarm of what staff still have to do."""
    owed = await open_obligations(session, case_id)
    return min((o.alarm_at for o in owed if not o.right_ and o.done_at is None), default=None)


async def case_by_id(session: AsyncSession, id: int) -> Case:
    return (await session.scalars(_BY_ID, {"case": id})).one()


_BY_ID = select(Case).options(*ROW, joinedload(Case.person)).where(Case.id == _CASE)


async def staff_of(session: AsyncSession, unit_id: int, roles: tuple[Role, ...]) -> Sequence[Staff]:
    """Active members of a unit with one of these roles, its head first."""
    return (await session.scalars(_MEMBERS, {"unit": unit_id, "roles": roles})).unique().all()


_MEMBERS = (
    select(Staff)
    .join(StaffRole)
    .join(Unit, Unit.id == StaffRole.unit_id)
    .where(StaffRole.unit_id == bindparam("unit"), StaffRole.role.in_(bindparam("roles", expanding=True)), Staff.active)
    .order_by((Unit.head_id == Staff.id).desc(), Staff.id)
)


async def staff_with(session: AsyncSession, roles: Sequence[Role]) -> Sequence[Staff]:
    """Active staff with one of these roles anywhere."""
    statement = select(Staff).join(StaffRole).where(StaffRole.role.in_(roles), Staff.active).order_by(Staff.id)
    return (await session.scalars(statement)).unique().all()


async def audit(
    session: AsyncSession, who: Caller, action: str, target: str, at: datetime, reason: str | None = None
) -> None:
    session.add(AuditEntry(at=at, actor=who.owner, action=action, target=target, reason=reason))


# --- the nouns around a case ------------------------------------------------------------------------------------------


async def topic(session: AsyncSession, code: str) -> Topic | None:
    found: Topic | None = await session.scalar(select(Topic).where(Topic.code == code, Topic.active))
    return found


async def area(session: AsyncSession, code: str) -> Area | None:
    found: Area | None = await session.scalar(select(Area).where(Area.code == code))
    return found


async def unit(session: AsyncSession, code: str) -> Unit | None:
    found: Unit | None = await session.scalar(select(Unit).where(Unit.code == code))
    return found


@seldom_changed
async def receiving_desk(session: AsyncSession) -> Unit:
    return (await session.scalars(_DESK)).one()


_DESK = select(Unit).where(Unit.desk).order_by(Unit.id).limit(1)


@seldom_changed
async def discipline_unit(session: AsyncSession) -> Unit:
    return (await session.scalars(select(Unit).where(Unit.discipline).order_by(Unit.id).limit(1))).one()


async def member(session: AsyncSession, login: str, unit_id: int, roles: tuple[Role, ...]) -> Staff | None:
    """An active member of staff who has one of the roles in that unit."""
    found: Staff | None = await session.scalar(
        select(Staff)
        .join(StaffRole)
        .where(Staff.login == login, Staff.active, StaffRole.unit_id == unit_id, StaffRole.role.in_(roles))
        .limit(1)
    )
    return found


async def channel_by_mark(session: AsyncSession, marks: list[str]) -> ResidentChannel | None:
    found: ResidentChannel | None = await session.scalar(
        select(ResidentChannel).where(ResidentChannel.address_mark.in_(marks))
    )
    return found


async def channel_told(session: AsyncSession, case: Case) -> Channel:
    """The channel on which its resident is told: of the chat that has the case, else the one it came in by."""
    chat = await session.get(ResidentChannel, case.channel_id) if case.channel_id is not None else None
    return Channel(chat.channel if chat else case.channel)


async def chat(session: AsyncSession, channel_id: int) -> ResidentChannel:
    return await session.get_one(ResidentChannel, channel_id)


@asked_once
async def chat_now(session: AsyncSession, channel_id: int | None) -> tuple[str, datetime | None] | None:
    """The language of the chat that is told, and since when it cannot be reached; None without a chat."""
    row = (await session.execute(_CHAT_NOW, {"chat": channel_id})).first() if channel_id is not None else None
    return (row[0], row[1]) if row is not None else None


_CHAT_NOW = select(ResidentChannel.locale, ResidentChannel.unreachable_since).where(
    ResidentChannel.id == bindparam("chat")
)


async def filed_since(session: AsyncSession, channel_id: int, since: datetime) -> int:
    statement = select(func.count(Case.id)).where(Case.channel_id == channel_id, Case.registered_at >= since)
    return (await session.execute(statement)).scalar_one()


async def many_told(session: AsyncSession, channel_id: int | None, restricted: bool, since: datetime) -> bool:
    """Whether those who may see it have had the task about this chat's many cases since then."""
    statement = (
        select(Task.id)
        .join(Case, Case.id == Task.case_id)
        .where(Task.kind == TaskKind.MANY_CASES.value, Task.channel_id == channel_id, Task.opened_at >= since)
        .where(Case.restricted.is_(restricted))
        .limit(1)
    )
    return await session.scalar(statement) is not None


async def next_issue(session: AsyncSession, case_id: int) -> int:
    statement = update(Case).where(Case.id == case_id).values(code_issue=Case.code_issue + 1)
    return (await session.execute(statement.returning(Case.code_issue))).scalar_one()


async def cases_of_resident(session: AsyncSession, resident_id: int, limit: int) -> Sequence[Case]:
    options = (*ROW, selectinload(Case.person))
    statement = select(Case).options(*options).where(Case.resident_id == resident_id)
    return (await session.scalars(statement.order_by(Case.id.desc()).limit(limit))).all()


async def case_by_no(session: AsyncSession, case_no: str) -> Case | None:
    """Whatever the caller may see: for the resident's own side, whose right is proved otherwise."""
    found: Case | None = await session.scalar(
        select(Case).options(*ROW, selectinload(Case.person)).where(Case.case_no == case_no)
    )
    return found


async def free_attachments(session: AsyncSession, tokens: list[str]) -> dict[str, Attachment]:
    """Stored files that no case has taken yet; of two cases at once the second finds them taken."""
    statement = select(Attachment).where(Attachment.token.in_(tokens), Attachment.case_id.is_(None))
    rows = await session.scalars(statement.order_by(Attachment.id).with_for_update())
    return {a.token: a for a in rows}


async def attachment_of(session: AsyncSession, case_id: int, token: str) -> Attachment | None:
    found: Attachment | None = await session.scalar(
        select(Attachment).where(Attachment.case_id == case_id, Attachment.token == token)
    )
    return found
