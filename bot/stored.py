"""What is stored of a chat, as JSON: its conversation, and what was said and shown in its mailbox."""

from typing import Any, NotRequired, TypedDict


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


class StoredScreen(TypedDict):
    text: str
    rows: list[list[tuple[str, str]]]
    step: tuple[int, int] | None
    wants: NotRequired[str | None]
