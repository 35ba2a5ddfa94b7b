"""A name or a phone is left after filing, or both are withdrawn."""

from api.cases import correcting_queries
from api.cases.people import name_person
from api.cases.step import Work
from api.intake import queries
from api.intake.service import Added
from api.intake.step import ResidentStep
from models.law.events import EventKind
from models.law.facts import Facts
from models.wire import AnonymityWanted


async def anonymity(w: Work[AnonymityWanted]) -> Added:
    """Leaves a name or phone after filing, or withdraws both: then they are erased. The timeline says only that it was
    changed. The chat that has the case decides; number and code are not enough to take a name away."""
    case, given = w.case, w.given
    if given.anonymous:
        await queries.erase_person(w.session, case.id)
        await correcting_queries.forget_contact(w.session, case.id)
    else:
        await name_person(w.session, w.ctx, case.id, given.name, given.phone)
    facts: Facts = {"anonymous": given.anonymous}
    event = await w.append(EventKind.ANONYMITY, facts=facts, anonymous=given.anonymous)
    return Added(case_no=case.case_no, event=event.seq)


STEP = ResidentStep(path="/anonymity", given=AnonymityWanted, do=anonymity, by_code=False)
