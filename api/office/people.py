"""People from a sheet: a row for each role; new accounts get a password that is made up."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.errors import Refusal, Unprocessable
from api.office import queries
from api.office.flaws import choices, flaws, label
from api.office.kinds.units import UNITS
from api.office.queries import Sought
from api.office.sheets import Line, Table
from api.security import Caller, first_password
from models.rights import ROLES
from models.tables import Staff, StaffRole, Unit
from models.wire import FirstPassword, Imported, PersonWanted
from models.words import labels

NAME = "people"
PEOPLE = Table(
    NAME,
    labels("office_import")[NAME],
    {name: label(NAME, name) for name in PersonWanted.model_fields},
    frozenset({"login", "name", "role"}),
    {"role": choices("role")},
)


@dataclass
class People:
    """Those who are there already, and those who come."""

    session: AsyncSession
    ctx: Context
    who: Caller
    units: dict[str, Unit]
    held: dict[str, Staff]
    done: Imported = field(default_factory=lambda: Imported(sheet=NAME))
    made: list[FirstPassword] = field(default_factory=list)
    _said: dict[str, list[str]] = field(default_factory=dict)
    _new: set[str] = field(default_factory=set)

    @classmethod
    async def known(cls, session: AsyncSession, ctx: Context, who: Caller) -> "People":
        units = {row.code: row for row, _ in await queries.rows(session, UNITS, Sought()) if row.active}
        return cls(session, ctx, who, units, await queries.people(session))

    async def line(self, line: Line) -> dict[str, str]:
        """What is wrong with the row, by field."""
        try:
            role = labels("role")
            cells: dict[str, Any] = dict(line.cells)
            if "role" in cells:
                cells["role"] = next((code for code, words in role.items() if cells["role"] == words), cells["role"])
            self._take(PersonWanted.model_validate(cells))
        except (Refusal, ValidationError) as why:
            return flaws(NAME, why)
        return {}

    def _take(self, given: PersonWanted) -> None:
        unit, post = self._unit(given), ROLES[given.role]
        if post.walled:
            raise Unprocessable("such an account takes another holder", code="walled_import", field="role")
        if unit is None and not (post.countywide or post.below):
            raise Unprocessable("say in which unit", code="role_place", field="unit")
        if unit is not None and (post.countywide or unit.discipline):
            raise Unprocessable("this role is not held there", code="role_place", field="unit")
        person = self.held.get(given.login)
        if person is None:
            person = self._person(given)
        if person.name != given.name:
            if given.login in self._new:
                raise Unprocessable("another name stands above", code="two_names", field="name")
            self._said.setdefault(given.login, []).append(f"name: {person.name} → {given.name}")
            person.name = given.name
        held = {(r.role, r.unit_id) for r in person.roles}
        if (given.role, unit.id if unit else None) not in held:
            person.roles.append(StaffRole(role=given.role, unit_id=unit.id if unit else None))
            self._said.setdefault(given.login, []).append(f"{given.role}:{given.unit or '-'}")
        else:
            self._said.setdefault(given.login, [])

    def _unit(self, given: PersonWanted) -> Unit | None:
        if given.unit is not None and given.unit not in self.units:
            raise Unprocessable(f"there is no {given.unit} in use", code="no_such_code", field="unit")
        return self.units[given.unit] if given.unit is not None else None

    def _person(self, given: PersonWanted) -> Staff:
        password, hashed = first_password()
        now = self.ctx.clock.now()
        person = Staff(login=given.login, name=given.name, password_hash=hashed, active=True, created_at=now, roles=[])
        person.password_given = True
        self.session.add(person)
        self.held[given.login] = person
        self._new.add(given.login)
        self.made.append(FirstPassword(login=given.login, name=given.name, password=password))
        return person

    async def written(self) -> None:
        await self.session.flush()
        for login, said in self._said.items():
            if login in self._new:
                self.done.made += 1
            elif said:
                self.done.changed += 1
            else:
                self.done.same += 1
            if said:
                action = "add_staff" if login in self._new else "change_account"
                await audit(self.session, self.who, action, login, self.ctx.clock.now(), changed=said)
