"""My bookings: what stands, and cancelling one."""

from conversations.parts import my_bookings
from conversations.results import CancelBooking


async def bookings() -> CancelBooking | None:
    """Entered from the button under a notice, which has chosen the booking already."""
    return await my_bookings()
