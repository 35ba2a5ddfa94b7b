"""The staff pages: logging in, the list of cases, and the pages that stand in modules of their own."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.console import (
    accounts,
    added,
    behalf,
    board,
    breakdown,
    bulk,
    case_list,
    case_page,
    case_parts,
    drafts,
    exports,
    factor,
    find,
    holders,
    improvements,
    linking,
    live,
    live_ended,
    me,
    office,
    office_calendar,
    office_profiles,
    office_texts,
    papers,
    posters,
    proposals,
    registration,
    reports,
    responsibilities,
    security,
    settings,
    setup,
    supervision,
    tasks,
    today,
    visit_keeping,
    visits,
    webhooks,
)
from api.console.login import login_form_is_ours, login_page, put_cookie
from api.console.session import (
    COOKIE,
    PAGE_BYTES,
    At,
    Page,
    Posted,
    form_of,
    inside,
    see_other,
    signed,
    spoken,
    texts,
    tracing,
)
from api.deps import Ctx
from api.errors import NotFound, TooMany, Unauthenticated
from api.staff import service as staff
from models.rights import Right
from models.words import labels, wording

DEVICE_COOKIE = "huiyin_known"
DEVICE_SECONDS = 180 * 86_400
"""What stays in a browser in which somebody has logged in."""
router = APIRouter(prefix="/staff", include_in_schema=False, route_class=Page, max_body_size=PAGE_BYTES)


@router.get("/login")
async def login_form(request: Request, ctx: Ctx) -> Response:
    """The form, or on to the list for who is logged in."""
    try:
        await signed(request, ctx, request.cookies.get(COOKIE))
    except Unauthenticated:
        words = labels("done")["logged_out"] if "out" in request.query_params else ""
        return login_page(request, words=words, goes_on=inside(request.query_params.get("next")))
    return see_other(inside(request.query_params.get("next")))


@router.post("/login")
async def log_in(request: Request, ctx: Ctx) -> Response:
    """The same token as `POST /v1/token`, with the same limits, put into the cookie."""
    async with request.form(max_files=0, max_fields=20) as form:
        typed = texts(form)
    login, goes_on = _printed(typed.get("login", ""))[:200], inside(typed.get("next"))
    if not login_form_is_ours(request, ctx, typed.get("csrf", "")):
        words = wording("page.login_csrf")
        return login_page(request, 403, words, login=login, goes_on=goes_on)
    given = _given(request, login, typed)
    try:
        token = await staff.log_in(ctx, given)
    except staff.CodeNeeded as why:
        return login_page(request, 200, "", login=login, goes_on=goes_on, half=why.half)
    except (Unauthenticated, TooMany) as why:
        status, _, words = spoken(why)
        if given.half and why.code == "bad_credentials":  # it took too long
            return login_page(request, status, wording("page.login_again"), login=login, goes_on=goes_on)
        return login_page(request, status, words, login=login, goes_on=goes_on, half=given.half)
    first = f"{factor.HERE}?{urlencode({'next': goes_on})}"
    response = see_other(first if await factor.asked_first(ctx, token.access_token) else goes_on)
    put_cookie(request, response, COOKIE, token.access_token, token.expires_in)
    put_cookie(request, response, DEVICE_COOKIE, staff.device(ctx, login), DEVICE_SECONDS)
    return response


def _given(request: Request, login: str, typed: dict[str, str]) -> staff.LogIn:
    return staff.LogIn(
        login,
        typed.get("password", "")[:1000],
        request.client.host if request.client else "",
        request.headers.get("User-Agent"),
        request.cookies.get(DEVICE_COOKIE, ""),
        typed.get("code", "")[:20].strip(),
        typed.get("half", "")[:200],
    )


def _printed(login: str) -> str:
    """Without control characters, which no login has and PostgreSQL does not take."""
    return "".join(c for c in login if c.isprintable()).strip()


@router.post("/logout")
async def log_out(post: Annotated[Posted, form_of(Right.LOG_OUT)]) -> Response:
    """Revokes the token: a copy of the cookie is worth nothing afterwards."""
    ctx = post.signed.ctx
    async with tracing(post.signed) as session:
        await staff.log_out(session, ctx, post.signed.token)
    response = see_other("/staff/login?out=1")
    response.delete_cookie(COOKIE, path="/staff")
    return response


router.add_api_route("", today.today, methods=["GET"])


for _pages in (
    today, settings, behalf, bulk, find, case_list, papers, added, linking, case_parts, case_page, drafts,
    registration, board, tasks, visits, accounts, responsibilities, breakdown, improvements, live_ended, live,
    office_texts, office_calendar, office_profiles, office, setup, webhooks, posters, proposals, supervision, me,
    security, reports, exports, visit_keeping, holders, factor,
):  # fmt: skip
    router.include_router(_pages.router)


@router.get("/{rest:path}")
async def nothing(at: At, rest: str) -> Response:
    """Any other address below /staff."""
    raise NotFound
