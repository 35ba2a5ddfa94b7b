"""The live desk's pages: the queue, a chat that is read or taken, and who is on crisis duty. They page themselves with
a script of their own, and do without it as well."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from api.console.outcome import Outcome
from api.console.pages import render
from api.console.session import Page, Posted, Signed, form_of, page_of, see_other, tracing, writing
from api.errors import Forbidden, Refusal
from api.files import answer
from api.idempotency import once
from api.live import duty, service
from api.staff import queries as staff
from models.clock import local_date
from models.rights import Right
from models.wire import DutyRoster, FileId, LiveBack, LiveRead, LiveSaid, LiveTalk

router = APIRouter(include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]
Reader = Annotated[Signed, page_of(Right.SEE_LIVE)]
Bare = Annotated[Signed, page_of(Right.SEE_LIVE, bare=True)]
Taker = Annotated[Posted, form_of(Right.TAKE_LIVE)]
SPARE = 3
"""Empty lines of the roster's form."""


def _shown(template: str, at: Signed, outcome: Outcome | None = None, **facts: Any) -> Response:
    """`outcome`: of the whole page; a part of one has none."""
    now = at.ctx.clock.now()
    told = outcome.facts if outcome is not None else {}
    status = outcome.status if outcome is not None else 200
    return render(template, status, at=at, here="live", today=local_date(now), now=now, **told, **facts)


# --- the queue


@router.get("/live")
async def queue(at: Reader) -> Response:
    """Who waits for a person, danger first, and who has whom."""
    return await _queue(at, Outcome.asked(at))


