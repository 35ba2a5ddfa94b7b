"""The terminal's chat is the same chat."""

import asyncio
import queue
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image

from bot.channels.console import Console
from bot.channels.push.numbered import listed, meant
from conversations.screens import Screen
from tests.bot.conftest import House, number_in


def wanted(written: list[str], label: str) -> str:
    """The number to type for a button."""
    line = next(line for line in reversed(written) if label in line and line[0].isdigit())
    return next(part.split(" ")[0] for part in line.split("  ") if part.endswith(label))


@asynccontextmanager
async def at_the_terminal(console: Console, lines: "queue.Queue[str | None]") -> AsyncIterator[None]:
    """Ctrl-D comes in any case: a thread that waits for a line would outlive a failed test and hold up the run."""
    running = asyncio.create_task(console.run())
    try:
        yield
    finally:
        lines.put(None)
        await asyncio.wait({running}, timeout=10)
    await running


def test_where_a_number_is_asked_for_what_is_typed_is_that_number() -> None:
    people = Screen("几个人？", ((("1 人", "s.a.1.1"), ("5 人", "s.a.1.5")), (("返回", "s.a.1.back"),)))
    assert meant(people, "2") is None
    assert meant(people, "返回") == "s.a.1.back"
    assert listed(people, "  ") == "· 1 人  · 5 人  · 返回"
    topics = Screen("哪方面？", ((("路灯", "s.a.1.light"), ("供水", "s.a.1.water")),))
    assert meant(topics, "2") == "s.a.1.water"


async def test_a_concern_is_filed_in_the_terminal_and_the_answer_comes(house: House, tmp_path: Path) -> None:
    lines: queue.Queue[str | None] = queue.Queue()
    written: list[str] = []
    console = Console(house.bot.desk, "me", lines.get, written.append)
    Image.new("RGB", (20, 20)).save(tmp_path / "a photo.png")

    async def until(text: str) -> None:
        async with asyncio.timeout(10):
            while not any(text in line for line in written):  # noqa: ASYNC110 - a terminal rings no wakeup
                await asyncio.sleep(0.02)

    async with at_the_terminal(console, lines):
        await until("提交诉求")
        for label in ("提交诉求", "同意，开始"):
            lines.put(wanted(written, label))
            await until({"提交诉求": "同意，开始", "同意，开始": "请说说"}[label])
        lines.put("路灯坏了。")
        await until("1 条文字")
        lines.put(f"/file '{tmp_path / 'a photo.png'}' /nowhere/x.jpg")
        await until("1 张照片")
        assert any("/nowhere/x.jpg" in line for line in written)
        lines.put(wanted(written, "直接提交"))
        await until("可以用")
        lines.put(wanted(written, "可以用"))
        await until("确认提交")
        lines.put(wanted(written, "确认提交"))
        await until("查询码：")
        number = number_in(written[-2])
        await house.replied(number, "修好了。")
        while await house.bot.courier.round():
            pass
        await until("修好了。")
        await asyncio.sleep(0.05)
        await house.bot.courier.report()
        assert (await house.notices(number))["reply"] == "delivered"
