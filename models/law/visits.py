"""Visit days: states of an appointment, and how many may come."""

from enum import StrEnum


class AppointmentState(StrEnum):
    """`over`: the visit has been; its matter may be booked again."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    OVER = "over"


MAX_PARTY = 5
"""Representatives of one visit: at most five persons. Art. 20."""
GROUP = 5
"""From so many people on a matter is a group's (集体访)."""
