"""The papers of a case: which there are, and what stands in each.

Whoever may read the case may print it. Names stand in full for those who may reveal them; that it was printed is kept.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import audit
from api.cases import dossier, journal_queries, paper, queries, views, words_queries
from api.cases.blocks import Block, Heading, Line, Title
from api.cases.masks import mask_name
from api.catalogue import queries as catalogue
from api.context import Context
from api.deps import writing
from api.errors import NotFound
from api.files.queries import of_events
from api.papers import letters
from api.papers import queries as rows
from api.papers.letters import Matter
from api.security import Caller
from api.supervision import service as supervision
from models.clock import ZONE
from models.law.papers import OF_EVENT, SERVED, PaperKind
from models.rights import Right
from models.tables import Accusation, Attachment, Case, CaseEvent, CaseWords, Notification
from models.wire import EventView, PaperView
from models.words import answered, labels, wording


@dataclass(frozen=True)
class Paper:
    """What is printed: on a page or as PDF."""

    title: str
    case_no: str
    blocks: Sequence[Block]

    @property
    def foot(self) -> str:
        return wording("paper.foot", case_no=self.case_no, title=self.title)


async def listed(session: AsyncSession, ctx: Context, who: Caller, case_no: str) -> list[PaperView]:
    """In the order of what happened; the file of the case last. NotFound."""
    case = await queries.see(session, who, case_no)
    out = []
    for kind, e in await _letters(session, ctx, case):
        title = letters.titled(kind, e)
        out.append(PaperView(id=f"{kind}-{e.seq}", kind=kind, title=title, at=e.at))
        if kind in SERVED:
            served = f"{labels('paper_kind')[PaperKind.SERVICE]}：{title}"
            out.append(PaperView(id=f"service-{e.seq}", kind=PaperKind.SERVICE, title=served, at=e.at))
    for item in await rows.supervised(session, who, case.id):
        title = labels("paper_kind")[PaperKind.SUPERVISION]
        out.append(PaperView(id=f"supervision-{item.id}", kind=PaperKind.SUPERVISION, title=title, at=item.opened_at))
    title = labels("paper_kind")[PaperKind.FILE]
    return [*out, PaperView(id="file-0", kind=PaperKind.FILE, title=title, at=case.registered_at)]


async def _letters(session: AsyncSession, ctx: Context, case: Case) -> list[tuple[PaperKind, EventView]]:
    events = [views.event(ctx, e) for e in await journal_queries.timeline_of(session, case.id)]
    return [(OF_EVENT[e.kind], e) for e in events if e.kind in OF_EVENT]


async def read(ctx: Context, who: Caller, case_no: str, id: str) -> Paper:
    """NotFound for a paper that there is not, or that the caller must not see."""
    kind, _, number = id.partition("-")
    if kind not in list(PaperKind) or not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise NotFound
    async with writing(ctx, None) as session:
        case = await queries.see(session, who, case_no)
        full = who.may(Right.REVEAL, case)
        asked = _Asked(session, ctx, who, await _matter(session, ctx, case, full))
        if kind == PaperKind.FILE:
            whole = await _file(asked, full)
        else:
            made = await _made(asked, PaperKind(kind), int(number))
        await audit(session, who, "print", f"{case.case_no}:{id}", ctx.clock.now(), "in full" if full else "masked")
    if kind == PaperKind.FILE:  # pictures are drawn when no transaction is open
        words, files = await dossier.words_blocks(ctx, case, whole.words), await dossier.added_blocks(ctx, whole.files)
        done = dossier.course(ctx, whole.events, files)
        made = Paper(_name(PaperKind.FILE), case_no, [*whole.head, *words, *done, *whole.told])
    return made


async def pdf(ctx: Context, who: Caller, case_no: str, id: str) -> tuple[str, bytes]:
    """(file name, PDF). Unavailable `no_font`."""
    paper.font_there(ctx.settings.pdf_font)
    made = await read(ctx, who, case_no, id)
    drawn = await asyncio.to_thread(paper.draw, ctx.settings.pdf_font, made.foot, ctx.clock.now(), made.blocks)
    return f"{made.case_no}-{made.title}.pdf", drawn


def _name(kind: PaperKind) -> str:
    return labels("paper_kind")[kind]


@dataclass(frozen=True)
class _Asked:
    session: AsyncSession
    ctx: Context
    who: Caller
    matter: Matter


async def _matter(session: AsyncSession, ctx: Context, case: Case, full: bool) -> Matter:
    sealed = case.person.name_sealed if case.person else None
    name = ctx.keys.text(sealed, "name") if sealed else ""
    words = views.spoken(ctx, case, await words_queries.words_of(session, case))
    return Matter(
        case=case,
        name=(name if full else mask_name(name)) if name else wording("paper.petitioner"),
        words=[w.text for w in words if w.text],
        profile=ctx.profile_of(case.profile),
        desk=(await catalogue.receiving_desk(session)).name,
    )


async def _made(a: _Asked, kind: PaperKind, number: int) -> Paper:
    """A letter, the proof that one was served, or what a unit is supervised by."""
    case_no = a.matter.case.case_no
    if kind is PaperKind.SUPERVISION:
        if number not in {item.id for item in await rows.supervised(a.session, a.who, a.matter.case.id)}:
            raise NotFound
        item = await supervision.item(a.session, a.ctx, a.who, number)
        return Paper(_name(kind), case_no, letters.supervision(a.matter, item, a.matter.desk))
    for of, e in await _letters(a.session, a.ctx, a.matter.case):
        if e.seq != number or kind not in (of, PaperKind.SERVICE) or (kind is PaperKind.SERVICE and of not in SERVED):
            continue
        title = letters.titled(of, e)
        if kind is PaperKind.SERVICE:
            record = await _record(a, number)
            return Paper(f"{_name(kind)}（{title}）", case_no, letters.service(a.matter, title, e, record))
        return Paper(title, case_no, letters.letter(a.matter, of, e))
    raise NotFound


async def _record(a: _Asked, seq: int) -> str:
    """What is known of how the resident got it."""
    notices = [n for n in await journal_queries.notices_of(a.session, a.matter.case.id) if n.event_seq == seq]
    return "；".join(_told(n) for n in notices)


def _told(n: Notification) -> str:
    state = labels("notice_state")[n.state]
    tried = n.record["tried"] if n.record else []
    how = "，".join(labels("delivery")[f"{t['how']}:{t['result']}"] for t in tried)
    at = n.delivered_at or n.created_at
    return wording("paper.served_at", state=how or state, at=f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}")


@dataclass(frozen=True)
class _Whole:
    """The file of a case, whose pictures are still to be drawn."""

    head: list[Block]
    words: Sequence[CaseWords | Accusation]
    events: Sequence[CaseEvent]
    files: Sequence[Attachment]
    told: list[Block]


async def _file(a: _Asked, full: bool) -> _Whole:
    case, ctx = a.matter.case, a.ctx
    person = dossier.person(ctx, case) if full else [a.matter.name]
    lines = [
        wording("file.case_no", case_no=case.case_no),
        wording(
            "paper.dates", registered=letters.said(case.registered_at), petition=letters.said(case.petition_date),
            channel=labels("channel")[case.channel],
        ),
        wording("file.area", area=case.area.name),
        *([wording("paper.topic", topic=case.topic.name)] if case.topic else []),
        wording("paper.handled", unit=case.lead_unit.name, handler=case.handler.name if case.handler else "").rstrip(),
        wording("paper.state", state=labels("state")[case.state]),
        wording("paper.people", count=case.petitioner_count),
        *person,
        *answered("zh_Hans", case.answers),
    ]  # fmt: skip
    kept = await words_queries.words_of(a.session, case)
    events = await journal_queries.timeline_of(a.session, case.id)
    files = await of_events(a.session, case.id)
    notices = await journal_queries.notices_of(a.session, case.id)
    told = [
        wording(
            "paper.told", at=f"{n.created_at.astimezone(ZONE):%Y-%m-%d %H:%M}", kind=labels("notice")[n.kind],
            state=labels("notice_state")[n.state],
        )
        for n in notices
    ]  # fmt: skip
    head: list[Block] = [Title(_name(PaperKind.FILE)), *map(Line, lines)]
    return _Whole(head, kept, events, files, [Heading(wording("paper.notices")), *map(Line, told)])
