"""The file of a case for whoever reviews it: what was asked, in the resident's own words, what was done, what answered.

A body outside this system gets it as PDF. Staff's notes, and what the reviewed unit must never see, are not in it.
"""

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import journal_queries, obligation_queries, paper, queries, review_queries, reviews, views, words_queries
from api.cases.blocks import Block, Heading, Line, Picture, Said, Title
from api.context import Context
from api.deps import writing
from api.errors import Refusal
from api.files import shown as files
from api.files.described import called
from api.files.queries import of_events
from api.security import Caller
from models.clock import ZONE, local_date
from models.law.duties import About
from models.law.events import EventKind
from models.renditions import JPEG
from models.tables import Accusation, Attachment, Case, CaseEvent, CaseWords, Review
from models.words import answered, labels, wording

PDF = "application/pdf"
MOST_TEXT = 10_000
"""Characters of a text file that are printed."""


async def pdf(ctx: Context, who: Caller, case_no: str, id: int) -> tuple[str, bytes]:
    """(file name, PDF), for whoever decides the review or records what was decided outside; who took it is kept.
    Read in one transaction, and drawn after it: what cannot be shown leaves a line in its place.
    NotFound; Forbidden `not_your_review`; Unavailable `no_font`."""
    async with writing(ctx, who) as session:
        case = await queries.see(session, who, case_no)
        review = await reviews.own(session, who, case, id)
        paper.font_there(ctx.settings.pdf_font)
        head = await _head(session, ctx, case, review)
        words = await words_queries.words_of(session, case)
        events = await journal_queries.timeline_of(session, case.id)
        kept = await of_events(session, case.id)
        level = _level(review)
        await audit(session, who, "review_file", case.case_no, ctx.clock.now(), f"{level} {id}")
    blocks = [*head, *await words_blocks(ctx, case, words), *course(ctx, events, await added_blocks(ctx, kept))]
    foot = wording("file.foot", case_no=case.case_no, level=level)
    drawn = await asyncio.to_thread(paper.draw, ctx.settings.pdf_font, foot, ctx.clock.now(), blocks)
    return f"{case.case_no}-{level}.pdf", drawn


def _level(review: Review) -> str:
    return labels("review_level")[str(review.level)]


async def _head(session: AsyncSession, ctx: Context, case: Case, review: Review) -> list[Block]:
    found = {r.id: (reviewed, above) for r, reviewed, above in await review_queries.reviews_of(session, case.id)}
    reviewed, above = found[review.id]
    owed = await obligation_queries.open_obligation(
        session, case.id, reviews.OWED[review.level], About.EVENT.of(review.asked_seq)
    )
    level = _level(review)
    lines = [
        wording("file.case_no", case_no=case.case_no),
        wording("file.dates", registered=local_date(case.registered_at), petition=case.petition_date),
        wording("file.area", area=case.area.name),
        wording("file.reviewed", level=level, unit=reviewed.name),
        wording("file.above", level=level, unit=above.name if above else review.outside),
        wording("file.asked", day=local_date(review.asked_at)),
    ]
    if owed is not None:
        lines.append(wording("file.until", level=level, day=owed.due_nominal))
    if review.hearing_from is not None:
        lines.append(wording("file.hearing", first=review.hearing_from, last=review.hearing_until))
    return [
        Title(wording("file.title", level=level)),
        *map(Line, [*lines, *person(ctx, case), *answered("zh_Hans", case.answers)]),
    ]


def person(ctx: Context, case: Case) -> list[str]:
    """Who asks, in full: whoever decides has to answer them."""
    kept: list[tuple[str, bytes | None, str]] = []
    if p := case.person:
        kept = [
            ("name", p.name_sealed, "name"),
            ("phone", p.phone_sealed, "phone"),
            ("address", p.address_sealed, "postal"),
        ]
    said = [
        wording(f"file.person_{what}", text=ctx.keys.text(sealed, purpose)) for what, sealed, purpose in kept if sealed
    ]
    return said or [wording("file.nobody")]


async def words_blocks(ctx: Context, case: Case, words: Sequence[CaseWords | Accusation]) -> list[Block]:
    blocks: list[Block] = [Heading(wording("file.words"))]
    for kept, part in zip(words, views.spoken(ctx, case, words), strict=True):
        if kept.attachment is None:
            blocks.append(Said(part.text or wording("file.gone")))
        else:
            named = part.model_dump(include={"seq", "media_type", "size", "sha256"})
            blocks += [
                Line(_titled(wording("file.material", **named), part.name)),
                *await _material(ctx, kept.attachment),
            ]
    return blocks


async def added_blocks(ctx: Context, files: Sequence[Attachment]) -> dict[int, list[Block]]:
    """What staff added, by the event it came with."""
    blocks: dict[int, list[Block]] = {}
    for n, file in enumerate(files, 1):
        line = wording("file.added", n=n, media_type=file.media_type, size=file.size, sha256=file.sha256)
        blocks.setdefault(file.event_seq or 0, []).extend(
            [Line(_titled(line, called(ctx, file))), *await _material(ctx, file)]
        )
    return blocks


def _titled(line: str, name: str | None) -> str:
    return f"{line} · {name}" if name else line


async def _material(ctx: Context, file: Attachment) -> list[Block]:
    """What is shown of it, as far as paper can."""
    try:
        found = await files.opened(ctx, file, preview=file.media_type == PDF)
    except Refusal as why:
        return [Line(wording("file.lost" if why.code == "file_lost" else "file.not_shown"))]
    cut: list[Block] = [] if found.whole else [Line(wording("file.broke_off"))]
    if found.type == JPEG:
        return [Picture(found.body), *cut]
    if found.type == "text/plain":
        text = found.body.decode()
        return [Said(text[:MOST_TEXT]), *([Line(wording("file.longer"))] if len(text) > MOST_TEXT else [])]
    return cut


def course(ctx: Context, events: Sequence[CaseEvent], files: Mapping[int, Sequence[Block]]) -> list[Block]:
    """What was done, in order; `files`: what was added, by event."""
    blocks: list[Block] = [Heading(wording("file.course"))]
    for e in events:
        kind = EventKind(e.kind)
        if not kind.row.in_file:
            continue
        by = wording("file.resident") if e.actor == "resident" else e.facts.get("unit") or ""
        at = e.at.astimezone(ZONE)
        blocks.append(Line(f"{at:%Y-%m-%d %H:%M} {labels('event')[kind]} {by}".rstrip()))
        if e.body_sealed is not None and not kind.row.noted:
            blocks.append(Said(ctx.keys.text(e.body_sealed, "event")))
        blocks += files.get(e.seq, ())
    return blocks
