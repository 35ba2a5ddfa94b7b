import sqlite3
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.search import fts_query, fts_text, grams, normalise, query_grams, query_runs, searchable

DOCUMENTS = {
    "lamp": "东门社区的路灯坏了三天，晚上很黑。",
    "trad": "東門社區的路燈壞了，WiFi也斷了",
    "mixed": "小区 A3 栋的 5G 信号差，PM2.5 也高，请查 iPhone15 的 Ｗｉｆｉ",
    "quoted": '他说"没人管"，OR 就这样 NOT 那样*',
    "lane": "灯市路的公共厕所",
}


def test_normalise() -> None:
    assert normalise("路燈Ｗｉｆｉ　①") == "路灯wifi 1"
    assert normalise("\ud800路燈\0") == "?路灯\0"


def test_grams() -> None:
    assert grams("路燈壞了") == ["路", "灯", "坏", "了", "路灯", "灯坏", "坏了"]
    assert {"wifi", "wi", "路w"} <= set(grams("路WiFi"))
    assert grams("灯，灯") == ["灯"]
    assert grams(' "* -') == []
    assert grams("路灯坏了", limit=2) == ["路", "灯", "路灯"]
    assert len(grams("路灯" * 5000)) == 4
    assert max(map(len, grams("x" * 20_000 + " wifi"))) == 4


def test_query_grams_are_few() -> None:
    assert query_grams("路燈 坏了吗") == ["路灯", "坏了", "了吗"]
    assert query_grams("灯") == ["灯"]
    assert query_grams("ifi") == ["if", "fi"]
    assert query_grams('" *') == []


@pytest.fixture
def index() -> Iterator[sqlite3.Connection]:
    yield from indexed(DOCUMENTS)


def indexed(documents: Mapping[str, str]) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table words using fts5(name unindexed, body, tokenize='unicode61')")
    db.executemany("insert into words values (?, ?)", [(name, fts_text(body)) for name, body in documents.items()])
    yield db
    db.close()


def found(db: sqlite3.Connection, query: str) -> set[str]:
    hits = [
        {name for (name,) in db.execute("select name from words where body match ?", (fts_query(run),))}
        for run in query_runs(query)
    ]
    return set.intersection(*hits) if hits else set()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("路灯", {"lamp", "trad"}),
        ("路燈", {"lamp", "trad"}),
        ("灯", {"lamp", "trad", "lane"}),
        ("灯路", set()),
        ("wifi", {"trad", "mixed"}),
        ("WIFI 路灯", {"trad"}),
        ("5g信号", {"mixed"}),
        ("PM2.5", {"mixed"}),
        ("坏了，三天", {"lamp"}),
        ("三天，晚上", {"lamp"}),
        ("or", {"quoted"}),
        ("3栋", {"mixed"}),
        ("phone1", {"mixed"}),
        ("wi", {"trad", "mixed"}),
        ("路\u200b灯", {"lamp", "trad"}),
        ('" OR *', {"quoted"}),
        ('"没人管"', {"quoted"}),
        ("路灯 OR 厕所", set()),
        ("路灯 NOT wifi", set()),
        ("没人管 NOT", {"quoted"}),
        ("NEAR(路 灯)", set()),
        ("body:路灯", set()),
    ],
)
def test_full_text(index: sqlite3.Connection, query: str, names: set[str]) -> None:
    assert found(index, query) == names


@pytest.mark.parametrize("query", ["", " ", '"', "* - ( )", "，。", "\u200b"])
def test_nothing_to_look_for(query: str) -> None:
    assert query_runs(query) == query_grams(query) == []


@given(st.text(), st.text(max_size=8))
def test_any_words_are_found_as_they_stand(body: str, query: str) -> None:
    """FTS5 gives what a plain look into the text gives, whatever the characters."""
    db = next(indexed({"it": body}))
    plain = bool(query_runs(query)) and all(run in searchable(body) for run in query_runs(query))
    assert found(db, query) == ({"it"} if plain else set())


CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("，。 "), min_size=1)


@given(CHINESE, st.data())
def test_every_part_of_a_text_is_found(body: str, data: st.DataObject) -> None:
    body = normalise(body)
    start = data.draw(st.integers(0, len(body) - 1))
    part = body[start : start + data.draw(st.integers(1, 10))]
    # Conversion goes by phrases (乾隆 keeps its 乾), so a part may read differently from the whole.
    assume(normalise(body) == body and normalise(part) == part)
    assert set(query_grams(part)) <= set(grams(body))
    db = next(indexed({"it": body}))
    assert not query_runs(part) or found(db, part) == {"it"}
