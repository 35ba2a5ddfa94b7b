"""What is set up here: one's own settings, and the pages of the office's."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.console.pages import render
from api.console.session import Page, Signed, page_of
from models.rights import Right
from models.words import labels

router = APIRouter(include_in_schema=False, route_class=Page)
PLACES: tuple[tuple[Right, str], ...] = (
    (Right.SEE_OWN, "me"),
    (Right.READ_OFFICE, "office"),
    (Right.READ_ACCOUNTS, "accounts"),
    (Right.READ_HOLDERS, "holders"),
    (Right.READ_LISTS, "responsibilities"),
    (Right.SEE_DUTY, "duty"),
    (Right.READ_POSTERS, "posters"),
    (Right.READ_WEBHOOKS, "webhooks"),
)
"""Who reads it, and the page below /staff, whose name and hint are `staff.settings`."""


@router.get("/settings")
async def settings(at: Annotated[Signed, page_of(Right.READ_LISTS)]) -> Response:
    """The pages that the caller may read."""
    names = labels("settings")
    places = [(place, names[place], names[f"{place}_hint"]) for right, place in PLACES if at.may(right)]
    return render("settings.html", at=at, here="settings", places=places)
