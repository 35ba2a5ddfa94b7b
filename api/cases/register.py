"""The register: numbers, query codes, and how a matter becomes a case, whoever brings it.

The case, its original, its first event, what it owes and the *received* notice stand or fall together. Its number is
kept for the request that brings it: no repeat takes another one.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import codes, many, obligations, people, queries, record, register_queries, search_queries, words
from api.cases import number_queries as numbers
from api.cases.known import Catalogue, Place, Receiver, catalogue
from api.cases.matter import Matter
from api.cases.record import Journal
from api.cases.register_queries import Row
from api.chats.queries import Chat
from api.chats.service import locked_chat
from api.context import Context
from api.deps import writing
from api.errors import Unprocessable
from api.idempotency import once
from api.security import Caller
from models.clock import end_of, local_date
from models.deadlines import Due
from models.law.channels import CHAT_CHANNELS, Channel
from models.law.duties import Duty
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import Kind
from models.law.notices import NoticeKind, NoticeState
from models.law.waiting import Wait
from models.numbers import tail
from models.tables import Case, CaseSearch, Notification, Table, Waiting
from models.wire import CaseReceipt, LeasedNotice, ManualRecord, Part, ResidentRef
from models.words import wording

TOGETHER = 20
"""Parts of an original that are written in one statement with what is around them."""


@dataclass
class Intake:
    """A matter to be registered, from a chat or taken down by staff. One about discipline becomes an accusation."""

    key: str
    channel: Channel
    kind: Kind
    parts: list[Part]
    consent: str
    petition_date: date
    topic: str | None = None
    area: str | None = None
    place: str | None = None
    elsewhere: bool = False
    petitioner_count: int = 1
    attended_count: int | None = None
    answers: dict[str, str] = field(default_factory=dict)
    on_behalf: bool = False
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    resident: ResidentRef | None = None
    sms: str | None = None
    """The number to which they agreed to be told by SMS; then its chat is the case's."""
    slip_by: str | None = None
    """Login of whoever hands number and code over, or reads them out, at once."""
    registered_by: int | None = None
    actor: str = "resident"


@dataclass(frozen=True)
class Filed:
    case: Case
    code: str
    due: Due
    notice: LeasedNotice | None
    """Leased to whoever filed it from the resident's chat, and who speaks it at once."""

    @property
    def receipt(self) -> CaseReceipt:
        day = self.due.nominal
        return CaseReceipt(
            case_no=self.case.case_no,
            query_code=self.code,
            told_by=day,
            provisional=self.due.provisional,
            notice=self.notice,
        )


async def file(
    ctx: Context, who: Caller, key: str, route: str, body: BaseModel | str, make: Callable[[str], Intake]
) -> Response:
    """Registers what `make` gives for the key that it is kept under, once whatever is repeated, and answers with the
    receipt. A key that filed a case before (its stored answer is gone after 30 days) gets that case's receipt again,
    and uses up no number; one that comes while the first is at work waits for it."""
    intake = make(f"{who.owner}:{key}")
    async with ctx.filing.setdefault(intake.key, asyncio.Lock()), ctx.db.in_line():
        return await _file(ctx, who, key, route, body, intake)


async def _file(ctx: Context, who: Caller, key: str, route: str, body: BaseModel | str, intake: Intake) -> Response:
    known, now = await catalogue(None, ctx), ctx.clock.now()
    county, day = _place(known, intake).code[:6], local_date(now)
    wanted = numbers.Wanted(intake.key, county, day)
    kept = None if ctx.db.sqlite else await numbers.kept_for(ctx.db, wanted)

    async def do() -> CaseReceipt:
        number = kept or await numbers.next_one(session, ctx.db.sqlite, wanted)
        if number is None:
            return await codes.receipt_again(session, ctx, await register_queries.case_of(session, intake.key))
        return (await register(session, ctx, known, number, intake)).receipt

    async with writing(ctx, who) as session:
        return await once(session, ctx, who, key, route, body, do)


