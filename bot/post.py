"""Posts what a person confirmed. Every call carries a key made of the session's id, so it may be repeated safely."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import structlog

from bot.client import ApiRefused, Client
from bot.files import Files
from bot.guest import Guest
from bot.lines import MOST, lines
from bot.rejected import Rejected, Told, rejected
from bot.store import Chat, Store
from conversations.dialogs.bookings import booked, booking_facts, cancelled, moved
from conversations.engine.session import Receipt, Session
from conversations.questions.matter import confirmed
from conversations.questions.plain import Say
from conversations.turn.settling import thanked
from models.law.channels import Channel
from models.law.tasks import TaskKind
from models.vault import Altered, Missing
from models.wire import (
    Addition,
    AnonymityWanted,
    AppointmentCreate,
    AppointmentView,
    CallRequest,
    CallWanted,
    CancelWanted,
    CaseCreate,
    CaseDraft,
    CaseReceipt,
    Claim,
    Complaint,
    FileReceipt,
    Leaving,
    Locale,
    MoveWanted,
    NotSolved,
    Part,
    RatingGiven,
    ResidentCase,
    ResidentRef,
    ReviewWanted,
    StaffChat,
    TalkWords,
    Undone,
    Urge,
    Wire,
    Withdrawal,
)
from models.wire.deeds import Adding, Booking, CancelBooking, Deed, Filing, MoveBooking, SayingThis, StaffLink
from models.words.names import Name

log = structlog.get_logger("bot.post")


@dataclass(frozen=True)
class Posted:
    """The API took it. `receipt` is kept in the session."""

    receipt: Receipt
    told: tuple[Told, ...] = ()


PLAIN: dict[type[Deed], tuple[str, Callable[[Any], str]]] = {
    Adding: ("/additions", lambda it: "added" if it.question is None else "answered"),
    RatingGiven: ("/ratings", lambda it: ""),
    NotSolved: ("/reopenings", lambda it: "said.unsolved"),
    ReviewWanted: ("/reviews", lambda it: "said.review"),
    Withdrawal: ("/withdrawals", lambda it: "said.withdrawal"),
    Undone: ("/withdrawals/undo", lambda it: "said.undo"),
    Complaint: ("/complaints", lambda it: "said.retaliation" if it.retaliation else "said.complaint"),
    Claim: ("/claims", lambda it: "claimed"),
    AnonymityWanted: ("/anonymity", lambda it: "unsigned" if it.anonymous else "signed"),
    CallWanted: ("/call-requests", lambda it: ""),  # the screen that said so was shown when it was asked for
}
"""Deeds that are one call: where it goes, and the word of what is said of the case when it was taken."""


class Post:
    def __init__(self, client: Client, files: Files, store: Store) -> None:
        self._client, self._files, self._store = client, files, store

    async def __call__(self, chat: Chat, session: Session, guest: Guest) -> Posted | Rejected:
        """Posts a sealed session. Raises `ApiDown` when it has to be done again."""
        sealed = {"locale": guest.locale, "origin": guest.origin} | (session.result or {})
        whom = ResidentRef(
            channel=Channel(chat.channel),
            address=chat.address,
            locale=cast(Locale, sealed["locale"]),
            origin=sealed["origin"],
        )
        key = session.id
        try:
            match deed := session.deed:
                case None:
                    raise ValueError("nothing that anybody posts")
                case Filing(draft=draft):
                    return _filed(await self._file(key, draft, whom), draft.topic)
                case Booking():
                    return await self._book(key, deed, whom)
                case CancelBooking(booking_no=number):
                    view = await self._client.cancel_booking(key, number, CancelWanted(resident=whom), chat)
                    return Posted({}, (_appointment(cancelled, view),))
                case MoveBooking():
                    return await self._move(key, deed, whom)
                case Urge():
                    return await self._urge(key, deed, chat)
                case StaffLink(code=code):
                    return await self._staff(code, whom, chat)
                case SayingThis() | Leaving():
                    return await self._to_staff(key, deed, chat)
                case ReviewWanted():
                    return await self._ask_review(key, deed, session.started_at, chat)
            return await self._plain(key, deed, await self._body(key, deed, whom, chat), chat)
        except ApiRefused as no:
            return rejected(no)
        except ValueError:
            log.warning("nothing the API would take", session=session.id)  # a forged button, say
            return Rejected("invalid")

    async def _body(self, key: str, deed: Deed, whom: ResidentRef, chat: Chat) -> Wire:
        """The deed as it crosses the wire: with the API's names of files, the language, or the chat that is meant."""
        match deed:
            case Adding():
                parts = await self._parts(key, deed.parts)
                return Addition(**{**dict(deed), "parts": parts})
            case Claim():
                return deed.model_copy(update={"locale": whom.locale})
            case CallWanted():
                apart = deed.private or deed.kind == TaskKind.ERASURE
                rows = [] if apart else await self._store.rows(chat, most=MOST)
                return CallRequest(**dict(deed), resident=whom, lines=lines(rows))
        return deed

    async def _plain(self, key: str, deed: Deed, body: Wire, chat: Chat) -> Posted:
        path, tell = PLAIN[type(deed)]
        await self._client.deed(path, key, body, chat)
        if isinstance(deed, CallWanted):
            return Posted({})
        case = await self._case(chat, deed)
        receipt = _standing(case) if isinstance(deed, RatingGiven | NotSolved | Adding) else Receipt()
        if isinstance(deed, Adding):
            receipt["added"] = deed.case_no
        says = thanked(deed) if isinstance(deed, RatingGiven) else confirmed(tell(deed), cast(Any, deed).case_no, case)
        return Posted(receipt, (Told((says,)),))

    async def _to_staff(self, key: str, deed: SayingThis | Leaving, chat: Chat) -> Posted:
        """What is said to staff, or that the person leaves them. Talks that have ended meanwhile are told of."""
        if isinstance(deed, Leaving):
            await self._client.deed("/talks/leave", key, deed, chat)
            return Posted({})
        heard = await self._client.say(key, TalkWords(parts=await self._parts(key, deed.parts)), chat)
        return Posted({}) if heard.open else Posted({"over": True}, (Told((Say("person.over"),)),))

    async def _file(self, key: str, draft: CaseDraft, whom: ResidentRef) -> CaseReceipt:
        parts = await self._parts(key, draft.parts)
        return await self._client.file_case(key, CaseCreate(**{**dict(draft), "parts": parts}, resident=whom))

    async def _book(self, key: str, booking: Booking, whom: ResidentRef) -> Posted | Rejected:
        """The case first, when it is new: it stays one even if the place is gone."""
        told: tuple[Told, ...] = ()
        case_no = booking.case_no or ""
        if booking.draft:
            filed = _filed(await self._file(f"{key}.case", booking.draft, whom), booking.draft.topic)
            case_no, told = filed.receipt["case_no"], filed.told
        if booking.slot is None:
            return Posted({"case_no": case_no}, told)
        wanted = AppointmentCreate(slot=booking.slot, case_no=case_no, people=booking.people, hold=key, resident=whom)
        try:
            view = await self._client.book(key, wanted)
        except ApiRefused as no:
            refusal = rejected(no)
            return Rejected(no.code, refusal.at, refusal.reason, {"matter": case_no}, told)
        made = _appointment(booked, view)
        return Posted({"case_no": case_no, "booking_no": view.booking_no}, (*told, made))

    async def _move(self, key: str, wanted: MoveBooking, whom: ResidentRef) -> Posted | Rejected:
        """Refused, the booking stands as it was, and another place of it is asked for."""
        try:
            view = await self._client.move_booking(
                key, wanted.booking_no, MoveWanted(slot=wanted.slot, hold=key, resident=whom)
            )
        except ApiRefused as no:
            refusal = rejected(no)
            at = f"booking.{refusal.at}" if refusal.at in ("slot", "day") else refusal.at
            return replace(refusal, at=at)
        return Posted({}, (_appointment(moved, view),))

    async def _ask_review(self, key: str, wanted: ReviewWanted, began: str, chat: Chat) -> Posted:
        """Dated when they began to say it; a talk that was begun before the answer came counts from now."""
        dated = wanted.model_copy(update={"asked_at": datetime.fromisoformat(began)})
        try:
            return await self._plain(key, wanted, dated, chat)
        except ApiRefused as no:
            if no.code != "right_over":
                raise
            return await self._plain(f"{key}.now", wanted, wanted, chat)

    async def _urge(self, key: str, urge: Urge, chat: Chat) -> Posted:
        """Twice on one day is no mistake of the resident's: they hear where today's has come to."""
        try:
            done = await self._client.urge(key, urge, chat)
        except ApiRefused as no:
            if no.code != "already_urged":
                raise
            case = await self._case(chat, urge)
            if case is None or case.urged_at is None:
                raise
            unit = Name(case.unit or "—", case.unit_en)
            return Posted({}, (Told((confirmed("urged.already", case.case_no, case, unit=unit, at=case.urged_at),)),))
        case, unit = await self._case(chat, urge), Name(done.unit, done.unit_en)
        return Posted({}, (Told((confirmed("urged", done.case_no, case, unit=unit, at=done.at),)),))

    async def _case(self, chat: Chat, done: Any) -> ResidentCase | None:
        """The case that the deed is about, as it stands now: this chat's own, or by the code that the deed carries."""
        code = getattr(done, "code", None)
        try:
            if code is None:
                return await self._client.my_case(chat, done.case_no)
            return await self._client.status(chat, done.case_no, code)
        except ApiRefused:  # asked too often, say: what was done stays done
            return None

    async def _staff(self, code: str | None, whom: ResidentRef, chat: Chat) -> Posted:
        """The chat of a member of staff: linked by a code, or unlinked when there is none."""
        if code is None:
            await self._client.unlink_staff(chat)
            return Posted({}, (Told((Say("staff.unlinked"),)),))
        try:
            await self._client.link_staff(StaffChat(code=code, locale=whom.locale), chat)
        except ApiRefused as no:
            if no.code != "not_found":
                raise
            return Posted({}, (Told((Say("staff.unknown"),)),))
        return Posted({}, (Told((Say("staff.linked"),)),))

    async def _parts(self, key: str, parts: Iterable[Part]) -> list[Part]:
        """Words as they are; files are handed to the API first and named by its ids."""
        return [Part(file=await self._hand_in(key, p.file)) if p.file is not None else Part(text=p.text) for p in parts]

    async def _hand_in(self, key: str, token: str) -> str:
        try:
            kind, handed_in = await self._files.known(token)
            if handed_in is not None:
                return handed_in
            await self._files.check(token)
            try:
                receipt = await self._upload(token, kind, await self._files.drawn(token))
            except ApiRefused as no:
                if no.status != 413:
                    raise
                receipt = await self._upload(token, kind, None)  # together they were too much for what lies between
        except (Missing, Altered):
            log.error("a received file is lost", session=key)
            raise ApiRefused(422, "file_lost") from None
        await self._files.handed_in(token, receipt.file)
        return receipt.file

    async def _upload(self, token: str, kind: str, drawn: AsyncIterator[bytes] | None) -> FileReceipt:
        return await self._client.upload(token, self._files.read(token), kind, await self._files.name(token), drawn)


