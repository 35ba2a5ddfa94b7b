"""What staff set or correct of a case, with what stood there before; the resident's own words stay as they are."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.cases import journal_queries, known, people, queries, search_queries
from api.cases.masks import mask_name, mask_phone
from api.cases.step import Work
from api.catalogue import queries as catalogue
from api.chats import sms
from api.context import Context
from api.errors import Conflict, Unprocessable
from models.law.events import EventKind
from models.law.facts import Facts
from models.law.matters import CaseClass, Kind
from models.rights import Right
from models.tables import CasePerson, Correction
from models.wire import Correct, Corrected

SEALED = "correction"
"""What the values before and after are sealed for."""
TITLE, SUMMARY = "title", "summary"
"""What those columns of the case are sealed for."""
PERSON = ("name", "phone", "address")


@dataclass
class Changes:
    """What is to be written: columns of the case, of its person, and (field, before, after) for the history."""

    case: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    lines: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, before: object, after: object) -> bool:
        """False, and nothing noted, where it stays as it is."""
        if before == after:
            return False
        self.lines.append((name, "" if before is None else str(before), str(after)))
        return True


async def correct(w: Work[Any], given: Correct) -> bool:
    """Writes what differs, as one event with a line of history for each field. False where nothing does."""
    found = Changes()
    for read in _READERS:
        await read(w, given, found)
    if not found.lines:
        return False
    facts: Facts = {"fields": [name for name, *_ in found.lines]}
    event = await w.append(EventKind.CORRECTED, facts=facts, body=given.note)
    if found.case:
        await journal_queries.set_case(w.session, w.case.id, **found.case)
    if found.person:
        await queries.set_person(w.session, w.case.id, **found.person)
    for name, before, after in found.lines:
        values = (w.ctx.keys.seal(text, SEALED) for text in (before, after))
        row = Correction(case_id=w.case.id, seq=event.seq, field=name)
        row.before_sealed, row.after_sealed = values
        w.session.add(row)
    await _found_by(w, given)
    await w.session.flush()
    w.session.expire(w.case, ["area", "topic"])
    await w.session.refresh(w.case, ["area", "topic"])
    return True


async def _found_by(w: Work[Any], given: Correct) -> None:
    """Title and summary are looked in too, without the name and phone of the person."""
    said = "\n".join(text for text in (given.title, given.summary) if text)
    if said and not w.case.restricted:
        body = await people.nameless(w.session, w.ctx, w.case, said)
        await search_queries.index(w.session, w.case.id, _slot(w), body, w.ctx.db.sqlite)


def _slot(w: Work[Any]) -> int:
    """Beside the note of the same event, which has the event's own number."""
    return 1_000_000 + w.event.seq


async def _topic(w: Work[Any], given: Correct, found: Changes) -> None:
    if given.topic is None:
        return
    topic = await catalogue.topic(w.session, given.topic)
    if topic is None:
        raise Unprocessable("no such topic", field="topic")
    accused = getattr(w.given, "case_class", None) is CaseClass.ACCUSATION  # accepted as one in the same step
    if not (accused or w.case.restricted) and topic.code in (await known.catalogue(w.session, w.ctx)).discipline:
        raise Conflict("what is about discipline goes behind the wall: accept or reclass it as such", code="walled")
    if found.add("topic", w.case.topic.name if w.case.topic else None, topic.name):
        found.case["topic_id"] = topic.id


async def _area(w: Work[Any], given: Correct, found: Changes) -> None:
    if given.elsewhere is not None and found.add("elsewhere", w.case.elsewhere, given.elsewhere):
        found.case["elsewhere"] = given.elsewhere
    if given.area is None:
        return
    area = await catalogue.area(w.session, given.area)
    if area is None:
        raise Unprocessable("no such area", field="area")
    if found.add("area", w.case.area.name, area.name):
        found.case["area_id"] = area.id


async def _sealed(w: Work[Any], given: Correct, found: Changes) -> None:
    for name, column in (("place", "place"), ("title", TITLE), ("summary", SUMMARY)):
        after = getattr(given, name)
        held: bytes | None = getattr(w.case, f"{name}_sealed")
        before = w.ctx.keys.text(held, column) if held is not None else None
        if after is not None and found.add(name, before, after):
            found.case[f"{name}_sealed"] = w.ctx.keys.seal(after, column)


async def _plain(w: Work[Any], given: Correct, found: Changes) -> None:
    if given.kind is not None and given.kind != w.case.kind:
        if Kind.ACCUSATION in (given.kind, w.case.kind):
            raise Conflict("what is an accusation is decided by its class", code="walled")
        found.add("kind", w.case.kind, str(given.kind))
        found.case["kind"] = given.kind
    count = given.petitioner_count
    if count is not None and found.add("petitioner_count", w.case.petitioner_count, count):
        found.case["petitioner_count"] = count


async def _class(w: Work[Any], given: Correct, found: Changes) -> None:
    """The first class takes one person; another one is proposed by one and decided by another."""
    wanted = given.case_class
    if wanted is None or wanted == w.case.case_class:
        return
    if w.case.case_class is not None:
        raise Conflict("a change of class takes two persons", code="classed_already")
    if wanted is CaseClass.ACCUSATION and not w.case.restricted:
        raise Conflict("an accusation goes behind the wall by being accepted or reclassed as one", code="walled")
    found.add("case_class", None, str(wanted))
    found.case["case_class"] = wanted


async def _person(w: Work[Any], given: Correct, found: Changes) -> None:
    if all(getattr(given, name) is None for name in PERSON):
        return
    if w.case.anonymous or w.case.person is None:
        raise Conflict("whoever wishes to stay unnamed is not named by others", code="nobody_named")
    if not w.caller.may(Right.REVEAL, w.case):
        raise Conflict("who may not see the contact does not change it", code="nobody_named")
    held = person_of(w.ctx, w.case.person)
    for name in PERSON:
        after: str | None = getattr(given, name)
        if after is not None and found.add(name, held[name], after):
            found.person |= people.columns(w.ctx, name, after)
            if name == "phone" and (chat := await sms.moved(w.session, w.ctx, w.case, held[name], after)) is not None:
                found.case |= {"channel_id": chat.id, "resident_id": chat.resident_id}


def person_of(ctx: Context, person: CasePerson) -> dict[str, str | None]:
    return {
        "name": ctx.keys.text(person.name_sealed, "name") if person.name_sealed else None,
        "phone": ctx.keys.text(person.phone_sealed, "phone") if person.phone_sealed else None,
        "address": ctx.keys.text(person.address_sealed, "postal") if person.address_sealed else None,
    }


Reader = Callable[[Work[Any], Correct, Changes], Awaitable[None]]
_READERS: tuple[Reader, ...] = (_topic, _area, _sealed, _plain, _class, _person)


def shown(ctx: Context, rows: Sequence[Correction]) -> dict[int, list[Corrected]]:
    """The history as staff read it, by event: names and phones masked, addresses withheld."""
    found: dict[int, list[Corrected]] = {}
    for row in rows:
        line = Corrected(field=row.field, before=_masked(ctx, row, True), after=_masked(ctx, row, False))
        found.setdefault(row.seq, []).append(line)
    return found


def _masked(ctx: Context, row: Correction, before: bool) -> str:
    sealed = row.before_sealed if before else row.after_sealed
    value = ctx.keys.text(sealed, SEALED) if sealed is not None else ""
    if not value or row.field not in PERSON:
        return value
    if row.field == "name":
        return mask_name(value)
    return mask_phone(value) if row.field == "phone" else "***"
