"""Which outcome a message had, read from what happened. The first of `RECOGNISED` that is true is reported: the most
specific one.

Danger and accusations come first, then what the API took, then what was begun in a dialog, then what a question in hand
made of it, then what was only said. `words` are patterns of the catalogue's keys: what the person was shown, in any
language. A key that stood in the turn before proves nothing, so `shown` looks at new ones, but where a repeated answer
is the right one (`help` asked twice).
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.hearing.rows import BOOKING, FORM
from benchmarks.hearing.seen import Seen
from conversations.engine.engine import SKIP_REST
from conversations.questions.plain import UNSURE

WORDS: dict[str, str] = {
    "accusation": r"^(accus|wall|misconduct)",
    "thanks": r"^heard\.(thanks|ack)",
    "greeting": r"^heard\.greeting",
    "about": r"^heard\.(about|costs|readers|anonymity)",
    "contact": r"^heard\.contact",
    "help": r"^help",
    "delete": r"^erase",
    "no_consent": r"no_consent|without_consent",
    "lost_code": r"lost_code",
    "inquiry": r"^(heard\.inquiry|inquiry\.)",
    "status": r"^follow\.(head|which)$|^heard\.none_here",
    "urge": r"^urged",
    "withdraw": r"^rights\.(pressed|withdraw_sure)",
    "cancel_booking": r"^book\.cancel_sure",
    "move_booking": r"^(book\.)?move",
    "my_bookings": r"^book\.(mine|none_mine|mine_line)$",
    "person": r"^(human|live)(\.|$)|^heard\.missed",
    "unsolved": r"^unsolved",
    "unclear": r"^heard\.unclear",
}
_CRISIS = re.compile(r"^crisis\.C([1-5])")
SHORT = 160
"""Characters of one short line, for thanks and greetings: no form, no list of rights."""
RATINGS = {"satisfied": "satisfied", "fair": "basic", "unsatisfied": "unsatisfied"}


def said(seen: Seen, outcome: str, again: bool = False) -> bool:
    """Whether words of the outcome are shown; `again`: also if they were shown the turn before."""
    pattern = re.compile(WORDS[outcome])
    return any(pattern.search(key) for key in (seen.words if again else seen.new_words))


# --- danger, accusations


def crisis(seen: Seen) -> Iterator[str]:
    """Raised now: a crisis screen is shown that did not stand there, or a class was handed to the desk."""
    raised = [str(body["crisis"]) for body in seen.bodies("/call-requests") if body.get("crisis")]
    raised += [f"C{found[1]}" for key in sorted(seen.new_words) if (found := _CRISIS.match(key))]
    for code in dict.fromkeys(raised):
        yield f"crisis_{code.lower()}"


def _accusation(seen: Seen) -> bool:
    """Asked, before anything is sent, whether it is about misconduct."""
    key = seen.after.asking.key if seen.after.asking else ""
    return said(seen, "accusation") or bool(re.match(WORDS["accusation"], key) and not _same_question(seen))


# --- what the API took


def taken_by_api(seen: Seen) -> Iterator[str]:
    for body in seen.bodies("/ratings"):
        yield RATINGS.get(str(body.get("rating") or body.get("desk")), "")
    if seen.bodies("/reopenings"):
        yield "unsolved"
    if seen.bodies("/reviews"):
        yield "review"
    if seen.bodies("/urges"):
        yield "urge"
    if seen.bodies("/withdrawals"):
        yield "withdraw"
    if any(posted.path.endswith("/cancel") for posted in seen.posted):
        yield "cancel_booking"
    if any("move" in posted.path for posted in seen.posted):
        yield "move_booking"
    for body in seen.bodies("/additions"):
        yield "answer" if body.get("question") is not None else "add"
    if seen.bodies("/v1/cases") or seen.bodies("/v1/appointments"):
        yield "confirmed"


# --- what was begun


def _language(seen: Seen) -> Iterator[str]:
    """The language is another one now, or it was asked for and is the one that is spoken."""
    if seen.after.talk.locale != seen.before.talk.locale or "languages.done" in seen.new_words:
        yield f"language_{seen.after.talk.locale}"


def _key(seen: Seen) -> str:
    return seen.after.asking.key if seen.after.asking else ""


def _same_question(seen: Seen) -> bool:
    before = seen.before.asking.key if seen.before.asking else None
    same = seen.before.session is not None and seen.after.session is not None
    return same and seen.before.session.id == seen.after.session.id and before == _key(seen)  # type: ignore[union-attr]


def _newly(seen: Seen, dialog: str) -> bool:
    now, then = seen.after.session, seen.before.session
    return now is not None and now.dialog == dialog and (then is None or then.id != now.id)


def _begun(seen: Seen) -> Iterator[str]:
    key = _key(seen)
    if said(seen, "withdraw"):
        yield "withdraw"
    if _newly(seen, "above") or re.match(r"(confirm\.)?review\.", key):
        yield "review"
    if said(seen, "move_booking") or _moves(seen):
        yield "move_booking"
    if said(seen, "cancel_booking"):
        yield "cancel_booking"
    if _newly(seen, "bookings") or said(seen, "my_bookings"):
        yield "my_bookings"
    if _newly(seen, "book"):
        yield "book"
    if said(seen, "delete"):
        yield "delete"
    if said(seen, "no_consent"):
        yield "no_consent"
    if said(seen, "lost_code"):
        yield "lost_code"
    if _adds(seen):
        yield "add"


def _moves(seen: Seen) -> bool:
    """One of the bookings is being moved: its new day or time is asked for."""
    session = seen.after.session
    held = session.answers.values() if session is not None and session.dialog == "bookings" else ()
    return any(isinstance(one, str) and one.startswith("move-") for one in held)


def _adds(seen: Seen) -> bool:
    """One tap from the case: the words are held for it, or stand beside a button that puts them there."""
    session = seen.after.session
    asked = _newly(seen, "follow") and _key(seen).startswith("story.")
    if session is not None and session.dialog == "follow" and seen.in_talk:
        return any(key.startswith("story.") for key in session.answers)
    return asked or (seen.in_talk and not _chooses(seen) and bool(_to_cases(seen)))


def _to_cases(seen: Seen) -> set[str]:
    """The cases that a button would put the words to."""
    ours = (re.match(r"n\.(\d+)\.(also|add)", press) for press in seen.presses)
    return {found[1] for found in ours if found}


def _chooses(seen: Seen) -> bool:
    """Asked whether it is new or which case it belongs to: buttons for both, and the words are held meanwhile."""
    new = any(re.match(r"m\.(resume\.|submit)|.*\bnew\b", press) for press in seen.presses)
    return new and seen.in_talk and bool(_to_cases(seen)) and seen.after.session is None


def _person(seen: Seen) -> bool:
    """Handed over: the desk has a task, or the chat is with the live desk; or it says who is there, and when."""
    tasks = any(body.get("kind", "call_resident") == "call_resident" for body in seen.bodies("/call-requests"))
    return tasks or any("/live" in posted.path for posted in seen.posted) or said(seen, "person", again=True)


# --- what the question in hand made of it


def _form(seen: Seen) -> Iterator[str]:
    """Only in a form: whether the text ended, changed, skipped or answered something, or was kept with the draft."""
    then, now = seen.before.asking, seen.after.asking
    if then is None or seen.context not in (*FORM, *BOOKING):
        return
    changed = seen.changed
    own = changed.get(then.key)
    if seen.context == "story":
        if isinstance(own, dict) and own.get("done") and not seen.in_talk:
            yield "done"
        elif seen.in_talk:
            yield "taken"
        return
    if seen.context == "review":
        if now is not None and (_gone_back(seen) or _rewritten(changed)):
            yield "edit"
    elif own is not None or any(_belongs(key, seen.context) for key in changed):
        answered = [own] if own is not None else [changed[key] for key in changed if _belongs(key, seen.context)]
        yield "skipped" if all(one in (SKIP_REST, UNSURE, "none") for one in answered) else "taken"
        if own is not None and own == getattr(then.question, "skip", None):
            yield "skipped"
    elif SKIP_REST in changed:
        yield "skipped"
    elif now is not None and _gone_back(seen):
        yield "edit"
    if seen.in_talk:
        yield "kept"


def _belongs(key: str, context: str) -> bool:
    parts = key.split(".")
    return parts[0] == context or (context in ("name", "phone") and parts[-1] == context)


def _gone_back(seen: Seen) -> bool:
    """At a question that was passed before."""
    then, now = seen.before.asking, seen.after.asking
    return then is not None and now is not None and now.key in then.trail


def _rewritten(changed: dict[str, Any]) -> bool:
    """An answer of an earlier question is another one now."""
    return any(not key.startswith(("confirm", "story")) and key != SKIP_REST for key in changed)


# --- what was only said


def _only_said(seen: Seen) -> Iterator[str]:
    if said(seen, "urge"):
        yield "urge"
    if said(seen, "unsolved"):
        yield "unsolved"
    if said(seen, "status") or (_newly(seen, "follow") and re.match(r"which|what\.", _key(seen))):
        yield "status"
    for outcome in ("inquiry", "contact", "about", "help"):
        if said(seen, outcome, again=True):
            yield outcome
    short = (
        sum(len(screen.text) for screen in seen.shown[:1]) <= SHORT and not seen.in_talk and not _newly(seen, "submit")
    )
    for outcome in ("thanks", "greeting"):
        if short and said(seen, outcome, again=True):
            yield outcome


def _concern(seen: Seen) -> bool:
    """The text is the beginning of a concern: a new draft, or one more message of it; or it is the number of the
    button that begins one."""
    if seen.text.strip().isdecimal() and _newly(seen, "submit"):
        return True
    begun = [s for s in seen.begun if s.dialog in ("submit", "book") and s.state in ("open", "set_aside")]
    return seen.in_talk and bool(begun)


def _again(seen: Seen) -> bool:
    """The same question once more, with a reason; or, outside of a question, asked what is meant."""
    if said(seen, "unclear", again=True):
        return True
    return _same_question(seen) and any(k.startswith("again") for k in seen.words)


def produced(seen: Seen) -> list[str]:
    """Every outcome that is true, the most specific first; `nothing` if none is."""
    single: list[tuple[str, Callable[[Seen], bool]]] = [("which", _chooses), ("concern", _concern), ("again", _again)]
    found = [
        *crisis(seen),
        *(["accusation"] if _accusation(seen) else []),
        *taken_by_api(seen),
        *_language(seen),
        *_begun(seen),
        *(["person"] if _person(seen) else []),
        *_form(seen),
        *_only_said(seen),
        *(name for name, true in single if true(seen)),
    ]
    if seen.context == "crisis":
        found = [*_after_help(seen), *found]
    return [name for name in dict.fromkeys(found) if name] or ["nothing"]


def _after_help(seen: Seen) -> Iterator[str]:
    """Read as the answer to "are you safe, where are you": handed on to the desk, or the talk goes on. Then the help
    that is repeated beside it is no alarm of its own."""
    person = _person(seen) and not any(body.get("crisis") for body in seen.bodies("/call-requests"))
    if person or any(said(seen, outcome, again=True) for outcome in ("thanks", "contact")):
        return
    if seen.passed_on or seen.after.talk.pause is None:
        yield "taken"
    elif seen.in_talk:
        yield "kept"


OVERLAP = {"story": (("taken", "kept"),), "crisis": (("taken", "kept"),)}
"""What is told in a story is read as its answer and kept with the draft: two names of one thing. Likewise what is said
after help was shown, once it is passed on. There the name counts that the row uses. So it does where one case alone may
be meant (asked whether it is new or that one, the words are one tap from it), and where an answer is the very one that
skipping gives (one person). Where the question is asked again with a reason and what was said is kept besides, both
are true."""


def named(seen: Seen, found: list[str], want: tuple[str, ...]) -> str:
    got = found[0]
    also = [("which", "add")] if len(_to_cases(seen)) == 1 else []
    if seen.context == "crisis":
        also += [("taken", one) for one in found if one.startswith("crisis_")]
    if "again" in found:
        also.append(("kept", "again"))
    if found[:2] == ["taken", "skipped"]:
        also.append(("taken", "skipped"))
    for first, second in (*OVERLAP.get(seen.context, ()), *also):
        if got == first and second in want and first not in want:
            return second
    return got
