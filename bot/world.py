"""A cache of facts: what a dialog wants to know is asked of the API and remembered for as long as the query says."""

import asyncio
import time
from dataclasses import fields, replace
from typing import Any, TypeVar

import structlog
from pydantic import ValidationError

from bot.client import ApiDown, Client
from bot.store import Chat, Store
from conversations.engine.engine import Needs
from conversations.engine.facts import (
    Areas,
    CaseStatus,
    Desk,
    FreeSlots,
    LastNotice,
    MyAppointments,
    MyCases,
    Noticed,
    PublishedDays,
    SlotHeld,
    TheDesk,
    Topics,
)
from conversations.engine.tree import Option, Tree
from models import hotlines, words
from models.law.channels import CHAT_CHANNELS
from models.wire import HotlineSaid, ResidentCase
from models.words.names import Name

log = structlog.get_logger("bot.world")
T = TypeVar("T")
MOST = 5000
"""Chats whose answers are remembered; these live two seconds."""


class World:
    """Topics, areas and the desk come in one catalogue, which serves on when the API is down: nobody has to wait."""

    def __init__(self, client: Client, store: Store) -> None:
        self._client, self._store = client, store
        self.channel_facts: dict[str, dict[str, Any]] = {
            channel: {"abroad": channel.row.abroad, "personal": not channel.row.abroad} for channel in CHAT_CHANNELS
        }
        """Of the desk, by channel, as residents reach it there."""
        """What is particular to a channel, by its name: fields of the desk as residents reach it there."""
        self._remembered: dict[Chat | None, dict[Any, tuple[float, Any]]] = {}
        """Until when (monotonic seconds), and the answer, by chat and query; without a chat it is the same for all."""
        self._catalogue: dict[Any, Any] | None = None
        self._fresh_until = 0.0
        self._words = ""
        self._asking = asyncio.Lock()

    async def answer(self, needs: Needs, chat: Chat, session: str | None) -> Any:
        """The answer to a `look`, or to a `hold` made for `session`. Raises `ApiDown`, `ApiRefused`."""
        query = needs.query
        if isinstance(query, TheDesk | Topics | Areas):
            return self._at_the_door(await self._known(), chat)[query]
        if isinstance(query, SlotHeld):
            return await self._client.hold(needs.session or session or "", query.slot)
        if isinstance(query, LastNotice):
            return await self._last_notice(chat)
        who = None if isinstance(query, PublishedDays) else chat
        until, value = self._remembered.get(who, {}).get(query, (0.0, None))
        if until > time.monotonic():
            return value
        value = self._without_names(chat, await self._ask(query, chat))
        if query.seconds:
            self._remember(who, query, value)
        return value

    def known(self, chat: Chat) -> dict[Any, Any]:
        """The answers that nobody has to be asked for, by their queries: with them a turn is taken once."""
        now = time.monotonic()
        remembered = {**self._remembered.get(None, {}), **self._remembered.get(chat, {})}
        found = {query: value for query, (until, value) in remembered.items() if until > now}
        if self._catalogue is not None and self._fresh():
            found |= self._at_the_door(self._catalogue, chat)
        return found

    def _at_the_door(self, catalogue: dict[Any, Any], chat: Chat) -> dict[Any, Any]:
        """The catalogue, with the desk as residents reach it by their channel."""
        return catalogue | {TheDesk(): replace(catalogue[TheDesk()], **self.channel_facts.get(chat.channel, {}))}

    def _without_names(self, chat: Chat, value: Any) -> Any:
        """Where names are not asked none is shown, not even masked."""
        if self.channel_facts.get(chat.channel, {}).get("personal", True):
            return value
        if isinstance(value, ResidentCase):
            return value.model_copy(update={"whom": None})
        return tuple(self._without_names(chat, one) for one in value) if isinstance(value, tuple) else value

    async def _last_notice(self, chat: Chat) -> Noticed | None:
        """From the mailbox: what stands under it can be said in words."""
        for row in await self._store.rows(chat, kinds=("notice",), most=1):
            since = await self._store.rows(chat, row.id, kinds=("screen", "late"), most=1)
            choices = tuple(button for screen in row.screens for buttons in screen.rows for button in buttons)
            text = "\n".join(screen.text for screen in row.screens)
            return Noticed(row.about.get("kind", ""), row.about.get("case_no"), text, choices, not since)
        return None

    def forget(self, chat: Chat) -> None:
        """Something of this chat has changed at the API."""
        self._remembered.pop(chat, None)

    def _remember(self, who: Chat | None, query: Any, value: Any) -> None:
        now = time.monotonic()
        if len(self._remembered) >= MOST:
            self._remembered = {
                chat: answers
                for chat, answers in self._remembered.items()
                if any(until > now for until, _ in answers.values())
            }
        fresh = {other: held for other, held in self._remembered.get(who, {}).items() if held[0] > now}
        self._remembered[who] = fresh | {query: (now + query.seconds, value)}

    async def _ask(self, query: Any, chat: Chat) -> Any:
        match query:
            case PublishedDays():
                return await self._client.visit_days()
            case FreeSlots(day):
                return await self._client.slots(day)
            case MyCases():
                return await self._client.my_cases(chat)
            case MyAppointments():
                return await self._client.my_appointments(chat)
            case CaseStatus(case_no, None):
                return await self._client.my_case(chat, case_no)
            case CaseStatus(case_no, str(code)):
                return await self._client.status(chat, case_no, code)
        raise TypeError(f"nobody answers {type(query).__name__}")

    async def _known(self) -> dict[Any, Any]:
        if self._catalogue is not None and self._fresh():
            return self._catalogue
        async with self._asking:
            if self._catalogue is None or not self._fresh():
                self._catalogue = await self._fetch()
                self._fresh_until = time.monotonic() + Topics.seconds
            return self._catalogue

    def _fresh(self) -> bool:
        """Nor has the office changed its words since."""
        return time.monotonic() < self._fresh_until and self._client.words in ("", self._words)

    def _speak(self, held: dict[str, Any]) -> None:
        """From now on in the office's own words."""
        self._words = held.get("words", "") or self._client.words
        known = words.entries()
        words.put_in_force({key: said for key, said in held.get("texts", {}).items() if key in known})
        hotlines.put_in_force([said for line in held.get("hotlines", []) if (said := _said(line)) is not None])

    async def _fetch(self) -> dict[Any, Any]:
        """The catalogue, or while the API is down the last one that we know."""
        try:
            held = await self._client.catalogue()
        except ApiDown:
            if self._catalogue is not None:
                return self._catalogue
            if (held := await self._store.kept("catalogue")) is None:
                raise
            log.warning("using the kept catalogue")
        else:
            await self._store.keep("catalogue", held)
        self._speak(held)
        return {
            Topics(): Tree(tuple(_known_of(Option, topic) for topic in held["topics"])),
            Areas(): Tree(tuple(_known_of(Option, area) for area in held["areas"])),
            TheDesk(): _desk(held["desk"]),
        }


def _said(line: dict[str, Any]) -> HotlineSaid | None:
    """None for what a newer API may say."""
    try:
        return HotlineSaid.model_validate({k: v for k, v in line.items() if k in HotlineSaid.model_fields})
    except ValidationError:
        return None


def _desk(held: dict[str, Any]) -> Desk:
    """An API that is older, or what was kept of it, has no English forms, and does not name every office."""
    named = [key for key in ("name", "hours", "place", "discipline", "demonstration") if key in held]
    names = {key: Name(held[key], held.get(f"{key}_en", "")) for key in named}
    return _known_of(Desk, held | names)


def _known_of(kind: type[T], held: dict[str, Any]) -> T:
    """A newer API may say more than we know of."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in held.items() if name in names})
