"""What every request needs of the process: made once, in `api.app`, never at import."""

from dataclasses import dataclass
from datetime import date

from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from sqlalchemy.ext.asyncio import AsyncSession

from api.bell import Bell
from api.settings import Settings
from models.calendar import Calendar
from models.clock import Clock
from models.db import Database
from models.deadlines import Profile, load_profile
from models.keys import Keys
from models.tables import Area
from models.vault import Vault


@dataclass
class Context:
    settings: Settings
    db: Database
    keys: Keys
    clock: Clock
    calendar: Calendar
    profile: Profile
    limiter: MovingWindowRateLimiter
    vault: Vault
    bell: Bell

    def profile_of(self, name: str) -> Profile:
        """The deadline profile that a case was registered under."""
        return self.profile if name == self.profile.name else load_profile(name)

    async def profile_for(self, session: AsyncSession, area: Area, day: date) -> Profile:
        """The profile of a matter in `area` registered on `day`."""
        return self.profile

    async def close(self) -> None:
        await self.db.close()
        await self.bell.close()


def build(settings: Settings, keys: Keys, clock: Clock) -> Context:
    if settings.redis_url:
        storage: MemoryStorage | RedisStorage = RedisStorage(f"async+{settings.redis_url}", implementation="redispy")
    else:
        storage = MemoryStorage()
    return Context(
        settings,
        Database(settings.database),
        keys,
        clock,
        Calendar(),
        load_profile(settings.profile),
        MovingWindowRateLimiter(storage),
        Vault(settings.var / "files", keys),
        Bell(settings.redis_url),
    )
