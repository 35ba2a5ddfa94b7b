"""What crosses HTTP between the bot, the API and integrators. Times are UTC; dates are local (Asia/Shanghai).

Every public name of the modules below is handed on, by itself: a new wire class is named where it is defined only.
"""

from models.wire.accounts import *
from models.wire.base import *
from models.wire.behalf import *
from models.wire.breakdown import *
from models.wire.bulk import *
from models.wire.calendar import *
from models.wire.cases import *
from models.wire.drafts import *
from models.wire.feed import *
from models.wire.filters import *
from models.wire.joint import *
from models.wire.ledger import *
from models.wire.links import *
from models.wire.live import *
from models.wire.office import *
from models.wire.papers import *
from models.wire.people import *
from models.wire.profiles import *
from models.wire.proposals import *
from models.wire.replies import *
from models.wire.reports import *
from models.wire.resident import *
from models.wire.responsibility import *
from models.wire.security import *
from models.wire.spoken import *
from models.wire.steps import *
from models.wire.supervision import *
from models.wire.today import *
from models.wire.visits import *
from models.words.languages import Locale as Locale