def _filed(receipt: CaseReceipt, topic: str | None) -> Posted:
    return Posted({"case_no": receipt.case_no}, (Told(notice=receipt.notice, filed=receipt, topic=topic),))


def _appointment(said: Callable[[Mapping[str, object]], Say], view: AppointmentView) -> Told:
    facts = {**booking_facts(view), "was_at": view.moved_from}
    return Told((), view.notice) if view.notice else Told((said(facts),))


def tokens(session: Session) -> set[str]:
    """The received files that a session speaks of."""
    told = [session.answers, session.result or {}, session.aside, session.later]
    return {part for held in told for part in _tokens(held)}


def _tokens(held: Any) -> Iterable[str]:
    if isinstance(held, dict):
        if isinstance(held.get("file"), str):
            yield held["file"]
        for value in held.values():
            yield from _tokens(value)
    elif isinstance(held, list):
        for value in held:
            yield from _tokens(value)


def _standing(case: ResidentCase | None) -> Receipt:
    """What the resident may still do, as the case stands now."""
    if case is None or case.review_until is None:
        return {"rated": case.rated, "rated_desk": case.rated_desk} if case else {}
    return {
        "rated": case.rated,
        "review_until": case.review_until.isoformat(),
        "review_level": case.review_level or 1,
        "rated_desk": case.rated_desk,
    }
