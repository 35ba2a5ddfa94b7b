"""Routes of visit days, holds and bookings."""

from typing import Annotated

from fastapi import Path, Response

from api.deps import Ctx, IdempotencyKey, Intake, Read, Resident, Write, having
from api.idempotency import once
from api.intake.behalf import AtDesk
from api.openapi import refuses
from api.routing import v1
from api.security import Caller
from api.visits import behalf, holds, keeping, service
from api.visits import days as listed
from models.rights import Right
from models.wire import (
    AppointmentCreate,
    AppointmentView,
    BookingNo,
    CancelOnBehalf,
    CancelReason,
    CancelWanted,
    Code,
    Held,
    HoldWanted,
    Items,
    MoveOnBehalf,
    MoveWanted,
    SlotView,
    VisitDayCancelled,
    VisitDayChange,
    VisitDayKept,
    VisitDayView,
    VisitDayWanted,
    VisitEntry,
    VisitOnBehalf,
)

router = v1(tags=["visits"])
Day = Annotated[Code, Path(description="id of a visit day")]
Session = Annotated[str, Path(description="id of the conversation", pattern=r"^[A-Za-z0-9._:-]{4,64}$")]


@router.get("/visit-days")
async def days(ctx: Ctx, _who: Annotated[Caller, having(Right.READ_VISIT_DAYS)], session: Read) -> Items[VisitDayView]:
    """The published days from today on: who receives, when, where, in what form, and how many places are left."""
    return Items(items=await listed.days(session, ctx))


@router.get("/office/visit-days")
async def kept(ctx: Ctx, _who: Annotated[Caller, having(Right.READ_LISTS)], session: Read) -> Items[VisitDayKept]:
    """From today on, published or not, with how many are booked."""
    return Items(items=await keeping.listed(session, ctx))


@router.post(
    "/office/visit-days",
    status_code=201,
    openapi_extra=refuses({422: ("invalid", "past_day", "no_slot", "no_such_code")}),
)
async def keep(
    given: VisitDayWanted, ctx: Ctx, who: Annotated[Caller, having(Right.KEEP_VISIT_DAYS)], session: Write
) -> VisitDayKept:
    """A new day with its slots; published at once, or kept until it is."""
    return await keeping.create(session, ctx, who, given)


@router.put(
    "/office/visit-days/{id}",
    openapi_extra=refuses(
        {
            409: ("has_bookings", "visit_began", "too_few_places"),
            422: ("invalid", "past_day", "no_slot", "no_such_code"),
        }
    ),
)
async def change(
    id: Day, given: VisitDayChange, ctx: Ctx, who: Annotated[Caller, having(Right.KEEP_VISIT_DAYS)], session: Write
) -> VisitDayKept:
    """Another date, other hours, another place, official or title; published or not. Whoever is booked keeps a place,
    is told what is other than before, and may move or cancel by one tap."""
    return await keeping.change(session, ctx, who, id, given)


@router.post("/office/visit-days/{id}/cancel")
async def cancel_day(
    id: Day, given: CancelReason, ctx: Ctx, who: Annotated[Caller, having(Right.KEEP_VISIT_DAYS)], session: Write
) -> VisitDayCancelled:
    """Cancels the day with every booking to come; each person is told the reason word for word."""
    return await keeping.cancel(session, ctx, who, id, given.reason)


@router.get("/visit-days/{id}/slots")
async def slots(
    id: Day, ctx: Ctx, _who: Annotated[Caller, having(Right.READ_VISIT_DAYS)], session: Read
) -> Items[SlotView]:
    """The slots of a published day that have not begun."""
    return Items(items=await listed.slots(session, ctx, id))


@router.get("/visit-days/{id}/appointments")
async def entries(
    id: Day, ctx: Ctx, who: Annotated[Caller, having(Right.READ_VISITORS)], session: Read
) -> Items[VisitEntry]:
    """Who comes on a day, published or not. Of accusations only that the place is taken."""
    return Items(items=await listed.entries(session, ctx, who, id))


@router.put("/holds/{session}", openapi_extra=refuses({409: ("slot_gone",)}))
async def hold(session: Session, given: HoldWanted, ctx: Ctx, _who: Intake, db: Write) -> Held:
    """Keeps a place for ten minutes while the form is filled in; asked again, it is kept longer."""
    return await holds.hold(db, ctx, session, given.slot)


