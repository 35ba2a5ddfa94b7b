"""The wall around accusations (R22 art. 30): a case goes behind it, and nothing of it stays outside."""

from typing import Any

from api.cases import record, search_queries, words_queries
from api.cases.changes import CaseChanges
from api.cases.step import Work
from api.cases.words import WALLED, WORDS
from api.catalogue import queries as catalogue
from api.errors import Conflict
from api.links import queries as links
from api.staff import holders
from api.staff.owners import owner_of
from api.supervision import queries as supervision
from models.law.duties import Duty
from models.law.facts import Facts


async def behind_the_wall(w: Work[Any]) -> tuple[Facts, CaseChanges]:
    """Moves the original behind the wall: sealed anew with its own key, gone from search and its table. The facts of
    the unit that has it now, and what changes of the case with it; no unit that had it before is named in it any more.
    Conflict `few_holders` while fewer read there than a report of wrongdoing takes, however it comes.
    """
    session, case, now = w.session, w.case, w.now
    if not await holders.enough(session):
        raise Conflict("too few people here may read accusations", code="few_holders")
    await search_queries.unindex(session, case.id, w.ctx.db.sqlite)
    await words_queries.move_words(session, w.ctx.keys, case.id, WORDS, WALLED)
    await links.cut(session, case.id, now)
    await w.void((Duty.MUSTER, Duty.IMPROVEMENT))
    await supervision.step_inside(session, case.id, now)
    unit = await catalogue.discipline_unit(session)
    owner = await owner_of(session, unit, now)
    return record.unit_facts(unit), {
        "restricted": True,
        "lead_unit_id": unit.id,
        "answerable_unit_id": unit.id,
        "handler_id": None,
        "owner_id": owner.id,
        "forwarder_id": None,
        "forwarded_at": None,
    }
