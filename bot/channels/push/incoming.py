"""The incoming side: each message is heard once, in order within its chat, and saved before it is acknowledged.

It is answered after that, in the background; what a crash leaves unsaid stands in the mailbox and is said later.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from functools import partial

import structlog

from bot.channels.push.ledger import Ledger
from bot.channels.push.outgoing import Outgoing
from bot.channels.push.queues import ChatQueue
from bot.channels.push.sending import Sender
from bot.desk import Desk
from bot.guest import Guest
from bot.store import Chat
from conversations.questions.plain import Reply, Say

log = structlog.get_logger("bot.push.incoming")
REMEMBERED = 10_000
"""Messages that are known to be heard without looking."""
Saved = asyncio.Future[None]


class Incoming:
    def __init__(self, sender: Sender, desk: Desk, ledger: Ledger, outgoing: Outgoing) -> None:
        self._sender, self._desk, self._ledger, self._outgoing = sender, desk, ledger, outgoing
        self._queues: dict[str, ChatQueue] = {}
        self._taken: OrderedDict[Hashable, Saved] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    async def heard(self, chat: Chat, reply: Reply, locale: str = "zh_Hans", notes: tuple[Say, ...] = ()) -> None:
        """Returns when the message is saved; raises when it could not be, and may then be brought again."""
        await self.take((chat, reply.id), lambda _: self._heard(chat, reply, locale, notes))

    async def _heard(self, chat: Chat, reply: Reply, locale: str, notes: tuple[Say, ...]) -> None:
        with self.queue(chat) as queue:
            await self.back(chat)
            async with queue.hearing:
                shown = await self._desk.hear(chat, await self._sender.read(chat, reply), notes, Guest(locale))
                queue.say(partial(self._outgoing.answer, chat, shown, (), locale))

    def take(self, id: Hashable, hear: Callable[[Saved], Awaitable[None]]) -> Saved:
        """Done when the message is saved: at the latest when `hear` ends, which may say so earlier."""
        known = self._taken.get(id)
        if known is not None and not (known.done() and known.exception()):
            return known
        saved: Saved = asyncio.get_running_loop().create_future()
        self._taken[id] = saved
        if len(self._taken) > REMEMBERED:
            self._taken.popitem(last=False)
        self.spawn(self._take(hear, saved))
        return saved

    async def _take(self, hear: Callable[[Saved], Awaitable[None]], saved: Saved) -> None:
        try:
            await hear(saved)
        except Exception as why:
            if saved.done():
                raise
            log.error("not saved", error=type(why).__name__)
            saved.set_exception(why)
            saved.exception()  # whoever asked is told; nobody else has to be
        finally:
            if not saved.done():
                saved.set_result(None)

    async def back(self, chat: Chat) -> None:
        """Whoever writes can be reached: what waited is said, and their notices are due again."""
        if await self._ledger.gone(chat) and await self._ledger.mark_back(chat):
            self.say_unsaid(chat)

    def say_unsaid(self, chat: Chat) -> None:
        self.queue(chat).say(partial(self._outgoing.unsaid, chat))

    # --- the queues

    def queue(self, chat: Chat) -> ChatQueue:
        return self._queues.setdefault(chat.address, ChatQueue())

    @property
    def backlog(self) -> int:
        return sum(queue.waiting for queue in self._queues.values())

    async def spoken(self, chat: Chat, seconds: float) -> None:
        """Waits until all is said in a chat, at most so long."""
        if queue := self._queues.get(chat.address):
            await queue.spoken(seconds)

    def busy(self, chat: Chat) -> bool:
        queue = self._queues.get(chat.address)
        return queue is not None and queue.engaged

    def tidy(self) -> None:
        for address in [address for address, queue in self._queues.items() if queue.idle]:
            del self._queues[address]

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            log.error("task failed", error=type(bug).__name__)

    async def close(self) -> None:
        """Lets what is being heard come to its end; what is not said yet is said after the next start."""
        for queue in self._queues.values():
            queue.stop()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=2)
            for task in late:
                task.cancel()
