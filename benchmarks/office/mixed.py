"""Many cases of every sort at once, worked by a clerk, a supervisor and the people of some units by `/v1`; residents by
the chat's JSON."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.journey import WAIT_SECONDS, Chat, Lost, Web
from benchmarks.office import county
from benchmarks.office.staff import Refused, Staff
from models.clock import SystemClock, local_date

AT_ONCE = 4
HEADS = 6
"""Units that get cases."""
PART = 4000
"""Characters of a part of an opinion letter."""


@dataclass(frozen=True)
class Way:
    """How a case goes. `named`: the clerk gives it to a person; else it is forwarded to the unit, whose head takes it
    up. `ends`: the unit closes it. `before`: kinds of messages before the answer. `rating`: what the resident presses
    below it."""

    case_class: str = "other"
    more: dict[str, Any] = field(default_factory=dict)
    named: bool = True
    ends: bool = True
    before: tuple[str, ...] = ()
    answered: bool = True
    chat: bool = True
    rating: str = ""


WAYS = (
    Way(),
    Way(named=False),
    Way("appeal"),
    Way("suggestion", more={"adoption": "adopted"}),
    Way(before=("progress", "question"), answered=False),
    Way(rating="unsatisfied", ends=False),
    Way(chat=False),
    Way("appeal", named=False, more={"tier": "simple"}, rating="satisfied"),
    Way(before=("formal",), answered=False),
    Way(before=("progress",)),
)


class Resident(Chat):
    """Somebody who leaves open what can be left open, and says that no official's misconduct is meant."""

    async def file(self, text: str) -> str:
        await self.press("m.submit")
        await self.press("agree")
        await self.tell(text)
        for _ in range(20):
            there = self.buttons()
            if "yes" in there and "no" not in there:
                break
            ways = ("done", "no", "difficulty", "1", "anonymous", "skip", "m.go")
            await self.press(*(code for code in ways if code in there))
        await self.press("yes")
        return await self.number()


class Day:
    """Who works there, and what was counted: `lost`, `untold`, and the states in which cases were left."""

    def __init__(self, web: Web, people: dict[str, Staff], topics: list[str]) -> None:
        self.web, self.people, self.topics = web, people, topics
        self.tally: Counter[str] = Counter()

    @classmethod
    async def begin(cls, web: Web, passwords: dict[str, str]) -> "Day":
        logins = [county.CLERK, county.SUPERVISOR]
        logins += [who(n) for n in range(1, HEADS + 1) for who in (county.head, county.other)]
        people = {login: await Staff.log_in(web, login, passwords[login]) for login in logins}
        return cls(web, people, await topics(people[county.CLERK]))

    @property
    def clerk(self) -> Staff:
        return self.people[county.CLERK]

    def same(self, meant: str, there: str | None) -> None:
        """Words that are not there as they were written are lost."""
        self.tally["lost"] += meant != there

    async def told(self, who: Staff, number: str, *kinds: str) -> None:
        self.tally["untold"] += not await who.waits(number, *kinds)


async def topics(clerk: Staff) -> list[str]:
    """Codes of those that lie below others."""
    found = (await clerk.ask("GET", "/v1/office/topics", params={"limit": "200"}))["items"]
    return [t["code"] for t in found if not t["code"].endswith("0000")]


