"""The rows of an export: what the list, or the report, shows, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from api import sheets
from api.audit import audit
from api.cases.list import Filters, page
from api.context import Context
from api.listing import Period
from api.reports import breakdown
from api.reports import service as reports
from api.security import Caller
from api.sheets import Cell
from models.clock import local_date
from models.law.breakdown import Axis, Figure
from models.law.states import Ending
from models.wire import BreakdownRow, CaseRow, UnitEndings
from models.words import labels

MOST = 10_000
"""Cases of one file; more are taken along month by month."""
EACH = 200


@dataclass(frozen=True)
class Made:
    """A table, and what its file is called."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def file(self, kind: str) -> tuple[bytes, str, str]:
        """(content, media type, name)"""
        if kind == "csv":
            return sheets.as_csv(self.heads, self.rows), sheets.CSV, f"{self.name}.csv"
        return sheets.as_xlsx(self.name, self.heads, self.rows), sheets.XLSX, f"{self.name}.xlsx"


async def cases(ctx: Context, who: Caller, wanted: Filters) -> Made:
    """All that the list holds, up to `MOST`; that it was taken along is kept."""
    rows: list[CaseRow] = []
    asked = wanted.model_copy(update={"limit": EACH, "cursor": None})
    async with ctx.db.read() as session:
        while len(rows) < MOST:
            found = await page(session, ctx, who, asked)
            rows += found.items
            if found.next is None:
                break
            asked = asked.model_copy(update={"cursor": found.next})
    async with ctx.db.write() as session:
        await audit(session, who, "export_cases", f"{len(rows)}", ctx.clock.now())
    heads = labels("export")
    made = [[_of_case(row)[name] for name in heads] for row in rows]
    return Made(f"cases-{local_date(ctx.clock.now())}", list(heads.values()), made)


def _of_case(row: CaseRow) -> dict[str, Cell]:
    return {
        "case_no": row.case_no,
        "registered": local_date(row.registered_at).isoformat(),
        "state": labels("state")[row.state],
        "due": local_date(row.due_at).isoformat() if row.due_at else "",
        "kind": labels("kind")[row.kind],
        "topic": row.topic.name if row.topic else "",
        "area": row.area.name if row.area else "",
        "unit": row.unit.name if row.unit else "",
        "handler": row.handler.name if row.handler else "",
        "channel": labels("channel")[row.channel],
        "people": row.petitioner_count,
        "rating": labels("rating")[row.rating] if row.rating else "",
        "urged": row.urge_count,
        "words": row.excerpt or row.written_up or "",
    }


async def endings(ctx: Context, who: Caller, asked: Period) -> Made:
    """How cases ended, unit by unit, with numerators and percent."""
    async with ctx.db.read() as session:
        found = await reports.endings(session, await reports.span(session, ctx, who, asked))
    names, heads = labels("ending"), labels("export_endings")
    rows = [_of_unit(unit) for unit in found.units]
    first = [heads[name] for name in ("code", "unit", "lay_here", "ended")]
    middle = [head for e in Ending for head in (names[e], f"{names[e]} %")]
    last = [heads[name] for name in ("extended", "reclassed", "retiered")]
    return Made(f"endings-{found.first}-{found.until}", [*first, *middle, *last], rows)


def _of_unit(u: UnitEndings) -> list[Cell]:
    ended: list[Cell] = []
    for e in Ending:
        ended += [u.endings[e].n, u.endings[e].percent]
    return [u.unit.code, u.unit.name, u.lay_here, u.ended, *ended, u.extended.n, u.reclassed.n, u.retiered.n]


async def figures(ctx: Context, who: Caller, by: Axis, asked: Period) -> Made:
    """A line for each row and one for all, with numerators, denominators and percent."""
    async with ctx.db.read() as session:
        found = await breakdown.report(session, ctx, who, by, asked)
    names, said = labels("figure"), labels("report")
    first = [said["code"], labels("by")[by], said["registered"]]
    heads = [f"{names[f]}{part}" for f in Figure for part in ("", said["of"], " %")]
    lines = [_of_figures(by, row) for row in found.rows] + [_of_figures(by, found.total, said["total"])]
    return Made(f"{by}-{found.first}-{found.until}", [*first, *heads], lines)


def _of_figures(by: Axis, row: BreakdownRow, name: str = "") -> list[Cell]:
    parts = [cell for f in Figure for cell in (row.figures[f].n, row.figures[f].of, row.figures[f].percent)]
    return [row.code or "", name or row_name(by, row), row.registered, *parts]


def row_name(by: Axis, row: BreakdownRow) -> str:
    """What staff call it."""
    if row.code is None:
        return labels("report")["no_topic"]
    return labels("channel")[row.code] if by is Axis.CHANNEL else row.name or row.code
