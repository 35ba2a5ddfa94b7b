"""A role whose column says that it only reads: every page, no form, and no write."""

from typing import cast

import pytest

from api.cases.queries import visible
from models.law.people import Role
from models.rights import ROLES, Relation
from models.rights.posts import Post
from tests.api_console.conftest import Desk

PAGES = (
    "/staff", "/staff/tasks", "/staff/cases", "/staff/settings", "/staff/proposals", "/staff/improvements",
    "/staff/supervision",
    "/staff/visits", "/staff/responsibilities", "/staff/posters", "/staff/reports", "/staff/accounts", "/staff/me",
    "/staff/office", "/staff/office/units", "/staff/office/units/QH-ZJ", "/staff/office/audit",
)  # fmt: skip
OUT, FIND = "/staff/logout", "/staff/find"
"""Both change nothing: the second asks by a form, so that no name stands in an address."""


async def test_it_reads_every_page_and_is_offered_no_form(one_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = await one_desk.file()
    one_line = Post(countywide=True, read_only=True, reads=Relation.EVERYWHERE)
    monkeypatch.setitem(cast("dict[Role, Post]", ROLES), Role.LEADER, one_line)
    visible.cache_clear()
    seat = await one_desk.seat("leader")
    for page in (*PAGES, f"/staff/cases/{number}"):
        assert (await seat.get(page)).status_code == 200, page
        assert set(seat.forms()) == {OUT, FIND}, page
    csrf = seat.hidden(OUT)["csrf"]
    for action, typed in {
        f"/staff/cases/{number}/note": {"text": "看过了"},
        f"/staff/cases/{number}/reveal": {"reason": "核实"},
        "/staff/register": {"text": "来电", "channel": "phone"},
        "/staff/me/deputy": {"deputy": "clerk"},
        "/staff/today/seen": {"until": "1"},
        "/staff/today/1/done": {},
        "/staff/accounts": {"login": "new", "name": "新人", "role1": "admin"},
    }.items():
        answer = await seat.http.post(action, data={"csrf": csrf} | typed)
        assert answer.status_code == 403, action
    assert (await seat.get("/staff/register")).status_code == 403
    await seat.get("/staff")
    assert (await seat.submit(OUT)).status_code == 303
    visible.cache_clear()
