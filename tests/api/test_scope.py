"""Nobody sees what the scope of their roles does not give: in the list, the case, its rights, reports and tasks."""

from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.cases.queries import visible
from api.catalogue import queries as catalogue
from api.reports import service as reports
from api.security import Caller
from models.law.people import Role
from models.rights import ROLES, Right, Seat, Tree
from models.tables import Case
from tests.api.counter import Api, ok, refused

UNITS = ("QH-GOV", "QH-DESK", "QH-ZJ", "QH-JT", "QH-T-SQ", "QH-JW")
ACTS = (Right.FORWARD, Right.REPLY, Right.ASSIGN, Right.REVEAL, Right.SUPERVISE, Right.CLOSE, Right.NAME_LEADER)
SEES = (Role.CLERK, Role.SUPERVISOR, Role.LEADER)


async def lying(api: Api) -> dict[str, str]:
    """A case with each of the units, by unit."""
    found = {}
    for unit in UNITS:
        kind = "accusation" if unit == "QH-JW" else "difficulty"
        found[unit] = str((await api.file(f"{unit}的一件事", f"chat-{unit}", kind=kind))["case_no"])
        moved = "UPDATE case_ SET lead_unit_id = u.id, answerable_unit_id = u.id FROM unit AS u"
        await api.sql(f"{moved} WHERE u.code = :u AND case_no = :n", u=unit, n=found[unit])
    return found


def given_by(seat: Seat, tree: Tree) -> Iterator[int]:
    """The units of which the role shows the cases, said once more in plain words."""
    if seat.role in SEES and (seat.unit is None or (seat.role is Role.CLERK and seat.unit == tree.reception)):
        yield from tree.outside
    elif seat.role in SEES and seat.unit is not None:
        yield from tree.below(seat.unit)
    elif seat.role is Role.HANDLER and seat.unit is not None:
        yield seat.unit


async def test_nobody_sees_what_the_scope_does_not_give(api: Api) -> None:
    await lying(api)
    async with api.ctx.db.read() as session:
        tree = await catalogue.tree(session)
        cases = list(await session.scalars(select(Case)))
    held = st.builds(Seat, st.sampled_from(Role), st.sampled_from([p.id for p in tree.places]), st.just(tree))
    everywhere = st.builds(Seat, st.sampled_from([*SEES, Role.ADMIN]), st.none(), st.just(tree))
    tried: list[tuple[Caller, frozenset[int]]] = []

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.frozensets(held | everywhere, min_size=1, max_size=3))
    def draw(seats: frozenset[Seat]) -> None:
        right = {s for s in seats if not (s.unit and ROLES[s.role].countywide)}
        there = frozenset(unit for seat in right for unit in given_by(seat, tree)) & tree.outside
        who = Caller("staff:900", "某人", 900, "somebody", frozenset(right))
        tried.append((who, there))
        for case in cases:
            inside = case.restricted and who.has(Role.DISCIPLINE)
            for act in ACTS:
                if who.may(act, case):
                    assert inside or case.lead_unit_id in there, (act, right)

    draw()
    async with api.ctx.db.read() as session:
        for who, there in tried:
            seen = set(await session.scalars(select(Case.id).where(visible(who))))
            walled = {c.id for c in cases if c.restricted and who.has(Role.DISCIPLINE)}
            assert seen == walled | {c.id for c in cases if not c.restricted and c.lead_unit_id in there}, who.roles


async def _appoint(api: Api, login: str, role: str, unit: str) -> None:
    await api.sql("DELETE FROM staff_role WHERE staff_id = (SELECT id FROM staff WHERE login = :l)", l=login)
    await api.sql(
        "INSERT INTO staff_role (staff_id, role, unit_id) SELECT s.id, :r, u.id FROM staff s, unit u"
        " WHERE s.login = :l AND u.code = :u",
        l=login,
        r=role,
        u=unit,
    )


async def test_a_leader_of_a_unit_reads_and_acts_for_that_unit(sqlite_api: Api) -> None:
    """Lists, the case, the search, reports and what is above the own unit."""
    api = sqlite_api
    found = await lying(api)
    await _appoint(api, "leader", "leader", "QH-ZJ")
    await _appoint(api, "supervisor", "supervisor", "QH-ZJ")
    for who in ("leader", "supervisor"):
        for query in ("", "?q=一件事"):
            listed = ok(await api("GET", f"/v1/cases{query}", who))["items"]
            assert [c["case_no"] for c in listed] == [found["QH-ZJ"]]
        refused(await api("GET", f"/v1/cases/{found['QH-JT']}", who), 404, "not_found")
        units = ok(await api("GET", "/v1/reports/endings", who))["units"]
        assert [u["unit"]["code"] for u in units] == ["QH-ZJ"]
        assert ok(await api("GET", "/v1/reports/guarantee", who))["open_cases"] == 1
        refused(await api("GET", "/v1/reports/endings?unit=QH-JT", who), 403, "not_yours")
        for path in ("/v1/live", "/v1/tasks"):
            refused(await api("GET", path, who), 403, "forbidden")
    supervise = {"trigger": "shirking", "note": "看一看"}
    answer = await api("POST", f"/v1/cases/{found['QH-JT']}/supervision", "supervisor", json=supervise)
    refused(answer, 404, "not_found")


async def test_reports_of_all_units_are_of_those_who_stand_above_all(sqlite_api: Api) -> None:
    await lying(sqlite_api)
    async with sqlite_api.ctx.db.read() as session:
        tree = await catalogue.tree(session)
        units = {u.code: u.id for u in await catalogue.units(session)}
        top = Caller("staff:900", "某人", 900, "somebody", frozenset((Seat(Role.LEADER, units["QH-GOV"], tree),)))
        span = await reports.span(session, sqlite_api.ctx, top, reports.Period())
    assert span.units is None
