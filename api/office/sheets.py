"""Sheets of XLSX and CSV files, read into rows by the fields of their kind; nothing is judged here."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

from api.errors import Unprocessable
from models.words import labels

MOST_ROWS = 20_000
MOST_BYTES = 200_000_000
"""Of what an XLSX file holds, unpacked: small files can be made that unpack to fill every disk."""


@dataclass(frozen=True)
class Table:
    """A sheet as somebody may fill it in: `fields` by what their column is called."""

    name: str
    title: str
    fields: Mapping[str, str]
    required: frozenset[str]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What may be chosen in a column, in its words."""

    def field(self, head: str) -> str | None:
        """The field of a column, by its title or by its own name; required ones are marked with a star."""
        plain = head.strip().rstrip("*＊ ")
        return next((name for name, title in self.fields.items() if plain in (name, title)), None)


@dataclass(frozen=True)
class Line:
    """A row that is not empty, with the number that it has in its file."""

    number: int
    cells: dict[str, str]


@dataclass
class Sheet:
    table: Table
    title: str
    lines: list[Line] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Columns that nothing is known of."""


def read(files: Sequence[tuple[str, bytes]], tables: Sequence[Table]) -> list[Sheet]:
    """(name, content) of each file. Unprocessable `not_a_table` for what cannot be read, `no_such_sheet` for what is no
    sheet of ours, `too_many_rows`."""
    found = []
    for name, content in files:
        pages = _workbook(content) if content[:2] == b"PK" else [(PurePath(name).stem, _csv(content))]
        for title, rows in pages:
            sheet = _sheet(title, list(rows), tables)
            if sheet is not None:
                found.append(sheet)
    if not found:
        raise Unprocessable("no sheet with known columns", code="no_such_sheet", field="file")
    return found


def _workbook(content: bytes) -> Iterator[tuple[str, Iterator[Sequence[str]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_BYTES:
                raise _no_table()
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for page in book.worksheets:
            yield page.title, ([_said(cell) for cell in row] for row in page.iter_rows(values_only=True))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError) as why:
        raise _no_table() from why


def _csv(content: bytes) -> Iterator[Sequence[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        mark = max(",;\t", key=first.count)
        try:
            yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        except csv.Error as why:
            raise _no_table() from why
        return
    raise _no_table()


def _no_table() -> Unprocessable:
    return Unprocessable("neither XLSX nor CSV, or broken", code="not_a_table", field="file")


def _said(cell: object) -> str:
    """As somebody reads it: a number without a decimal point that nobody typed, a day as a day."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return labels("office")["yes" if cell else "no"]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute) == (0, 0) else cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _sheet(title: str, rows: list[Sequence[str]], tables: Sequence[Table]) -> Sheet | None:
    """None for an empty one, and for one that is not ours (notes beside the sheets)."""
    if len(rows) > MOST_ROWS:
        raise Unprocessable(f"more than {MOST_ROWS} rows", code="too_many_rows", field="file")
    if not rows:
        return None
    heads = list(rows[0])
    table = _table(title, heads, tables)
    if table is None:
        return None
    fields = [table.field(head) for head in heads]
    sheet = Sheet(table, title, unknown=[h for h, f in zip(heads, fields, strict=True) if h.strip() and f is None])
    for number, row in enumerate(rows[1:], start=2):
        cells = {f: cell.strip() for f, cell in zip(fields, row, strict=False) if f is not None and cell.strip()}
        if cells:
            sheet.lines.append(Line(number, cells))
    return sheet


def _table(title: str, heads: Sequence[str], tables: Sequence[Table]) -> Table | None:
    """By the name of the sheet or file, or else by its columns, when they fit one alone."""
    named = [t for t in tables if title.strip().lower() in (t.name, t.title)]
    if named:
        return named[0]
    known = [head for head in heads if head.strip()]
    fit = [t for t in tables if known and all(t.field(head) is not None for head in known)]
    return fit[0] if len(fit) == 1 else None


def template(tables: Sequence[Table]) -> bytes:
    """An XLSX file to be filled in: a sheet for each table, its columns named, required ones with a star."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        page = book.create_sheet(table.title)
        page.append([f"{title}*" if name in table.required else title for name, title in table.fields.items()])
        for cell in page[1]:
            cell.font = Font(bold=True)
            cell.number_format = "@"
            page.column_dimensions[cell.column_letter].width = 18
            page.column_dimensions[cell.column_letter].number_format = "@"
        for name, cell in zip(table.fields, page[1], strict=True):
            if may := table.choices.get(name):
                offered = DataValidation(
                    "list", formula1=f'"{",".join(may)}"', allow_blank=True, showErrorMessage=False
                )
                offered.add(f"{cell.column_letter}2:{cell.column_letter}{MOST_ROWS}")
                page.add_data_validation(offered)
        page.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
