"""What one message costs: the chat is loaded, parsed and saved once, the dialog replayed twice at most."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.database import Database, Rows, Statement
from conversations.turn.talk import DIALOGS
from models.keys import Keys
from tests.bot.conftest import House


class CountedDatabase:
    """Counts what is read and written of chats, and passes everything on."""

    def __init__(self, database: Database, counts: Counter[str]) -> None:
        self._database, self._counts = database, counts

    async def open(self) -> None:
        await self._database.open()

    async def close(self) -> None:
        await self._database.close()

    async def fetch(self, sql: str, *values: Any) -> Rows:
        self._counts["loads"] += sql.startswith("select doc")
        return await self._database.fetch(sql, *values)

    async def write(self, statements: Sequence[Statement], guarded: int = 0) -> list[Rows] | None:
        self._counts["saves"] += 1
        return await self._database.write(statements, guarded)


class CountedKeys(Keys):
    def __init__(self, keys: Keys, counts: Counter[str]) -> None:
        self.__dict__.update(vars(keys))
        self._counts = counts

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        self._counts["parses"] += 1
        return super().unseal(sealed, purpose)


@pytest.fixture
def counts(house: House, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    counts: Counter[str] = Counter()
    store, submit = house.bot.store, DIALOGS["submit"]

    def replayed() -> Any:
        counts["replays"] += 1
        return submit.script()

    monkeypatch.setitem(DIALOGS, "submit", replace(submit, script=replayed))
    monkeypatch.setattr(store, "database", CountedDatabase(store.database, counts))
    monkeypatch.setattr(store, "_keys", CountedKeys(store._keys, counts))
    return counts


async def test_each_message_is_one_load_one_parse_one_save_and_two_replays(house: House, counts: Counter[str]) -> None:
    await house.say(press="m.submit")
    acts = (house.press(".agree"), house.say("村口的路灯坏了。"), house.say("已经一个月了。"), house.press(".send"))
    for act in acts:
        counts.clear()
        await act
        assert counts.pop("replays") <= 2
        assert counts == {"loads": 1, "parses": 1, "saves": 1}


async def test_confirming_saves_before_and_after_posting_and_loads_once(house: House, counts: Counter[str]) -> None:
    await house.told()
    counts.clear()
    await house.press(".yes")
    assert counts.pop("replays") <= 2
    assert counts == {"loads": 1, "parses": 1, "saves": 2}
    assert house.api.asked("POST", "/v1/cases") == 1
