"""Files that residents send: looked at, sealed, and kept on this side until the case they belong to is posted."""

import asyncio
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from datetime import datetime

import structlog

from bot.store import Chat, Store, millis
from conversations.questions.plain import File
from models import media
from models.filenames import clean
from models.keys import Keys
from models.renditions import NotDrawn, Renderer, RendererDown, handed
from models.vault import Missing, Vault

log = structlog.get_logger("bot.files")


class NotTaken(Exception):
    """The file is refused. `word` says why, kindly; `most` is the limit in MB."""

    def __init__(self, word: str, most: int) -> None:
        super().__init__(word)
        self.word, self.most = word, most


class Files:
    def __init__(self, store: Store, vault: Vault, keys: Keys, max_mb: int) -> None:
        self._store, self._db, self._renderer, self._keys = store, store.database, Renderer(), keys
        self.vault, self.most = vault, max_mb

    @staticmethod
    def token() -> str:
        return secrets.token_urlsafe(18)

    async def take(self, chat: Chat, content: AsyncIterable[bytes], declared: str = "", name: str = "") -> File:
        """Keeps a file that arrives piece by piece. `declared` is the media type the sender claims, `name` what they
        call it. Raises `NotTaken`.

        Its true kind is read from its first bytes; plain text, which has none, has to be declared as text. A file of
        which nobody could be shown anything is refused while its sender is still there to send another.
        """
        token = self.token()
        look = media.Look(self.most * 1024 * 1024, declared)
        values = (token, await self._store.mark(chat), self._store.now())
        await self._db.write([("insert into received (token, chat, at) values (?, ?, ?)", values)])
        try:
            sha256, size = await self.vault.put(token, look.through(content))
            kind = look.kind()
            await self._draw(token, sha256, kind)
        except (media.NotTaken, NotDrawn) as no:
            await self.drop([token])
            raise NotTaken(f"file.{no.why}", self.most) from None
        except BaseException:
            await self.drop([token])
            raise
        called = self._store.seal(made) if (made := clean(name)) is not None else None
        await self._db.write([("update received set kind = ?, name = ? where token = ?", (kind, called, token))])
        return File(token, kind, size)

    async def _draw(self, token: str, sha256: str, kind: str) -> None:
        """What is shown of the file, kept to be handed in with it. Raises `NotDrawn`. While the worker process is down
        every file is taken: the API draws it then, as it does where the rendition is larger than a file may be."""
        try:
            made = await self._renderer.draw(kind, self.vault.read(token))
        except RendererDown as why:
            log.error("a file was not looked at", error=str(why))
            return
        sealed = await asyncio.to_thread(handed.sealed, self._keys, made, sha256, kind)
        if len(sealed) <= self.most * 1024 * 1024:
            await self.vault.put(_drawn(token), once(sealed))

    async def drawn(self, token: str) -> AsyncIterator[bytes] | None:
        """What is shown of a file, sealed as `handed` does it."""
        return self.vault.read(_drawn(token)) if await self.vault.holds(_drawn(token)) else None

    async def check(self, token: str) -> None:
        """Reads a file to its end: once a request is under way it is late to find out. Raises `Missing`, `Altered`."""
        async for _ in self.vault.read(token):
            pass

    def read(self, token: str) -> AsyncIterator[bytes]:
        return self.vault.read(token)

    async def known(self, token: str) -> tuple[str, str | None]:
        """The media type of a file and, once it is handed in, the API's id of it. Raises `vault.Missing`."""
        rows = await self._db.fetch("select kind, posted from received where token = ?", token)
        if not rows or rows[0][0] is None:
            raise Missing(token)
        return rows[0][0], rows[0][1]

    async def name(self, token: str) -> str | None:
        """What its sender called it."""
        rows = await self._db.fetch("select name from received where token = ?", token)
        return str(self._store.unseal(rows[0][0])) if rows and rows[0][0] is not None else None

    async def handed_in(self, token: str, file: str) -> None:
        await self._db.write([("update received set posted = ? where token = ?", (file, token))])

    async def drop(self, tokens: Iterable[str]) -> None:
        for token in tokens:
            await self.vault.delete(token)
            await self.vault.delete(_drawn(token))
            gone = (token,)
            await self._db.write(
                [("delete from received where token = ?", gone), ("delete from piece where token = ?", gone)]
            )

    async def of(self, chat: Chat) -> set[str]:
        rows = await self._db.fetch("select token from received where chat = ?", await self._store.mark(chat))
        return {token for (token,) in rows}

    async def before(self, at: datetime, most: int = 10_000) -> list[tuple[str, str]]:
        """(token, mark of its chat) of files that came before `at`."""
        rows = await self._db.fetch(
            "select token, chat from received where at < ? order by at limit ?", millis(at), most
        )
        return [(token, mark) for token, mark in rows]


def _drawn(token: str) -> str:
    """Where what is shown of a file lies: nothing but the file's own token has to be kept."""
    return f"{token}-drawn"


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content
