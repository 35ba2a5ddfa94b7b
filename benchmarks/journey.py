"""Real residents through the whole loop: message → dialog → case → accepted, assigned, answered → reply → rating.

    make journey N=500 CSV=replies.csv OUT=out.jsonl

Each row of the CSV (message_id, text, reply) is one resident; every second one comes by Telegram (a Bot API server of
our own), the others by the web chat's wire, both over HTTP. The last line on stdout
is one JSON object; `OUT` gets one JSON line per resident with SHA-256 digests, so that anyone can recount.
"""

import argparse
import asyncio
import csv
import hashlib
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.progress import Progress

from benchmarks.service import free_port, serving
from models.numbers import clean_number, valid_case_no
from tests.telegram.botapi import TOKEN, BotApi
from tests.telegram.people import Sent

AT_ONCE = 16
SETTLE_SECONDS = 5
"""After the last resident: time in which a second copy of a reply would still arrive."""
WAIT_SECONDS = 120
TELEGRAM_MESSAGE = 2000
"""Characters of a message that a person's Telegram sends: below 4,096 UTF-16 units whatever they are."""
PATH = {"consent": "agree", "kind": "difficulty", "people": "1", "who": "anonymous", "confirm": "yes"}
"""What a resident presses, by the end of the button's code; every other question is skipped."""


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Resident:
    """One line of the result."""

    message_id: str
    case_no: str | None = None
    sent: str = ""
    stored: str | None = None
    posted: str = ""
    shown: str | None = None

    @property
    def altered(self) -> bool:
        """A digest that is there and not the same; what is missing is counted as lost."""
        pairs = ((self.sent, self.stored), (self.posted, self.shown))
        return any(there is not None and there != meant for meant, there in pairs)


class Lost(Exception):
    """Something that was promised did not come."""


class Web:
    """HTTP with a count of server errors."""

    def __init__(self, http: aiohttp.ClientSession, url: str, tally: Counter[str]) -> None:
        self._http, self._url, self._tally = http, url, tally

    async def call(self, method: str, path: str, token: str | None = None, **more: Any) -> tuple[int, Any, Any]:
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **more.pop("headers", {})}
        async with self._http.request(method, self._url + path, headers=headers, **more) as answer:
            self._tally["server_errors"] += answer.status >= 500
            raw = await answer.read()
            body = json.loads(raw) if raw and "json" in answer.content_type else raw
            return answer.status, body, answer.headers

    async def good(self, method: str, path: str, token: str | None = None, **more: Any) -> Any:
        status, body, _ = await self.call(method, path, token, **more)
        if status >= 400:
            raise Lost(f"{method} {path.partition('?')[0]} {status}")
        return body


class Talker:
    """A resident's side of the dialog, whatever carries it."""

    started = False

    async def start(self) -> None:
        raise NotImplementedError

    async def send(self, *, text: str | None = None, press: str | None = None) -> None:
        raise NotImplementedError

    def presses(self) -> list[str]:
        """What the buttons of the last answer send."""
        raise NotImplementedError

    def lines(self) -> list[str]:
        """The lines of the last answer."""
        raise NotImplementedError

    async def replies(self, case_no: str) -> list[str]:
        """Replies to the case that came since the last look, word for word; their buttons can be pressed then."""
        raise NotImplementedError

    def buttons(self) -> dict[str, str]:
        """Presses by the end of their code."""
        return {p.split(".", 3)[-1] if p.startswith("s.") else p: p for p in self.presses()}

    async def press(self, *codes: str) -> None:
        """Presses the first of the codes that is on the screen."""
        there = self.buttons()
        for code in codes:
            if code in there:
                return await self.send(press=there[code])
        raise Lost(f"none of {codes} among {sorted(there)}")

    async def tell(self, text: str) -> None:
        await self.send(text=text)

    async def file(self, text: str) -> str:
        """The whole submit dialog; returns the number that is shown."""
        await self.press("m.submit")
        await self.press(PATH["consent"])
        await self.tell(text)
        if "m.go" in self.buttons() and "done" not in self.buttons():
            await self.press("m.go")  # words that sounded like danger: the form waited, the resident goes on
        await self.press("done")
        for _ in range(20):
            there = self.buttons()
            if PATH["confirm"] in there:
                break
            await self.press(*(c for c in (PATH["kind"], PATH["people"], PATH["who"], "skip") if c in there))
        await self.press(PATH["confirm"])
        return await self.number()

    async def number(self) -> str:
        for line in self.lines():
            if valid_case_no(no := clean_number(line)):
                return str(no)
        raise Lost("no number was shown")


