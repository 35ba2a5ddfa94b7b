"""docs/howto.md is true: each change is made in a copy of the tree, in the files the page names, and works."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "howto.md").read_text("utf-8")
FOLDERS = ("api", "bot", "conversations", "models")

pytestmark = pytest.mark.slow


@dataclass
class Copy:
    """A copy of the pure packages, and the files that were touched in it."""

    root: Path
    touched: set[str] = field(default_factory=set)

    def insert(self, path: str, anchor: str, text: str) -> None:
        """Puts `text` behind `anchor`, which stands in the file exactly once."""
        before = (self.root / path).read_text("utf-8")
        assert before.count(anchor) == 1, f"{path}: {anchor!r} stands {before.count(anchor)} times"
        self.write(path, before.replace(anchor, anchor + text))

    def replace(self, path: str, old: str, new: str) -> None:
        before = (self.root / path).read_text("utf-8")
        assert before.count(old) == 1, f"{path}: {old!r} stands {before.count(old)} times"
        self.write(path, before.replace(old, new))

    def append(self, path: str, text: str) -> None:
        self.write(path, (self.root / path).read_text("utf-8") + text)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")
        self.touched.add(path)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.root, env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    for folder in FOLDERS:  # with what was compiled: what is not touched is not compiled again
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return Copy(tmp_path)


def named(title: str) -> set[str]:
    """The files of a section of the page."""
    section = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^- `([^`]+)`", section, re.M))


ON_SQLITE = """
import asyncio
import tempfile
from pathlib import Path

import httpx

from api import context as contexts
from api.app import create_app
from api.settings import Settings
from models.clock import ManualClock
from models.db import migrate
from models.law.people import Role
from tests.api import counter
from tests.api.counter import ok


def on_sqlite(talk):
    folder = Path(tempfile.mkdtemp())
    url = f"sqlite+aiosqlite:///{folder / 'huiyin.db'}"
    migrate(url)

    async def run():
        await counter.fill(url)
        app, clock = create_app(Settings(keys_file=Path("/nowhere"))), ManualClock(counter.START)
        app.state.context = contexts.build(Settings(var=folder, database_url=url), counter.KEYS, clock)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api.test", timeout=60) as http:
            await talk(counter.Api(app, http, clock, app.state.context, url))
        await app.state.context.close()

    asyncio.run(run())


"""
"""Asks the API of the copy, on a database that was migrated and filled by the copy: `on_sqlite(talk)`."""


def question(copy: Copy) -> None:
    copy.replace(
        "conversations/dialogs/concern.py",
        "EXTRA_QUESTIONS: tuple[CodedQuestion, ...] = (",
        'EXTRA_QUESTIONS: tuple[CodedQuestion, ...] = (CodedQuestion("before", ("no", "often")),',
    )
    words = {"form.before": "以前发生过吗？", "form.before.said": "以前发生过：{answer}", "form.before.no": "没有",
             "form.before.often": "经常", "edit.before": "改这一项"}  # fmt: skip
    english = {"form.before": "Has this happened before?", "form.before.said": "Before: {answer}",
               "form.before.no": "No", "form.before.often": "Often", "edit.before": "Change this"}  # fmt: skip
    entries = (f'\n[{key}]\nzh_Hans = "{text}"\nen = "{english[key]}"\n' for key, text in words.items())
    copy.append("models/words/forms.toml", "".join(entries))
    copy.run("-c", """
from conversations.play.player import Player
from conversations.play.samples import world
from models.words import answered

p = Player(world("new"))
for act in ("我家门口的路灯坏了", "[同意，开始]", "[说完了]"):
    p.presses(act[1:-1]) if act[0] == "[" else p.says(act)
asked = []
for _ in range(30):
    asked.append(p.shown[-1].text)
    labels = {name for row in p.shown[-1].rows for name, _ in row}
    if "确认提交" in labels:
        break
    p.presses("经常" if "经常" in labels else "跳过")
