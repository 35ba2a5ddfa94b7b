"""Runs a dialog by replaying it over keyed answers. Pure: no I/O, no clock, no chance.

A dialog is a coroutine that awaits only `ask` (the person), `look` (the world, read-only) and `hold` (a reservation
that may be made again and again), and returns its result. `run` drives it by hand with `.send()`: a known answer is
sent straight back, the first unknown one stops the run and is the question to show.

    ScriptError      the dialog itself is wrong (awaits something else, asks one key twice, never ends)
    Stale            raised by `Question.load`: the held answer no longer stands; it is asked again, with the reason
    Unfinished       raised by `Question.load`: the answer is still being given (a story in several messages)
    Again            raised by a dialog: an answer has turned out not to stand (a slot is gone); it is asked again
"""

from collections.abc import Callable, Coroutine, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

Json = Any
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
MAX_STEPS = 200
SKIP_REST = "*"
"""The key of an answer that skips every question that may be skipped and has no answer yet, but for those whose answer
was heard already (`heard`), which wait for a tap.

As the answer of a single key it stands for whatever a skip of that question means.
"""


class ScriptError(Exception):
    pass


class Stale(Exception):
    """`word` is the key of the reason in `conversations.words`; None asks again without one."""

    def __init__(self, word: str | None = None, **facts: Any) -> None:
        super().__init__(word)
        self.word, self.facts = word, facts


class Unfinished(Exception):
    pass


class Again(Exception):
    """`key` was asked before and is asked again, with the reason `word`."""

    def __init__(self, key: str, word: str, **facts: Any) -> None:
        super().__init__(key)
        self.key, self.reason = key, Stale(word, **facts)


class Query(Generic[T_co]):
    """Something to be known of the world: hashable, answered by the desk with a `T_co`."""


class Question(Protocol[T_co]):
    """What one screen asks. `skip` is None when it may not be skipped, else the JSON a skip stands for."""

    @property
    def skip(self) -> Json | None: ...

    def load(self, held: Json) -> T_co:
        """The value of a held answer, at every replay, trusting nothing. Raises `Stale` or `Unfinished`."""
        ...


@dataclass(frozen=True)
class Ask(Generic[T]):
    key: str
    question: Question[T]

    def __await__(self) -> Generator[Any, Any, T]:
        value: T = yield self
        return value


@dataclass(frozen=True)
class Look(Generic[T]):
    query: Query[T]

    def __await__(self) -> Generator[Any, Any, T]:
        value: T = yield self
        return value


@dataclass(frozen=True)
class Hold(Look[T]):
    """Like `Look`, but the desk reserves what the query names, anew at every replay."""


def ask(key: str, question: Question[T]) -> Ask[T]:
    return Ask(key, question)


def look(query: Query[T]) -> Look[T]:
    return Look(query)


def hold(query: Query[T]) -> Hold[T]:
    return Hold(query)


Script = Callable[[], Coroutine[Any, Any, Any]]


@dataclass(frozen=True)
class Asking:
    """The run stopped at a question. `trail` holds the keys answered before it, in order."""

    key: str
    question: Any
    trail: tuple[str, ...]
    held: Json = None
    reason: Stale | None = None


@dataclass(frozen=True)
class Needs:
    """The run wants to know `query`; `reserve` says it is a `hold`, made in the name of `session`."""

    query: Any
    reserve: bool = False
    session: str | None = None


@dataclass(frozen=True)
class Done:
    result: Any
    trail: tuple[str, ...] = field(default=())


def run(
    script: Script, answers: Mapping[str, Json], facts: Mapping[Any, Any], focus: str | None = None
) -> Asking | Needs | Done:
    """Replays `script`. `focus` stops at that key even though it is answered (to go back, or to edit)."""
    coroutine = script()
    asked: dict[str, Ask[Any]] = {}
    value: Any = None
    try:
        for _ in range(MAX_STEPS):
            try:
                wanted = coroutine.send(value)
            except StopIteration as end:
                return Done(end.value, tuple(asked))
            except Again as again:
                return _again(again, asked, answers)
            if isinstance(wanted, Look):
                if wanted.query not in facts:
                    return Needs(wanted.query, isinstance(wanted, Hold))
                value = facts[wanted.query]
            elif isinstance(wanted, Ask):
                if wanted.key in asked:
                    raise ScriptError(f"asked twice: {wanted.key}")
                stop = _answered(wanted, answers, focus, tuple(asked))
                if isinstance(stop, Asking):
                    return stop
                value = stop[0]
                asked[wanted.key] = wanted
            else:
                raise ScriptError(f"a dialog may await ask, look and hold only, not {type(wanted).__name__}")
        raise ScriptError(f"no end after {MAX_STEPS} steps")
    finally:
        coroutine.close()


def _again(again: Again, asked: Mapping[str, Ask[Any]], answers: Mapping[str, Json]) -> Asking:
    if again.key not in asked:
        raise ScriptError(f"asks again what it never asked: {again.key}")
    trail = tuple(asked)[: list(asked).index(again.key)]
    return Asking(again.key, asked[again.key].question, trail, answers.get(again.key), again.reason)


def _answered(
    wanted: Ask[Any], answers: Mapping[str, Json], focus: str | None, trail: tuple[str, ...]
) -> Asking | tuple[Any]:
    """The value of a known answer (in a tuple, for it may be None), or the question to show."""
    key, question = wanted.key, wanted.question
    held = answers.get(key)
    if key == focus:
        return Asking(key, question, trail, held)
    if key not in answers:
        if SKIP_REST in answers and question.skip is not None and not getattr(question, "heard", False):
            return (question.load(question.skip),)
        return Asking(key, question, trail)
    try:
        return (question.load(question.skip if held == SKIP_REST and question.skip is not None else held),)
    except Unfinished:
        return Asking(key, question, trail, held)
    except Stale as reason:
        return Asking(key, question, trail, held, reason)
