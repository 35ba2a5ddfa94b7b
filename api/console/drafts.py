"""What is half written on a page: kept while it is typed, shown again in its form, and who else is on the page."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import JSONResponse

from api.console.outcome import Outcome
from api.console.session import Page, Posted, Signed, form_of, writing
from api.drafts import service
from api.drafts.routes import seen
from api.drafts.service import AtPlace
from api.errors import NotFound
from models.rights import Right
from models.wire import DraftKept, Here
from models.words import labels, wording

router = APIRouter(include_in_schema=False, route_class=Page)
FIELD = "d."
"""Before the names of the fields that are kept."""
UNKEPT = frozenset({"csrf", "key", "version", "step", "seen", "act"})
"""Fields that belong to one copy of a form, not to what somebody writes."""


class Fields(dict[str, str]):
    """Of a form; what was not typed is blank."""

    def __missing__(self, name: str) -> str:
        return ""


@dataclass(frozen=True)
class Written:
    """What stands in a form: as it was just sent and refused, else as it was kept."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __call__(self, form: str, name: str) -> str:
        return self.of(form)[name]

    def of(self, form: str) -> Fields:
        return Fields(self.typed if form == self.form and self.typed else self.kept.get(form, {}))

    def has(self, form: str) -> bool:
        """Whether somebody has begun to write there."""
        return bool(self.of(form))


def written(outcome: Outcome, here: AtPlace) -> Written:
    return Written(outcome.form, outcome.typed, here.mine)


ASIDE = "aside"
"""The field of the reply's form that holds a note: one form, so that without a script neither loses the other."""


def apart(act: str, post: Posted) -> tuple[Mapping[str, Mapping[str, str]], Posted]:
    """What was typed into the other half of the form, by act, and the half that was sent."""
    if ASIDE not in post.fields:
        return {}, post
    aside = {"text": post.fields[ASIDE]}
    rest = {name: value for name, value in post.fields.items() if name != ASIDE}
    if act != "note":
        return {"note": aside}, replace(post, fields=rest)
    own = {name: rest[name] for name in ("csrf", "version") if name in rest}
    return {"reply": rest}, replace(post, fields=own | aside | {"key": f"{rest.get('key', '')}-note"})


def of_case(number: str) -> str:
    return f"cases/{number}"


async def keep(session: AsyncSession, at: Signed, place: str, said: tuple[str, Mapping[str, str]]) -> None:
    """A form that was sent and is not done: it is there again after a reload, in another tab, tomorrow."""
    form, fields = said
    typed = {name: value for name, value in fields.items() if name not in UNKEPT}
    try:
        given = DraftKept(place=place, form=form, fields=typed)
    except ValidationError:  # longer than any form takes: it stands on the page that refuses it
        return
    await service.keep(session, at.ctx, at.who, given.place, (given.form, given.fields))


@router.post("/drafts")
async def kept(post: Annotated[Posted, form_of(Right.CHANGE_OWN)]) -> Response:
    """From the script of the page, while somebody types and every minute: who else is there now."""
    at = post.signed
    typed = {name.removeprefix(FIELD): value for name, value in post.fields.items() if name.startswith(FIELD)}
    given = {"place": post.fields.get("place"), "form": post.fields.get("form"), "fields": typed}
    try:
        wanted = DraftKept.model_validate(given)
    except ValidationError:
        raise NotFound from None
    async with writing(at) as session:
        await seen(session, at.who, wanted.place)
        await service.keep(session, at.ctx, at.who, wanted.place, (wanted.form, wanted.fields))
        here = await service.at_place(session, at.ctx, at.who, wanted.place)
    return JSONResponse({"others": others(here)})


def others(here: AtPlace) -> list[str]:
    """Who else is on the page, in words."""
    return [_said(one) for one in here.others]


def _said(one: Here) -> str:
    if one.writes is None:
        return wording("here.looks", name=one.name)
    known = labels("writing")
    return wording("here.writes", name=one.name, what=known.get(one.writes, known["other"]))