@router.delete("/holds/{session}", status_code=204)
async def let_go(session: Session, _who: Intake, db: Write) -> None:
    """Gives the place back, if there is one."""
    await holds.let_go(db, session)


@router.post(
    "/appointments",
    status_code=201,
    response_model=AppointmentView,
    openapi_extra=refuses({404: ("not_found",), 409: ("slot_gone", "already_booked", "same_hour", "monthly_cap")}),
)
async def book(given: AppointmentCreate, ctx: Ctx, who: Intake, key: IdempotencyKey, session: Write) -> Response:
    """Books a place for one of the chat's own cases. One matter, one booking."""
    return await once(session, ctx, who, key, "appointments", given, lambda: service.book(session, ctx, given))


@router.get("/mine/appointments")
async def mine(ctx: Ctx, _who: Intake, resident: Resident, session: Read) -> Items[AppointmentView]:
    """This chat's bookings, the latest visit first."""
    return Items(items=await service.mine(session, ctx, resident))


@router.post(
    "/appointments/{booking_no}/move",
    response_model=AppointmentView,
    openapi_extra=refuses(
        {409: ("not_booked", "visit_began", "slot_gone", "other_official", "same_hour", "monthly_cap")}
    ),
)
async def move(
    booking_no: Annotated[BookingNo, Path(examples=["YY202611220001"])],
    given: MoveWanted,
    ctx: Ctx,
    who: Intake,
    key: IdempotencyKey,
    session: Write,
) -> Response:
    """By the resident, to another day or hour of the same official's; the old place is kept until the new one is."""
    route = f"appointments/{booking_no}/move"
    return await once(session, ctx, who, key, route, given, lambda: service.move(session, ctx, booking_no, given), 200)


No = Annotated[BookingNo, Path(examples=["YY202611220001"])]


@router.post(
    "/on-behalf/appointments",
    status_code=201,
    response_model=AppointmentView,
    openapi_extra=refuses({404: ("not_found",), 409: ("slot_gone", "already_booked", "same_hour", "monthly_cap")}),
)
async def book_on_behalf(given: VisitOnBehalf, desk: AtDesk, key: IdempotencyKey) -> Response:
    """Books a place in the resident's name, whether they have a chat or not."""
    hand = desk.hand(given.taken)
    return await desk.once(key, "on-behalf/appointments", given, lambda: behalf.book(hand, given))


@router.post(
    "/on-behalf/appointments/{booking_no}/move",
    status_code=201,
    response_model=AppointmentView,
    openapi_extra=refuses(
        {409: ("not_booked", "visit_began", "slot_gone", "other_official", "same_hour", "monthly_cap")}
    ),
)
async def move_on_behalf(booking_no: No, given: MoveOnBehalf, desk: AtDesk, key: IdempotencyKey) -> Response:
    """Moves a visit in the resident's name, to another day or hour of the same official's."""
    hand, route = desk.hand(given.taken), f"on-behalf/appointments/{booking_no}/move"
    return await desk.once(key, route, given, lambda: behalf.move(hand, booking_no, given))


@router.post(
    "/on-behalf/appointments/{booking_no}/cancel",
    status_code=201,
    response_model=AppointmentView,
    openapi_extra=refuses({409: ("visit_began",)}),
)
async def cancel_on_behalf(booking_no: No, given: CancelOnBehalf, desk: AtDesk, key: IdempotencyKey) -> Response:
    """Cancels a visit in the resident's name: their own wish, which takes no reason."""
    hand, route = desk.hand(given.taken), f"on-behalf/appointments/{booking_no}/cancel"
    return await desk.once(key, route, given, lambda: behalf.cancel(hand, booking_no))


@router.post(
    "/appointments/{booking_no}/cancel", response_model=AppointmentView, openapi_extra=refuses({409: ("visit_began",)})
)
async def cancel(
    booking_no: Annotated[BookingNo, Path(examples=["YY202611220001"])],
    given: CancelWanted,
    ctx: Ctx,
    who: Annotated[Caller, having(Right.CANCEL_VISIT)],
    key: IdempotencyKey,
    session: Write,
) -> Response:
    """By the resident, or by a clerk who gives a reason; not once the visit has begun."""
    route = f"appointments/{booking_no}/cancel"
    return await once(
        session, ctx, who, key, route, given, lambda: service.cancel(session, ctx, who, booking_no, given), 200
    )
