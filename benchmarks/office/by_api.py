"""From an empty county to a closed case by `/v1` alone; the resident by the chat's JSON."""

from collections import Counter
from pathlib import Path

import aiohttp

from benchmarks.journey import WAIT_SECONDS, Chat, Lost, Web
from benchmarks.office import county
from benchmarks.office.mixed import came, topics
from benchmarks.office.staff import Staff
from benchmarks.service import serving

STORY = "镇口的桥塌了一角，车都绕着走。"
ANSWER = (
    "您好，桥已经围挡，交通局本周内修好，修好前有专人指挥绕行；镇里另派了两个人每天早晚巡查，夜里加了两盏灯。桥面以下的"
    "裂缝也一并查过，下个月再复查一次，结果会告诉您。有问题请打我们单位的电话。"
)


async def by_api(home: Path) -> dict[str, object]:
    """What stood at the end: the case's state, and how many units and people there are."""
    with serving(home) as service:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            web = Web(http, service.url, Counter())
            admin = await Staff.log_in(web, "admin", service.admin_password)
            passwords = await _set_up(admin, home)
            units = await admin.ask("GET", "/v1/office/units", params={"limit": "200"})
            clerk = await Staff.log_in(web, county.CLERK, passwords[county.CLERK])
            handler = await Staff.log_in(web, county.head(1), passwords[county.head(1)])
            return {
                "state": await _closed(web, clerk, handler),
                "units": len(units["items"]),
                "people": len(passwords),
            }


async def _set_up(admin: Staff, home: Path) -> dict[str, str]:
    """The county with its people. Returns their passwords."""
    await admin.ask("POST", "/v1/office/demonstration/remove", json={"county": "清河县"})
    made = await admin.ask("POST", "/v1/office/set-up", json=county.DESK)
    form = aiohttp.FormData()
    form.add_field("files", county.sheets(home).read_bytes(), filename="county.xlsx")
    done = await admin.ask("POST", "/v1/office/import", data=form)
    return {p["login"]: p["password"] for p in (*made["people"], *done["people"])}


async def _closed(web: Web, clerk: Staff, handler: Staff) -> str:
    """The state in which one case ends."""
    chat = Chat(web)
    await chat.start()
    number = await chat.file(STORY)
    placed = {"topic": (await topics(clerk))[0], "area": county.area(1)}
    given = {"unit": county.unit(1), "handler": handler.login}
    await clerk.act(number, "accept", {"case_class": "other", **placed, **given})
    await handler.act(number, "replies", {"text": ANSWER})
    if await came(chat, number, "reply", WAIT_SECONDS) != ANSWER:
        raise Lost("the reply is another one")
    await handler.act(number, "close", {"cause": "service", "resolved": "yes"})
    return str((await handler.case(number))["state"])