assert any("以前发生过吗？" in text for text in asked), asked
assert "以前发生过：经常" in p.shown[-1].text and "改这一项" in labels
p.presses("确认提交")
assert p.sent[-1]["draft"]["answers"] == {"before": "often"}
assert answered("zh_Hans", {"before": "often"}) == ["以前发生过：经常"]
assert answered("zh_Hant", {"before": "often"}) == ["以前發生過：經常"]
""")  # fmt: skip


def ground(copy: Copy) -> None:
    copy.insert(
        "models/law/grounds.py", "    row: Ground\n", '    R10_ABUSE = "R10_abuse", Ground(needs=(("document",),))\n'
    )
    copy.insert("models/words/staff.toml", "[staff.refusal]\n", 'R10_abuse = "R10 例子"\n')
    copy.run("-c", """
from models.law.grounds import Refusal, needing
from models.words import labels

assert labels("refusal")[Refusal.R10_ABUSE] == "R10 例子" and "R10" in needing("document")
assert Refusal.R10_ABUSE.row.lacks(frozenset()) == ("document",)
""")  # fmt: skip


def notice(copy: Copy) -> None:
    copy.insert(
        "models/law/notices.py",
        '    RECEIVED = "received", Notice(says_code=True)\n',
        '    VISITED = "visited", Notice(words=True)\n',
    )
    copy.append(
        "models/words/notices.toml", '\n[notice.visited]\nzh_Hans = "{case_no}：来过了。"\nen = "{case_no}: we came."\n'
    )
    copy.insert("models/words/staff.toml", "[staff.notice]\n", 'visited = "上门"\n')
    copy.insert(
        "api/cases/steps/note.py", "    await w.append(EventKind.NOTE, body=w.given.text)\n",
        "    await w.owe(NoticeKind.VISITED, w.unit)\n",
    )  # fmt: skip
    copy.insert("api/cases/steps/note.py", "import EventKind\n", "from models.law.notices import NoticeKind\n")
    copy.touched = copy.touched - {"api/cases/steps/note.py"} | {"api/cases/steps/<step>.py"}
    copy.run(
        "-c",
        ON_SQLITE
        + """
async def talk(api):
    number = await api.brought_to("assigned")
    await api.deliver_all()
    ok(await api("POST", f"/v1/cases/{number}/notes", "housing", json={"text": "我们来看过了。"}))
    (owed,) = await api.lease()
    assert (owed["kind"], owed["text"]) == ("visited", "我们来看过了。"), owed

on_sqlite(talk)
""",
    )
    copy.run("-c", """
from conversations.play.player import Player
from conversations.play.samples import MINE, world
from models.words import labels

shown = Player(world("full")).notified("visited", MINE, "我们来看过了。")
assert "来过了。" in shown[0].text and shown[1].text == "我们来看过了。"
assert labels("notice")["visited"] == "上门"
""")  # fmt: skip


def channel(copy: Copy) -> None:
    copy.write("bot/channels/pager.py", """
from bot.channels.push import Message, Outcome, Push, Sent
from bot.store import Chat
from models.law.channels import Channel as Name

SHOWN: list[str] = []


class Pager(Push):
    name = Name.PAGER

    async def send(self, chat: Chat, message: Message) -> Outcome:
        SHOWN.append(message.screen.text)
        return Sent()
""")  # fmt: skip
    copy.touched = {"bot/channels/<name>.py"}
    copy.replace("bot/channels/registry.py", "CHANNELS = {", "CHANNELS = {\n    Name.PAGER: Entry(Pager),")
    copy.insert("bot/channels/registry.py", "from bot.channels.base import Channel, Mailbox\n",
                "from bot.channels.pager import Pager\n")  # fmt: skip
    copy.insert("models/law/channels.py", "    row: Reach\n", '    PAGER = "pager", Reach(chat=True, abroad=True)\n')
    copy.insert("models/words/staff.toml", "[staff.channel]\n", 'pager = "寻呼"\n')
    copy.run("-c", """
import asyncio

