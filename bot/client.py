"""The API as the bot calls it: typed, over a socket, nothing personal in a URL.

ApiDown       no answer, or none that settles anything (5xx, 401, 403, 408, 429): the same call may be made again
ApiRefused    the API understood and said no; the same call will be refused again
"""

import secrets
from collections.abc import AsyncIterator, Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

import aiohttp
import structlog
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.store import Chat
from models.law.channels import Channel
from models.wire import (
    AppointmentCreate,
    AppointmentView,
    CancelWanted,
    CaseCreate,
    CaseReceipt,
    FileReceipt,
    Held,
    HoldWanted,
    Items,
    Leased,
    LeasedNotice,
    LeaseWanted,
    MoveWanted,
    Problem,
    Reach,
    Receipt,
    ResidentCase,
    SlotView,
    StaffChat,
    StaffChatLinked,
    StatusQuery,
    TalkHeard,
    TalkWords,
    Urge,
    Urged,
    VisitDayView,
    Wire,
)

log = structlog.get_logger("bot.client")
T = TypeVar("T")
AGAIN = frozenset({401, 403, 408, 425, 429})
"""Not the resident's doing: our token, or too much at once."""
UPLOAD = aiohttp.ClientTimeout(total=120, sock_connect=3)


class ApiDown(Exception):
    """`reason` is a status or the name of an error; never words of a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ApiRefused(Exception):
    def __init__(self, status: int, code: str, problem: Problem | None = None) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.problem = status, code, problem


class Client:
    """One pool of connections. Every answer is checked against its wire model; one that does not fit is `ApiDown`."""

    def __init__(self, url: str, token: str, seconds: float = 10) -> None:
        self._url = url.rstrip("/") + "/v1"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=min(seconds, 3))
        self._http: aiohttp.ClientSession | None = None
        self.calls = 0
        self.words = ""
        """Of the catalogue, as the API said last; empty where it does not say."""

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    # --- what a dialog may know

    async def catalogue(self) -> dict[str, Any]:
        return await self._call("GET", "/catalogue", dict[str, Any])

    async def visit_days(self) -> tuple[VisitDayView, ...]:
        return await self._list("/visit-days", VisitDayView)

    async def slots(self, day: str) -> tuple[SlotView, ...]:
        return await self._list(f"/visit-days/{day}/slots", SlotView)

    async def hold(self, session: str, slot: str) -> bool:
        """Keeps a place for this session, or keeps it longer. False when it is gone."""
        try:
            await self._call("PUT", f"/holds/{session}", Held, HoldWanted(slot=slot))
        except ApiRefused as no:
            if no.status in (404, 409):
                return False
            raise
        return True

    async def my_cases(self, chat: Chat) -> tuple[ResidentCase, ...]:
        return await self._list("/mine/cases", ResidentCase, chat)

    async def my_case(self, chat: Chat, case_no: str) -> ResidentCase | None:
        return await self._found("GET", f"/mine/cases/{case_no}", ResidentCase, chat=chat)

    async def status(self, chat: Chat, case_no: str, code: str) -> ResidentCase | None:
        try:
            query = StatusQuery(case_no=case_no, query_code=code)
        except ValidationError:
            return None
        return await self._found("POST", "/status", ResidentCase, query, chat)

    async def my_appointments(self, chat: Chat) -> tuple[AppointmentView, ...]:
        return await self._list("/mine/appointments", AppointmentView, chat)

    # --- what a sealed session posts; `key` is its Idempotency-Key

    async def upload(
        self, key: str, content: AsyncIterator[bytes], media_type: str, name: str | None,
        drawn: AsyncIterator[bytes] | None,
    ) -> FileReceipt:  # fmt: skip
        """The form's boundary is made of the key, so that a repeated request is the same bytes. `drawn`: what is shown
        of the file, sealed by `models.renditions.handed`."""
        with aiohttp.MultipartWriter("form-data", boundary=f"huiyin-{key}"[:70]) as form:
            part = form.append(aiohttp.payload.AsyncIterablePayload(content, content_type=media_type))
            part.set_content_disposition("form-data", quote_fields=False, name="file", filename=name or "file")
            if drawn is not None:
                part = form.append(aiohttp.payload.AsyncIterablePayload(drawn))
                part.set_content_disposition("form-data", quote_fields=False, name="drawn", filename="drawn")
            return await self._call("POST", "/files", FileReceipt, form, key)

    async def file_case(self, key: str, case: CaseCreate) -> CaseReceipt:
        return await self._call("POST", "/cases", CaseReceipt, case, key)

    async def deed(self, path: str, key: str, body: Wire, chat: Chat) -> None:
        """A deed of the resident's of which nothing is answered that the chat has to know."""
        await self._call("POST", path, dict[str, Any], body, key, chat)

    async def say(self, key: str, words: TalkWords, chat: Chat) -> TalkHeard:
        return await self._call("POST", "/talks/words", TalkHeard, words, key, chat)

    async def urge(self, key: str, urge: Urge, chat: Chat) -> Urged:
        return await self._call("POST", "/urges", Urged, urge, key, chat)

    async def link_staff(self, given: StaffChat, chat: Chat) -> None:
        await self._call("POST", "/staff-chats", StaffChatLinked, given, chat=chat)

    async def unlink_staff(self, chat: Chat) -> None:
        await self._call("DELETE", "/staff-chats", StaffChatLinked, chat=chat)

    async def book(self, key: str, appointment: AppointmentCreate) -> AppointmentView:
        return await self._call("POST", "/appointments", AppointmentView, appointment, key)

    async def move_booking(self, key: str, booking_no: str, wanted: MoveWanted) -> AppointmentView:
        return await self._call("POST", f"/appointments/{booking_no}/move", AppointmentView, wanted, key)

    async def cancel_booking(self, key: str, booking_no: str, wanted: CancelWanted, chat: Chat) -> AppointmentView:
        return await self._call("POST", f"/appointments/{booking_no}/cancel", AppointmentView, wanted, key, chat)

    # --- notices

    async def lease(self, channels: list[Channel], limit: int = 20) -> list[LeasedNotice]:
        wanted = LeaseWanted(channels=channels, limit=limit)
        leased = await self._call("POST", "/notifications/lease", Leased, wanted)
        self.words = leased.words
        return leased.items

    async def receipt(self, notice: int, receipt: Receipt) -> None:
        await self._call("POST", f"/notifications/{notice}/receipt", type(None), receipt)

    async def notice_file(self, notice: int, file: str) -> bytes:
        """What is shown of a file that comes with a notice."""
        return await self._call("GET", f"/notifications/{notice}/files/{file}", bytes)

    async def reach(self, chat: Chat, reachable: bool) -> None:
        """The chat takes messages, or takes none any more. May be said again."""
        await self._call("PUT", "/notifications/reach", type(None), Reach(reachable=reachable), chat=chat)

    # --- the call itself

    async def _found(
        self, method: str, path: str, kind: type[T], body: Any = None, chat: Chat | None = None
    ) -> T | None:
        try:
            return await self._call(method, path, kind, body, chat=chat)
        except ApiRefused as no:
            if no.status in (404, 422):
                return None
            raise

    async def _list(self, path: str, kind: type[T], chat: Chat | None = None) -> tuple[T, ...]:
        """What a list holds that has one page."""
        return tuple((await self._call("GET", path, Items[kind], chat=chat)).items)  # type: ignore[valid-type]

    async def _call(
        self,
        method: str,
        path: str,
        kind: type[T],
        body: BaseModel | aiohttp.MultipartWriter | None = None,
        key: str | None = None,
        chat: Chat | None = None,
    ) -> T:
        headers = self._headers | {"X-Request-ID": secrets.token_hex(8)}
        if key is not None:
            headers["Idempotency-Key"] = key
        if chat is not None:
            headers |= {"Huiyin-Channel": chat.channel, "Huiyin-Address": chat.address}
        if isinstance(body, BaseModel):
            headers["Content-Type"] = "application/json"
        self.calls += 1
        status, answer = await self._send(method, path, headers, body)
        if 200 <= status < 300:
            return _read(kind, answer)
        raise _refusal(status, answer, headers["X-Request-ID"])

    async def _send(self, method: str, path: str, headers: Mapping[str, str], body: Any) -> tuple[int, bytes]:
        data = body.model_dump_json().encode() if isinstance(body, BaseModel) else body
        timeout = UPLOAD if isinstance(body, aiohttp.MultipartWriter) else self._timeout
        if self._http is None:
            self._http = aiohttp.ClientSession(
                timeout=self._timeout, connector=aiohttp.TCPConnector(limit=64), cookie_jar=aiohttp.DummyCookieJar()
            )
        try:
            async with self._http.request(
                method, self._url + path, data=data, headers=headers, allow_redirects=False, timeout=timeout
            ) as answer:
                return answer.status, await answer.read()
        except (TimeoutError, aiohttp.ClientError, OSError) as down:
            raise ApiDown(type(down).__name__) from None


def _read(kind: type[T], answer: bytes) -> T:
    if kind is type(None):
        return None
    if kind is bytes:
        return cast(T, answer)
    try:
        read: T = _adapter(cast(Hashable, kind)).validate_json(answer)
    except ValidationError as wrong:
        log.error("answer does not fit", model=getattr(kind, "__name__", str(kind)), errors=wrong.error_count())
        raise ApiDown("answer does not fit") from None
    return read


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _refusal(status: int, answer: bytes, request: str) -> ApiDown | ApiRefused:
    if status >= 500 or status in AGAIN or status < 400:
        log.warning("api down", status=status, request_id=request)
        return ApiDown(str(status))
    try:
        problem = Problem.model_validate_json(answer)
    except ValidationError:
        return ApiRefused(status, "unknown")
    return ApiRefused(status, problem.code, problem)
