"""Examples of what crosses HTTP, for `/docs`. Each is valid by its wire model; a test sees to it. All fictional."""

from api.examples.answered import ANSWERED
from api.examples.breakdown import BREAKDOWN
from api.examples.events import EVENTS
from api.examples.fictional import NOTICE_2027, OPINION
from api.examples.office import OFFICE
from api.examples.people import PEOPLE
from api.examples.sent import SENT
from api.examples.today import TODAY

__all__ = ["EXAMPLES", "NOTICE_2027", "OPINION"]

EXAMPLES = SENT | ANSWERED | PEOPLE | EVENTS | OFFICE | TODAY | BREAKDOWN
