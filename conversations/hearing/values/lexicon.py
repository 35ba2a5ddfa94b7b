"""Words of a list that stand in a text: a list of thousands is gone through no slower than a short one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
KEY = 2
"""Characters by which a word is looked up."""


class Lexicon(Generic[T]):
    """Words, and what each of them stands for."""

    def __init__(self, words: Iterable[tuple[str, T]]) -> None:
        self._by_start: dict[str, list[tuple[str, T]]] = defaultdict(list)
        for word, meaning in words:
            self._by_start[word[:KEY]].append((word, meaning))

    def found(self, text: str) -> Sequence[tuple[str, T]]:
        """Those that stand in the text."""
        starts = {text[i : i + n] for n in range(1, KEY + 1) for i in range(len(text))} & self._by_start.keys()
        return [(word, meaning) for start in starts for word, meaning in self._by_start[start] if word in text]
