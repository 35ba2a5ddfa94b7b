"""Routes of the live desk: the resident's side for bots, the queue and the chats for staff, the crisis duty."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response

from api.deps import Ctx, IdempotencyKey, Intake, Read, Resident, Traced, Write, having
from api.files import answer
from api.idempotency import once
from api.live import duty, ended, opening, service
from api.live.ended_queries import Ended
from api.openapi import refuses
from api.routing import alone, v1
from api.security import Caller
from models.rights import Right
from models.wire import (
    DutyRoster,
    DutyView,
    EndedTalks,
    FileId,
    Items,
    Leaving,
    LiveBack,
    LiveRead,
    LiveRow,
    LiveSaid,
    LiveTalk,
    TalkHeard,
    TalkWords,
)

router = v1(tags=["live"])
Id = Annotated[int, Path(ge=1, le=2**53)]
Reader = Annotated[Caller, having(Right.SEE_LIVE)]
Taker = Annotated[Caller, having(Right.TAKE_LIVE)]


@dataclass
class Bot:
    """Who speaks for which chat, and under which key."""

    ctx: Ctx
    who: Intake
    resident: Resident
    key: IdempotencyKey

    @property
    def name(self) -> str:
        return f"{self.resident.channel}:{self.resident.address}"


@dataclass
class Look:
    ctx: Ctx
    who: Reader
    session: Read


@dataclass
class Clerk:
    ctx: Ctx
    who: Taker
    key: IdempotencyKey


HELD = {409: ("chat_taken", "chat_ended", "chat_not_yours")}
UNREAD = {403: ("forbidden", "reason_first")}


@router.post("/talks/words", status_code=201, response_model=TalkHeard)
async def words(given: TalkWords, by: Annotated[Bot, Depends()], session: Write) -> Response:
    """What the chat in the headers says to staff, or while it waits for them."""
    body = f"{by.name}:{given.model_dump_json()}"

    async def do() -> TalkHeard:
        return await opening.say(session, by.ctx, by.resident, given)

    return await once(session, by.ctx, by.who, by.key, "talks.words", body, do)


@router.post("/talks/leave", status_code=201, response_model=TalkHeard)
async def leave(given: Leaving, by: Annotated[Bot, Depends()], session: Write) -> Response:
    """The chat in the headers goes back to the bot."""

    async def do() -> TalkHeard:
        return await opening.leave(session, by.ctx, by.resident)

    return await once(session, by.ctx, by.who, by.key, "talks.leave", by.name, do)


@router.get("/live")
async def queue(ctx: Ctx, who: Reader, session: Read) -> Items[LiveRow]:
    """Chats that wait for a person or have one: all danger first, then the longest wait."""
    return Items(items=await service.queue(session, ctx, who))


@router.get("/live/ended")
async def ended_talks(ctx: Ctx, who: Reader, session: Read, asked: Annotated[Ended, Depends()]) -> EndedTalks:
    """Talks that are over, the newest first, and what became of each."""
    return await ended.page(session, ctx, who, asked)


@router.get("/live/{id}", openapi_extra=refuses(UNREAD))
async def chat(
    id: Id, ctx: Ctx, who: Reader, session: Read, after: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> LiveTalk:
    """One of them with what was said after a line: for whoever has it, or has given a reason within the hour."""
    return await service.news(session, ctx, who, id, after)


@router.post("/live/{id}/read", openapi_extra=alone())
async def read(id: Id, given: LiveRead, ctx: Ctx, who: Reader, session: Traced) -> LiveTalk:
    """Reads it with a reason, which is kept."""
    return await service.read(session, ctx, who, id, given)


@router.get("/live/{id}/files/{file}", response_class=Response, openapi_extra=refuses(UNREAD))
async def file(request: Request, id: Id, file: Annotated[FileId, Path()], by: Annotated[Look, Depends()]) -> Response:
    """What is shown of a file that was sent in it."""
    return answer.shown(request, await service.file(by.session, by.ctx, by.who, id, file))


@router.post("/live/{id}/take", openapi_extra=refuses({409: ("chat_taken", "chat_ended")}))
async def take(id: Id, ctx: Ctx, who: Taker, session: Write) -> LiveTalk:
    """Takes it: of two at once one gets it. The person is told, and the bot keeps still."""
    return await service.take(session, ctx, who, id)


@router.post("/live/{id}/acknowledge")
async def acknowledge(id: Id, ctx: Ctx, who: Taker, session: Write) -> LiveRow:
    """The alert was seen: nobody else is alerted."""
    return await service.acknowledge(session, ctx, who, id)


@router.post("/live/{id}/words", status_code=201, response_model=LiveTalk, openapi_extra=refuses(HELD))
async def say(id: Id, given: LiveSaid, by: Annotated[Clerk, Depends()], session: Write) -> Response:
    """Writes in a chat that one has taken."""

    async def do() -> LiveTalk:
        return await service.say(session, by.ctx, by.who, id, given)

    return await once(session, by.ctx, by.who, by.key, "live.words", f"{id}:{given.model_dump_json()}", do)


@router.post("/live/{id}/hand-back", openapi_extra=refuses(HELD))
async def hand_back(id: Id, given: LiveBack, ctx: Ctx, who: Taker, session: Write) -> LiveTalk:
    """Hands it back to the bot; with a case of theirs, the talk becomes part of it."""
    return await service.hand_back(session, ctx, who, id, given)


@router.get("/duty-roster")
async def roster(ctx: Ctx, who: Annotated[Caller, having(Right.SEE_DUTY)], session: Read) -> DutyView:
    """Who is on crisis duty, in the order in which they are alerted, and who is now."""
    return await duty.view(session, ctx)


@router.put("/duty-roster")
async def change_roster(
    given: DutyRoster, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_DUTY)], session: Write
) -> DutyView:
    """The whole roster anew; the change is kept in the audit."""
    return await duty.change(session, ctx, who, given)
