"""Trees to choose from: the classification of topics, and the areas of the county."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from models.search import fold, normalise
from models.words.names import Name


@dataclass(frozen=True)
class Option:
    """A node of a tree to choose from: `code` is stored, the names are shown."""

    code: str
    name: str
    name_en: str = ""
    parent: str | None = None
    common: bool = False
    placed: bool = True

    def label(self, locale: str) -> str:
        """The name as that language writes it."""
        return Name(self.name, self.name_en).label(locale)


class Tree:
    """The options of a classification or of the areas, in the order of their codes."""

    def __init__(self, options: tuple[Option, ...]) -> None:
        self._by_code = {o.code: o for o in options}
        self._under: dict[str | None, list[Option]] = {}
        for o in options:
            self._under.setdefault(o.parent if o.parent in self._by_code else None, []).append(o)

    def __iter__(self) -> Iterator[Option]:
        return iter(self._by_code.values())

    def get(self, code: str | None) -> Option | None:
        return self._by_code.get(code) if code else None

    def under(self, code: str | None) -> tuple[Option, ...]:
        return tuple(self._under.get(code, ()))

    def path(self, code: str) -> tuple[Option, ...]:
        """From the top down to `code`; empty when there is no such code."""
        out: list[Option] = []
        at = self.get(code)
        while at is not None and at not in out:
            out.insert(0, at)
            at = self.get(at.parent)
        return tuple(out)

    def named(self, text: str) -> Option | None:
        """The option that is called exactly so, in either script or in English."""
        wanted = fold(normalise(text))
        return next((o for o in self if wanted and wanted in (self._plain[o.code], self._english[o.code])), None)

    def find(self, text: str) -> Option | None:
        """The deepest, then longest, option whose name stands in `text`."""
        said = fold(normalise(text))
        hits = [o for o in self if len(o.name) > 1 and self._plain[o.code] in said]
        return max(hits, key=lambda o: (len(self.path(o.code)), len(o.name)), default=None)

    @cached_property
    def _plain(self) -> dict[str, str]:
        return {o.code: fold(normalise(o.name)) for o in self}

    @cached_property
    def _english(self) -> dict[str, str]:
        return {o.code: fold(o.name_en) for o in self}
