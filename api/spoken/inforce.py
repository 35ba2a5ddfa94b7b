"""What of the office's own words is in force: read from the database, and said by this process from then on."""

import hashlib
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.spoken import queries
from models import hotlines, words
from models.law.crisis import CRISES
from models.law.texts import OfficeText
from models.tables import Hotline, SpokenText
from models.wire import HotlineSaid
from models.words.languages import LOCALES

DANGERS = ("self_harm", "threat", "emergency", "child", "at_home")
"""Fields of a help line, in the order of the classes of danger."""


@dataclass(frozen=True)
class Spoken:
    """`texts` by their key in the catalogue of words; `consent`: grows when what residents agree to is changed."""

    texts: dict[str, dict[str, str]]
    lines: list[HotlineSaid]
    consent: int

    @property
    def version(self) -> str:
        """Another one says something else."""
        said = repr((self.texts, [line.model_dump() for line in self.lines], self.consent))
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def say(self) -> None:
        words.put_in_force(self.texts)
        hotlines.put_in_force(self.lines)


async def spoken(session: AsyncSession) -> Spoken:
    changed = [row for row in await queries.texts(session) if row.zh_hans is not None]
    agreed = sum(row.version for row in changed if OfficeText(row.code).row.agreed)
    own = {OfficeText(row.code).row.key: entry(row) for row in changed}
    return Spoken(own, [_said(line, topic) for line, topic in await queries.lines(session)], agreed)


def entry(row: SpokenText) -> dict[str, str]:
    """As the catalogue of words has it; ours in the languages in which it says nothing."""
    ours = words.entries()[OfficeText(row.code).row.key]
    own = {"zh_Hans": row.zh_hans, "zh_Hant": row.zh_hant, "en": row.en or ours.get("en")}
    return {locale: text for locale in LOCALES if (text := own[locale])}


def _said(line: Hotline, topic: str | None) -> HotlineSaid:
    dangers = zip(CRISES, DANGERS, strict=True)
    return HotlineSaid(
        number=line.code, what=line.name, en=line.name_en, hours=line.hours or "", hours_en=line.hours_en, topic=topic,
        crisis=[crisis for crisis, name in dangers if getattr(line, name)], young=line.young,
    )  # fmt: skip
