"""The machine's clock is set forth and back: what was dated meanwhile does not wait for that day to come again."""

from datetime import timedelta
from typing import Any

import pytest

from api import worker
from tests.api.counter import Api, ok

STEPS = (timedelta(hours=25), timedelta(days=3), timedelta(days=-3))


async def leased(api: Api) -> list[Any]:
    wanted = {"channels": ["web"], "limit": 20}
    found: list[Any] = ok(await api("POST", "/v1/notifications/lease", "bot", json=wanted))["items"]
    return found


@pytest.mark.parametrize("by", STEPS)
async def test_a_notice_is_sent_whatever_the_clock_said_when_it_was_leased(api: Api, by: timedelta) -> None:
    case_no = await api.brought_to("registered")
    ok(await api.move(case_no, "accept", case_class="other"))
    began = api.clock.now()
    api.clock.set(began + by)
    (first,) = await leased(api)
    api.clock.set(began)
    (again,) = await leased(api)
    assert (again["id"], again["repeated"]) == (first["id"], True)
    assert (await api.receipt(again, "retry")).status_code == 204
    api.clock.set(began + 2 * by)
    assert [n["id"] for n in await leased(api)] == [first["id"]], (
        "what was to be tried again waits for a day that is over"
    )


async def test_a_case_goes_its_way_while_the_clock_jumps(api: Api) -> None:
    began, case_no = api.clock.now(), await api.brought_to("registered")
    given = {"accept": {"case_class": "other"}, "assign": {"unit": "QH-ZJ", "handler": "housing"}}
    for (step, body), by in zip(given.items(), STEPS, strict=False):
        api.clock.set(began + by)
        await worker.once(api.ctx)
        ok(await api.move(case_no, step, **body))
        api.clock.set(began - by)
        await worker.once(api.ctx)
    await api.deliver_all()
    case = ok(await api("GET", f"/v1/cases/{case_no}", "clerk"))
    assert case["state"] == "assigned"
    number = (await api.file("另一件事，路灯又坏了"))["case_no"]
    assert number != case_no
