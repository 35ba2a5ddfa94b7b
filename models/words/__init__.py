"""The catalogue of words: everything that residents and staff read, by its key (`button.back`, `staff.state.closed`).

The `.toml` files beside this page are the catalogue. An entry is a table with a text in each language:

    [button.back]
    zh_Hans = "返回"
    en = "Back"

`zh_Hans` is the source. `zh_Hant` is converted from it by OpenCC and stands in an entry only where Taiwan says it
differently. What only staff read is Chinese only: `key = "words"`. `{facts}` are filled in by `say`.

An office may say some of it in words of its own (`put_in_force`), which stand in place of ours from then on.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from opencc import OpenCC

from models.words.languages import LOCALES

FOLDER = Path(__file__).parent


def say(locale: str, key: str, /, **facts: object) -> str:
    """The phrase in `locale`. A missing key or fact is a mistake of ours and raises KeyError."""
    return template(locale, key).format(**facts)


def wording(key: str, /, **facts: object) -> str:
    """A phrase for staff: `wording("wrong.empty", name="姓名")`. KeyError as `say`."""
    return say("zh_Hans", f"staff.{key}", **facts)


def answered(locale: str, answers: Mapping[str, str]) -> list[str]:
    """What else the form asked and what was answered, a line each; by the codes where the words are gone by now."""
    lines = []
    for question, answer in answers.items():
        said, meant = f"form.{question}.said", f"form.{question}.{answer}"
        known = said in entries() and meant in entries()
        lines.append(say(locale, said, answer=say(locale, meant)) if known else f"{question}: {answer}")
    return lines


_OWN: dict[str, Mapping[str, str]] = {}


def put_in_force(own: Mapping[str, Mapping[str, str]]) -> None:
    """The office's own words by key, `{locale: text}` as in the files; all others are ours. For this process."""
    if own != _OWN:
        _OWN.clear()
        _OWN.update(own)
        template.cache_clear()
        labels.cache_clear()


def _entry(key: str) -> Mapping[str, str]:
    return _OWN.get(key) or entries()[key]


@cache
def labels(kind: str) -> Mapping[str, str]:
    """Staff's words for the codes of a kind, in the order of the catalogue: `labels("state")["closed"]`."""
    prefix = f"staff.{kind}."
    found = {key.removeprefix(prefix): _entry(key)["zh_Hans"] for key in entries() if key.startswith(prefix)}
    if not found:
        raise KeyError(kind)
    return found


def phrases(locale: str, prefix: str = "") -> dict[str, str]:
    """All phrases in `locale` whose keys begin with `prefix`, by their full keys. Staff's labels have Chinese only."""
    return {key: template(locale, key) for key, e in entries().items() if key.startswith(prefix) and _spoken(locale, e)}


@cache
def entries() -> Mapping[str, Mapping[str, str]]:
    """What stands in the files: {key: {locale: text}}. A key that stands in two files raises ValueError."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for key, entry in _flat(tomllib.loads(path.read_text("utf-8")), ""):
            if key in found:
                raise ValueError(f"{path.name}: {key} stands twice")
            found[key] = entry
    return found


def _flat(table: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if texts := {locale: table[locale] for locale in LOCALES if isinstance(table.get(locale), str)}:
        yield key, texts
    for name, value in table.items():
        inner = f"{key}.{name}" if key else name
        if isinstance(value, dict):
            yield from _flat(value, inner)
        elif name not in LOCALES:
            yield inner, {"zh_Hans": value}


def _spoken(locale: str, entry: Mapping[str, str]) -> bool:
    return locale in entry or (locale == "zh_Hant" and "en" in entry)


@cache
def template(locale: str, key: str) -> str:
    """The phrase with its `{facts}` unfilled."""
    return filled_in(locale, _entry(key))


def shipped(locale: str, key: str) -> str:
    """The phrase as it came with this release, whatever an office says instead."""
    return filled_in(locale, entries()[key])


def filled_in(locale: str, entry: Mapping[str, str]) -> str:
    """The text of an entry, converted where it has none in Traditional characters. KeyError where it has none."""
    if locale == "zh_Hant" and locale not in entry:
        return converted(entry["zh_Hans"])
    return entry[locale]


def converted(text: str) -> str:
    """A phrase of ours in Traditional characters and Taiwan's words, with corner brackets as quotation marks."""
    written: str = _converter("s2twp").convert(text)
    for ours, theirs in _TERMS:
        written = written.replace(ours, theirs)
    return written


_TERMS = (("“", "「"), ("”", "」"), ("迴音", "回音"), ("儲存", "保存"))


@cache
def traditional(text: str) -> str:
    """A name that is held in Simplified characters, for readers of Traditional ones: letters only, no other words."""
    written: str = _converter("s2tw").convert(text)
    return written


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)