async def _queue(at: Signed, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        rows, on = await service.queue(session, at.ctx, at.who), await duty.now(session, at.ctx.clock.now())
    return _shown("live.html", at, outcome, rows=rows, on=on)


@router.get("/live/queue")
async def queue_alone(at: Bare) -> Response:
    """The queue without the page around it."""
    async with at.ctx.db.read() as session:
        rows = await service.queue(session, at.ctx, at.who)
    return _shown("live_queue.html", at, rows=rows)


@router.get("/live/watch")
async def watch(at: Bare) -> Response:
    """How many wait, the newest of them, and danger that nobody has seen: for the sound and the number on the tab."""
    async with at.ctx.db.read() as session:
        rows = await service.queue(session, at.ctx, at.who)
        on = [person.id for person in await duty.now(session, at.ctx.clock.now())]
    waiting = [row for row in rows if row.taken_by is None]
    alarm = [row.id for row in waiting if row.danger and row.acknowledged_by is None]
    return JSONResponse(
        {
            "waiting": len(waiting),
            "newest": max((row.id for row in waiting), default=0),
            "alarm": alarm,
            "on_duty": at.who.staff_id in on,
        }
    )


@router.post("/live/{id}/acknowledge")
async def acknowledge(id: Id, post: Taker) -> Response:
    """I have seen the alert: nobody else is alerted."""
    try:
        async with writing(post.signed) as session:
            await service.acknowledge(session, post.signed.ctx, post.signed.who, id)
    except Refusal as why:
        return await _queue(post.signed, Outcome.refused(post, why))
    return see_other("/staff/live?done=acknowledged_danger")


@router.post("/live/{id}/take")
async def take(id: Id, post: Taker) -> Response:
    """The chat is mine, and its page opens; somebody else was first: the queue says who."""
    try:
        async with writing(post.signed) as session:
            await service.take(session, post.signed.ctx, post.signed.who, id)
    except Refusal as why:
        return await _queue(post.signed, Outcome.refused(post, why))
    return see_other(f"/staff/live/{id}")


# --- a chat


@router.get("/live/{id}")
async def chat(id: Id, at: Reader) -> Response:
    """What was said and what is typed, for whoever has it or has given a reason; else the form for the reason."""
    return await _chat(at, id, Outcome.asked(at))


async def _chat(at: Signed, id: int, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        try:
            talk: LiveTalk | None = await service.news(session, at.ctx, at.who, id)
        except Forbidden:
            talk = None
    return _shown("live_chat.html", at, outcome, talk=talk, id=id, key=secrets.token_hex(8))


@router.get("/live/{id}/news")
async def news(id: Id, at: Bare) -> Response:
    """What was said, without the page around it."""
    async with at.ctx.db.read() as session:
        talk = await service.news(session, at.ctx, at.who, id)
    return _shown("live_lines.html", at, talk=talk)


@router.post("/live/{id}/read")
async def read(id: Id, post: Annotated[Posted, form_of(Right.SEE_LIVE)]) -> Response:
    """The reason why it is read, which is kept."""
    at = post.signed
    try:
        given = LiveRead.model_validate({"reason": post.get("reason")})
        async with tracing(at) as session:
            await service.read(session, at.ctx, at.who, id, given)
    except (Refusal, ValidationError) as why:
        return await _chat(at, id, Outcome.refused(post, why, "read"))
    return see_other(f"/staff/live/{id}")


@router.post("/live/{id}/say")
async def say(id: Id, post: Taker) -> Response:
    """Written in the chat, once however often it is sent."""
    at = post.signed
    try:
        given = LiveSaid.model_validate({"text": post.get("text")})
        async with writing(at) as session:

            async def do() -> LiveTalk:
                return await service.say(session, at.ctx, at.who, id, given)

            await once(session, at.ctx, at.who, post.key, "staff.live", f"{id}:{given.model_dump_json()}", do)
    except (Refusal, ValidationError) as why:
        return await _chat(at, id, Outcome.refused(post, why, "say"))
    return see_other(f"/staff/live/{id}#say")


@router.post("/live/{id}/back")
async def back(id: Id, post: Taker) -> Response:
    """Handed back to the bot, into the case that is named."""
    at = post.signed
    try:
        given = LiveBack.model_validate({"case_no": post.get("case_no")})
        async with writing(at) as session:
            await service.hand_back(session, at.ctx, at.who, id, given)
    except (Refusal, ValidationError) as why:
        return await _chat(at, id, Outcome.refused(post, why, "back"))
    return see_other("/staff/live?done=handed_back")


@router.get("/live/{id}/files/{file}")
async def file(id: Id, file: Annotated[FileId, Path()], at: Bare) -> Response:
    """What is shown of a file that was sent in it."""
    async with at.ctx.db.read() as session:
        return answer.shown(at.request, await service.file(session, at.ctx, at.who, id, file))


# --- crisis duty


@router.get("/duty")
async def roster(at: Annotated[Signed, page_of(Right.SEE_DUTY)]) -> Response:
    """Who is alerted, in which order and hours."""
    return await _roster(at, Outcome.asked(at))


async def _roster(at: Signed, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        held = await duty.view(session, at.ctx)
        able = [(p.login, p.name) for p in await staff.who_may(session, Right.BE_ON_DUTY)]
    lines = [line.model_dump() for line in held.lines]
    lines += [{"login": "", "days": "1234567", "since": "00:00", "until": "24:00"}] * SPARE
    if outcome.typed:
        lines = [*_typed(outcome.typed)]
    return _shown("duty.html", at, outcome, lines=lines, able=able, on=held.now, changes=at.may("change_duty"))


def _typed(fields: Any) -> list[dict[str, str]]:
    count = sum(name.startswith("login-") for name in fields)
    names = ("login", "since", "until")
    return [
        {name: fields.get(f"{name}-{n}", "") for name in names}
        | {"days": "".join(day for day in "1234567" if f"day-{n}-{day}" in fields)}
        for n in range(count)
    ]


@router.post("/duty")
async def change(post: Annotated[Posted, form_of(Right.CHANGE_DUTY)]) -> Response:
    """The whole roster; a line without a name is left out."""
    at = post.signed
    try:
        given = DutyRoster.model_validate({"lines": [line for line in _typed(post.fields) if line["login"]]})
        async with writing(at) as session:
            await duty.change(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _roster(at, Outcome.refused(post, why))
    return see_other("/staff/duty?done=duty")
