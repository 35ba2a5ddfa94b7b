"""Every phrase exists in every language, with the same facts, and nothing is there for nobody."""

import re
import string
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

import pytest

from conversations.dialogs.concern import EXTRA_QUESTIONS, SECTIONS
from conversations.engine.tree import Option
from conversations.turn.commands import COMMANDS, PRESSES
from conversations.words.dates import clock, day, moment
from models.law.events import EventKind
from models.law.matters import Kind
from models.law.notices import NoticeKind
from models.law.replies import Rating
from models.law.states import State
from models.profiles import BODIES
from models.search import fold
from models.words import entries, phrases, say, traditional
from models.words.languages import LOCALES
from models.words.names import Name
from models.words.spellings import named

ROOT = Path(__file__).parents[2]
ANYWHERE = ("command.", "kinds.", "uses.", "hello.", "yes.", "done.", "language.called")
"""Words that are recognised wherever they are said: each means one thing."""
SPOKEN = (
    *ANYWHERE,
    "no.",
    "send.",
    "elsewhere.",
    "present.",
    "who_self.",
    "accused.",
    "consent_full.",
    "consent_without.",
    "introduces.",
)
"""Words that are recognised, not said."""
OTHERS = ("web.", "telegram.", "poster.")
"""Words of one channel, and of what is printed."""


@cache
def catalogue(locale: str) -> dict[str, str]:
    """What the talk says: without the words of one channel, and those of staff's pages, which have Chinese only."""
    return {k: v for k, v in phrases(locale).items() if not k.startswith(OTHERS) and "en" in entries()[k]}


ENGLISH = catalogue("en")


