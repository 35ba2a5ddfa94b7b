"""What a person said who wants somebody: sealed with the task, bounded, the newest last."""

import json
from datetime import datetime
from typing import TypedDict

from models.keys import Keys
from models.tables import Task
from models.wire import CallWanted, TaskSaid

PURPOSE = "task"
MOST = 20_000
"""Characters that one task holds; the first words and the newest stay."""


class _Line(TypedDict):
    at: str
    text: str
    crisis: str | None


class _Held(TypedDict):
    said: list[_Line]
    when: str | None


def add(keys: Keys, task: Task, given: CallWanted, now: datetime) -> None:
    """These words beside those that the task has. What is said twice in a row stands once."""
    if given.words is None and given.when is None:
        return
    held = _held(keys, task)
    held["when"] = given.when or held["when"]
    last = held["said"][-1]["text"] if held["said"] else None
    if given.words is not None and given.words != last:
        held["said"].append({"at": now.isoformat(), "text": given.words, "crisis": given.crisis})
    while len(held["said"]) > 2 and sum(len(line["text"]) for line in held["said"]) > MOST:
        del held["said"][1]
    task.words_sealed = keys.seal(json.dumps(held, ensure_ascii=False), PURPOSE)


def said(keys: Keys, task: Task) -> list[TaskSaid]:
    return [TaskSaid.model_validate(line) for line in _held(keys, task)["said"]]


def when(keys: Keys, task: Task) -> str | None:
    return _held(keys, task)["when"]


def _held(keys: Keys, task: Task) -> _Held:
    if task.words_sealed is None:
        return {"said": [], "when": None}
    held: _Held = json.loads(keys.text(task.words_sealed, PURPOSE))
    return held