def _place(known: Catalogue, intake: Intake) -> Place:
    place = known.places.get(intake.area or known.county)
    if place is None:
        raise Unprocessable("no such area", field="area")
    return place


async def register(session: AsyncSession, ctx: Context, known: Catalogue, number: str, intake: Intake) -> Filed:
    """Writes the case and all that begins with it."""
    now = ctx.clock.now()
    today = local_date(now)
    place = _place(known, intake)
    if intake.topic and intake.topic not in known.topics:
        raise Unprocessable("no such topic", field="topic")
    if intake.topic in known.discipline:
        intake = replace(intake, kind=Kind.ACCUSATION)
    if intake.sms and intake.kind is Kind.ACCUSATION:
        raise Unprocessable("a report of wrongdoing is told by a person", code="sms_report", field="sms")
    receiver = known.receiver(intake.kind)
    spoken_to = ResidentRef(channel=Channel.SMS, address=intake.sms) if intake.sms else intake.resident
    chat = await locked_chat(session, ctx, spoken_to) if spoken_to else None
    profile = ctx.profile_for(place.code, place.profiles, today)
    due = profile.due(Duty.INTAKE_NOTICE, today, ctx.calendar)
    code = codes.code(ctx, ctx.keys.current, intake.key, 0)
    case = _case(ctx, number, code, intake, chat, receiver)
    case.topic_id = known.topics[intake.topic] if intake.topic else None
    case.area_id, case.profile = place.id, profile.name
    facts: Facts = {"channel": intake.channel, "told_by": due.nominal.isoformat()}
    if intake.sms:
        facts["sms"] = True
    if intake.answers:  # the timeline is hashed: what was answered is proved with it
        facts["answers"] = intake.answers
    at = Journal(session, ctx, case, intake.actor, intake.registered_by)
    event = record.event(at, 1, "", EventKind.RECEIVED, facts)
    case.head = event.digest
    owed = [obligations.made(at, Duty.INTAKE_NOTICE)]
    if case.elsewhere and not case.restricted:
        owed.append(obligations.made(at, Duty.FORWARD))
    case.due_at = min(o.alarm_at for o in owed)
    midnight = end_of(today - timedelta(days=1))
    case.id, case.many_today = await register_queries.new_case(session, case, midnight)
    told: Facts = {"told_by": due.nominal.isoformat(), "phone": receiver.phone or ""}
    notice = _notice(ctx, case, intake, told)
    await _write(
        session,
        ctx,
        case,
        intake,
        [people.person(ctx, intake.name, intake.phone, intake.address), *owed, event],
        notice,
    )
    if case.many_today:
        await many.tell(session, case, midnight, now)
    if notice is None or intake.resident is None:
        if intake.slip_by is not None:
            session.add(_handed(ctx, case, intake, told))
        if intake.slip_by is None or intake.sms:
            await _told_by_staff(session, ctx, case.id, told)
        return Filed(case, code, due, None)
    return Filed(case, code, due, _leased(notice, case, code, intake.resident))


def _case(ctx: Context, number: str, code: str, intake: Intake, chat: Chat | None, receiver: Receiver) -> Case:
    now = ctx.clock.now()
    return Case(
        case_no=number,
        number_tail=tail(number),
        code_mark=ctx.keys.mark(f"{number}:{code}", "query-mark"),
        code_key=ctx.keys.current,
        intake_key=intake.key,
        kind=intake.kind,
        place_sealed=ctx.keys.seal(intake.place, "place") if intake.place else None,
        elsewhere=intake.elsewhere,
        channel=intake.channel,
        petition_date=intake.petition_date,
        registered_at=now,
        registered_by_id=intake.registered_by,
        updated_at=now,
        state="registered",
        restricted=intake.kind is Kind.ACCUSATION,
        anonymous=not intake.name and not intake.phone,
        to_write_up=all(part.text is None for part in intake.parts),
        on_behalf=intake.on_behalf,
        petitioner_count=intake.petitioner_count,
        attended_count=intake.attended_count,
        answers=intake.answers,
        consent=intake.consent,
        lead_unit_id=receiver.id,
        answerable_unit_id=receiver.id,
        owner_id=receiver.owner_id,
        channel_id=chat.id if chat else None,
        resident_id=chat.resident_id if chat else None,
        version=1,
    )


