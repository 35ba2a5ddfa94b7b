"""What is stored of a chat, as JSON: its conversation, and what was said and shown in its mailbox."""

from typing import Any, NotRequired, TypedDict

from conversations.screens import Attached, Card, Screen


class Said(TypedDict, total=False):
    """What the person did. `label`: of the button pressed; `files`: the sort of each; `late`: it is an upload's."""

    id: str
    text: str | None
    label: str | None
    files: list[str]
    location: bool
    late: bool


class About(TypedDict, total=False):
    """What a notice is of."""

    kind: str
    case_no: str | None


class Doc(TypedDict, total=False):
    """A conversation as it is stored: JSON."""

    talk: dict[str, Any] | None
    pending: list[dict[str, Any]]
    tries: int
    due: str | None
    reminded: list[str]
    offered: dict[str, str]
    forgetting: bool
    came: list[int]
    flood: int
    origin: str | None


class StoredCard(TypedDict):
    number: str
    code: str
    day: str
    phone: str


class StoredFile(TypedDict):
    file: str
    type: str
    name: str
    saved_as: str


class StoredScreen(TypedDict):
    text: str
    rows: list[list[tuple[str, str]]]
    step: tuple[int, int] | None
    wants: NotRequired[str | None]
    number: NotRequired[str | None]
    card: NotRequired[StoredCard | None]
    clears: NotRequired[bool]
    files: NotRequired[list[StoredFile]]


def screen_of(held: StoredScreen) -> Screen:
    step = held["step"]
    rows = tuple(tuple((label, press) for label, press in row) for row in held["rows"])
    card = held.get("card")
    return Screen(
        held["text"],
        rows,
        (step[0], step[1]) if step else None,
        held.get("wants"),
        held.get("number"),
        Card(**card) if card else None,
        held.get("clears", False),
        tuple(Attached(**file) for file in held.get("files", ())),
    )
