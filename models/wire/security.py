"""One's own password and sessions, and the tokens of machines."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from models.law.people import Scope
from models.wire.base import Line, Text, Wire

Secret = Annotated[Text, Field(min_length=1, max_length=1000)]
Label = Annotated[Line, Field(max_length=50)]
MOST_DAYS = 366
FactorDigits = Annotated[Text, Field(min_length=1, max_length=20)]
"""Six digits of the app, or a recovery code."""


class PasswordWanted(Wire):
    current: Secret
    new: Annotated[Text, Field(max_length=1000, description="10 characters or more, none that is easily guessed")]


class FactorView(Wire):
    """`wanted`: a role needs it; `until`: from then on nothing else is open without it. `left`: recovery codes that
    were not used."""

    on: bool
    since: AwareDatetime | None
    wanted: bool
    until: AwareDatetime | None = None
    left: int


class FactorWanted(Wire):
    current: Secret = Field(description="the password")


class FactorBegun(Wire):
    """For an app that makes codes; said this once."""

    secret: str
    address: str = Field(description="the same as an address, for a QR code")


class FactorCode(Wire):
    code: FactorDigits


class FactorOn(Wire):
    recovery: list[str] = Field(description="each is good once in place of a code; said this once")


class SessionView(Wire):
    """A log-in that has not ended, or (with a `name`) a token that was made for a machine."""

    id: int
    name: str | None
    agent: str | None
    reads_only: bool
    created_at: AwareDatetime
    used_at: AwareDatetime | None = Field(description="to a few minutes")
    expires_at: AwareDatetime | None
    this: bool = Field(False, description="the one that asks")


class TokenWanted(Wire):
    """A token of one's own for a machine, which then does what its owner may, or only reads."""

    name: Label
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 90
    reads_only: bool = True


class ServiceTokenWanted(Wire):
    service: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{2,50}$")]
    scopes: Annotated[list[Scope], Field(min_length=1)]
    days: Annotated[int | None, Field(ge=1, le=MOST_DAYS, description="null: until it is revoked")] = 90


class TokenMade(Wire):
    token: str = Field(description="said this once")
    expires_at: AwareDatetime | None


class ServiceToken(Wire):
    id: int
    service: str
    scopes: list[Scope]
    created_at: AwareDatetime
    used_at: AwareDatetime | None = Field(description="to a few minutes")
    expires_at: AwareDatetime | None
