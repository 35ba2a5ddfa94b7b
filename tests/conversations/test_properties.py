"""Anything may come, in any order: nothing raises, nothing typed is lost, and the straight path stays what it is."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.dialogs.bookings import MOVE
from conversations.dialogs.concern import EXTRA_QUESTIONS
from conversations.engine.engine import Asking, Needs
from conversations.engine.session import Session, Talk
from conversations.engine.tree import Tree
from conversations.play.player import AT, Player
from conversations.play.samples import ASKED, BOOKED, CLOSED, CODE, MINE, OTHERS, World, areas, topics, world
from conversations.questions.plain import Reply
from conversations.turn import router, talk
from conversations.turn.beside import strings
from conversations.turn.talk import DIALOGS
from models.lines import legible, one_line
from models.visible import visible

STEPS = 30
WORLDS = {"submit": "full", "book": "full", "follow": "full", "bookings": "booked"}
"""Of the dialogs that somebody can begin with a word."""
COMMANDS = [
    "返回",
    "跳过",
    "取消",
    "帮助",
    "English",
    "转人工",
    "退出",
    "菜单",
    "继续",
    "/book",
    "/start x",
    "预约",
    "查进度",
]
ANSWERS = [
    "同意",
    "说完了",
    "3",
    "五个人",
    "石桥镇",
    "东门社区后面",
    "13800000000",
    "1",
    "2",
    "你好",
    "确认",
    CODE,
    OTHERS,
]
CRISES = ["我不想活了", "着火了，快来人"]
FORGED = [
    "",
    "s.s1.0.yes",
    "m.x",
    "m.erase.no",
    f"n.{ASKED}.answer",
    f"n.{CLOSED}.rate-fair",
    f"n.{MINE}.cancel-{BOOKED}",
]
FORGED += ["s.s1.1.edit:", "m.resume.s1", "m.undo.s2", "n..", "m.go", "m.lang.zh_Hant", "n.1.why", f"n.{OTHERS}.view"]

weird = st.text(max_size=12) | st.sampled_from(
    ["\u202e反\u202c", "👨‍👩‍👧", "\x07", "\0", "\ud800", "\u3000", "ᚠ", "1" * 40]
)
MATTER = "路灯坏了没人修"
words = st.builds(
    lambda n, what, tail: f"【{n}】{what}{tail}", st.integers(0, 10**9), st.sampled_from(["字", MATTER]), weird
)
"""Words nobody could take for an answer: they have to be found again."""
actions = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 30)),
    st.tuples(st.just("press"), st.integers(0, 30)),
    st.tuples(st.just("words"), words),
    st.tuples(st.just("text"), st.sampled_from(COMMANDS + ANSWERS + CRISES) | weird),
    st.tuples(st.just("old"), st.integers(0, 200)),
    st.tuples(st.just("forged"), st.sampled_from(FORGED) | st.text(max_size=30)),
    st.tuples(st.just("file"), st.sampled_from(["photo", "voice"])),
    st.tuples(st.just("place"), st.sampled_from([(30.0, 120.0), (float("nan"), 0.0)])),
    st.tuples(st.just("again"), st.none()),
    st.tuples(st.just("world"), st.sampled_from(["topics", "areas", "slots", "days", "gone", "cases", "back", "down"])),
)


class Noise:
    """Somebody who does anything at all, and what has to be remembered of it."""

    def __init__(self, dialog: str) -> None:
        self.name = WORLDS[dialog]
        self.player = Player(world(self.name))
        self.old: list[str] = []
        self.last: tuple[Reply, Talk] | None = None
        self.do("text", f"/{dialog}")

    def do(self, kind: str, what: Any) -> None:
        p = self.player
        if kind == "world":
            self.change(what)
        elif kind == "again":
            self.repeat()
        else:
            reply = self.reply(kind, what)
            before, sent, stored = held(p.talk), len(p.sent), p.talk.dump()
            p.reply(**reply)
            self.last = (Reply(f"m{p.count}", AT, **reply), Talk.load(stored))
            self.check(kind, reply, before, "\n".join(told(p.sent[sent:])))
        self.old += [press for s in p.shown for row in s.rows for _, press in row]

    def reply(self, kind: str, what: Any) -> dict[str, Any]:
        presses = [press for s in self.player.shown for row in s.rows for _, press in row]
        if kind == "press" and presses:
            return {"press": presses[what % len(presses)]}
        if kind == "old" and self.old:
            return {"press": self.old[what % len(self.old)]}
        if kind == "forged":
            return {"press": what}
        if kind == "file":
            return {"files": (talk_file(self.player.count, what),)}
        if kind == "place":
            return {"location": what}
        return {"text": str(what)}

    def change(self, what: str) -> None:
        w = self.player.world
        fresh = world(self.name)
        if what == "back":
            self.player.world, self.player.down = fresh, False
        elif what == "topics":
            w.topics = Tree(tuple(o for o in topics() if o.code < "100000"))
        elif what == "areas":
            w.areas = Tree(tuple(o for o in areas() if o.code > "990121100"))
        elif what == "slots":
            w.days = {k: (d.model_copy(update={"free": 0}), ()) for k, (d, _) in w.days.items()}
        elif what == "days":
            w.days = {}
        elif what == "gone":
            w.gone = {s.id for _, ss in w.days.values() for s in ss[:3]}
        elif what == "cases":
            w.cases, w.appointments = (), ()
        else:
            self.player.down = True

    def repeat(self) -> None:
        """The same message once more: nothing changes. And the same turn made twice is the same."""
        p = self.player
        if self.last is None:
            return
        reply, before = self.last
        stored = p.talk.dump()
        assert p.hear(reply, "twice").talk.dump() == stored
        one, two = (heard(p, copy.deepcopy(before), reply) for _ in range(2))
        assert (one.talk, one.screens) == (two.talk, two.screens)

    def check(self, kind: str, reply: dict[str, Any], before: set[str], sent: str) -> None:
        p = self.player
        assert p.shown and all(s.text and s.rows for s in p.shown[-1:])
        for screen in p.shown:
            assert all(label and press for row in screen.rows for label, press in row)
        after = held(p.talk)
        text = legible(reply.get("text") or "")
        if kind == "words" and text:
            kept = after | {sent}
            assert any(text in k or one_line(text) in k or visible(text) in k for k in kept), text
        code = (reply.get("press") or "").rsplit(".", 1)[-1]
        lost = {t for t in before - after if t.startswith("【") and t not in sent}
        dropped = code in ("last", "yes") or code.startswith("drop:") or text == "退出"
        said_aside_and_left_out = any(f'"sort": "{s}"' in sent for s in ("filing", "booking"))
        assert not lost or dropped or said_aside_and_left_out, (lost, reply)


def talk_file(n: int, sort: str) -> Any:
    from conversations.play.player import FILES
    from conversations.questions.plain import File

    return File(f"{sort}-{n:08}", FILES[sort], 1)


def heard(p: Player, before: Talk, reply: Reply) -> talk.TurnResult:
    facts: dict[Any, Any] = {}
    while (turn := router.hear(before, reply, facts, "same")).needs is not None:
        facts[turn.needs.query] = p.world.answer(turn.needs)
    return turn


def held(t: Talk) -> set[str]:
    stored = json.loads(json.dumps(t.dump()))
    assert Talk.load(stored).dump() == stored
    return set(strings([stored["sessions"], stored["beside"]]))


def told(sent: list[dict[str, Any]]) -> list[str]:
    return [json.dumps(s, ensure_ascii=False) + "\n" + "\n".join(strings(s)) for s in sent]


# --- the straight path

Canon = Callable[[Asking], dict[str, str] | None]


def press(code: str) -> dict[str, str]:
    return {"press": code}


SUBMIT = {"consent": "agree", "kind": "difficulty", "topic": "skip", "place": "elsewhere", "who": "self", "people": "3"}
SUBMIT |= {q.code: q.answers[0] for q in EXTRA_QUESTIONS}
SIDE = {"use": "use"}
TYPED = {"place.elsewhere": "外省某地", "who.self.name": "李雷", "who.self.phone": "13800000000"}
BOOK = {"what": "book", "matter": MINE, "party": "2", "day": "V-COUNTY", "slot": "V-COUNTY-2"}
FOLLOW = {"which": MINE, "what": "add", "name": "skip", "phone": "skip"}
FOLLOW |= dict.fromkeys(("rights", "review", "pressed", "complain", "retaliation"), "back")
ORDER = {"submit": ["story", *SUBMIT], "book": [], "follow": [], "bookings": []}


def straight(asking: Asking) -> dict[str, str]:
    """What is answered on the straight path; a story is emptied first."""
    section = asking.key.split(".")[0]
    if section == "story":
        parts = (asking.held or {}).get("parts", [])
        if [p.get("text") for p in parts] == ["路灯坏了"]:
            return press("done")
        return press("last") if parts else {"text": "路灯坏了"}
    if asking.key in TYPED:
        return {"text": TYPED[asking.key]}
    if section == "booking":
        return press(BOOKED)
    if section in asking.trail and section in SUBMIT:
        return press(f"edit:{section}")  # a question that the straight path does not lead to
    return press({**SUBMIT, **SIDE, **BOOK, **FOLLOW}[section])


def asked(p: Player, session: Session) -> Asking:
    facts: dict[Any, Any] = {}
    while True:
        at = DIALOGS[session.dialog].run(session, facts)
        if not isinstance(at, Needs):
            assert isinstance(at, Asking)
            return at
        facts[at.query] = p.world.answer(at)


def finish(p: Player, dialog: str) -> dict[str, Any]:
    """Goes on with a session of this dialog, or begins one, answering every question as the straight path does."""
    p.down = False
    p.world = world(WORLDS[dialog])
    p.reply(press="m.go")
    mine = [s.id for s in p.talk.sessions if s.dialog == dialog and s.state in ("open", "set_aside")]
    p.reply(press=f"m.resume.{mine[0]}" if mine else "m.menu")
    if not mine:
        p.says(f"/{dialog}")
    before, done = len(p.sent), set[str]()
    for _ in range(150):
        session = p.talk.active
        assert session is not None and session.dialog == dialog
        at = asked(p, session)
        section = at.key.split(".")[0]
        code = straight(at) if section != "confirm" else _edit(at, dialog, done)
        done |= {at.key} & {section}
        straying = session.answers.get("which") != MINE or section not in ("what", "story")
        if dialog == "follow" and section != "which" and straying:
            code = press("back")
        elif dialog == "bookings" and at.key != "booking" and session.answers["booking"].startswith(MOVE):
            code = press("edit:booking")
        elif dialog == "book" and (wrong := _differs(session, at)):
            code = press(f"edit:{wrong}")
        if "press" in code:
            code = press(f"s.{session.id}.{session.rev}.{code['press']}")
        p.reply(**code)
        if len(p.sent) > before:
            return p.sent[before]
    raise AssertionError(f"no end: {p.shown}")


def _differs(session: Session, at: Asking) -> str | None:
    """The first section before this question whose answer is not the one of the straight path."""
    for key in at.trail:
        section = key.split(".")[0]
        if section in BOOK and str(session.answers.get(key)) != BOOK[section]:
            return section
    return None


def _edit(at: Asking, dialog: str, done: set[str]) -> dict[str, str]:
    """The first section that was not answered on this path; when all were, yes."""
    wrong = [s for s in ORDER[dialog] if s not in done and any(k.split(".")[0] == s for k in at.trail)]
    return press(f"edit:{wrong[0]}" if wrong else "yes")


def comparable(result: dict[str, Any]) -> dict[str, Any]:
    parts = [{k: v for k, v in part.items() if k in ("text", "file")} for part in result.get("parts", [])]
    return {**result, "parts": parts}


@pytest.mark.parametrize("dialog", list(WORLDS))
def test_the_straight_path(dialog: str) -> None:
    result = finish(Player(World()), dialog)
    expected = {"submit": "filing", "book": "booking", "follow": "addition", "bookings": "cancel_booking"}
    assert result["sort"] == expected[dialog]


@pytest.mark.parametrize("dialog", list(WORLDS))
@given(noise=st.lists(actions, max_size=STEPS))
def test_anything_may_come(dialog: str, noise: list[tuple[str, Any]]) -> None:
    made = Noise(dialog)
    for kind, what in noise:
        made.do(kind, what)
    made.player.talk.locale = "zh_Hans"
    assert comparable(finish(made.player, dialog)) == comparable(finish(Player(World()), dialog))
