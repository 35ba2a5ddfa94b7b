"""Routes of one's own saved filters."""

from typing import Annotated

from fastapi import Path

from api.deps import Ctx, Read, Write, having
from api.openapi import refuses
from api.routing import v1
from api.saved import service
from api.security import Caller
from models.rights import Right
from models.wire import FilterView, FilterWanted, Items

router = v1("/me/filters", tags=["staff"])


@router.get("")
async def filters(ctx: Ctx, who: Annotated[Caller, having(Right.SEE_OWN)], session: Read) -> Items[FilterView]:
    """My saved filters of the list of cases."""
    return Items(items=await service.of(session, ctx, who))


@router.post("", status_code=201, openapi_extra=refuses({409: ("filters_full",)}))
async def save_filter(
    given: FilterWanted, ctx: Ctx, who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write
) -> FilterView:
    """Saves a filter under a name; one of the same name is replaced."""
    return await service.save(session, ctx, who, given)


@router.delete("/{id}", status_code=204)
async def forget_filter(
    id: Annotated[int, Path(ge=1, le=2**53)], who: Annotated[Caller, having(Right.CHANGE_OWN)], session: Write
) -> None:
    """Forgets one of mine."""
    await service.forget(session, who, id)
