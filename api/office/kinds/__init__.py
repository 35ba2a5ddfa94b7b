"""The kinds of rows, a file each, in the order in which an office is set up."""

from typing import Any

from api.office.kind import Kind
from api.office.kinds.areas import AREAS
from api.office.kinds.contacts import CONTACTS
from api.office.kinds.hotlines import HOTLINES
from api.office.kinds.officials import OFFICIALS
from api.office.kinds.templates import TEMPLATES
from api.office.kinds.topics import TOPICS
from api.office.kinds.units import UNITS

KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in (
    AREAS, TOPICS, UNITS, OFFICIALS, CONTACTS, TEMPLATES, HOTLINES,
)}  # fmt: skip
