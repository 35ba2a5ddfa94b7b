"""Posts what a person confirmed. Every call carries a key made of the session's id, so it may be repeated safely."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import structlog

from bot.client import ApiRefused, Client
from bot.files import Files
from bot.store import Chat
from conversations.engine.session import Session
from conversations.questions.plain import Say
from models.law.channels import Channel
from models.law.tasks import TaskKind
from models.vault import Altered, Missing
from models.wire import (
    Addition,
    AnonymityWanted,
    AppointmentCreate,
    AppointmentView,
    CallRequest,
    CancelWanted,
    CaseCreate,
    CaseReceipt,
    Claim,
    Complaint,
    LeasedNotice,
    Locale,
    NotSolved,
    Part,
    RatingGiven,
    ResidentCase,
    ResidentRef,
    ReviewWanted,
    StaffChat,
    Undone,
    Urge,
    Wire,
    Withdrawal,
)

log = structlog.get_logger("bot.post")


@dataclass(frozen=True)
class Told:
    """What to tell the person: words, which stand for `notice` if there is one; without words the notice itself."""

    says: tuple[Say, ...] = ()
    notice: LeasedNotice | None = None


@dataclass(frozen=True)
class Posted:
    """The API took it. `receipt` is kept in the session."""

    receipt: dict[str, Any]
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """The API said no. `at` begins the key of the question to ask again, `reason` says why.

    What was taken all the same: `told`, and the answers `done` that stand for it (the case a place was wanted for).
    """

    code: str
    at: str = "confirm"
    reason: Say = field(default_factory=lambda: Say("refused.again"))
    done: dict[str, Any] = field(default_factory=dict)
    told: tuple[Told, ...] = ()


W = TypeVar("W", bound=Wire)
FOCUS = {
    "slot_gone": ("slot", Say("book.slot_gone")),
    "already_booked": ("matter", Say("refused.already_booked")),
    "monthly_cap": ("day", Say("refused.monthly_cap")),
    "visit_began": ("slot", Say("refused.visit_began")),
    "right_over": ("confirm", Say("refused.right_over")),
    "window_over": ("confirm", Say("refused.window_over")),
    "move_not_allowed": ("confirm", Say("refused.moved_on")),
    "undo_over": ("confirm", Say("refused.undo_over")),
    "closed": ("confirm", Say("refused.closed")),
    "not_found": ("which", Say("follow.none")),  # moved to another phone, or a new query code, meanwhile
    "nothing_to_rate": ("confirm", Say("refused.nothing_to_rate")),
    "media_type": ("story", Say("file.not_taken")),
    "empty": ("story", Say("file.empty")),
    "file_lost": ("story", Say("file.empty")),
}
"""Refusals that a person can do something about: where to ask again, and why."""


class Post:
    def __init__(self, client: Client, files: Files) -> None:
        self._client, self._files = client, files

    async def __call__(self, chat: Chat, session: Session, locale: Locale) -> Posted | Rejected:
        """Posts a sealed session. Raises `ApiDown` when it has to be done again."""
        body = session.result or {}
        whom = ResidentRef(channel=Channel(chat.channel), address=chat.address, locale=body.get("locale", locale))
        try:
            match body["sort"]:
                case "filing":
                    return _filed(await self._file(session.id, body["draft"], whom, chat))
                case "booking":
                    return await self._book(session.id, body, whom, chat)
                case "addition":
                    return await self._add(session.id, body, chat)
                case "rating":
                    return await self._rate(session.id, body, chat)
                case "unsolved" | "review" | "withdrawal" | "undo" | "complaint":
                    return await self._last_word(session, body, chat)
                case "urge":
                    return await self._urge(session.id, body, chat)
                case "claim":
                    claim = Claim(case_no=body["case_no"], query_code=body["code"], locale=whom.locale)
                    await self._client.claim(session.id, claim, chat)
                    return Posted({}, (Told((Say("claimed", {"case_no": claim.case_no}),)),))
                case "anonymity":
                    return await self._sign(session.id, body, chat)
                case "cancel_booking":
                    wanted = CancelWanted(resident=whom)
                    view = await self._client.cancel_booking(session.id, body["booking_no"], wanted, chat)
                    return Posted({}, (_appointment("notice.appointment_cancelled", view),))
                case "call":
                    return await self._call(session.id, body, whom)
                case "staff":
                    return await self._staff(body, whom, chat)
                case other:
                    raise TypeError(f"nobody posts {other}")
        except ApiRefused as no:
            return _rejected(no)
        except ValueError:
            log.warning("nothing the API would take", session=session.id)  # a forged button, say
            return Rejected("invalid")

    async def _file(self, key: str, draft: dict[str, Any], whom: ResidentRef, chat: Chat) -> CaseReceipt:
        parts = await self._parts(key, draft["parts"])
        return await self._client.file_case(key, CaseCreate(**{**draft, "parts": parts}, resident=whom))

    async def _book(self, key: str, body: dict[str, Any], whom: ResidentRef, chat: Chat) -> Posted | Rejected:
        """The case first, when it is new: it stays one even if the place is gone."""
        told: tuple[Told, ...] = ()
        case_no: str = body.get("case_no") or ""
        if body.get("draft"):
            filed = _filed(await self._file(f"{key}.case", body["draft"], whom, chat))
            case_no, told = filed.receipt["case_no"], filed.told
        if body.get("slot") is None:
            return Posted({"case_no": case_no}, told)
        wanted = AppointmentCreate(slot=body["slot"], case_no=case_no, people=body["people"], hold=key, resident=whom)
        try:
            view = await self._client.book(key, wanted)
        except ApiRefused as no:
            rejected = _rejected(no)
            return Rejected(no.code, rejected.at, rejected.reason, {"matter": case_no}, told)
        made = _appointment("notice.appointment_made", view)
        return Posted({"case_no": case_no, "booking_no": view.booking_no}, (*told, made))

    async def _add(self, key: str, body: dict[str, Any], chat: Chat) -> Posted:
        parts = await self._parts(key, body["parts"])
        more = {key: body.get(key) for key in ("code", "question", "consent")}
        addition = Addition(case_no=body["case_no"], parts=parts, **more)
        await self._client.add(key, addition, chat)
        standing = {k: v for k, v in (await self._standing(chat, addition)).items() if k.startswith("review_")}
        return Posted({"added": body["case_no"], **standing}, (Told((Say("added", {"case_no": body["case_no"]}),)),))

    async def _rate(self, key: str, body: dict[str, Any], chat: Chat) -> Posted:
        said = {k: body.get(k) for k in ("rating", "desk", "code")}
        given = RatingGiven(case_no=body["case_no"], **said)
        await self._client.rate(key, given, chat)
        return Posted(await self._standing(chat, given), (Told((Say("rated"),)),))

    async def _standing(self, chat: Chat, of: RatingGiven | NotSolved | Addition) -> dict[str, Any]:
        """What the resident may still do, as the case stands now."""
        case = await self._case(chat, of)
        if case is None or case.review_until is None:
            return {"rated_desk": case.rated_desk if case else None}
        until = {"review_until": case.review_until.isoformat(), "review_level": case.review_level or 1}
        return {**until, "rated_desk": case.rated_desk}

    async def _last_word(self, session: Session, body: dict[str, Any], chat: Chat) -> Posted:
        key, sort, facts = session.id, body["sort"], {"case_no": body["case_no"]}
        receipt: dict[str, Any] = {}
        match sort:
            case "unsolved":
                wanted = _of(NotSolved, body)
                await self._client.reopen(key, wanted, chat)
                receipt = await self._standing(chat, wanted)
            case "review":
                await self._ask_above(key, _of(ReviewWanted, body), session.started_at, chat)
            case "withdrawal":
                await self._client.withdraw(key, _of(Withdrawal, body), chat)
            case "undo":
                await self._client.undo(key, _of(Undone, body), chat)
            case _:
                await self._client.complain(key, _of(Complaint, body), chat)
                sort = "retaliation" if body["retaliation"] else sort
        return Posted(receipt, (Told((Say(f"said.{sort}", facts),)),))

    async def _ask_above(self, key: str, wanted: ReviewWanted, began: str, chat: Chat) -> None:
        """Dated when they began to say it; a talk that was begun before the answer came counts from now."""
        dated = wanted.model_copy(update={"asked_at": datetime.fromisoformat(began)})
        try:
            await self._client.ask_above(key, dated, chat)
        except ApiRefused as no:
            if no.code != "right_over":
                raise
            await self._client.ask_above(f"{key}.now", wanted, chat)

    async def _urge(self, key: str, body: dict[str, Any], chat: Chat) -> Posted:
        """Twice on one day is no mistake of the resident's: they hear where today's has come to."""
        wanted = Urge(case_no=body["case_no"], code=body.get("code"))
        try:
            done = await self._client.urge(key, wanted, chat)
        except ApiRefused as no:
            if no.code != "already_urged":
                raise
            case = await self._case(chat, wanted)
            if case is None or case.urged_at is None:
                raise
            facts = {"case_no": case.case_no, "unit": case.unit or "—", "at": case.urged_at}
            return Posted({}, (Told((Say("urged.already", facts),)),))
        facts = {"case_no": done.case_no, "unit": done.unit, "at": done.at}
        return Posted({}, (Told((Say("urged", facts),)),))

    async def _case(self, chat: Chat, wanted: Urge | RatingGiven | NotSolved | Addition) -> ResidentCase | None:
        if wanted.code is None:
            return await self._client.my_case(chat, wanted.case_no)
        return await self._client.status(chat, wanted.case_no, wanted.code)

    async def _sign(self, key: str, body: dict[str, Any], chat: Chat) -> Posted:
        name, phone = body.get("name"), body.get("phone")
        gone = name is None and phone is None
        wanted = AnonymityWanted(case_no=body["case_no"], anonymous=gone, name=name, phone=phone)
        await self._client.anonymity(key, wanted, chat)
        return Posted({}, (Told((Say("unsigned" if gone else "signed", {"case_no": wanted.case_no}),)),))

    async def _staff(self, body: dict[str, Any], whom: ResidentRef, chat: Chat) -> Posted:
        """The chat of a member of staff: linked by a code, or unlinked when there is none."""
        if body["code"] is None:
            await self._client.unlink_staff(chat)
            return Posted({}, (Told((Say("staff.unlinked"),)),))
        try:
            await self._client.link_staff(StaffChat(code=body["code"], locale=whom.locale), chat)
        except ApiRefused as no:
            if no.code != "not_found":
                raise
            return Posted({}, (Told((Say("staff.unknown"),)),))
        return Posted({}, (Told((Say("staff.linked"),)),))

    async def _call(self, key: str, body: dict[str, Any], whom: ResidentRef) -> Posted:
        """A person is wanted. The screen that said so was shown when it was asked for."""
        wanted = CallRequest(
            kind=TaskKind(body["kind"]),  # type: ignore[arg-type]
            resident=whom,
            phone=body.get("phone"),
            crisis=body.get("crisis"),
        )
        await self._client.call(key, wanted)
        return Posted({})

    async def _parts(self, key: str, parts: Iterable[dict[str, Any]]) -> list[Part]:
        """Words as they are; files are handed to the API first and named by its ids."""
        return [
            Part(text=p["text"]) if p.get("text") is not None else Part(file=await self._hand_in(key, p["file"]))
            for p in parts
        ]

    async def _hand_in(self, key: str, token: str) -> str:
        try:
            kind, handed_in = await self._files.known(token)
            if handed_in is not None:
                return handed_in
            await self._files.check(token)
            receipt = await self._client.upload(token, self._files.read(token), kind)
        except (Missing, Altered):
            log.error("a received file is lost", session=key)
            raise ApiRefused(422, "file_lost") from None
        await self._files.handed_in(token, receipt.file)
        return receipt.file


def _of(kind: type[W], body: dict[str, Any]) -> W:
    """What the dialog has sealed, as it crosses the wire."""
    return kind(**{name: body[name] for name in kind.model_fields if name in body})


def _filed(receipt: CaseReceipt) -> Posted:
    """The number stands on a line of its own: it is copied, written down, read out."""
    facts = {"query_code": receipt.query_code, "told_by": receipt.told_by}
    phone = receipt.notice.facts.get("phone") if receipt.notice else None
    person = (Say("notice.person", {"phone": phone}),) if phone else ()
    says = (Say("filed"), Say("filed.number", {"case_no": receipt.case_no}), Say("filed.rest", facts), *person)
    return Posted({"case_no": receipt.case_no}, (Told(says, receipt.notice),))


def _appointment(word: str, view: AppointmentView) -> Told:
    facts = {name: getattr(view, name) for name in ("booking_no", "starts_at", "venue", "official", "post")}
    return Told((), view.notice) if view.notice else Told((Say(word, facts),))


def _rejected(no: ApiRefused) -> Rejected:
    at, reason = FOCUS.get(no.code, ("confirm", Say("refused.again")))
    return Rejected(no.code, at, reason)


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
