"""Forms of the office's rows, made of the fields that a kind declares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy.ext.asyncio import AsyncSession

from api.context import Context
from api.office import queries
from api.office.flaws import label, said
from api.office.kind import LISTS, Kind
from models.wire import RowWanted
from models.words import labels

LONG = 1000
"""Characters from which on a field has several lines."""


@dataclass(frozen=True)
class Field:
    """A field as the form shows it. `options` None: it is typed; `lines`: in a box of several lines."""

    name: str
    label: str
    help: str
    value: str
    required: bool
    most: int
    ticked: bool | None = None
    options: Sequence[tuple[str, str]] | None = None
    lines: bool = False
    fixed: bool = False


async def fields_of(
    session: AsyncSession, ctx: Context, kind: Kind[Any], row: Any, typed: Mapping[str, str]
) -> list[Field]:
    """`row`: what there is, or None; `typed`: what was sent and refused, if anything was."""
    made = []
    for name, info in kind.wanted.model_fields.items():
        value = getattr(row, name) if row is not None else info.get_default()
        shown = typed.get(name, "") if typed else "" if info.is_required() and row is None else value
        options = await _options(session, ctx, kind, name)
        if options is not None and shown and shown not in [code for code, _ in options]:
            options = [*options, (str(shown), f"{shown}（{labels('office')['off']}）")]
        made.append(_field(kind, name, info, _Shown(shown, name in typed if typed else None, row is not None, options)))
    return made


@dataclass(frozen=True)
class _Shown:
    value: Any
    ticked: bool | None
    there: bool
    options: Sequence[tuple[str, str]] | None


def _field(kind: Kind[Any], name: str, info: FieldInfo, shown: _Shown) -> Field:
    most = _most(info)
    is_tick = info.annotation is bool
    ticked = shown.ticked if shown.ticked is not None else bool(shown.value)
    return Field(
        name,
        label(kind.name, name),
        _help(kind.name, name),
        "" if shown.value is None else str(shown.value),
        info.is_required(),
        most,
        ticked if is_tick else None,
        shown.options,
        most > LONG,
        name == "code" and shown.there,
    )


def _most(info: FieldInfo) -> int:
    """The longest that is taken."""
    found = [m for m in _limits(info.metadata)] or [m for m in _limits(_inner(info.annotation))]
    return min(found, default=200)


def _inner(annotation: Any) -> list[Any]:
    return [m for part in get_args(annotation) for m in getattr(part, "__metadata__", ())]


def _limits(metadata: Sequence[Any]) -> list[int]:
    deep = [inner for m in metadata for inner in (getattr(m, "metadata", None) or [m])]
    return [m.max_length for m in deep if getattr(m, "max_length", None)]


async def _options(session: AsyncSession, ctx: Context, kind: Kind[Any], name: str) -> Sequence[tuple[str, str]] | None:
    if name in kind.refs:
        return [(code, f"{words} {code}") for code, words in await queries.choices(session, kind.refs[name])]
    if name in LISTS:
        return [(value, said(name, value)) for value in LISTS[name]]
    if name == "profile":
        return [(code, held.title) for code, held in ctx.profiles.items()]
    return None


def read(kind: Kind[Any], fields: Mapping[str, str], code: str | None) -> RowWanted:
    """What the form says; an empty field was not given. ValidationError for what cannot be."""
    given: dict[str, object] = {}
    for name, info in kind.wanted.model_fields.items():
        if info.annotation is bool:
            given[name] = name in fields
        elif fields.get(name, "").strip():
            given[name] = fields[name]
    made: RowWanted = kind.wanted.model_validate(given if code is None else {**given, "code": code})
    return made


def fields_of_model(name: str, model: type[BaseModel], typed: Mapping[str, str]) -> list[Field]:
    """Of a form that is no row: everything in it is typed."""
    return [
        Field(field, label(name, field), _help(name, field), typed.get(field, ""), info.is_required(), _most(info))
        for field, info in model.model_fields.items()
    ]


def _help(kind: str, field: str) -> str:
    helped = labels("office_help")
    return helped.get(f"{kind}.{field}") or helped.get(field, "")
