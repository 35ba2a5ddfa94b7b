"""Filters that somebody saves under a name: theirs alone, understood by the list, and gone when they say so."""

from typing import Any

from api.saved.service import MOST
from tests.api.counter import Api, names, ok, refused

PATH = "/v1/me/filters"


async def _save(api: Api, name: str, query: str, who: str = "clerk") -> Any:
    return await api("POST", PATH, who, key=api.key(), json={"name": name, "query": query})


async def test_a_saved_filter_is_one_s_own(api: Api) -> None:
    made = ok(await _save(api, "我的困难", "?kind=difficulty&view=mine&cursor=x&q=王"), 201)
    assert made["query"] == "kind=difficulty&q=%E7%8E%8B&view=mine", "in one order, without the place in the list"
    assert ok(await api("GET", f"/v1/cases?{made['query']}", "clerk"))["items"] == []
    assert ok(await api("GET", PATH, "clerk"))["items"] == [made]
    assert ok(await api("GET", PATH, "housing"))["items"] == []
    (row,) = await api.sql("SELECT query_sealed FROM saved_filter")
    assert "王".encode() not in bytes(row[0]) and b"%E7" not in bytes(row[0])
    again = ok(await _save(api, "我的困难", "view=late"), 201)
    assert (again["id"], again["query"]) == (made["id"], "view=late"), "the name stands for the newer one"
    refused(await api("DELETE", f"{PATH}/{made['id']}", "housing"), 404, "not_found")
    assert (await api("DELETE", f"{PATH}/{made['id']}", "clerk")).status_code == 204
    assert ok(await api("GET", PATH, "clerk"))["items"] == []
    refused(await api("DELETE", f"{PATH}/{made['id']}", "clerk"), 404, "not_found")


async def test_what_the_list_does_not_know_is_not_saved(sqlite_api: Api) -> None:
    for query in ("view=lost", "colour=red", "sort=name", "limit=0", "state=lost", "&".join(["kind=thanks"] * 101)):
        names(await _save(sqlite_api, "清单", query[:1000]), "query")
    names(await _save(sqlite_api, " ", "view=mine"), "name")
    for n in range(MOST):
        ok(await _save(sqlite_api, f"清单 {n}", f"state=assigned&state=accepted&urged={n % 2}"), 201)
    refused(await _save(sqlite_api, "多一个", "view=mine"), 409, "filters_full")
    ok(await _save(sqlite_api, "清单 0", "view=mine"), 201)