from bot.app import build
from bot.channels.pager import SHOWN
from bot.settings import BotSettings
from bot.store import Chat, Mail
from conversations.screens import Screen
from models.keys import Keys
from models.words import labels


async def main():
    bot = build(BotSettings(session_url="memory"), keys=Keys({1: b"k" * 32}, 1))
    await bot.start()
    (pager,) = bot.push
    await bot.store.save(Chat("pager", "7"), {"talk": None}, 0, [Mail("screen", (Screen("您好"),))])
    await pager.sweep()
    while not SHOWN or pager.incoming.busy(Chat("pager", "7")):
        await asyncio.sleep(0.01)
    await pager.close()
    await bot.stop()


asyncio.run(main())
assert SHOWN == ["您好"] and labels("channel")["pager"] == "寻呼"
""")  # fmt: skip


def profile(copy: Copy) -> None:
    body = """name = "example"
title = "例子"
source = "例子"
inherits = "national"
in_force_from = 2026-01-01

[limits]
intake_notice = { n = 5, unit = "working", article = "例子" }
"""
    copy.write("models/profiles/<name>.toml".replace("<name>", "example"), body)
    copy.touched = {"models/profiles/<name>.toml"}
    page = copy.run("-m", "models.profiles")
    assert "例子" in page
    copy.write("docs/deadlines.md", page)
    copy.run("-c", "from models.profiles import load; assert load()['example'].limits['intake_notice'].n == 5")


def right(copy: Copy) -> None:
    copy.replace("models/rights/table.py", '    NOTE = "note"\n', '    NOTE = "note"\n    WAVE = "wave"\n')
    row = '    Right.WAVE: Grant("wave to the resident", {CLERK: EVERYWHERE}),\n'
    copy.insert("models/rights/table.py", "RIGHTS: Mapping[Right, Grant] = {\n", row)
    page = copy.run("-m", "models.rights")
    assert "wave to the resident" in page
    copy.write("docs/rights.md", page)
    copy.run("-c", """
from models.law.people import Role
from models.rights import Right, roles

assert roles(Right.WAVE) == (Role.CLERK,)
""")  # fmt: skip


def role(copy: Copy) -> None:
    copy.insert("models/law/people.py", "class Role(StrEnum):\n", '    AUDITOR = "auditor"\n')
    post = "    Role.AUDITOR: Post(reads=Relation.EVERYWHERE, read_only=True),\n"
    source = (copy.root / "models/rights/posts.py").read_text("utf-8")
    head = re.search(r"^ROLES: .* = \{\n", source, re.M)
    assert head is not None
    copy.insert("models/rights/posts.py", head[0], post)
    copy.insert("models/words/staff.toml", "[staff.role]\n", 'auditor = "审计"\n')
    page = copy.run("-m", "models.rights")
    copy.write("docs/rights.md", page)
    copy.run("-c", ON_SQLITE + """
from models.rights import Right, Seat, read_only, relation
from models.words import labels

counter.PEOPLE["auditor"] = ("审计", [(Role.AUDITOR, None)])


async def talk(api):
    number = await api.brought_to("assigned")
    assert ok(await api("GET", f"/v1/cases/{number}", "auditor"))["case_no"] == number
    assert (await api("POST", f"/v1/cases/{number}/notes", "auditor", json={"text": "看过。"})).status_code == 403

on_sqlite(talk)
assert relation(Right.SEE_CASE, Role.AUDITOR) and not relation(Right.NOTE, Role.AUDITOR)
assert read_only([Seat(Role.AUDITOR)]) and labels("role")["auditor"] == "审计"
""")  # fmt: skip


def step(copy: Copy) -> None:
    copy.write("api/cases/steps/recall.py", """\
from api.cases.step import Step, Work, fields
from models.law.events import EventKind
from models.rights import Right
from models.wire import Moved, Note


async def recall(w: Work[Note]) -> Moved:
    \'\'\'Calls to mind what was said.\'\'\'
    await w.append(EventKind.NOTE, body=w.given.text)
    return w.moved()


