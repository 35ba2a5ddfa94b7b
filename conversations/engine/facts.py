"""What a dialog may ask of the world. Each is a hashable query; the desk answers it and caches for `seconds`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from conversations.engine.engine import Query
from conversations.engine.tree import Tree
from models.wire import AppointmentView, ResidentCase, SlotView, VisitDayView
from models.words.names import Name


@dataclass(frozen=True)
class Topics(Query[Tree]):
    seconds: ClassVar[int] = 60


@dataclass(frozen=True)
class Areas(Query[Tree]):
    """The townships, villages and grid cells of the county the desk serves; the townships are the top."""

    seconds: ClassVar[int] = 60


@dataclass(frozen=True)
class PublishedDays(Query[tuple[VisitDayView, ...]]):
    seconds: ClassVar[int] = 60


@dataclass(frozen=True)
class FreeSlots(Query[tuple[SlotView, ...]]):
    day: str
    seconds: ClassVar[int] = 0


@dataclass(frozen=True)
class SlotHeld(Query[bool]):
    """To be used with `hold`: True while the place is kept for this session, False when it is gone."""

    slot: str
    seconds: ClassVar[int] = 0


@dataclass(frozen=True)
class Coming(Query[tuple[str, ...]]):
    """What sorts of files the session in hand still expects. The talk itself knows; nobody has to be asked."""

    seconds: ClassVar[int] = 0


@dataclass(frozen=True)
class Located(Query[bool]):
    """Whether a location was sent as the place of the matter; before its question, too. The talk itself knows."""

    seconds: ClassVar[int] = 0


@dataclass(frozen=True)
class Accuses(Query[bool]):
    """Whether what was said in the session in hand tells of an official's misconduct. The talk itself knows."""

    seconds: ClassVar[int] = 0


@dataclass(frozen=True)
class Harmed(Query[bool]):
    """Whether harm to a child or at home was told in this chat. The talk itself knows."""

    seconds: ClassVar[int] = 0


@dataclass(frozen=True)
class MyCases(Query[tuple[ResidentCase, ...]]):
    seconds: ClassVar[int] = 2


@dataclass(frozen=True)
class Noticed:
    """A notice as it was shown in this chat. `choices`: its buttons, label and press. `newest`: nothing was shown
    since."""

    kind: str
    case_no: str | None
    text: str
    choices: tuple[tuple[str, str], ...]
    newest: bool


@dataclass(frozen=True)
class LastNotice(Query[Noticed | None]):
    """The newest notice shown in this chat."""

    seconds: ClassVar[int] = 0


@dataclass(frozen=True)
class CaseStatus(Query[ResidentCase | None]):
    """A case with its timeline; None when there is none to be seen. Without `code`: only if this chat filed it."""

    case_no: str
    code: str | None = None
    seconds: ClassVar[int] = 2


@dataclass(frozen=True)
class MyAppointments(Query[tuple[AppointmentView, ...]]):
    seconds: ClassVar[int] = 2


NOWHERE = Name("")


@dataclass(frozen=True)
class Desk:
    """The receiving desk as residents reach it, by the channel they use.

    `abroad`: the channel's servers are outside the country. `personal`: names and phone numbers are asked there.
    `web`: where the web chat is, for those who would rather use it. `openings`: from when until when somebody is there
    in the next days, in order; none where that is not known. `demonstration`: the name of the fictional county while it
    is there. `accusations`: whether they are taken; where not, people are sent to the office named `discipline`.
    `consent`: follows the version of the consent where the office has texts of its own.
    """

    name: Name
    phone: str
    hours: Name
    place: Name
    accusations: bool = True
    discipline: Name = NOWHERE
    discipline_phone: str = ""
    abroad: bool = False
    personal: bool = True
    web: str | None = None
    openings: Sequence[Sequence[str]] = ()
    demonstration: Name = NOWHERE
    consent: str = ""

    def told(self, locale: str) -> Self:
        """With its names as that language writes them."""
        names = (self.name, self.hours, self.place, self.discipline)
        name, hours, place, discipline = (Name(held.label(locale)) for held in names)
        return replace(self, name=name, hours=hours, place=place, discipline=discipline)


@dataclass(frozen=True)
class TheDesk(Query[Desk]):
    seconds: ClassVar[int] = 60
