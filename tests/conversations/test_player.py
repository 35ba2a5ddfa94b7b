"""`huiyin play`: a dialog in the terminal, and a transcript that can be played again."""

import io
import sys

import pytest

import huiyin
from conversations.play.player import NoSuchButton, Player, played
from conversations.play.samples import world


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, *options: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    huiyin.cli(["play", *options], standalone_mode=False)
    return capsys.readouterr().out


def test_numbers_press_buttons(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(monkeypatch, capsys, "1\n路灯坏了\n2\n1\n", "submit")
    assert '"sort": "filing"' in out and '"text": "路灯坏了"' in out
    assert "1 同意，开始  2 看全文" in out


def test_a_number_can_be_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    out = run(monkeypatch, capsys, "1\n=4\n", "book")
    assert "请选接访日" in out


def test_what_is_printed_can_be_played_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(monkeypatch, capsys, "1\n(photo)\n1\n\n", "submit", "--golden", "--locale", "en", "--world", "new")
    assert out.startswith("# world: new\n# locale: en\n\n> /submit\n")
    assert "\n".join(played(out.splitlines())) + "\n" == out


def test_a_button_that_is_not_there() -> None:
    with pytest.raises(NoSuchButton):
        Player(world()).presses("Nothing")
    with pytest.raises(KeyError):
        world("moon")
