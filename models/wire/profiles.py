"""The deadline profiles: which there are, what each says, which areas are counted by it."""

from datetime import date

from pydantic import Field

from models.deadlines import Unit
from models.wire.base import Named, Wire


class ProfileLimit(Wire):
    """`article` names the rule, empty for a target of our own; `by`: the body outside that decides; `own`: not as in
    the profile that it inherits from."""

    key: str
    n: int
    unit: Unit
    article: str
    from_memory: bool = Field(description="to be checked in the text before anybody relies on it")
    by: str
    own: bool


class ProfileView(Wire):
    """`in_force`: today; `default`: of areas that name none, nor does one above them; `areas`: those that name it."""

    name: str
    title: str
    source: str
    inherits: str | None
    in_force: bool
    in_force_from: date
    in_force_until: date | None
    default: bool
    areas: list[Named]
    limits: list[ProfileLimit]
    values: dict[str, int]