async def came(chat: Chat, number: str, kind: str, seconds: float) -> str:
    """The words of the next notice of this kind on the case; its buttons can be pressed then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for event in await chat.events():
            if event.get("notice") == kind and event.get("case_no") == number:
                chat.screens = event["screens"]
                return str(event["screens"][1]["text"])
        await asyncio.sleep(0.2)
    raise Lost(f"no {kind} came")


@dataclass
class Worked:
    """A case at hand."""

    day: Day
    way: Way
    row: dict[str, str]
    n: int
    chat: Chat | None = None
    number: str = ""

    @property
    def unit(self) -> int:
        return self.n % HEADS + 1

    @property
    def head(self) -> Staff:
        return self.day.people[county.head(self.unit)]

    @property
    def handler(self) -> Staff:
        """Whom the clerk names, or the head who took it up."""
        return self.day.people[county.other(self.unit)] if self.way.named else self.head

    async def to_its_end(self) -> None:
        await self.filed()
        await self.given()
        for kind in self.way.before:
            await self.said(kind)
        if self.way.answered:
            await self.answered()
        if self.way.ends and self.way.answered:
            await self.closed()
        self.day.tally[(await self.handler.case(self.number))["state"]] += 1

    async def filed(self) -> None:
        day, text = self.day, self.row["text"]
        if self.way.chat:
            self.chat = Resident(day.web)
            await self.chat.start()
            self.number = await self.chat.file(text)
            await day.told(day.clerk, self.number, "new")
        else:
            today = local_date(SystemClock().now()).isoformat()
            taken = {"channel": "visit", "petition_date": today, "text": text, "slip": True, "phone": "13900001111"}
            self.number = (await day.clerk.ask("POST", "/v1/cases/register", json=taken))["case_no"]
        kept = (await day.clerk.case(self.number))["words"]
        day.same(text, "".join(part["text"] or "" for part in kept))

    async def given(self) -> None:
        """To a person by name, or to the unit, whose head takes it up."""
        day, unit, way = self.day, county.unit(self.unit), self.way
        accepted = {
            "case_class": way.case_class, "topic": day.topics[self.n % len(day.topics)],
            "area": county.area(self.n % len(county.TOWNS) + 1), "unit": unit, "handler": self.handler.login,
            **{name: value for name, value in way.more.items() if name == "tier"},
        }  # fmt: skip
        if way.named:
            await day.clerk.act(self.number, "accept", accepted)
            await day.told(self.handler, self.number, "assigned")
            return
        await day.clerk.act(self.number, "forward", {"unit": unit})
        await day.told(self.head, self.number, "forwarded")
        await self.head.act(self.number, "accept", accepted)

    async def said(self, kind: str) -> None:
        """Something that is not the answer; a question is answered by the resident."""
        words = f"您好，这件事正在办理。{self.row['reply'][:300]}"
        if kind == "question":
            await self.handler.act(self.number, "questions", {"text": words})
        else:
            await self.handler.act(self.number, "replies", {"kind": kind, "text": words})
        if self.chat is None:
            return
        shown = "question" if kind == "question" else "progress"
        self.day.same(words, await came(self.chat, self.number, shown, WAIT_SECONDS))
        if kind == "question":
            await self.chat.press(f"n.{self.number}.answer")
            await self.chat.send(text="是的，一直是这样。")
            await self.chat.press("done", "yes", "send")
            await self.day.told(self.handler, self.number, "answer")

    async def answered(self) -> None:
        reply, note = self.row["reply"], f"已核对第 {self.n} 件的材料。"
        await self.handler.act(self.number, "notes", {"text": note})
        await self.handler.act(self.number, "replies", self.answer(reply))
        timeline = (await self.handler.ask("GET", f"/v1/cases/{self.number}/timeline"))["items"]
        self.day.same(note, next((e["text"] for e in timeline if e["kind"] == "note"), None))
        if self.chat is None:
            await self.rung()
        else:
            shown = await came(self.chat, self.number, "reply", WAIT_SECONDS)
            self.day.same(reply, reply if self.letter and reply[:PART].strip() in shown else shown)
            if self.way.rating:
                await self.chat.press(f"n.{self.number}.rate-{self.way.rating}")
            if self.way.rating == "unsatisfied":
                await self.day.told(self.handler, self.number, "unsatisfied")

    @property
    def letter(self) -> bool:
        return self.way.case_class == "appeal" and "tier" not in self.way.more

    def answer(self, reply: str) -> dict[str, Any]:
        if not self.letter:
            return {"text": reply, **{name: value for name, value in self.way.more.items() if name == "adoption"}}
        parts = {"claim": "请求解决来信所说的问题。", "facts": reply[:PART], "opinion": "按查明的情况办理。"}
        basis = {"basis": "《信访工作条例》第三十二条。", "result": "supported"}
        return {"kind": "opinion", "opinion": {**parts, **basis}}

    async def rung(self) -> None:
        """Nobody is in a chat: the desk tells what there is to tell."""
        when = SystemClock().now().isoformat()
        record = {"how": "counter", "result": "handed", "at": when}
        for task in (await self.day.clerk.ask("GET", "/v1/tasks", params={"limit": "200"}))["items"]:
            if any(t["case_no"] == self.number for t in task["tells"]):
                await self.day.clerk.ask("POST", f"/v1/tasks/{task['id']}/told", json=record)

    async def delivered(self) -> None:
        """The page has said so, and the courier says it to the API a moment later."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            notices = (await self.handler.case(self.number))["notices"]
            if next(n for n in reversed(notices) if n["kind"] == "reply")["state"] == "delivered":
                return
            await asyncio.sleep(0.2)
        raise Lost("nobody reported that the reply was delivered")

    async def closed(self) -> None:
        """What was very short, or the same as another, a supervisor looks at first."""
        ended = {"cause": "service", "resolved": "yes"}
        await self.delivered()
        try:
            await self.handler.act(self.number, "close", ended)
        except Refused as why:
            if why.code != "reply_to_look_at":
                raise
            thin = next(a for a in (await self.handler.case(self.number))["answers"] if a["thin"])
            supervisor = self.day.people[county.SUPERVISOR]
            await supervisor.act(self.number, f"replies/{thin['seq']}/look", {"passed": True})
            await self.handler.act(self.number, "close", ended)


async def mixed(
    url: str, passwords: dict[str, str], rows: list[dict[str, str]], say: Callable[[str], None]
) -> Counter[str]:
    """All of the rows, several at a time."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        errors: Counter[str] = Counter()
        day = await Day.begin(Web(http, url, errors), passwords)

        async def one(n: int, row: dict[str, str]) -> None:
            async with gate:
                worked = Worked(day, WAYS[n % len(WAYS)], row, n)
                day.tally["cases"] += 1
                try:
                    await worked.to_its_end()
                except (Lost, Refused) as why:
                    day.tally["failed"] += 1
                    say(f"case {n}: {type(why).__name__}: {why}")

        await asyncio.gather(*(one(n, row) for n, row in enumerate(rows)))
        return day.tally + errors
