"""The audit log: who looked into, or changed, what is not seen in the journal of a case."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.security import Caller
from models.tables import AuditEntry


async def audit(
    session: AsyncSession,
    who: Caller,
    action: str,
    target: str,
    at: datetime,
    reason: str | None = None,
    *,
    changed: list[str] | None = None,
) -> None:
    """`changed`: what was changed, a line for each field."""
    session.add(AuditEntry(at=at, actor=who.owner, action=action, target=target, reason=reason, changed=changed))
