"""Every code that anybody reads has its words in the catalogue, and nothing there is for nobody."""

import importlib
import pkgutil
import re
from enum import StrEnum
from pathlib import Path

import pytest

from models import law
from models.words import converted, entries, labels, phrases, say, wording
from models.words.languages import LOCALES

ROOT = Path(__file__).parents[2]
SECTIONS = {
    "AccountAct": "account_act",
    "AccountNews": "account_news",
    "Adoption": "adoption",
    "Axis": "by",
    "CaseClass": "case_class",
    "Cause": "cause",
    "Channel": "channel",
    "Duty": "obligation",
    "Ending": "ending",
    "EventKind": "event",
    "Figure": "figure",
    "Group": "text_group",
    "OfficeText": "text_name",
    "Guidance": "guidance",
    "Kind": "kind",
    "Level": "level",
    "LinkKind": "link",
    "NoticeKind": "notice",
    "NoticeState": "notice_state",
    "OpinionResult": "opinion_result",
    "Outcome": "outcome",
    "PaperKind": "paper_kind",
    "ProposalKind": "proposal",
    "Rating": "rating",
    "Refusal": "refusal",
    "ReplyKind": "reply_kind",
    "Resolved": "resolved",
    "Role": "role",
    "Route": "route",
    "State": "state",
    "Scope": "scope",
    "TaskKind": "task",
    "Tier": "tier",
    "Trigger": "trigger",
    "Parting": "live_ended",
    "Reason": "live_reason",
    "Voice": "live_voice",
    "Wait": "waiting",
}
"""Which labels the members of an enum have."""
UNREAD = {
    "About": "what tells two obligations apart",
    "Action": "the pages name their forms themselves",
    "AppointmentState": "pages and chats tell each in a sentence",
    "Counted": "what a figure counts; its head says it",
    "By": "whose move it is: pages say it themselves",
    "Ends": "what ends a waiting; pages show that it waits",
    "Scope": "what a token may do; only machines have it",
}
"""Enums whose members no page shows, each for its reason."""
MORE = {
    "obligation": {"register", "handle", "extend", "objection"},  # clocks of the profiles that are no duty
    "link": {"repeat_first", "new_facts_first", "merged_first"},
}
"""Labels beside those of the members."""


def _enums() -> dict[str, type[StrEnum]]:
    modules = [importlib.import_module(f"models.law.{m.name}") for m in pkgutil.iter_modules(law.__path__)]
    things = [thing for module in modules for thing in vars(module).values()]
    return {t.__name__: t for t in things if isinstance(t, type) and issubclass(t, StrEnum) and len(t)}


def test_every_enum_of_the_law_has_labels_or_a_reason() -> None:
    assert sorted(_enums()) == sorted(SECTIONS.keys() | UNREAD.keys())


@pytest.mark.parametrize(("enum", "section"), [*SECTIONS.items(), ("LinkKind", "link_as")])
def test_every_member_has_its_label_and_no_label_is_for_nobody(enum: str, section: str) -> None:
    members = {str(member) for member in _enums()[enum]}
    assert sorted(members - labels(section).keys()) == [], f"{enum}: no words in [staff.{section}]"
    assert sorted(labels(section).keys() - members - MORE.get(section, set())) == []


def test_a_page_asks_for_labels_that_exist() -> None:
    pages = [*(ROOT / "api").rglob("*.py"), *(ROOT / "api").rglob("*.html"), *(ROOT / "models").rglob("*.py")]
    text = "\n".join(page.read_text("utf-8") for page in pages)
    asked = {m[1] or m[2] for m in re.finditer(r"""\blabels\((?:"(\w+)"|'(\w+)')\)""", text)}
    assert sorted(kind for kind in asked if not labels(kind)) == []
    worded = set(re.findall(r"""\bwording\(\s*"([\w.]+)"[,)]""", text))
    assert len(worded) > 40 and sorted(key for key in worded if f"staff.{key}" not in entries()) == []


def test_an_opinion_letter_words_every_result() -> None:
    assert {str(result) for result in _enums()["OpinionResult"]} <= labels("letter").keys()


AT_THE_DOOR = {
    *(
        "already_booked",
        "not_booked",
        "other_official",
        "same_hour",
        "monthly_cap",
        "visit_began",
        "nothing_to_rate",
        "already_urged",
        "closed",
        "window_over",
    ),
    *("slot_gone", "undo_over", "lease_lost", "bad_token"),
}
"""Error codes that only the residents' door and machines get."""


def test_every_error_code_has_words_for_staff() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "api").rglob("*.py"))
    raised = set(re.findall(r'\bcode="(\w+)"', code))
    assert len(raised) > 40 and sorted(raised - AT_THE_DOOR - labels("refused").keys()) == []
    assert sorted(AT_THE_DOOR - raised) == []


def test_traditional_characters_stand_only_where_they_differ_from_the_conversion() -> None:
    held = {key: e for key, e in entries().items() if "zh_Hant" in e}
    assert [key for key, e in held.items() if converted(e["zh_Hans"]) == e["zh_Hant"]] == []
    spoken = phrases("zh_Hant")
    assert len(held) < len(spoken) / 5, "most phrases are converted"


def test_every_phrase_has_every_language_or_is_for_staff() -> None:
    assert all(e.keys() <= set(LOCALES) and all(e.values()) for e in entries().values())
    assert [key for key, e in entries().items() if "en" not in e and not key.startswith("staff.")] == []
    assert [key for key, e in entries().items() if "zh_Hans" not in e] == []
    assert phrases("en").keys() == phrases("zh_Hant").keys()


def test_a_missing_word_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        labels("nothing")
    with pytest.raises(KeyError):
        wording("wrong.empty")
    with pytest.raises(KeyError):
        say("en", "staff.state.closed")
