"""The same screen never comes twice running: what would be shown again begins with a line, and offers a person."""

import zlib
from dataclasses import replace

from conversations import screens
from conversations.engine.session import WITH
from conversations.questions.plain import Say
from conversations.turn.context import Turn
from conversations.turn.meant import human_row


def vary(turn: Turn) -> None:
    """Of a question and in danger the answers themselves say something else the second time."""
    if not turn.screens:
        return
    talk, newest = turn.talk, turn.screens[-1]
    free = talk.active is None and talk.pause is None and talk.person != WITH
    if turn.reply.text and free and _mark(newest) == talk.shown:
        line, human = screens.phrase(talk.locale, Say("heard.again")), human_row(talk.locale)
        rows = (
            newest.rows if any(press == "m.human" for row in newest.rows for _, press in row) else (*newest.rows, human)
        )
        newest = turn.screens[-1] = replace(newest, text=f"{line}\n\n{newest.text}", rows=rows)
    talk.shown = _mark(newest)


def _mark(screen: screens.Screen) -> str:
    return f"{zlib.crc32(screen.text.encode()):08x}"
