"""Reports by unit, area, topic, channel and month: every numerator and denominator is exactly the list it leads to."""

import csv
import io
from typing import Any

import pytest

from models.law.breakdown import Axis, Counted, Figure
from tests.api.counter import ANSWERED, Api, names, ok, refused
from tests.api.test_board import listed
from tests.api.test_clockwork import at
from tests.api.test_scope import _appoint


async def report(api: Api, by: str, who: str = "supervisor", **query: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(await api("GET", f"/v1/reports/by/{by}", who, params=query))
    return found


async def several(api: Api) -> dict[str, str]:
    """Of every sort one, over two months: answered in time and rated, answered late, ended, open and late, open."""
    made = {"rated": await api.brought_to("closed", chat="a", area="990121001001", topic="030500")}
    await api.sql("UPDATE case_ SET rating = 'fair', resolved = true WHERE case_no = :n", n=made["rated"])
    made["late answer"] = await api.brought_to("assigned", chat="b", area="990121100200", topic="030100")
    made["silent"] = await api.brought_to("accepted", chat="c")
    api.clock.set(at("2027-01-31", 23))
    ok(await api.move(made["late answer"], "replies", "housing", text=f"二：{ANSWERED}"))
    await api.deliver_all()
    made["withdrawn"] = (await api.file("不用了", "d", topic="130000"))["case_no"]
    ok(await api("POST", "/v1/withdrawals", "bot", key=api.key(), chat="d",
                 json={"case_no": made["withdrawn"], "pressed": "no"}), 201)  # fmt: skip
    api.clock.set(at("2027-02-01", 1))
    body = {
        "channel": "phone",
        "petition_date": "2027-02-01",
        "text": "来电",
        "kind": "inquiry",
        "phone": "13800000000",
    }
    made["call"] = ok(await api("POST", "/v1/cases/register", "clerk", key=api.key(), json=body), 201)["case_no"]
    await api.file("局长受贿", "e", kind="accusation")
    api.clock.set(at("2027-02-02"))
    return made


async def test_every_figure_is_exactly_its_list(api: Api) -> None:
    made = await several(api)
    for by in Axis:
        found = await report(api, by, **{"from": "2026-11-01", "until": "2027-02-28"})
        assert found["total"]["registered"] == len(made) == sum(r["registered"] for r in found["rows"]), by
        for row in (found["total"], *found["rows"]):
            assert len(await listed(api, row["cases"])) == row["registered"], (by, row["code"])
            for name, figure in row["figures"].items():
                assert len(await listed(api, figure["cases"])) == figure["n"], (by, row["code"], name)
                assert len(await listed(api, figure["of_cases"])) == figure["of"], (by, row["code"], name)
                assert figure["n"] <= figure["of"]


async def test_what_the_figures_say(api: Api) -> None:
    made = await several(api)
    whole = (await report(api, "unit", **{"from": "2026-11-01", "until": "2027-02-28"}))["total"]["figures"]
    assert set(whole) == {str(f) for f in Figure}
    counted = {name: (f["n"], f["of"]) for name, f in whole.items()}
    assert counted == {
        "settled": (3, 5),  # what is answered and delivered counts, though it has not ended
        "noticed_on_time": (3, 3),
        "answered_on_time": (1, 3),
        "solved": (1, 1),
        "rated": (1, 2),
        "satisfied": (1, 1),
        "late": (1, 5),
    }
    assert await listed(api, whole["late"]["cases"]) == [made["silent"]]
    assert await listed(api, whole["rated"]["of_cases"]) == sorted([made["rated"], made["late answer"]])


async def test_the_rows(api: Api) -> None:
    await several(api)
    span = {"from": "2026-11-01", "until": "2027-02-28"}
    rows = {by: {r["code"]: r["registered"] for r in (await report(api, by, **span))["rows"]} for by in Axis}
    assert rows[Axis.MONTH] == {"2026-11": 3, "2027-01": 1, "2027-02": 1}
    assert rows[Axis.CHANNEL] == {"phone": 1, "web": 4}
    assert rows[Axis.TOPIC] == {"030000": 2, "130000": 1, None: 2}
    assert rows[Axis.AREA] == {"990121": 3, "990121001": 1, "990121100": 1}
    assert rows[Axis.UNIT] == {"QH-DESK": 3, "QH-ZJ": 2}
    inside = await report(api, "month", **{"from": "2027-01-31", "until": "2027-01-31"})
    assert [(r["code"], r["registered"]) for r in inside["rows"]] == [("2027-01", 1)]
    none = await report(api, "topic", **{"from": "2026-01-01", "until": "2026-01-31"})
    assert none["rows"] == [] and none["total"]["figures"]["settled"] == {
        "n": 0, "of": 0, "percent": None, "cases": none["total"]["figures"]["settled"]["cases"],
        "of_cases": none["total"]["cases"],
    }  # fmt: skip


async def test_whose_reports(api: Api) -> None:
    await several(api)
    span = {"from": "2026-11-01", "until": "2027-02-28"}
    seen = await report(api, "topic", "admin", **span)
    assert seen["total"]["registered"] == 5 and seen["total"]["cases"] is None  # the figures, and not the cases
    await _appoint(api, "supervisor", "supervisor", "QH-ZJ")
    own = await report(api, "topic", **span)
    assert own["total"]["registered"] == 2 == len(await listed(api, own["total"]["cases"]))
    refused(await api("GET", "/v1/reports/by/topic?unit=QH-JT", "supervisor"), 403, "not_yours")
    names(await api("GET", "/v1/reports/by/month?from=2000-01-01&until=2027-01-01", "leader"), "from")
    assert (await api("GET", "/v1/reports/by/colour", "leader")).status_code == 422
    one = await report(api, "channel", "leader", unit="QH-ZJ", **span)
    assert one["total"]["registered"] == 2 == len(await listed(api, one["total"]["cases"], "leader"))


async def test_taken_along(sqlite_api: Api) -> None:
    await several(sqlite_api)
    span = "from=2026-11-01&until=2027-02-28"
    answer = await sqlite_api("GET", f"/v1/exports/by/channel.csv?{span}", "supervisor")
    heads, *rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    whole = dict(zip(heads, rows[-1], strict=True))
    assert [row[1] for row in rows] == ["来电", "网页", "合计"]
    assert (whole["登记"], whole["已答复或办结"], whole["已答复或办结（共）"], whole["已答复或办结 %"]) == (
        "5", "3", "5", "60.0",
    )  # fmt: skip
    book = await sqlite_api("GET", f"/v1/exports/by/month.xlsx?{span}", "supervisor")
    assert book.content[:2] == b"PK"


@pytest.mark.parametrize("figure", Figure)
def test_what_is_counted_is_part_of_what_it_is_of(figure: Figure) -> None:
    assert figure.row.n in set(Counted) and figure.row.of in {None, *Counted}