class Chat(Talker):
    """A resident on the web chat's wire."""

    def __init__(self, web: Web) -> None:
        self.web, self.token, self.count, self.after = web, "", 0, 0
        self.screens: list[Any] = []

    async def start(self) -> None:
        opened = await self.web.good("POST", "/chat/sessions", json={})
        self.token, self.screens, self.started = opened["token"], opened["screens"], True

    async def send(self, *, text: str | None = None, press: str | None = None) -> None:
        self.count += 1
        body = {"id": f"m{self.count}", **({"text": text} if press is None else {"press": press})}
        self.screens = (await self.web.good("POST", "/chat/messages", self.token, json=body))["screens"]

    def presses(self) -> list[str]:
        return [b["press"] for screen in self.screens for row in screen["rows"] for b in row]

    def lines(self) -> list[str]:
        return [line for screen in self.screens for line in screen["text"].splitlines()]

    async def events(self) -> list[Any]:
        path = f"/chat/events?after={self.after}"
        found = (await self.web.good("GET", path, self.token, headers={"Accept": "application/json"}))["events"]
        if found:
            await self.web.good("POST", "/chat/seen", self.token, json={"ids": [e["id"] for e in found]})
            self.after = max(e["id"] for e in found)
        return list(found)

    async def replies(self, case_no: str) -> list[str]:
        found = [e for e in await self.events() if e.get("notice") == "reply" and e.get("case_no") == case_no]
        if found:
            self.screens = found[0]["screens"]
        return [e["screens"][1]["text"] for e in found]  # who answers, the answer, the rating


class TelegramChat(Talker):
    """A resident on Telegram, as a Bot API server on this machine carries them."""

    def __init__(self, api: BotApi, id: int) -> None:
        self._person, self._looked = api.person(id), 0
        self._answer: list[Sent] = []

    async def start(self) -> None:
        await self.send(text="/start")
        self.started = True

    async def send(self, *, text: str | None = None, press: str | None = None) -> None:
        before = len(self._person.got)
        if press is not None:
            under = next(m for m in reversed(self._person.got) if press in m.presses)
            self._person.presses(press, under)
        else:
            self._person.says(text)
        # What comes by itself after danger (who is there, whom to ring) has no button but that for a person.
        await _until(lambda: any(set(m.presses) - {"m.human"} for m in self._person.got[before:]))
        self._answer = self._person.got[before:]
        self._looked = len(self._person.got)

    async def tell(self, text: str) -> None:
        """A person's own Telegram sends what is too long for one message in several."""
        for at in range(0, len(text), TELEGRAM_MESSAGE):
            await self.send(text=text[at : at + TELEGRAM_MESSAGE])

    def presses(self) -> list[str]:
        return [p for m in self._answer for p in m.presses]

    def lines(self) -> list[str]:
        return [line for m in self._answer for line in m.text.splitlines()]

    async def replies(self, case_no: str) -> list[str]:
        """A reply is the messages between the one that announces it and the one with the rating's buttons."""
        found: list[str] = []
        said: list[str] | None = None
        for at, message in enumerate(self._person.got[self._looked :], self._looked + 1):
            if message.text.endswith("答复您："):
                said = []
            elif said is not None and any(p.startswith(f"n.{case_no}.rate-") for p in message.presses):
                found.append("".join(said))
                self._answer, self._looked, said = [message], at, None
            elif said is not None:
                said.append(message.text)
        return found


async def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise Lost("Telegram brought no answer")
        await asyncio.sleep(0.01)


async def staff_works(web: Web, staff: str, case_no: str, reply: str) -> str:
    """Accepts, assigns and answers; returns the SHA-256 of the words that are stored."""
    path = f"/v1/cases/{case_no}"
    case = await web.good("GET", path, staff)
    stored = sha("".join(w["text"] or "" for w in case["words"]))
    version = case["version"]
    for step, body in (
        ("accept", {"case_class": "appeal", "tier": "simple"}),
        ("assign", {"unit": "QH-ZJ", "handler": "demo"}),
        ("replies", {"text": reply}),
    ):
        moved = await web.good("POST", f"{path}/{step}", staff, json=body, headers={"If-Match": f'"{version}"'})
        version = moved["version"]
    return stored


async def one(web: Web, chat: Talker, done: Resident, staff: str, row: dict[str, str], tally: Counter[str]) -> None:
    """One resident from the first word to the rating; what was reached stands in `done`."""
    await chat.start()
    done.case_no = await chat.file(row["text"])
    tally["numbers"] += 1
    done.stored = await staff_works(web, staff, done.case_no, row["reply"])
    replies: list[str] = []
    deadline = time.monotonic() + WAIT_SECONDS
    while not replies:
        if time.monotonic() > deadline:
            raise Lost("the reply did not come")
        await asyncio.sleep(0.2)
        replies += await chat.replies(done.case_no)
    tally["replies_delivered"] += 1
    done.shown = sha(replies[0])
    await chat.press(f"n.{done.case_no}.rate-satisfied")
    tally["duplicated"] += len(replies) - 1


async def again(chat: Talker, done: Resident) -> int:
    """Replies that came once more after the first."""
    return len(await chat.replies(done.case_no)) if chat.started and done.case_no else 0


