"""What a notice looks like: what the matter is, the news, what comes next and by when, whom to ring, the number."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from mimetypes import guess_extension
from string import Formatter
from typing import Any

from conversations.questions.matter import matter
from conversations.questions.plain import Say
from conversations.screens import Attached, Row, Screen, button, helplines, plain, rating
from models.filenames import saved_as
from models.law.duties import Duty
from models.law.facts import read
from models.law.notices import Notice
from models.wire import LeasedNotice, NoticeFile
from models.words import say, template

SORTS = {"image": "notice.file_image", "audio": "notice.file_audio", "video": "notice.file_video"}
"""What a file is called, by the first half of its media type."""
NOTHING = "—"
CRISIS = "crisis"
"""The fact that brings the numbers for a class of danger."""


def screens_of(locale: str, sent: LeasedNotice) -> tuple[Screen, ...]:
    """A notification. Staff's words are a screen of their own, exactly as they were written."""
    facts = read(sent.facts)
    if "phone" in facts and not facts["phone"]:
        facts["phone"] = NOTHING
    row = sent.kind.row
    lacking = row.unless is not None and not facts.get(row.unless[0])
    word = f"notice.{row.unless[1]}" if row.unless and lacking else f"notice.{sent.kind}"
    facts["case_no"] = sent.case_no or ""
    about = matter(sent.about) if sent.about and not row.to_staff else None
    news = _whole(locale, Say(word, facts))
    said = Say("lines", {"lines": (about, news)}) if about else news
    head = [Say("notice.repeated"), said] if sent.repeated else [said]
    rest = tuple(_whole(locale, line) for line in _rest(locale, sent, facts, template(locale, word)))
    rows = tuple(_notice_rows(locale, sent))
    number = None if row.to_staff else sent.case_no
    if sent.text is None:
        return (replace(plain(locale, *head, *rest, rows=rows), number=number),)
    if row.talk is not None:
        return (Screen(f"{plain(locale, *head).text}\n{sent.text}", rows),)
    return (
        plain(locale, *head),
        Screen(sent.text, files=attached(locale, sent.files)),
        replace(plain(locale, *rest, rows=rows), number=number),
    )


def _whole(locale: str, said: Say) -> Say:
    """With a dash for whatever its words speak of and the notice does not hold: one that was stored by an older
    release, say."""
    spoken_of = (name for _, name, _, _ in Formatter().parse(template(locale, said.word)) if name)
    return Say(said.word, dict.fromkeys(spoken_of, NOTHING) | dict(said.facts))


def attached(locale: str, files: Sequence[NoticeFile]) -> tuple[Attached, ...]:
    """The files that come with staff's words, by what they are and how large."""
    named = [(f, _called(locale, n, f), _saved_as(locale, n, f)) for n, f in enumerate(files, 1)]
    return tuple(Attached(f.file, f.type, name, saved_as) for f, name, saved_as in named)


def _saved_as(locale: str, n: int, file: NoticeFile) -> str:
    """As staff call it; else by its place."""
    if file.name:
        return saved_as(file.name, file.type)
    return say(locale, "notice.file_name", n=n) + (guess_extension(file.type) or "")


def _called(locale: str, n: int, file: NoticeFile) -> str:
    what = say(locale, SORTS.get(file.type.partition("/")[0], "notice.file_other"))
    if file.name:
        what = say(locale, "notice.file_called", what=what, name=file.name)
    size = f"{file.size / 1_048_576:.1f} MB" if file.size >= 1_048_576 else f"{max(1, file.size // 1024)} KB"
    return say(locale, "notice.file", n=n, what=what, size=size)


def _rest(locale: str, sent: LeasedNotice, facts: Mapping[str, Any], before: str) -> Iterator[Say]:
    """What follows the news: what to do now, what comes next and when, whom to ring, and small at the end the number.
    What was said `before` is not repeated."""
    row = sent.kind.row
    if row.to_staff:
        return
    if row.how:
        yield Say(f"notice.{row.how}")
    told = [_line(row, fact, facts) for fact in row.said if facts.get(fact) and fact != CRISIS]
    if CRISIS in row.said and facts.get(CRISIS):
        numbers = "\n".join(helplines(locale, str(facts[CRISIS]), "  "))
        yield Say("notice.crisis", {"crisis": numbers})
    yield from told
    if row.says_when and not told and not row.how:
        yield Say("notice.next")
    if sent.facts.get("phone") and "{phone}" not in before:
        yield Say("notice.person", facts)
    if sent.case_no and "{case_no}" not in before:
        yield Say("notice.number", facts)


def _line(row: Notice, fact: str, facts: Mapping[str, Any]) -> Say:
    """What is said of a fact in a line of its own. Where they are asked something, the day is said to be ours."""
    match fact:
        case "answer_by" if row.how:
            return Say("notice.question_answer_by", facts)
        case "decides":
            return Say(f"notice.decides_{facts[fact]}", facts)
        case "reopen_on":
            return Say("rights.reopen", {"until_on": facts[fact]})
        case "review_on":
            return Say(f"rights.review_{facts.get('level') or 1}", {"until_on": facts[fact]})
    return Say(f"notice.{fact}", facts)


def _notice_rows(locale: str, sent: LeasedNotice) -> Iterator[Row]:
    """The buttons that its kind has; some only where its facts give what they are about."""
    no, facts = sent.case_no or "", sent.facts
    for name in sent.kind.row.buttons:
        match name:
            case "rating":
                yield rating(locale, no)
            case "unsolved" | "reopen":
                if name == "unsolved" or "reopen_on" in facts:
                    yield (button(locale, "unsolved", f"n.{no}.unsolved"),)
            case "review":
                if level := _level(facts):
                    yield (button(locale, f"review_{level}", f"n.{no}.review"),)
            case "rereview":
                if facts.get("level") == 1:
                    yield (button(locale, "review_2", f"n.{no}.review"),)
            case "undo":
                yield (button(locale, "resume_case", f"n.{no}.undo"),)
            case "move_visit":
                yield (button(locale, name, f"n.{no}.move-{facts.get('booking_no', '')}"),)
            case "cancel_visit":
                yield (button(locale, name, f"n.{no}.cancel-{facts.get('booking_no', '')}"),)
            case "human" | "book" | "menu":
                yield (button(locale, name, f"m.{name}"),)
            case "end_talk" | "go_on":
                yield (button(locale, name, "m.bot" if name == "end_talk" else "m.go"),)
            case _:
                yield (button(locale, name, f"n.{no}.{name}"),)


def _level(facts: Mapping[str, Any]) -> int:
    """Which review the notice opens the way to: 1 after the answer, 2 after the first decision; 0 for none."""
    if "right" in facts:
        return 2 if facts["right"] == Duty.REREVIEW_REQUEST else 1
    if "review_on" in facts:
        return int(facts.get("level") or 1)
    return 1 if facts.get("review_days") else 0
