"""What every test would pay for anew, paid once a test process: routes, statements put into words, hashes of passwords.

Databases, files, clocks and limits stay each test's own.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from api.app import create_app
from api.settings import Settings


@cache
def app() -> FastAPI:
    """FastAPI makes its routes at the first request, which takes longer than most tests. `api.app.opened` gives it a
    context; tests that need other settings of `create_app` make one of their own."""
    return create_app(Settings(keys_file=Path("/nowhere")))


def _statements_once() -> None:
    """SQLAlchemy keeps what it put into words for an engine and its dialect, and each test has a new one: that was a
    quarter of the API's tests. All dialects of a kind are made alike here, so they count as one."""
    words: dict[type, Any] = defaultdict(lambda: LRUCache(5_000))
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign,assignment]
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    kept = property(lambda self: words[type(self.dialect)], lambda self, _own: None)
    Engine._compiled_cache = kept  # type: ignore[assignment]


def _passwords_fast() -> None:
    """Hashing takes a tenth of a second on purpose. Services that run in a process of their own keep the real cost."""
    light = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    PasswordHash.recommended = lambda: light  # type: ignore[method-assign,assignment]


_statements_once()
_passwords_fast()
