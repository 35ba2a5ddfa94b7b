"""Tables for Excel, as CSV and as XLSX. What begins like a formula is shown and never calculated."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped]

Cell = str | int | float | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet(title[:30])
    page.freeze_panes = "A2"
    for row in ([*heads], *rows):
        page.append([_cell(page, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: object, value: Cell) -> object:
    if not isinstance(value, str):
        return value
    made = WriteOnlyCell(page, ILLEGAL_CHARACTERS_RE.sub("", value))
    made.data_type = "s"  # it would take "=…" for a formula
    return made
