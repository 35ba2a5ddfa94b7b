"""What a resident was told or is about to be told, as their chat draws it."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import views
from api.cases.about import told_of
from api.catalogue import queries as catalogue
from api.context import Context
from conversations.notices import screens_of
from conversations.screens import Screen
from models.law.channels import Channel
from models.law.facts import Attempt, Facts, with_english
from models.law.notices import OVER, NoticeKind, NoticeState
from models.tables import Case, Notification
from models.wire import LeasedNotice, NoticeFile, NoticeView
from models.words import say, wording


@dataclass(frozen=True)
class Told:
    """A notice with what the resident sees of it."""

    view: NoticeView
    tried: list[Attempt]
    screens: tuple[Screen, ...]
    open: bool


@dataclass(frozen=True)
class Hearer:
    """Who is told of a case: and in which language."""

    case: Case
    locale: str | None
    english: Mapping[str, str]
    """English forms of offices' names, as a chat in English gets them."""


async def hearer(session: AsyncSession, case: Case, locale: str | None) -> Hearer:
    return Hearer(case, locale, await catalogue.english(session) if locale == "en" else {})


Words = tuple[str | None, Sequence[NoticeFile]]
"""What staff wrote, and the files that come with it."""


def told(
    ctx: Context, whom: Hearer, notice: Notification, body: bytes | None, files: Sequence[NoticeFile] = ()
) -> Told:
    spoken = NoticeKind(notice.kind).row.words and body is not None
    words = ctx.keys.text(body, "event") if spoken and body is not None else None
    if words is not None and not files and (sent := notice.facts.get("files")):
        words = f"{words}\n\n{say(whom.locale or 'zh_Hans', 'notice.files_elsewhere', n=len(sent))}"
    facts = notice.facts.copy()
    if NoticeKind(notice.kind).row.says_code:
        facts["query_code"] = wording("page.code_withheld")  # the resident's secret: who holds it rates the answer
    return Told(
        view=views.notice(notice),
        tried=[_opened(ctx, t) for t in notice.record["tried"]] if notice.record else [],
        screens=shown(whom, NoticeKind(notice.kind), facts, (words, files)),
        open=NoticeState(notice.state) not in OVER,
    )


def _opened(ctx: Context, tried: Attempt) -> Attempt:
    """With the name of who was spoken to, which is stored sealed."""
    whom = tried["whom"]
    return tried | {"whom": ctx.keys.text(base64.b64decode(whom), "whom") if whom else None}


def shown(whom: Hearer, kind: NoticeKind, facts: Facts, words: Words) -> tuple[Screen, ...]:
    """The screens that the resident's chat draws of a notice, in the chat's language."""
    sent = LeasedNotice(
        id=0,
        lease="",
        kind=kind,
        case_no=whom.case.case_no,
        channel=Channel.WEB,
        address="-",
        locale=whom.locale or "zh_Hans",  # type: ignore[arg-type]
        facts=with_english(facts, whom.english),
        text=words[0],
        files=list(words[1]),
        about=told_of(whom.case, kind),
    )
    return screens_of(sent.locale, sent)