async def count_cases(web: Web, staff: str) -> Counter[str]:
    """What staff see at the end: how many cases, and how many are rated."""
    seen: Counter[str] = Counter()
    cursor: str | None = None
    while True:
        params = {"limit": "200", **({"cursor": cursor} if cursor else {})}
        page = await web.good("GET", "/v1/cases", staff, params=params)
        seen["cases"] += len(page["items"])
        seen["rated"] += sum(1 for c in page["items"] if c["rating"])
        cursor = page["next"]
        if cursor is None:
            return seen


async def run(
    rows: list[dict[str, str]], url: str, password: str, telegram: BotApi
) -> tuple[list[Resident], dict[str, Any]]:
    """Every second resident comes by Telegram, the others by the web chat's wire."""
    tally: Counter[str] = Counter()
    results = [Resident(row["message_id"], sent=sha(row["text"]), posted=sha(row["reply"])) for row in rows]
    gate = asyncio.Semaphore(AT_ONCE)
    connector = aiohttp.TCPConnector(limit=AT_ONCE * 4)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        web = Web(http, url, tally)
        form = {"username": "demo", "password": password}
        staff = (await web.good("POST", "/v1/token", data=form))["access_token"]
        chats = [TelegramChat(telegram, 10_000 + n) if n % 2 else Chat(web) for n in range(len(rows))]
        with Progress(console=Console(stderr=True)) as progress:
            bar = progress.add_task("residents", total=len(rows))

            async def go(chat: Talker, done: Resident, row: dict[str, str]) -> None:
                async with gate:
                    try:
                        await one(web, chat, done, staff, row, tally)
                    except (Lost, aiohttp.ClientError, TimeoutError) as why:
                        tally["lost"] += 1
                        progress.console.print(f"{row['message_id']}: {type(why).__name__}: {why}", markup=False)
                    progress.advance(bar)

            started = time.monotonic()
            await asyncio.gather(*map(go, chats, results, rows))
            seconds = time.monotonic() - started
        await asyncio.sleep(SETTLE_SECONDS)
        tally["duplicated"] += sum([await again(chat, done) for chat, done in zip(chats, results, strict=True)])
        seen = await count_cases(web, staff)
    return results, {
        "residents": len(rows),
        "cases": seen["cases"],
        "replies_delivered": tally["replies_delivered"],
        "rated": seen["rated"],
        "lost": tally["lost"],
        "duplicated": tally["duplicated"] + max(0, seen["cases"] - tally["numbers"]),
        "altered": sum(r.altered for r in results),
        "server_errors": tally["server_errors"],
        "seconds": round(seconds, 1),
        "conversations_per_second": round((len(rows) - tally["lost"]) / seconds, 2) if seconds else 0,
    }


async def with_service(rows: list[dict[str, str]], home: Path) -> tuple[list[Resident], dict[str, Any]]:
    """The service and a Bot API server of our own, both for this run only; Telegram's pace is not kept here."""
    telegram = BotApi()
    await telegram.up(free_port())
    settings: dict[str, Any] = {"TOKEN": TOKEN, "API": telegram.url, "RATE": "0", "CHAT_RATE": "1000"}
    print("every second resident by Telegram; HUIYIN_TELEGRAM_RATE=0, so its pace is not measured", file=sys.stderr)
    try:
        running = serving(home, **{f"HUIYIN_TELEGRAM_{name}": value for name, value in settings.items()})
        service = await asyncio.to_thread(running.__enter__)
        try:
            return await run(rows, service.url, service.admin_password, telegram)
        finally:
            await asyncio.to_thread(running.__exit__, None, None, None)
    finally:
        await telegram.down()


def rows_of(path: Path, most: int) -> list[dict[str, str]]:
    """The first `most` rows; ValueError if a column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as f:
        reader = csv.DictReader(f)
        if missing := {"message_id", "text", "reply"} - set(reader.fieldnames or ()):
            raise ValueError(f"{path.name} lacks the columns {', '.join(sorted(missing))}")
        return [row for _, row in zip(range(most), reader, strict=False)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journey", description=__doc__)
    parser.add_argument("--n", type=int, default=500, help="residents at the most")
    parser.add_argument("--csv", type=Path, required=True, help="columns message_id, text, reply")
    parser.add_argument("--out", type=Path, help="one JSON line per resident")
    given = parser.parse_args()
    csv.field_size_limit(10_000_000)
    rows = rows_of(given.csv, given.n)
    with tempfile.TemporaryDirectory(prefix="huiyin-") as home:
        residents, result = asyncio.run(with_service(rows, Path(home)))
    if given.out is not None:
        given.out.write_text("".join(json.dumps(asdict(r)) + "\n" for r in residents))
    print(json.dumps(result))
    return 0 if not any(result[k] for k in ("lost", "duplicated", "altered", "server_errors")) else 1


if __name__ == "__main__":
    sys.exit(main())
