"""The file of a case for whoever reviews it: what was asked, in the resident's own words, what was done, what answered.

A body outside this system gets it as PDF. Staff's notes, and what the reviewed unit must never see, are not in it.
"""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.cases import paper, queries, reviews, views
from api.cases.paper import Block, Heading, Line, Picture, Said, Title
from api.context import Context
from api.errors import NotFound
from api.files import service as files
from api.security import Caller
from models.clock import ZONE, local_date
from models.law.events import EventKind
from models.tables import Case, CaseEvent, Review
from models.wire import Spoken

LEVEL = {1: "复查", 2: "复核"}
DID = {
    EventKind.RECEIVED: "登记",
    EventKind.NOTIFIED: "告知",
    EventKind.FORWARDED: "转送",
    EventKind.TAKEN: "签收",
    EventKind.GUIDED: "引导到其他途径",
    EventKind.ACCEPTED: "受理",
    EventKind.ASSIGNED: "交办",
    EventKind.QUESTION: "向信访人提问",
    EventKind.ANSWER: "信访人回答",
    EventKind.ADDITION: "信访人补充",
    EventKind.PROGRESS: "告知进展",
    EventKind.PROMISED: "告知新的日期",
    EventKind.EXTENDED: "延期",
    EventKind.REPLY: "答复",
    EventKind.CLOSED: "办结",
    EventKind.REOPENED: "重新办理",
    EventKind.REVIEW_ASKED: "申请复查复核",
    EventKind.HEARING: "听证",
    EventKind.REVIEW_DECIDED: "复查复核意见",
    EventKind.COMPLAINED: "信访人对办理提出意见",
    EventKind.WRITTEN_UP: "录音、图片的文字整理",
}
"""The steps that a reviewer reads, with their words."""


async def pdf(session: AsyncSession, ctx: Context, who: Caller, case_no: str, id: int) -> tuple[str, bytes]:
    """(file name, PDF), for whoever decides the review or records what was decided outside; who took it is kept.
    NotFound; Forbidden `not_your_review`; Unavailable `no_font`."""
    case, review = await reviews.given(session, who, case_no, id)
    blocks = [*await _head(session, ctx, case, review), *await _words(session, ctx, who, case)]
    blocks += _course(ctx, await queries.timeline_of(session, case.id))
    await queries.audit(session, who, "review_file", case.case_no, ctx.clock.now(), f"{LEVEL[review.level]} {id}")
    foot = f"信访事项 {case.case_no} {LEVEL[review.level]}案卷"
    drawn = await asyncio.to_thread(paper.draw, ctx.settings.pdf_font, foot, ctx.clock.now(), blocks)
    return f"{case.case_no}-{LEVEL[review.level]}.pdf", drawn


async def _head(session: AsyncSession, ctx: Context, case: Case, review: Review) -> list[Block]:
    found = {r.id: (reviewed, above) for r, reviewed, above in await queries.reviews_of(session, case.id)}
    reviewed, above = found[review.id]
    owed = await queries.open_obligation(session, case.id, reviews.OWED[review.level], str(review.asked_seq))
    lines = [
        f"信访事项编号：{case.case_no}",
        f"登记日期：{local_date(case.registered_at):%Y-%m-%d}；信访日期：{case.petition_date:%Y-%m-%d}",
        f"问题属地：{case.area.name}",
        f"被{LEVEL[review.level]}的机关：{reviewed.name}",
        f"{LEVEL[review.level]}机关：{above.name if above else review.outside}",
        f"申请日期：{local_date(review.asked_at):%Y-%m-%d}",
    ]
    if owed is not None:
        lines.append(f"作出{LEVEL[review.level]}意见的最后一天：{owed.due_nominal:%Y-%m-%d}")
    if review.hearing_from is not None:
        lines.append(f"听证：{review.hearing_from:%Y-%m-%d} 至 {review.hearing_until:%Y-%m-%d}")
    return [Title(f"信访事项{LEVEL[review.level]}案卷"), *map(Line, [*lines, *_person(ctx, case)])]


def _person(ctx: Context, case: Case) -> list[str]:
    """Who asks, in full: whoever decides has to answer them."""
    kept: list[tuple[str, bytes | None, str]] = []
    if p := case.person:
        kept = [
            ("姓名", p.name_sealed, "name"),
            ("电话", p.phone_sealed, "phone"),
            ("住址", p.address_sealed, "postal"),
        ]
    said = [f"信访人{label}：{ctx.keys.text(sealed, purpose)}" for label, sealed, purpose in kept if sealed]
    return said or ["信访人没有留下姓名和电话；答复由登记单位转达。"]


async def _words(session: AsyncSession, ctx: Context, who: Caller, case: Case) -> list[Block]:
    blocks: list[Block] = [Heading("信访人的原话")]
    for part in views.spoken(ctx, case, await queries.words_of(session, case)):
        blocks += await _part(session, ctx, who, case, part)
    return blocks


async def _part(session: AsyncSession, ctx: Context, who: Caller, case: Case, part: Spoken) -> list[Block]:
    if part.file is None:
        return [Said(part.text or "（内容已按规定移走或删除）")]
    named = Line(f"第 {part.seq} 份材料：{part.media_type}，{part.size} 字节，SHA-256 {part.sha256}")
    if part.media_type not in files.DRAWN:
        return [named]
    try:
        return [named, Picture((await files.show(session, ctx, who, case.case_no, part.file))[1])]
    except NotFound:
        return [named, Line("（这份材料已经找不到了）")]


def _course(ctx: Context, events: Sequence[CaseEvent]) -> list[Block]:
    blocks: list[Block] = [Heading("办理经过")]
    for e in events:
        kind = EventKind(e.kind)
        if not kind.row.in_file:
            continue
        by = "信访人" if e.actor == "resident" else e.facts.get("unit") or ""
        at = e.at.astimezone(ZONE)
        blocks.append(Line(f"{at:%Y-%m-%d %H:%M} {DID[kind]} {by}".rstrip()))
        if e.body_sealed is not None and not kind.row.noted:
            blocks.append(Said(ctx.keys.text(e.body_sealed, "event")))
    return blocks