STEP = Step(
    name="recall", path="/recalls", given=Note, do=recall, right=Right.NOTE, refuses={409: ("closed",)},
    form=fields(Note),
)
""")  # fmt: skip
    copy.insert("api/cases/steps/__init__.py", "    question,\n", "    recall,\n")
    copy.insert("api/cases/steps/__init__.py", "    question.STEP,\n", "    recall.STEP,\n")
    copy.append("api/console/templates/acts.html", """
{% macro recall() %}
{{ begin("recall", "提醒", false) }}
<label for="recall-text">内容</label>
<textarea id="recall-text" name="text" required>
{{ held("recall", "text") }}</textarea>
<button class="go">提醒</button>
{{ end() }}
{% endmacro %}
""")  # fmt: skip
    anchor = '    {% if "supervise" in offers %}{{ acts.supervise() }}{% endif %}\n'
    copy.insert(
        "api/console/templates/case.html",
        anchor,
        '    {% if "recall" in offers %}{{ acts.recall() }}{% endif %}\n',
    )
    copy.insert("models/words/staff.toml", "[staff.done]\n", 'recall = "已提醒。"\n')
    copy.run("-c", """
from api.app import create_app
from api.console.case_forms import ACTS
from api.settings import Settings
from models.words import labels

made = create_app(Settings()).openapi()["paths"]["/v1/cases/{case_no}/recalls"]["post"]
assert made["summary"] == "Calls to mind what was said" and "`closed`" in made["responses"]["409"]["description"]
assert ACTS["recall"].form and labels("done")["recall"]
""")  # fmt: skip


def report(copy: Copy) -> None:
    copy.append("models/wire/reports.py", """

class ByChannel(Wire):
    '''How many cases came in by each channel.'''

    cases: dict[str, int]
""")  # fmt: skip
    copy.replace(
        "api/examples/answered.py", '    "Guarantee": {\n',
        '    "ByChannel": {"cases": {"web": 25}},\n    "Guarantee": {\n',
    )  # fmt: skip
    copy.append("api/reports/queries.py", """

async def by_channel(session: AsyncSession, wanted: Span) -> list[Any]:
    counted = select(Case.channel, func.count()).where(wanted.here, wanted.within(Case.registered_at))
    return list((await session.execute(counted.group_by(Case.channel))).all())
""")  # fmt: skip
    copy.append("api/reports/service.py", """

async def by_channel(session: AsyncSession, wanted: Span) -> ByChannel:
    return ByChannel(cases={channel: n for channel, n in await queries.by_channel(session, wanted)})
""")  # fmt: skip
    copy.insert(
        "api/reports/service.py",
        "from models.law.states import Ending\n",
        "from models.wire.reports import ByChannel\n",
    )
    copy.append("api/reports/routes.py", """

@router.get("/channels")
async def channels(
    ctx: Ctx, who: Annotated[Caller, having(Right.READ_REPORTS)], session: Read, asked: Asked
) -> ByChannel:
    '''How many cases came in by each channel.'''
    return await service.by_channel(session, await service.span(session, ctx, who, asked))
""")  # fmt: skip
    copy.insert(
        "api/reports/routes.py", "from models.rights import Right\n", "from models.wire.reports import ByChannel\n"
    )
    copy.insert(
        "api/console/reports.py", "        held = await reports.guarantee(session, at.ctx, span, counted)\n",
        "        came = await reports.by_channel(session, span)\n",
    )  # fmt: skip
    copy.replace("api/console/reports.py", "ended=ended, held=held,", "ended=ended, held=held, came=came,")
    copy.insert("api/console/templates/reports.html", "<h1>报表</h1>\n", """
{% for channel, n in came.cases.items() %}<p>{{ labels("channel")[channel] }} {{ n }} 件</p>{% endfor %}
""")  # fmt: skip
    copy.run("-c", ON_SQLITE + """
from tests.api_console.conftest import Seat


