"""What is supervised, what waits for me, who stands in for me, and the reports."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from api.catalogue import queries as catalogue
from api.console.gate import Page, Posted, Signed, form_of, page_of, see_other, spoken, writing
from api.console.outcome import Outcome
from api.console.pages import render, stamp
from api.errors import Refusal, Unprocessable
from api.listing import Period
from api.reports import service as reports
from api.staff import presence
from api.staff import service as colleagues
from api.supervision import heartbeat, inbox_queries, service, views
from api.supervision.queries import Items
from models.clock import ZONE, local_date
from models.law.triggers import Trigger
from models.rights import Right
from models.wire import AwayWanted, ChatCode, DeputyWanted, InboxRead, SupervisionClosed

router = APIRouter(include_in_schema=False, route_class=Page)
Id = Annotated[int, Path(ge=1, le=2**53)]


def _today(at: Signed) -> date:
    return local_date(at.ctx.clock.now())


# --- supervision -----------------------------------------------------------------------------------------------------


@router.get("/supervision")
async def listed(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """Open items, those that are mine, or those that are closed."""
    given = at.request.query_params
    trigger = given.get("trigger")
    async with at.ctx.db.read() as session:
        asked = Items(
            is_open=None if "mine" in given else "closed" not in given,
            trigger=Trigger(trigger) if trigger in set(Trigger) else None,
            unit=given.get("unit") or None,
            mine="mine" in given,
            after=at.after,
        )
        found = await views.page(session, at.ctx, at.who, asked)
        units = [(u.code, u.name) for u in await catalogue.units(session)]
    return render(
        "supervision.html", at=at, here="supervision", found=found, given=given, units=units, today=_today(at)
    )


@router.get("/supervision/{id}")
async def item(id: Id, at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """One item with its steps upwards."""
    return await _item(at, id, Outcome.asked(at))


async def _item(at: Signed, id: int, outcome: Outcome) -> Response:
    async with at.ctx.db.read() as session:
        found = await service.item(session, at.ctx, at.who, id)
        mine = await service.mine(session, at.who, id)
        closes = await service.closes(session, at.who, id)
    return render(
        "supervised.html", outcome.status, at=at, here="supervision", item=found, mine=mine, closes=closes,
        today=_today(at), **outcome.facts,
    )  # fmt: skip


@router.post("/supervision/{id}/acknowledge/{step}")
async def acknowledge(id: Id, step: Id, post: Annotated[Posted, form_of(Right.ACKNOWLEDGE, of_case=True)]) -> Response:
    """I have it: it climbs no further."""
    at = post.signed
    async with writing(at) as session:
        await service.acknowledge(session, at.ctx, at.who, step)
    return see_other(f"/staff/supervision/{id}?done=acknowledged")


@router.post("/supervision/{id}/close")
async def close(id: Id, post: Annotated[Posted, form_of(Right.CLOSE_SUPERVISION, of_case=True)]) -> Response:
    """With what came of it."""
    at = post.signed
    try:
        given = SupervisionClosed.model_validate({"result": post.get("result")})
        async with writing(at) as session:
            await service.close(session, at.ctx, at.who, id, given.result)
    except (Refusal, ValidationError) as why:
        return await _item(at, id, Outcome.refused(post, why))
    return see_other(f"/staff/supervision/{id}?done=supervision_closed")


# --- the inbox -------------------------------------------------------------------------------------------------------


@router.get("/inbox")
async def my_inbox(at: Annotated[Signed, page_of(Right.SEE_OWN)]) -> Response:
    """What waits for the caller."""
    async with at.ctx.db.read() as session:
        found = await views.mine(session, at.ctx, at.who)
    done = at.request.query_params.get("done", "")
    return render("inbox.html", at=at, here="inbox", found=found, done=done, today=_today(at))


@router.post("/inbox/read")
async def read(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """The messages that were on the page have been read; what came meanwhile has not."""
    at = post.signed
    try:
        given = InboxRead.model_validate({"until": post.get("until")})
    except ValidationError as why:
        raise Unprocessable(field="until") from why
    async with writing(at) as session:
        await inbox_queries.read(session, at.who.staff_id or 0, given.until, at.ctx.clock.now())
    return see_other("/staff/inbox?done=read")


# --- about me --------------------------------------------------------------------------------------------------------


@router.get("/me")
async def me(at: Annotated[Signed, page_of(Right.SEE_OWN)]) -> Response:
    """Who stands in for the caller, when they are away, where they are told."""
    return await _me(at, Outcome.asked(at))


async def _me(at: Signed, outcome: Outcome, code: ChatCode | None = None) -> Response:
    async with at.ctx.db.read() as session:
        found = await presence.of(session, at.who)
        others = [(p.login, p.name) for p in await colleagues.colleagues(session, None) if p.login != at.who.login]
    return render(
        "me.html", outcome.status, at=at, here="me", found=found, others=others, code=code, today=_today(at),
        now_stamp=stamp(at.ctx.clock.now()), **outcome.facts,
    )  # fmt: skip


def _moment(value: str | None, field: str) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromisoformat(value).replace(tzinfo=ZONE)
    except ValueError:
        raise Unprocessable(field=field) from None


@router.post("/me/deputy")
async def deputy(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """Who stands in for the caller."""
    at = post.signed
    try:
        given = DeputyWanted.model_validate({"deputy": post.get("deputy")})
        async with writing(at) as session:
            await presence.name_deputy(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _me(at, Outcome.refused(post, why, "deputy"))
    return see_other("/staff/me?done=deputy")


@router.post("/me/away")
async def away(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """From when until when; or back again, when both are left empty."""
    at = post.signed
    try:
        since, until = (None, None) if "back" in post.fields else (_moment(post.get(f), f) for f in ("from", "until"))
        if "back" not in post.fields and (since is None or until is None or until <= since):
            raise Unprocessable(field="from" if since is None else "until")
        given = AwayWanted.model_validate({"from": since, "until": until})
        async with writing(at) as session:
            made = await presence.go_away(session, at.ctx, at.who, given)
    except (Refusal, ValidationError) as why:
        return await _me(at, Outcome.refused(post, why, "away"))
    return see_other(f"/staff/me?done={'away_handed' if made.handed_over else 'away'}")


@router.post("/me/chat")
async def chat(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """A code for one use, shown on this answer only."""
    at = post.signed
    async with writing(at) as session:
        code = await presence.offer_chat(session, at.ctx, at.who)
    return await _me(at, Outcome(status=201), code)


@router.post("/me/unlink")
async def unlink(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """Messages wait in the inbox from now on."""
    at = post.signed
    async with writing(at) as session:
        await presence.unlink_mine(session, at.ctx, at.who)
    return see_other("/staff/me?done=unlinked")


# --- reports ---------------------------------------------------------------------------------------------------------


@router.get("/reports")
async def report(at: Annotated[Signed, page_of(Right.READ_REPORTS)]) -> Response:
    """How cases ended, and whether all was answered; and when the clockwork last went round."""
    given = at.request.query_params
    words, status = "", 200
    async with at.ctx.db.read() as session:
        units = [(u.code, u.name) for u in await catalogue.units(session)]
        try:
            first, until = _day(given.get("from"), "from"), _day(given.get("until"), "until")
            asked = Period(first=first, until=until, unit=given.get("unit") or None)
            span = await reports.span(session, at.ctx, asked)
        except Unprocessable as why:
            status, _, words = spoken(why)
            span = await reports.span(session, at.ctx, Period())
        ended = await reports.endings(session, span)
        held = await reports.guarantee(session, at.ctx, span)
        went = await heartbeat.view(session, at.ctx)
    return render(
        "reports.html", status, at=at, here="reports", ended=ended, held=held, went=went, given=given, words=words,
        units=units, today=_today(at),
    )  # fmt: skip


def _day(value: str | None, field: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Unprocessable(field=field) from None
