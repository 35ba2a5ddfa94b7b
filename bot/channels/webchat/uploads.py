"""PUT /chat/files/{id}: a file in as many requests as the line allows, in order, each with its `Content-Range`.

`bytes 0-65535/900000` brings a piece, `bytes */900000` announces the file or asks how much is here; without the header
the body is the whole file. `X-File-Name`: what it is called, percent-encoded. The answer: `{"id", "size", "arrived",
"done", "screens"}`.
"""

import re
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.arrivals import Arrival, OutOfPlace
from bot.channels.webchat import wire
from bot.channels.webchat.admission import Admission
from bot.channels.webchat.wire import Refusal
from bot.conversation import Conversation
from bot.desk import Desk
from bot.files import NotTaken
from bot.guest import Guest
from bot.outbox import Shown
from bot.receiving import Receiving
from bot.store import Chat
from models.words import say

_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_RANGE = re.compile(r"bytes (?:(\d{1,12})-(\d{1,12})|\*)/(\d{1,12})")
STATUS = {"file.too_large": 413, "file.heavy": 413, "file.not_taken": 415, "file.later": 429}


class Uploads:
    def __init__(self, desk: Desk, admission: Admission) -> None:
        self._admission = admission
        self._desk, self._arrivals, self._receiving = desk, desk.outbox.arrivals, Receiving(desk)

    async def answer(self, request: Request, chat: Chat, guest: Guest) -> Response:
        id = request.path_params["id"]
        if not _ID.fullmatch(id):
            raise Refusal(422, "invalid", "an id is 8 to 40 letters, digits, - and _", "id")
        if request.method not in ("PUT", "POST"):
            arrival = await self._arrivals.find(chat, id)
            if arrival is None:
                raise Refusal(404, "not_found", "nothing of that file is here", "id")
            return JSONResponse(_told(arrival, []))
        async with self._receiving.alone(chat, id):
            try:
                return await self._put(request, chat, id, guest)
            except NotTaken as no:
                spoken = Conversation.load(await self._desk.store.load(chat), guest.locale).talk.locale
                detail = say(spoken, no.word, most=no.most)
                raise Refusal(STATUS.get(no.word, 422), no.word.replace(".", "_"), detail, "body") from None
            except OutOfPlace as out:
                raise Refusal(409, "out_of_place", f"send on from byte {out.arrived}", "content-range") from None

    async def _put(self, request: Request, chat: Chat, id: str, guest: Guest) -> Response:
        start, size = _range(request)
        declared = request.headers.get("content-type", "").split(";")[0].strip().lower()
        shown: list[Shown] = []
        arrival = await self._arrivals.find(chat, id)
        if arrival is None:
            self._arrivals.fits(size)  # what is refused uses up nothing of what may be sent
            await self._admission.upload(guest, size)
        if arrival is None or not start:
            arrival, shown = await self._receiving.announce(chat, id, size, declared, guest, _name(request))
        if arrival.size != size:
            raise Refusal(422, "invalid", "the size was another before", "content-range")
        if start is not None and arrival.token is None:
            arrival = await self._receiving.put(chat, arrival, start, request.stream())
        if arrival.whole:
            shown = await self._receiving.finish(chat, arrival, guest)
        return JSONResponse(_told(arrival, shown), 201 if arrival.whole else 200)


def _name(request: Request) -> str:
    """What the sender calls it: percent-encoded UTF-8, since a header holds nothing else."""
    return unquote(request.headers.get("x-file-name", "")[:2000])


def _range(request: Request) -> tuple[int | None, int]:
    """Where the body begins (None: there is none to come), and the size of the whole file. Raises `Refusal`."""
    given = request.headers.get("content-range")
    if given is None:
        length = request.headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) < 13):
            raise Refusal(422, "invalid", "send Content-Range or Content-Length", "content-range")
        return 0, int(length)
    found = _RANGE.fullmatch(given)
    if found is None or (found[1] and not int(found[1]) <= int(found[2]) < int(found[3])):
        raise Refusal(422, "invalid", "send bytes FIRST-LAST/SIZE or bytes */SIZE", "content-range")
    return (int(found[1]) if found[1] else None), int(found[3])


def _told(arrival: Arrival, shown: list[Shown]) -> dict[str, object]:
    held = {"id": arrival.id, "size": arrival.size, "arrived": arrival.arrived, "done": arrival.whole}
    return held | {"screens": wire.screens(shown)}