async def _write(
    session: AsyncSession,
    ctx: Context,
    case: Case,
    intake: Intake,
    rows: list[Table],
    notice: Notification | None,
) -> None:
    """The original, what the case is found by, the other rows of the case, and the notice, which gets its id."""
    parts = intake.parts
    original = words.sealed(ctx, case, parts, case.registered_at, await words.taken(session, case.id, parts))
    if len(original) > TOGETHER:
        session.add_all(original)
        await session.flush()
        original = []
    for row in rows:
        row.case_id = case.id  # type: ignore[attr-defined]
    written: list[Row] = [(type(row), row.columns()) for row in (*original, *rows)]
    if not case.restricted:
        told = [*(p.text for p in parts if p.text), *([intake.place] if intake.place else [])]
        said = people.without("\n".join(told), intake.name, intake.phone)
        if ctx.db.sqlite:
            await search_queries.index(session, case.id, search_queries.ORIGINAL, said, is_sqlite=True)
        else:
            found = search_queries.searched(case.id, search_queries.ORIGINAL, said, is_sqlite=False)
            written.insert(0, (CaseSearch, found))
    new = Waiting(case_id=case.id, kind=Wait.NEW, unit_id=case.lead_unit_id, seq=1, at=case.registered_at)
    written.append((Waiting, new.columns()))
    if notice is not None:
        notice.case_id = case.id
        written.append((Notification, notice.columns()))
    last = await register_queries.write(session, ctx.db.sqlite, written)
    if notice is not None:
        notice.id = last


def _notice(ctx: Context, case: Case, intake: Intake, told: Facts) -> Notification | None:
    """That it was received: leased to the caller, who has the chat before them. None where a person must tell it."""
    if intake.resident is None or intake.resident.channel not in CHAT_CHANNELS:
        return None
    now = ctx.clock.now()
    notice = Notification(
        kind=NoticeKind.RECEIVED,
        channel=intake.resident.channel,
        channel_id=case.channel_id,
        event_seq=1,
        facts=told,
        created_at=now,
        due_at=now,
    )
    record.lease(ctx, notice)
    return notice


def _leased(notice: Notification, case: Case, code: str, ref: ResidentRef) -> LeasedNotice:
    return LeasedNotice(
        id=notice.id,
        lease=notice.lease or "",
        kind=NoticeKind.RECEIVED,
        case_no=case.case_no,
        channel=ref.channel,
        address=ref.address,
        locale=ref.locale,
        facts={**notice.facts, "query_code": code},
        text=None,
        repeated=False,
    )


def _handed(ctx: Context, case: Case, intake: Intake, told: Facts) -> Notification:
    """That it was received, as the slip says it over the counter, or the clerk on the phone: nobody has to call."""
    now, spoke = ctx.clock.now(), intake.channel is Channel.PHONE
    given = ManualRecord(
        how="phone" if spoke else "counter", result="spoke" if spoke else "handed",
        whom=wording("behalf.from_self"), at=now,
    )  # fmt: skip
    return Notification(
        case_id=case.id,
        kind=NoticeKind.RECEIVED,
        channel=intake.channel,
        event_seq=1,
        facts=told,
        state=NoticeState.DELIVERED,
        created_at=now,
        due_at=now,
        delivered_at=now,
        record={"tried": [record.attempt(ctx, given, intake.slip_by or "")]},
    )


async def _told_by_staff(session: AsyncSession, ctx: Context, case_id: int, told: Facts) -> None:
    case = await queries.case_by_id(session, case_id)
    await record.owe(Matter(session, ctx, case), NoticeKind.RECEIVED, told, 1)
