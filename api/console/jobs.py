"""What the desk's tasks, the records of deliveries and the visit days need."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.console import queries
from api.console.told import Told, hearer
from api.console.told import told as told_by
from api.context import Context
from api.errors import NotFound, Unprocessable
from api.security import Caller
from api.tasks import queries as task_queries
from api.tasks import service as desk_tasks
from api.visits import days as visits
from models.clock import ZONE
from models.rights import Right
from models.wire import ManualRecord, TaskView, VisitDayView, VisitEntry

TASKS = 100


def delivery(fields: Mapping[str, str]) -> ManualRecord:
    """What a clerk recorded of telling a person: `how:result`, whom, and when by the local clock."""
    how, _, result = fields.get("result", "").partition(":")
    try:
        at = datetime.fromisoformat(fields.get("at", "")).replace(tzinfo=ZONE)
    except ValueError:
        raise Unprocessable(field="at") from None
    if not result:
        raise Unprocessable(field="result")
    whom = fields.get("whom", "").strip() or None
    if result == "spoke" and whom is None:
        raise Unprocessable(field="whom")
    return ManualRecord.model_validate({"how": how, "result": result, "whom": whom, "at": at})


@dataclass(frozen=True)
class Job:
    """A task, with what the resident is to be told when it is about a notice."""

    view: TaskView
    told: Told | None


async def tasks(session: AsyncSession, ctx: Context, who: Caller, is_open: bool) -> list[Job]:
    """In the order of the tasks: emergencies first."""
    found = await desk_tasks.listed(session, ctx, who, is_open, TASKS)
    ids = [int(t.facts["notification"]) for t in found if "notification" in t.facts]
    rows = await queries.notices_by_id(session, ids) if is_open and ids else []
    whom = [await hearer(session, case, locale) for _, case, _, locale in rows]
    told = {n.id: told_by(ctx, to, n, body) for to, (n, _, body, _) in zip(whom, rows, strict=True)}
    return [Job(t, told.get(int(t.facts.get("notification", 0)))) for t in found]


async def reveal(session: AsyncSession, ctx: Context, who: Caller, id: int, reason: str) -> str | None:
    """The phone of a task in full, audited with the reason; None when none was left. NotFound."""
    row = await task_queries.one(session, who, id)
    if row is None:
        raise NotFound
    task, case, person, _ = row
    sealed = task.phone_sealed or (person.phone_sealed if person else None)
    await audit(session, who, "reveal", case.case_no if case else f"task:{id}", ctx.clock.now(), reason)
    return ctx.keys.text(sealed, "phone") if sealed else None


# --- visit days ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hour:
    """A slot of a visit day: the places left (None once it has begun) and who comes."""

    starts_at: datetime
    ends_at: datetime
    free: int | None
    booked: list[VisitEntry]


async def visit_days(session: AsyncSession, ctx: Context, who: Caller) -> list[tuple[VisitDayView, list[Hour]]]:
    """The coming days. Who comes is shown to those whom the API shows it."""
    out = []
    for day in await visits.days(session, ctx):
        entries = await visits.entries(session, ctx, who, day.id) if who.may(Right.READ_VISITORS) else []
        hours = {
            s.starts_at: Hour(s.starts_at, s.ends_at, s.free, []) for s in await visits.slots(session, ctx, day.id)
        }
        for entry in entries:
            hour = hours.setdefault(entry.starts_at, Hour(entry.starts_at, entry.ends_at, None, []))
            hour.booked.append(entry)
        out.append((day, sorted(hours.values(), key=lambda h: h.starts_at)))
    return out
