"""By when an answer is likely: counted from the answers that were delivered in the last year."""

from datetime import date, timedelta

from api.cases.expected_date import typical
from models.clock import local_date
from tests.api.counter import ANSWERED, Api, ok


def test_eight_in_ten_were_done_by_then_and_of_few_nothing_is_said() -> None:
    assert typical(range(1, 21)) == 16
    assert typical([5] * 19) is None
    assert typical([*[3] * 16, *[60] * 4]) == 3
    assert typical([*[3] * 15, *[60] * 5]) == 60


async def answered_after(api: Api, days: int, topic: str, n: int) -> None:
    number = str((await api.file(f"路灯 {topic} {n}", f"chat-{topic}-{n}", topic=topic))["case_no"])
    ok(await api.move(number, "accept", case_class="appeal", tier="simple"))
    ok(await api.move(number, "assign", unit="QH-ZJ", handler="housing"))
    api.clock.advance(timedelta(days=days))
    ok(await api.move(number, "replies", "housing", text=f"{number}：{ANSWERED}"))
    await api.deliver_all()


async def test_what_is_likely_comes_from_answers_to_matters_like_it(api: Api) -> None:
    for n in range(20):
        await answered_after(api, 1, "030100", n)
    number = str((await api.file("又不亮", "chat-9", topic="030101"))["case_no"])
    seen, registered = await api.my_case(number, "chat-9"), local_date(api.clock.now())
    assert seen["expected_on"] == (registered + timedelta(days=1)).isoformat()
    other = str((await api.file("半夜施工", "chat-8", topic="140102"))["case_no"])
    assert (await api.my_case(other, "chat-8"))["expected_on"] is not None, "of all topics, where this one has too few"
    walled = str((await api.file("他收钱", "chat-7", kind="accusation"))["case_no"])
    assert (await api.my_case(walled, "chat-7"))["expected_on"] is None
    api.clock.advance(timedelta(days=2))
    assert (await api.my_case(number, "chat-9"))["expected_on"] is None, "that day has passed"
    api.clock.advance(timedelta(days=400))
    late = str((await api.file("又不亮", "chat-6", topic="030101"))["case_no"])
    assert (await api.my_case(late, "chat-6"))["expected_on"] is None, "last year's answers only"
    assert date.fromisoformat(seen["told_by"]) > date.fromisoformat(seen["expected_on"])
