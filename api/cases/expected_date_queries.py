"""SQL of how long answers took."""

from datetime import datetime, timedelta

from sqlalchemy import false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.clock import local_date
from models.law.duties import About, Duty
from models.tables import Case, Obligation, Topic

YEAR = timedelta(days=365)
MOST = 5000


async def took(session: AsyncSession, topic: str, now: datetime) -> list[int]:
    """Days from registration to the delivered answer, of the newest answers of the last year."""
    statement = (
        select(Case.registered_at, Obligation.met_at)
        .join(Case, Case.id == Obligation.case_id)
        .where(
            Obligation.key == Duty.HANDLE.value, Obligation.about == About.MATTER.value, Obligation.met_at > now - YEAR
        )
        .where(Obligation.met_at <= now, Case.restricted.is_(false()))
        .order_by(Obligation.met_at.desc())
        .limit(MOST)
    )
    if topic:
        statement = statement.join(Topic, Topic.id == Case.topic_id).where(func.substr(Topic.code, 1, 2) == topic)
    rows = await session.execute(statement)
    return [(local_date(met) - local_date(registered)).days for registered, met in rows if met is not None]
