"""What is missing: said over the API and in the terminal, from one source."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import huiyin
from tests.api.counter import Api, ok
from tests.api.test_office import put


async def lacks(api: Api) -> dict[str, int]:
    return {one["code"]: one["count"] for one in ok(await api("GET", "/v1/office/missing", "admin"))["items"]}


async def test_each_lack_is_said_until_it_is_mended(sqlite_api: Api) -> None:
    api = sqlite_api
    before = await lacks(api)
    assert {"demonstration": 1, "duty": 1}.items() <= before.items()
    assert not {"discipline", "factor"} & before.keys()
    assert before["head"] == before["deputy"] == 21
    assert "year" not in before and "visit_day" not in before and "places" not in before
    ok(await put(api, "units", "QH-ZJ", head="housing", deputy="housing2", phone=None))
    ok(await put(api, "units", "QH-DESK", hours=None))
    after = await lacks(api)
    assert (after["head"], after["deputy"], after["desk_reach"]) == (20, 20, 1)
    assert not {"hotline", "past_visits"} & after.keys()
    await api.sql("UPDATE hotline SET active = false WHERE self_harm OR at_home")
    assert (await lacks(api))["hotline"] == 3, "to oneself, to others, at home"
    day = ok(await api("GET", "/v1/visit-days", "bot"))["items"][0]["id"]
    slot = ok(await api("GET", f"/v1/visit-days/{day}/slots", "bot"))["items"][0]
    number = (await api.file())["case_no"]
    visit = {"slot": slot["id"], "case_no": number, "people": 1, "resident": api.matter()["resident"]}
    ok(await api("POST", "/v1/appointments", "bot", key=api.key(), json=visit), 201)
    api.clock.set(datetime.fromisoformat(slot["ends_at"]))
    assert (await lacks(api))["past_visits"] == 1
    ok(await api("POST", f"/v1/cases/{number}/notes", "clerk", key=api.key(), json={"text": "领导答应一周内去看"}))
    assert "past_visits" not in await lacks(api)
    api.clock.advance(timedelta(days=60))
    late = await lacks(api)
    assert late["visit_day"] == 1 and late["year"] == 1


def test_a_county_is_made_in_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("HUIYIN_KEYS_FILE", str(tmp_path / "keys.json"))
    monkeypatch.setenv("HUIYIN_ADMIN_PASSWORD", "an-administrator")
    run = CliRunner().invoke
    made = run(huiyin.cli, ["migrate"])
    assert made.exit_code == 0, made.output
    answers = [
        "清河县", "990199", "云江县", "", "云江县人民政府", "接访中心", "0571-5550100", "工作日 8:30–17:30",
        "江边路1号", "纪委", "0571-5550101", "zhao.min", "赵敏", "qian", "钱督", "sun", "孙正", "li.zheng", "李峥",
    ]  # fmt: skip
    again = ["330199", *answers[2:]]
    (tmp_path / "var" / "chat.db").touch()
    found = run(huiyin.cli, ["setup"], input="\n".join([*answers, *again]) + "\n")
    assert found.exit_code == 0 and "99 开头" in found.output and "zhao.min  赵敏" in found.output, found.output
    assert not (tmp_path / "var" / "chat.db").exists()
    second = run(huiyin.cli, ["setup"], input="\n".join(again) + "\n")
    assert second.exit_code == 1 and "已经设置过" in second.output
    said = run(huiyin.cli, ["doctor"])
    assert said.exit_code == 1 and "没有代理人" in said.output and "演示" not in said.output
    assert run(huiyin.cli, ["migrate"]).exit_code == 0
    assert "演示" not in run(huiyin.cli, ["doctor"]).output, "the demonstration does not come back"
