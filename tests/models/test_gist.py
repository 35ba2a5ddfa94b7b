"""What a story is called: without its greeting and who speaks."""

import pytest

from models.gist import gist, told


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("您好，我是东门社区的居民张三，门口路灯坏了", "门口路灯坏了"),
        ("你好 我们是石桥村的村民\n桥塌了，没人管", "桥塌了，没人管"),
        ("我叫李四，水管漏水", "水管漏水"),
        ("hello, I'm a resident of Dongmen, the lamp is broken", "the lamp is broken"),
        ("我是想问一下低保怎么办，谢谢", "我是想问一下低保怎么办，谢谢"),
        ("我是低保户，低保停了", "我是低保户，低保停了"),
        ("老人口述：\n低保停了三个月", "老人口述：\n低保停了三个月"),
        ("您好！", "您好！"),
        ("我是村民。", "我是村民。"),
        ("", ""),
    ],
)
def test_the_matter_begins_behind_the_greeting(words: str, wanted: str) -> None:
    assert told(words) == wanted


def test_a_gist_is_short_and_empty_where_nothing_is_told() -> None:
    assert gist("您好，路灯坏了一个星期了，晚上看不见路") == "路灯坏了一个星期了，晚…"
    assert gist("您好！") == gist("") == ""
    assert gist("您好" * 50_000)
    assert len(told("您好，" * 50_000)) > 100_000, "so many greetings are the matter"
