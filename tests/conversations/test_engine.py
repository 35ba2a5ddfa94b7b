"""The engine alone, with a dialog of three questions."""

from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import pytest

from conversations.engine.engine import (
    SKIP_REST,
    Again,
    Asking,
    Done,
    Needs,
    Query,
    ScriptError,
    Stale,
    Unfinished,
    ask,
    hold,
    look,
    run,
)


@dataclass(frozen=True)
class Word:
    skip: str | None = None

    def load(self, held: Any) -> str:
        if held == "":
            raise Unfinished
        if not isinstance(held, str):
            raise Stale("again.gone")
        return held


@dataclass(frozen=True)
class Colours(Query[tuple[str, ...]]):
    of: str


async def script() -> str:
    first = await ask("first", Word())
    colours = await look(Colours(first))
    second = await ask(f"second.{first}", Word(skip="none"))
    if second != "none" and not await hold(Colours(second)):
        raise Again(f"second.{first}", "again.gone")
    third = await ask("third", Word(skip="none"))
    return f"{first} {second} {third} {len(colours)}"


FACTS = {Colours("a"): ("red",), Colours("b"): True, Colours("c"): False}


def test_it_stops_at_the_first_unknown() -> None:
    assert run(script, {}, {}) == Asking("first", Word(), ())
    assert run(script, {"first": "a"}, {}) == Needs(Colours("a"))
    assert run(script, {"first": "a"}, FACTS) == Asking("second.a", Word("none"), ("first",))
    assert run(script, {"first": "a", "second.a": "d"}, FACTS) == Needs(Colours("d"), reserve=True)
    done = run(script, {"first": "a", "second.a": "b", "third": "x"}, FACTS)
    assert done == Done("a b x 1", ("first", "second.a", "third"))


def test_an_answer_stands_for_one_key_only() -> None:
    stopped = run(script, {"first": "b", "second.a": "b"}, {Colours("b"): ()})
    assert isinstance(stopped, Asking) and stopped.key == "second.b"


def test_focus_stops_at_an_answered_key() -> None:
    assert run(script, {"first": "a"}, FACTS, focus="first") == Asking("first", Word(), (), "a")
    stopped = run(script, {"first": "a"}, FACTS, focus="gone")
    assert isinstance(stopped, Asking) and stopped.key == "second.a"


def test_stale_unfinished_and_again() -> None:
    stopped = run(script, {"first": 3}, FACTS)
    assert isinstance(stopped, Asking) and stopped.reason is not None and stopped.reason.word == "again.gone"
    assert run(script, {"first": ""}, FACTS) == Asking("first", Word(), (), "")
    stopped = run(script, {"first": "a", "second.a": "c", "third": "x"}, FACTS)
    assert isinstance(stopped, Asking)
    assert (stopped.key, stopped.trail, stopped.held) == ("second.a", ("first",), "c")
    assert stopped.reason is not None and stopped.reason.word == "again.gone"


def test_skipping_the_rest() -> None:
    assert run(script, {"first": "a", SKIP_REST: True}, FACTS) == Done("a none none 1", ("first", "second.a", "third"))
    assert run(script, {SKIP_REST: True}, FACTS) == Asking("first", Word(), ())
    one = run(script, {"first": "a", "second.a": SKIP_REST}, FACTS)
    assert isinstance(one, Asking) and one.key == "third"


def test_a_dialog_can_do_nothing_else() -> None:
    class Sleep:
        def __await__(self) -> Any:
            yield "a socket"

    async def reads() -> None:
        await Sleep()

    async def twice() -> None:
        await ask("a", Word())
        await ask("a", Word())

    async def forever() -> None:
        while True:
            await look(Colours("a"))

    async def never_asked() -> None:
        raise Again("a", "again.gone")

    broken: list[Any] = [reads, twice, forever, never_asked]
    for wrong in broken:
        with pytest.raises(ScriptError):
            run(wrong, {"a": "x"}, FACTS)


def test_a_run_leaves_nothing_open() -> None:
    kept: list[Coroutine[Any, Any, Any]] = []

    def remembered() -> Coroutine[Any, Any, Any]:
        kept.append(script())
        return kept[-1]

    run(remembered, {}, {})
    with pytest.raises(RuntimeError, match="already awaited"):
        kept[0].send(None)
