"""What staff have typed and not sent."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from models.wire.base import Text, Wire

DraftPlace = Annotated[str, Field(max_length=60, pattern=r"^[a-z]+(/[A-Za-z0-9_-]{1,40})?$")]
"""A page: `cases/<number>`, `register`."""
FormName = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_-]+$")]
FieldName = Annotated[str, Field(max_length=40)]
HalfWritten = Annotated[Text, Field(max_length=25_000)]
Typed = Annotated[dict[FieldName, HalfWritten], Field(max_length=40)]


class DraftKept(Wire):
    """What stands in a form now; with nothing in it, it is forgotten."""

    place: DraftPlace
    form: FormName
    fields: Typed


class Here(Wire):
    """Somebody else at the same page: what form they write in, None while they only look."""

    name: str
    writes: str | None
    at: AwareDatetime


class DraftsView(Wire):
    """The caller's own words, by form, and who else is there."""

    mine: dict[str, dict[str, str]]
    others: list[Here]
