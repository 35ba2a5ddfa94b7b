"""What every request needs of the process: made once, in `api.app`, never at import."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.calendar import queries as calendars
from api.kept import Kept
from api.settings import Settings
from api.spoken.inforce import Spoken, spoken
from api.wakeup import Wakeup
from models.background import Background
from models.calendar import Calendar
from models.clock import Clock
from models.db import Database
from models.deadlines import Profile
from models.keys import Keys
from models.limits import Limits
from models.profiles import Profiles, load
from models.renditions import Renderer
from models.vault import Vault

log = structlog.get_logger("api.context")
RENEW = "calendar or words changed"
"""Key of `Session.info`: this transaction brought in a holiday notice, or words of the office."""
LOOK_EVERY = 5.0
"""Seconds between two looks whether another process has brought some in."""


@dataclass
class Context:
    settings: Settings
    db: Database
    keys: Keys
    clock: Clock
    calendar: Calendar
    profiles: Profiles
    limiter: Limits
    vault: Vault
    renderer: Renderer
    wakeup: Wakeup
    background: Background
    kept: Kept
    filing: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """Held by what is filed at the moment, by its key, so that a repeat finds the case and takes no number."""
    calendar_version: int | None = None
    spoken: Spoken | None = None
    """The office's own words, as this process says them."""
    time_taken: dict[str, tuple[datetime, int | None]] = field(default_factory=dict)
    """How many days matters of a first-level topic (its first two digits; "" for all) take, and when it was counted."""
    looked_at: float = float("-inf")
    used: dict[int, datetime] = field(default_factory=dict)
    """When a token was last noted to be in use, by its id."""

    async def renew(self, *, at_once: bool = False) -> None:
        """Reads the calendar and the office's words again if they changed; looks every few seconds, or at once."""
        now = asyncio.get_running_loop().time()
        if not at_once and now - self.looked_at < LOOK_EVERY:
            return
        self.looked_at = now
        async with self.db.read() as session:
            await self.read_calendar(session)
            await self.read_words(session)

    async def read_calendar(self, session: AsyncSession) -> None:
        found = await calendars.version(session)
        if found != self.calendar_version:
            self.calendar, self.calendar_version = await calendars.calendar(session), found

    async def read_words(self, session: AsyncSession) -> None:
        self.spoken = await spoken(session)
        self.spoken.say()

    @property
    def profile(self) -> Profile:
        """That of the service itself, for what belongs to no case and no area."""
        return self.profiles.default

    def profile_of(self, name: str) -> Profile:
        """The deadline profile that a case was registered under."""
        return self.profiles.of_case(name)

    def profile_for(self, area: str, named: Iterable[str | None], day: date) -> Profile:
        """The profile of a matter in `area` registered on `day`: the nearest of those that the area and the ones above
        it have `named`, or else the service's own; the national one where that is not in force on the day."""
        chosen = self.profiles.for_area(named, day)
        if chosen.passed_over is not None:
            log.warning("profile passed over", area=area, profile=chosen.passed_over, used=chosen.profile.name)
        return chosen.profile

    async def close(self) -> None:
        await self.db.close()
        await self.wakeup.close()


def build(settings: Settings, keys: Keys, clock: Clock, background: Background | None = None) -> Context:
    """`background`: of the process, when it has more in it than the API."""
    db, background = Database(settings.database), background or Background(clock)
    return Context(
        settings,
        db,
        keys,
        clock,
        Calendar(),
        load(settings.profile, settings.profiles),
        Limits(settings.redis_url, background),
        Vault(settings.var / "files", keys),
        Renderer(),
        Wakeup(settings.redis_url),
        background,
        Kept(db, clock),
    )