async def talk(api):
    await api.file()
    assert ok(await api("GET", "/v1/reports/channels", "supervisor"))["cases"] == {"web": 1}
    assert (await api("GET", "/v1/reports/channels", "housing")).status_code == 403
    assert "ByChannel" in api.app.openapi()["components"]["schemas"]
    seat = Seat(api.http)
    await seat.get("/staff/login")
    await seat.submit("/staff/login", login="supervisor", password=counter.PASSWORD)
    assert " 1 件</p>" in (await seat.get("/staff/reports")).text

on_sqlite(talk)
""")  # fmt: skip


def figure(copy: Copy) -> None:
    copy.insert("models/law/breakdown.py", '    LATE = "late"\n', '    URGED = "urged"\n')
    copy.append("models/law/breakdown.py", '    URGED = "urged", Part(n=Counted.URGED)\n')
    copy.insert(
        "api/cases/counted_queries.py",
        "        Counted.LATE: list_queries.is_overdue(now),\n",
        "        Counted.URGED: list_queries.is_urged(),\n",
    )
    copy.insert("models/words/board.toml", "[staff.figure]\n", 'urged = "被催办"\n')
    copy.run("-c", ON_SQLITE + """

async def talk(api):
    made = await api.file()
    await api("POST", "/v1/urges", "bot", key=api.key(), chat="chat-1", json={"case_no": made["case_no"]})
    urged = ok(await api("GET", "/v1/reports/by/channel", "supervisor"))["total"]["figures"]["urged"]
    assert (urged["n"], urged["of"]) == (1, 1)
    assert len(ok(await api("GET", f"/v1/cases?{urged['cases']}", "supervisor"))["items"]) == 1

on_sqlite(talk)
""")  # fmt: skip


def language(copy: Copy) -> None:
    rows = "models/words/languages.py"
    copy.replace(rows, 'Literal["zh_Hans", "zh_Hant", "en"]', 'Literal["zh_Hans", "zh_Hant", "en", "bo"]')
    copy.replace(rows, '"en": "en"}', '"en": "en", "bo": "bo"}')
    copy.replace(rows, '    "en": "en",\n', '    "en": "en",\n    "bo": "bo",\n')
    for path in sorted((copy.root / "models/words").glob("*.toml")):
        said = re.sub(r'^en = ("""[^"]*"""|.*)$', r"en = \1\nbo = \1", path.read_text("utf-8"), flags=re.M)
        if path.name == "talk.toml":
            said = said.replace('bo = "English"', 'bo = "བོད་ཡིག"')
        path.write_text(said, "utf-8")
    copy.touched.add("models/words/*.toml")
    copy.run("-c", """
from bot.channels.telegram.decode import spoken
from bot.channels.webchat.words import guess
from conversations.engine.session import Talk
from conversations.play.player import Player
from conversations.play.samples import world
from models.wire import CaseDraft

p = Player(world("new"), Talk("bo"))
assert p.says("/start")[0].text
p.says("/lang")
assert "བོད་ཡིག" in [name for screen in p.shown for row in screen.rows for name, _ in row]
assert guess("bo-CN,zh;q=0.5") == spoken("bo") == "bo" and guess("fr,zh") == "zh_Hans" and spoken("fr") == "en"
""")  # fmt: skip


CHANGES: dict[str, Callable[[Copy], None]] = {
    "A question of the form": question,
    "A ground of refusal": ground,
    "A notice": notice,
    "A channel": channel,
    "A profile of time limits": profile,
    "A right": right,
    "A role": role,
    "A step of the procedure": step,
    "A report": report,
    "A figure by unit, area, topic, channel and month": figure,
    "A language": language,
}


def test_every_section_is_made() -> None:
    assert re.findall(r"^## (.*)$", PAGE, re.M) == list(CHANGES)


@pytest.mark.parametrize("title", CHANGES)
def test_the_change_works_and_touches_the_files_that_the_page_names(title: str, copy: Copy) -> None:
    CHANGES[title](copy)
    assert copy.touched == named(title)