def _facts(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_phrase_is_translated_with_the_same_facts(locale: str) -> None:
    every, english = phrases(locale), phrases("en")
    assert english.keys() <= every.keys()
    assert [k for k in english if _facts(every[k]) != _facts(english[k]) or not every[k]] == []


def _literals(*folders: str) -> set[str]:
    files = [p for folder in folders for p in (ROOT / folder).rglob("*.py")]
    return {key for p in files for key in re.findall(r"[\"']([a-z_]+(?:\.[A-Za-z0-9_]+)?)[\"']", p.read_text("utf-8"))}


# Keys that are put together, from what they are made of.
LINES = ("social", "health", "fund", "tax", "border", "law", "general")
MADE = {
    *(f"kind.{k}" for k in Kind),
    *(f"rating.{r}" for r in Rating),
    *(f"state.{s}" for s in State),
    *(f"next.{s}" for s in State),
    *(f"event.{e}" for e in EventKind if e.row.resident_sees),
    *(f"notice.{n}" for n in NoticeKind),
    *(f"notice.{line}" for n in NoticeKind for line in n.row.said if line not in ("reopen_on", "review_on", "decides")),
    *(f"notice.decides_{body}" for body in BODIES),
    *(f"notice.{n.row.how}" for n in NoticeKind if n.row.how),
    *(f"notice.{n.row.unless[1]}" for n in NoticeKind if n.row.unless),
    *(f"mode.{m}" for m in ("fixed_site", "invited_visit", "case_visit", "on_site_office")),
    *(f"crisis.C{n}" for n in (1, 2, 3, 4, 5)),
    *(f"story.{s}{n}" for s in ("message", "photo", "voice", "video", "document") for n in ("", "_one")),
    *(f"edit.{section}" for section in SECTIONS[1:]),
    *(
        word
        for q in EXTRA_QUESTIONS
        for word in (q.question.word, f"form.{q.code}.said", *(b.word for b in q.question.buttons))
    ),
    *(f"submit.name_{w}" for w in ("self", "other", "guardian")),
    *(f"use.{k}" for k in ("photo", "voice", "place")),
    *(f"button.{b}" for b in ("confirm", "confirm_visit")),
    *(f"again.{a}" for a in ("confirm", "booking")),
    *(f"{what}_{level}" for what in ("button.review", "rights.review", "review.why") for level in (1, 2)),
    *(f"dissent.{level}" for level in (1, 2)),
    *(f"inquiry.{line}" for line in LINES),
    *(f"pressed.{a}" for a in ("no", "yes", "unsaid")),
    *(f"rights.{w}_what" for w in ("complain", "retaliation")),
    *(
        f"date.{part}.{n}"
        for part, most in (("part", 5), ("weekday", 8), ("month", 13))
        for n in range(part != "part", most)
    ),
    *(f"said.{s}" for s in ("unsolved", "review", "withdrawal", "undo", "complaint", "retaliation")),
}


def test_no_phrase_is_for_nobody() -> None:
    literal = _literals("conversations", "bot")
    named = literal | {name for n in NoticeKind for name in n.row.buttons}
    buttons = {f"button.{name}" for name in named if f"button.{name}" in ENGLISH}
    used = literal | MADE | buttons | {k for k in ENGLISH if k.startswith(SPOKEN)}
    assert sorted(ENGLISH.keys() - used) == []


def test_no_phrase_is_missing() -> None:
    """The channels have words of their own, under keys of their own."""
    sections = {k.partition(".")[0] for k in ENGLISH if "." in k}
    meant = {k for k in _literals("conversations") if "." in k and k.partition(".")[0] in sections}
    others = {
        "place.elsewhere",
        "who.guardian",
        "who.page",
        "use.here",
        "rules.toml",
        "accusation.toml",
    }  # keys of answers, a file
    assert sorted((meant | MADE) - ENGLISH.keys() - others) == []


def test_spoken_words_mean_one_thing() -> None:
    where: dict[str, set[str]] = {}
    for locale in LOCALES:
        for key, phrase in catalogue(locale).items():
            if key.startswith(ANYWHERE):
                for word in phrase.split("|"):
                    where.setdefault(fold(word), set()).add(key)
    assert {w: keys for w, keys in where.items() if len(keys) > 1 or not w} == {}


def test_every_command_word_has_a_command() -> None:
    assert {k.removeprefix("command.") for k in ENGLISH if k.startswith("command.")} <= COMMANDS.keys() | PRESSES
    for name in ("menu", "back", "skip", "cancel", "help", "lang", "human", "leave", "erase", "resume"):
        for locale in LOCALES:
            for word in say(locale, f"command.{name}").split("|"):
                assert named("command.", f" {word}。") == name


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_buttons_are_short(locale: str) -> None:
    labels = {
        k: v for k, v in catalogue(locale).items() if k.startswith(("button.", "edit.", "kind.", "who.", "rating."))
    }
    assert {k: v for k, v in labels.items() if len(re.findall(r"[^\x00-\x7f]", re.sub(r"{\w+}", "", v))) > 8} == {}


def test_nothing_is_promised() -> None:
    """What a date means is said wherever it is told; no phrase speaks of success or sums."""
    for locale in LOCALES:
        for key, phrase in catalogue(locale).items():
            if "{told_by}" in phrase:
                assert ("不是办结的日期" in phrase) or ("不是辦結的日期" in phrase) or ("not the date" in phrase), key
    for wrong in ("一定会解决", "保证", "赔偿", "guarantee", "will be solved", "promise"):
        assert [k for loc in LOCALES for k, v in catalogue(loc).items() if wrong in v] == []


OFFICE = (
    "贵方|予以|办理中|相关部门|有关部门|有关规定|敬请|特此|兹|如下|知悉|悉知|为盼|之内|您处|贵处|该事项|本事项"
    "|上述|鉴于|逾期不候|法定途径|进行办理|进行处理|请予|给予|酌情|届时|责令|研究处理|高度重视|当事人|告知|包案"
)
"""How offices write, and nobody speaks."""
STAFF = ("staff.", "notice.escalation", "notice.digest", "notice.urgent", "notice.work", *SPOKEN)


def test_nothing_sounds_like_an_office() -> None:
    chinese = [(locale, phrases(locale)) for locale in ("zh_Hans", "zh_Hant")]
    heard = {
        f"{locale} {key}": said
        for locale, every in chinese
        for key, said in every.items()
        if "en" in entries()[key] and not key.startswith(STAFF)
    }
    assert len(heard) > 700
    office = re.compile(f"{OFFICE}|{traditional(OFFICE)}")
    assert all(office.search(said) for said in ("我们正在研究处理。", "請您知悉"))
    assert {k: v for k, v in heard.items() if office.search(v)} == {}


def test_english_is_spoken() -> None:
    """Turns of phrase that are another language in English words."""
    stiff = r"stands? below|please (know|mind)\b|\byou (are|get) (told|answered)\b|\bgo on writing|\bit is sent\b"
    assert {k: v for k, v in ENGLISH.items() if re.search(stiff, v, re.IGNORECASE)} == {}


def test_traditional_is_traditional() -> None:
    text = "".join(v for k, v in catalogue("zh_Hant").items() if not k.startswith(SPOKEN) and k != "button.lang")
    assert "回音" in text and "迴音" not in text and "“" not in text
    assert sorted(c for c in set(text) if traditional(c) != c) == []


def test_days_and_times_are_spelled_out() -> None:
    at = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
    assert day("zh_Hans", date(2026, 3, 5)) == "3月5日 周四"
    assert day("zh_Hant", date(2026, 3, 5)) == "3月5日 週四"
    assert day("en", date(2026, 3, 5)) == "Thu 5 March"
    assert moment("zh_Hans", at) == "3月5日 周四 上午9点"
    assert moment("zh_Hant", at) == "3月5日 週四 上午9點"
    assert moment("en", at) == "Thu 5 March, 9 am"
    assert moment("zh_Hans", datetime(2026, 12, 31, 16, 5, tzinfo=UTC)) == "1月1日 周五 凌晨0点05分"
    spelled = [clock("zh_Hans", time(h, m)) for h, m in ((5, 59), (6, 0), (12, 30), (13, 0), (18, 0))]
    assert spelled == ["凌晨5点59分", "上午6点", "中午12点30分", "下午1点", "晚上6点"]
    assert [clock("en", time(h)) for h in (0, 12, 13)] == ["12 am", "12 pm", "1 pm"]


def test_names_follow_the_readers_script() -> None:
    option = Option("1", "云岭乡", "Yunling Township")
    assert [option.label(locale) for locale in LOCALES] == ["云岭乡", "雲嶺鄉", "Yunling Township"]
    assert Option("1", "云岭乡").label("en") == "Yunling Xiang"


def test_names_without_an_english_form_are_spelt() -> None:
    assert Name("林若川", person=True).label("en") == "Lin Ruochuan"
    assert Name("欧阳明月", person=True).label("en") == "Ouyang Mingyue"
    assert Name("城管局（文昌路9号）").label("en") == "Cheng Guan Ju (Wen Chang Lu 9 Hao)"
    assert [Name("Anna Li", person=True).label("en"), Name("—").label("en")] == ["Anna Li", "—"]
    assert [Name("范晓", person=True).label("zh_Hant"), Name("范各庄").label("zh_Hant")] == ["范晓", "范各莊"]


def test_a_missing_fact_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        say("en", "stale.sent")
    with pytest.raises(KeyError):
        say("en", "no.such.key")
