"""The transcripts in golden/ are what a person sees. They are read in review and played again here."""

from pathlib import Path

import pytest

from conversations.play.player import played
from conversations.turn.talk import DIALOGS
from models.words.languages import LOCALES

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*"))


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_transcript_is_what_a_person_sees(file: Path, update: bool) -> None:
    written = file.read_text("utf-8")
    now = "\n".join(played(written.splitlines())) + "\n"
    if update:
        file.write_text(now, "utf-8")
    else:
        assert now == written


def test_every_transcript_is_played() -> None:
    assert len(FILES) >= 8
    assert [f.name for f in FILES if f.suffix != ".txt" or "\n> " not in f.read_text("utf-8")] == []


def test_every_dialog_and_language_has_a_transcript() -> None:
    told = [f.read_text("utf-8") for f in FILES]
    for sort in ("filing", "booking", "cancel_booking", "addition", "rating", "call"):
        assert any(f'= {{"sort": "{sort}"' in t for t in told), sort
    for locale in LOCALES:
        assert any(f"# locale: {locale}" in t and '"sort": "filing"' in t for t in told), locale
    assert {"submit", "book", "follow", "bookings", "above"} == set(DIALOGS)  # the last is played in test_last_word


def test_a_changed_word_is_noticed() -> None:
    first = FILES[0].read_text("utf-8").splitlines()
    spoiled = [line.replace("[", "[x", 1) if line.startswith("> [") else line for line in first]
    with pytest.raises(Exception, match="x"):
        list(played(spoiled))
