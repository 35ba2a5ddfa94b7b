"""Areas, topics, units, people and the rest from sheets: all of it looked at, every wrong cell named, then written.

Rows are written one after another in the caller's transaction, those that others point to first; what is wrong is
noted and the next row looked at. Anything noted raises at the end, and the transaction leaves nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile

from api.audit import audit
from api.context import Context
from api.errors import Forbidden, Refusal, TooLarge, Unprocessable
from api.office import queries, sheets
from api.office.flaws import choices, flaws, label, required
from api.office.kind import LISTS, Change, Kind
from api.office.kinds import KINDS
from api.office.kinds.units import UNITS
from api.office.people import PEOPLE, People
from api.office.queries import Sought
from api.office.service import Rows, columns, lines
from api.office.sheets import Line, Sheet, Table, read
from api.security import Caller
from models.wire import FirstPassword, ImportDone, Imported, RowWanted
from models.words import labels

FILES, MEGABYTES = 8, 10
"""Of one import, at most."""
LATER = ("head", "deputy")
"""Fields of units that name people, who come after the units."""
YES, NO = ("yes", "true", "1"), ("no", "false", "0")


def tables() -> list[Table]:
    """The sheets that can be filled in, in the order in which they are read."""
    made = [_table(kind) for kind in KINDS.values()]
    at = [table.name for table in made].index(UNITS.name) + 1
    return [*made[:at], PEOPLE, *made[at:]]


def _table(kind: Kind[Any]) -> Table:
    fields = {name: label(kind.name, name) for name in kind.wanted.model_fields}
    says = {name: choices(name) for name in LISTS if name in fields}
    for name, info in kind.wanted.model_fields.items():
        if info.annotation is bool:
            says[name] = [labels("office")["yes"], labels("office")["no"]]
    return Table(kind.name, labels("office_kind")[kind.name], fields, required(kind), says)


@dataclass
class Flaws:
    """Each wrong cell: sheet, row, column, why."""

    found: list[dict[str, str]] = field(default_factory=list)

    def add(self, sheet: Sheet, line: Line, wrong: Mapping[str, str]) -> None:
        for name, why in wrong.items():
            column = sheet.table.fields.get(name, "")
            at = f"{sheet.title} {line.number} {column}".strip()
            self.found.append(
                {"field": at, "detail": why, "sheet": sheet.title, "row": str(line.number), "column": column}
            )


async def bring(
    session: AsyncSession, ctx: Context, who: Caller, files: Sequence[tuple[str, bytes]], *, check: bool = False
) -> ImportDone:
    """Unprocessable `import_flaws` names every wrong cell. `check`: nothing is to be kept; the caller rolls back."""
    found = read(files, tables())
    importing = _Importing(session, ctx, who)
    for table in tables():
        for sheet in (s for s in found if s.table.name == table.name):
            await importing.sheet(sheet)
    await importing.later()
    if importing.flaws.found:
        why = Unprocessable("cells are wrong; nothing was written", code="import_flaws")
        why.errors = importing.flaws.found
        raise why
    ignored = [f"{sheet.title}: {head}" for sheet in found for head in sheet.unknown]
    people = [] if check else importing.people
    return ImportDone(written=not check, sheets=importing.done, people=people, ignored=ignored)


async def contents(files: Sequence[UploadFile]) -> list[tuple[str, bytes]]:
    """(name, content) of each. TooLarge above the megabytes of one file."""
    found = []
    for file in files[:FILES]:
        content = await file.read(MEGABYTES * 1024 * 1024 + 1)
        if len(content) > MEGABYTES * 1024 * 1024:
            raise TooLarge
        found.append((file.filename or "", content))
    return found


def fingerprint(files: Sequence[tuple[str, bytes]]) -> str:
    """Of what was sent: the same key with other files is another request."""
    return "".join(hashlib.sha256(content).hexdigest() for _, content in files)


async def checked(ctx: Context, who: Caller, files: Sequence[tuple[str, bytes]]) -> ImportDone:
    """What an import would do; nothing of it is kept."""
    if who.read_only:
        raise Forbidden("this role reads only")
    try:
        async with ctx.db.write() as session:
            raise _Looked(await bring(session, ctx, who, files, check=True))
    except _Looked as looked:
        return looked.done


class _Looked(Exception):
    """Rolls back what was only tried."""

    def __init__(self, done: ImportDone) -> None:
        super().__init__()
        self.done = done


def template() -> bytes:
    return sheets.template(tables())


@dataclass
class _Importing:
    session: AsyncSession
    ctx: Context
    who: Caller
    flaws: Flaws = field(default_factory=Flaws)
    done: list[Imported] = field(default_factory=list)
    people: list[FirstPassword] = field(default_factory=list)
    _units: list[Sheet] = field(default_factory=list)
    _again: bool = False

    async def sheet(self, sheet: Sheet) -> None:
        if sheet.table is PEOPLE or sheet.table.name == PEOPLE.name:
            people = await People.known(self.session, self.ctx, self.who)
            for line in sheet.lines:
                if wrong := await people.line(line):
                    self.flaws.add(sheet, line, wrong)
            await people.written()
            self.done.append(people.done.model_copy(update={"sheet": sheet.title}))
            self.people += people.made
            return
        kind = KINDS[sheet.table.name]
        if kind is UNITS:
            self._units.append(sheet)
        self.done.append(await self._rows(kind, sheet, without=LATER if kind is UNITS else ()))

    async def later(self) -> None:
        """Who heads the units, now that the people are there."""
        for sheet in self._units:
            named = [line for line in sheet.lines if any(name in line.cells for name in LATER)]
            wrong = {(e["sheet"], e["row"]) for e in self.flaws.found}
            fine = [line for line in named if (sheet.title, str(line.number)) not in wrong]
            await self._rows(UNITS, Sheet(sheet.table, sheet.title, fine))

    async def _rows(self, kind: Kind[Any], sheet: Sheet, without: Sequence[str] = ()) -> Imported:
        rows = _Sheet(Rows(self.session, self.ctx, self.who, kind), self.flaws, sheet)
        await rows.begin()
        done = Imported(sheet=sheet.title)
        for line in _ordered(kind, sheet.lines):
            cells = {name: cell for name, cell in line.cells.items() if name not in without}
            what = await rows.line(Line(line.number, cells))
            if what is not None:
                setattr(done, what, getattr(done, what) + 1)
        return done


def _ordered(kind: Kind[Any], found: Sequence[Line]) -> Iterable[Line]:
    """Those that others lie below first."""
    if kind.name == "topics":
        return sorted(found, key=lambda line: len(line.cells.get("code", "").rstrip("0")))
    codes = {line.cells.get("code") for line in found}
    above = {line.cells.get("code", ""): line.cells.get("parent", "") for line in found}

    def depth(line: Line) -> int:
        steps, code = 0, line.cells.get("parent", "")
        while code in codes and steps < len(above):
            steps, code = steps + 1, above.get(code, "")
        return steps

    return sorted(found, key=depth)


class _Sheet:
    """The rows of one kind, with what is there already, read once."""

    def __init__(self, rows: Rows[Any], flaws: Flaws, sheet: Sheet) -> None:
        self._rows, self._flaws, self._sheet = rows, flaws, sheet
        self._held: dict[str, tuple[Any, RowWanted]] = {}
        self._ids: dict[str, dict[str, int]] = {}
        self._seen: set[str] = set()

    async def begin(self) -> None:
        kind, session = self._rows.kind, self._rows.session
        for row, codes in await queries.rows(session, kind, Sought()):
            self._held[row.code] = (row, self._rows.plain(row, codes))
        self._ids = {name: await queries.ids(session, ref, None) for name, ref in kind.refs.items()}

    async def line(self, line: Line) -> str | None:
        """`made`, `changed`, `same`; None when something is wrong, which is noted."""
        kind = self._rows.kind
        try:
            row, before = self._held.get(line.cells.get("code", ""), (None, None))
            values = {name: _value(kind, name, cell) for name, cell in line.cells.items()}
            given = kind.wanted.model_validate({**(dict(before) if before else {}), **values})
            if given.code in self._seen:
                raise Unprocessable("twice in this sheet", code="twice", field="code")
            self._seen.add(given.code)
            return await self._write(row, before, given)
        except (Refusal, ValidationError) as why:
            self._flaws.add(self._sheet, line, flaws(kind.name, why))
            return None

    async def _write(self, row: Any, before: RowWanted | None, given: RowWanted) -> str:
        kind, session, ctx = self._rows.kind, self._rows.session, self._rows.ctx
        said = lines(before, given)
        if not said:
            return "same"
        change = Change(session, ctx, row, given, self._pointed(before, given))
        found = {**columns(kind, change), **(await kind.check(change))}
        if row is None:
            row = kind.table(**found)
            session.add(row)
        for name, value in found.items():
            setattr(row, name, value)
        await session.flush()
        self._held[given.code] = (row, given)
        for name, ref in kind.refs.items():
            if ref.table is kind.table and given.active:
                self._ids[name][given.code] = row.id
        await audit(session, self._rows.who, f"{kind.name}_changed", given.code, ctx.clock.now(), changed=said)
        return "changed" if before else "made"

    def _pointed(self, before: RowWanted | None, given: RowWanted) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for name, ref in self._rows.kind.refs.items():
            code = getattr(given, name)
            stays = before is not None and code == getattr(before, name)
            if code is not None and code not in self._ids[name] and not stays:
                raise Unprocessable(f"there is no {code} in use", code="no_such_code", field=name)
            row = self._held[given.code][0] if stays else None
            found[name] = getattr(row, ref.column) if row is not None else self._ids[name].get(code)
        return found


def _written(name: str, code: str) -> tuple[str, ...]:
    """How one of a closed list may be written: 乡镇、街道 as one of both, too."""
    words = labels(name)[code]
    return code, words, *words.split("、")


def _value(kind: Kind[Any], name: str, cell: str) -> object:
    """A cell as it was meant: a code or its words, yes or no."""
    if name in LISTS:
        return next((code for code in LISTS[name] if cell in _written(name, code)), cell)
    if kind.wanted.model_fields[name].annotation is bool:
        plain = cell.lower()
        yes, no = labels("office")["yes"], labels("office")["no"]
        return True if plain in (*YES, yes) else False if plain in (*NO, no) else cell
    return cell
