"""Route of the deadline profiles; an area's own is set with the area."""

from typing import Annotated

from api.deps import Ctx, Read, having
from api.profiles import service
from api.routing import v1
from api.security import Caller
from models.rights import Right
from models.wire import Items, ProfileView

router = v1(tags=["office"])


@router.get("/profiles")
async def profiles(ctx: Ctx, _who: Annotated[Caller, having(Right.READ_LISTS)], session: Read) -> Items[ProfileView]:
    """Every deadline profile: what it says and on which article, since when it holds, and the areas that name it. Which
    one an area holds to is its `profile` (`PUT /v1/office/areas/{code}`); what the law fixes is changed by nobody."""
    return Items(items=await service.listed(session, ctx))
