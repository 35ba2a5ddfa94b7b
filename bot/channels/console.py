"""A chat in the terminal, for trying things out: the same dialogs, against a running API."""

import asyncio
import mimetypes
import secrets
import shlex
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

from bot.channels.push import numbered
from bot.desk import Desk
from bot.files import NotTaken
from bot.guest import Guest
from bot.store import Chat
from conversations.questions.plain import File, Reply, Say
from conversations.screens import Screen
from models.law.channels import Channel

LOOK = 2.0
"""Seconds between two looks for news."""
HELP = "A number or a label presses a button, /file PATH sends a file, Ctrl-D ends."


class Console:
    """`read` gives a line or None at the end, `write` shows text. `name` is the chat: the same name, the same chat."""

    def __init__(self, desk: Desk, name: str, read: Callable[[], str | None], write: Callable[[str], None]) -> None:
        self._desk, self._read, self._write = desk, read, write
        self.chat = Chat(Channel.CONSOLE.value, name)
        self._asked: Screen | None = None

    async def run(self, locale: str = "zh_Hans") -> None:
        """Until there is nothing more to read."""
        self._write(HELP)
        self._show(shown.screen for shown in await self._desk.show(self.chat, locale))
        news = asyncio.create_task(self._news())
        try:
            while (line := await asyncio.to_thread(self._read)) is not None:
                if line.strip():
                    await self._say(line, locale)
        finally:
            news.cancel()
            await asyncio.wait({news})

    async def _say(self, line: str, locale: str) -> None:
        reply, notes = await self._reply(line)
        shown = await self._desk.hear(self.chat, reply, notes, Guest(locale))
        self._show(s.screen for s in shown)
        await self._desk.seen(self.chat, [s.id for s in shown if s.id])

    async def _reply(self, line: str) -> tuple[Reply, tuple[Say, ...]]:
        id, at = secrets.token_hex(8), self._desk.clock.now().isoformat()
        if line.startswith("/file "):
            files, notes = await self._files(shlex.split(line)[1:])
            return Reply(id, at, files=files), notes
        if press := numbered.meant(self._asked, line) if self._asked else None:
            return Reply(id, at, press=press), ()
        return Reply(id, at, line), ()

    async def _files(self, paths: Iterable[str]) -> tuple[tuple[File, ...], tuple[Say, ...]]:
        files: list[File] = []
        notes: list[Say] = []
        for path in map(Path, paths):
            try:
                kind = mimetypes.guess_type(path.name)[0] or ""
                files.append(await self._desk.files.take(self.chat, _content(path), kind, path.name))
            except NotTaken as no:
                notes.append(Say(no.word, {"most": no.most}))
            except OSError as why:
                self._write(f"{path}: {why.strerror}")
        return tuple(files), tuple(notes)

    async def _news(self) -> None:
        while True:
            for row in await self._desk.store.rows(self.chat, kinds=("late", "notice")):
                if not row.seen:
                    self._show(row.screens)
                    await self._desk.seen(self.chat, [row.id])
            await asyncio.sleep(LOOK)

    def _show(self, screens: Iterable[Screen]) -> None:
        for screen in screens:
            step = f"[{screen.step[0]}/{screen.step[1]}] " if screen.step else ""
            self._write("\n".join([f"\n{step}{screen.text}", *(f"[{file.name}]" for file in screen.files)]))
            if screen.rows:
                self._asked = screen
                self._write(numbered.listed(screen, "  "))


async def _content(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as f:
        while piece := await asyncio.to_thread(f.read, 65536):
            yield piece


async def in_terminal(desk: Desk, name: str) -> None:
    """Reads standard input and writes standard output."""

    def read() -> str | None:
        try:
            return input("> ")
        except EOFError:
            return None

    await Console(desk, name, read, print).run()
