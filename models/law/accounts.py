"""What is done to an account that reads accusations, and takes two of those who read them."""

from enum import StrEnum
from typing import TypedDict


class AccountAct(StrEnum):
    ADD = "add"
    CHANGE = "change"
    OFF = "off"
    ON = "on"
    PASSWORD = "password"
    FACTOR = "factor"


class AccountNews(StrEnum):
    """What all who read accusations are told of such an account. `direct`: by whoever runs the machine."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    DIRECT = "direct"


HOLDERS = 2
"""Who read accusations: with fewer none are taken, for whatever is done to the account of one takes another."""


class AccountAsked(TypedDict, total=False):
    """What an act takes, as it was proposed: the name, the roles (`role`, `unit`), the login of who takes over."""

    name: str
    roles: list[dict[str, str | None]]
    to: str | None
