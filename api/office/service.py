"""Rows of the office: read, made, changed, switched off; each change is in the audit, field by field."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, cast

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.context import Context
from api.errors import Conflict, NotFound, Unprocessable, VersionChanged
from api.listing import Rows as Asked
from api.office import queries
from api.office.kind import LISTS, Change, Kind, W
from api.office.queries import Sought
from api.security import Caller
from models.wire import RowWanted

PART = 100
"""Characters of a value that the audit keeps."""


@dataclass(frozen=True)
class Rows(Generic[W]):
    """The rows of a kind, as somebody reads and changes them."""

    session: AsyncSession
    ctx: Context
    who: Caller
    kind: Kind[W]

    async def page(self, q: str, asked: Asked) -> Any:
        sought = Sought(q=q.strip(), after=asked.after, limit=asked.limit + 1)
        found = await queries.rows(self.session, self.kind, sought)
        shown, after = asked.page(found, lambda row: row[0].id)
        return self.kind.entries(items=[self._entry(row, codes) for row, codes in shown], next=after)

    async def one(self, code: str) -> Any:
        return self._entry(*await self._row(code))

    async def create(self, given: W) -> Any:
        """Conflict `code_taken` where there is one of this code."""
        if await queries.rows(self.session, self.kind, Sought(code=given.code)):
            raise Conflict("there is one of this code already", code="code_taken")
        change = Change(self.session, self.ctx, None, given, await self._ids(given, None))
        also = await self.kind.check(change)
        self.session.add(self.kind.table(**{**columns(self.kind, change), **also}))
        await self.session.flush()
        await self._say(given, lines(None, given))
        return await self.one(given.code)

    async def change(self, given: W, version: int | None = None) -> Any:
        """The row of the code that is given. `version`: the one that was read, VersionChanged when it is another by
        now. To write again what stands there changes nothing."""
        row, codes = await self._row(given.code)
        before = self.plain(row, codes)
        said = lines(before, given)
        if not said:
            return self._entry(row, codes)
        if version is not None and version != version_of(before):
            raise VersionChanged("somebody changed it meanwhile; read it again")
        change = Change(self.session, self.ctx, row, given, await self._ids(given, before))
        also = await self.kind.check(change)
        for name, value in {**columns(self.kind, change), **also}.items():
            setattr(row, name, value)
        await self.session.flush()
        await self._say(given, said)
        return await self.one(given.code)

    async def _row(self, code: str) -> tuple[Any, Mapping[str, str | None]]:
        found = await queries.rows(self.session, self.kind, Sought(code=code))
        if not found:
            raise NotFound
        return found[0]

    def plain(self, row: Any, codes: Mapping[str, str | None]) -> W:
        own: dict[str, Any] = {name: _told(name, getattr(row, name)) for name in self.kind.own}
        return cast(W, self.kind.wanted.model_construct(**{**own, **codes}))

    def _entry(self, row: Any, codes: Mapping[str, str | None]) -> Any:
        """As it is read. What an older release let in is shown as it is."""
        plain = self.plain(row, codes)
        return self.kind.entry.model_construct(**dict(plain), version=version_of(plain))

    async def _ids(self, given: W, before: W | None) -> dict[str, int | None]:
        """Of what is named. What was named before may stay, also when it was switched off since."""
        found: dict[str, int | None] = {}
        for name, ref in self.kind.refs.items():
            code = getattr(given, name)
            stays = before is not None and getattr(before, name) == code
            known = await queries.ids(self.session, ref, [code], also_off=stays) if code is not None else {}
            if code is not None and code not in known:
                raise Unprocessable(f"there is no {code} in use", field=name)
            found[name] = known.get(code)
        return found

    async def _say(self, given: W, lines: list[str]) -> None:
        action = f"{self.kind.name}_changed"
        await audit(self.session, self.who, action, given.code, self.ctx.clock.now(), changed=lines)


def _told(name: str, value: Any) -> Any:
    return LISTS[name](value) if name in LISTS and value is not None else value


def version_of(plain: RowWanted) -> int:
    """Of what stands in a row; another version is another content."""
    said = repr([(name, str(value)) for name, value in sorted(dict(plain).items())])
    return int(hashlib.sha256(said.encode()).hexdigest()[:7], 16)


def columns(kind: Kind[Any], change: Change[Any]) -> dict[str, object]:
    """What is to stand in the row."""
    own = {name: getattr(change.given, name) for name in kind.own}
    return own | {kind.refs[name].column: id for name, id in change.ids.items()}


def lines(before: RowWanted | None, given: RowWanted) -> list[str]:
    """What is other than before, a line for each field."""
    fields = [(name, getattr(before, name, None), now) for name, now in given]
    if before is None:
        return [f"{name}: {_short(now)}" for name, _, now in fields if now not in (None, "", False)]
    return [f"{name}: {_short(was)} → {_short(now)}" for name, was, now in fields if was != now]


def _short(value: object) -> str:
    said = "" if value is None else str(value)
    return f"{said[:PART]}…" if len(said) > PART else said
