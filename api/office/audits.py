"""The audit, as it is read."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from api.listing import Rows as Asked
from api.office import queries
from api.office.queries import Sought
from models.tables import AuditEntry
from models.wire import AuditEntries, AuditView


async def page(session: AsyncSession, q: str, asked: Asked) -> AuditEntries:
    """The newest first. Words are looked for in so many entries at once: `next` goes on, also from a page that holds
    none."""
    found, floor = await queries.audit_rows(session, Sought(q=q.strip(), after=asked.after, limit=asked.limit + 1))
    shown, after = asked.page(found, lambda row: row.id)
    if after is None and floor > 1:
        after = str(floor)
    names = await queries.names(session, {_staff(row) for row in shown} - {0})
    return AuditEntries(items=[_view(row, names) for row in shown], next=after)


def _staff(row: AuditEntry) -> int:
    """The id of whoever did it; 0 for a service."""
    kind, _, id = row.actor.partition(":")
    return int(id) if kind == "staff" and id.isdecimal() else 0


def _view(row: AuditEntry, names: Mapping[int, str]) -> AuditView:
    return AuditView(
        id=row.id,
        at=row.at,
        actor=row.actor,
        name=names.get(_staff(row), ""),
        action=row.action,
        target=row.target,
        reason=row.reason,
        changed=row.changed or [],
    )
