"""Plays a talk without channels or API: for the terminal and for the transcripts. Nothing is ever sent.

A transcript is readable and can be played again: `# world: new`, `# locale: en`, then what the person does after `> `
and below it what they see. `> words`, `> [button]`, `> (photo)`, `> (30.1, 120.2)` a location; `> !notice question
<case number> words` and `> !gone <slot>` are what happens meanwhile. `= {…}` is what would be posted.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Unpack

from conversations.dialogs.bookings import booked, cancelled, moved
from conversations.engine.facts import Noticed
from conversations.engine.session import Receipt, Session, Talk
from conversations.notices import screens_of
from conversations.play.samples import CODE, FILED, HOUSING, NOW, TODAY, World, desk, world
from conversations.questions.matter import confirmed
from conversations.questions.plain import File, Reply, Say
from conversations.screens import Screen, filed
from conversations.turn import router, talk
from conversations.turn.context import TurnResult
from conversations.turn.settling import thanked
from models.law.channels import Channel
from models.law.facts import Facts
from models.law.notices import NoticeKind
from models.search import fold
from models.wire import About, AnonymityWanted, CaseReceipt, Claim, LeasedNotice, RatingGiven, Urge
from models.wire.deeds import Adding, Booking, CancelBooking, Filing, MoveBooking
from models.words.names import Name

AT = NOW.isoformat()
FILES = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4", "document": "application/pdf"}


class NoSuchButton(Exception):
    pass


@dataclass
class Player:
    """A person, and the desk that answers: what is confirmed is settled at once, unless the API is `down`.

    `shown` is on the screen now, `sent` is what was posted.
    """

    world: World
    talk: Talk = field(default_factory=Talk)
    count: int = 0
    shown: tuple[Screen, ...] = ()
    sent: list[dict[str, Any]] = field(default_factory=list)
    down: bool = False

    def says(self, text: str) -> tuple[Screen, ...]:
        return self.reply(text=text)

    def presses(self, label: str) -> tuple[Screen, ...]:
        """Presses the button of the last screens that is called so."""
        for screen in reversed(self.shown):
            for row in screen.rows:
                for name, press in row:
                    if fold(name) == fold(label):
                        return self.reply(press=press)
        raise NoSuchButton(label)

    def sends(self, sort: str) -> tuple[Screen, ...]:
        file = File(f"{sort}-{self.count:08}", FILES[sort], 123_456)
        return self.reply(files=(file,))

    def reply(self, at: str = AT, **what: Any) -> tuple[Screen, ...]:
        self.count += 1
        noticed = self.world.noticed
        reply = Reply(f"m{self.count}", at, **what)
        turn = self.hear(reply, f"s{self.count}")
        self.talk = turn.talk
        self.shown = (*turn.screens, *self._post())
        if not self.shown:
            self.shown = tuple(self._ask(lambda facts: talk.show(self.talk, facts)).screens)
        if noticed is not None and self.shown:
            self.world.noticed = replace(noticed, newest=False)
        return self.shown

    def hear(self, reply: Reply, fresh: str) -> TurnResult:
        """The turn, by JSON and back as a store would do it."""
        held = json.dumps(self.talk.dump())
        return self._ask(lambda facts: router.hear(Talk.load(json.loads(held)), reply, facts, fresh))

    def _ask(self, turn: Any) -> TurnResult:
        facts: dict[Any, Any] = {}
        while True:
            made: TurnResult = turn(facts)
            if made.needs is None:
                return made
            facts[made.needs.query] = self.world.answer(made.needs)

    def _post(self) -> list[Screen]:
        told: list[Screen] = []
        if self.down:
            return told
        for session in [s for s in self.talk.sessions if s.state == "sealed"]:
            self.sent.append(session.result or {})
            receipt, said = self._receipt(session)
            if "case_no" in receipt and receipt["case_no"] == FILED:
                notice = self._leased("received", FILED, {"phone": desk().phone})
                day = TODAY.replace(month=12, day=8)
                given = CaseReceipt(case_no=FILED, query_code=CODE, told_by=day, provisional=False, notice=notice)
                back = () if self.talk.keeps else (Say("filed.elsewhere"),)
                told.append(filed(self.talk.locale, given, *back))
                self.talk.keeps = True
            told += talk.settled(self.talk, session.id, receipt, *said).screens
        return told

    def _receipt(self, session: Session) -> tuple[Receipt, tuple[Say, ...]]:
        """What the API would answer, and how the desk says it."""
        match session.deed:
            case Filing():
                return {"case_no": FILED}, ()
            case Booking() as booking:
                return {"case_no": booking.case_no or FILED}, self._made(booking.slot)
            case Adding(case_no=case_no, question=question):
                word = "added" if question is None else "answered"
                return {"added": case_no}, (self._confirmed(word, case_no),)
            case Urge(case_no=case_no):
                return {}, (self._confirmed("urged", case_no, unit=Name(HOUSING.name, HOUSING.en), at=NOW),)
            case Claim(case_no=case_no):
                return {}, (self._confirmed("claimed", case_no),)
            case AnonymityWanted(case_no=case_no, anonymous=gone):
                return {}, (self._confirmed("unsigned" if gone else "signed", case_no),)
            case RatingGiven() as given:
                return {}, (thanked(given),)
            case MoveBooking(booking_no=booking_no, slot=slot):
                return {}, self._made(slot, moved, booking_no=booking_no)
            case CancelBooking(booking_no=booking_no):
                return {}, (cancelled({"booking_no": booking_no}),)
        return {}, ()

    def _made(
        self, slot: str | None, said: Callable[[Mapping[str, object]], Say] = booked, **more: object
    ) -> tuple[Say, ...]:
        for day, slots in self.world.days.values():
            for s in slots:
                if s.id == slot:
                    facts = {"booking_no": "YY202611230001", "starts_at": s.starts_at, "venue": day.venue}
                    was = {"was_at": max(a.starts_at for a in self.world.appointments)} if said is moved else {}
                    return (said({**facts, **was, "official": day.official, "post": day.post, **more}),)
        return ()

    def notified(
        self, kind: str, case_no: str, text: str | None = None, /, **facts: Unpack[Facts]
    ) -> tuple[Screen, ...]:
        """Staff have done something: its notice arrives."""
        known: Facts = {"unit": HOUSING.name, "unit_en": HOUSING.en, "phone": HOUSING.phone, **facts}
        notice = self._leased(kind, case_no, known)
        self.shown = screens_of(self.talk.locale, notice.model_copy(update={"text": text}))
        choices = tuple(button for screen in self.shown for row in screen.rows for button in row)
        words = "\n".join(screen.text for screen in self.shown)
        self.world.noticed = Noticed(kind, case_no, words, choices, True)
        return self.shown

    def _confirmed(self, word: str, case_no: str, **facts: Any) -> Say:
        known = (*self.world.cases, *self.world.others.values())
        return confirmed(word, case_no, next((c for c in known if c.case_no == case_no), None), **facts)

    def _leased(self, kind: str, case_no: str, facts: Facts) -> LeasedNotice:
        case = next((c for c in self.world.cases if c.case_no == case_no), None)
        return LeasedNotice(
            id=1,
            lease="sample",
            kind=NoticeKind(kind),
            case_no=case_no,
            channel=Channel.CONSOLE,
            address="sample",
            locale=self.talk.locale,  # type: ignore[arg-type]
            facts=facts,
            about=About(topic=case.topic, area=case.area, excerpt=case.excerpt) if case else None,
        )


def drawn(screen: Screen) -> str:
    """A screen as text: its step, its words, a line of buttons for each row."""
    step = [f"({screen.step[0]}/{screen.step[1]})"] if screen.step else []
    rows = ["  ".join(f"[{label}]" for label, _ in row) for row in screen.rows]
    return "\n".join([*step, screen.text, *rows])


# --- transcripts


def played(lines: Iterable[str]) -> Iterator[str]:
    """The transcript that results from the `#` and `>` lines of one; all other lines are left out."""
    settings = {"world": "new", "locale": "zh_Hans"}
    player: Player | None = None
    for line in lines:
        if line.startswith("#"):
            name, found, value = line[1:].partition(":")
            if found and name.strip() in settings:
                settings[name.strip()] = value.strip()
            yield line
        elif line.startswith("> "):
            if player is None:
                player = Player(world(settings["world"]), Talk(settings["locale"]))
            yield ""
            yield line
            yield from acted(player, line[2:])


def acted(player: Player, act: str) -> Iterator[str]:
    """Does what stands behind `> ` and tells what is seen."""
    before = len(player.sent)
    shown = _act(player, act)
    for sent in player.sent[before:]:
        yield "= " + json.dumps(sent, ensure_ascii=False)
    for n, screen in enumerate(shown):
        yield from ([""] if n else [])
        yield drawn(screen)


def _act(player: Player, act: str) -> tuple[Screen, ...]:
    if act.startswith("!gone "):
        player.world.gone.add(act[6:])
        return ()
    if act.startswith("!notice "):
        kind, case_no, *words = act[8:].split(" ", 2)
        return player.notified(kind, case_no, *words)
    if found := re.fullmatch(r"\[(.+)\]", act):
        return player.presses(found[1])
    if found := re.fullmatch(r"\((photo|voice|video|document)\)", act):
        return player.sends(found[1])
    if found := re.fullmatch(r"\((-?[\d.]+), (-?[\d.]+)\)", act):
        return player.reply(location=(float(found[1]), float(found[2])))
    return player.says(act)
