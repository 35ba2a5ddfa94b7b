"""Words that answer a question of staff: they are delivered at once, and can still become a matter of their own."""

from conversations.hearing.intentions import hear
from conversations.hearing.lexicon import names_a_matter, shared
from conversations.questions.plain import Say
from conversations.questions.story import parts_of
from conversations.turn.context import Turn
from conversations.turn.meant import draft_of, meant, offer, speaks_of
from models.wire import ResidentCase

NO_ANSWERS = frozenset(
    {
        "status",
        "urge",
        "withdraw",
        "review",
        "unsatisfied",
        "my_bookings",
        "move_booking",
        "cancel_booking",
        "anonymity",
    }
)
"""Intentions that are no answer where nothing much is said beside them."""
LEFT = 3
SHORT = 40
"""Characters: what is longer and speaks of nothing in question or case may be a matter of its own."""


def staffs_question(turn: Turn) -> list[ResidentCase]:
    """The cases with an open question that these words may answer."""
    heard = hear(turn.reply.text or "")
    if "new" in heard.names or (heard.alone and heard.wants in NO_ANSWERS and heard.weight < LEFT):
        return []
    asked = [case for case in turn.mine() if case.open_question is not None]
    text = turn.reply.text or ""
    others = [case for case in turn.mine() if case.open_question is None and _meant_rather(turn, case, text)]
    return [case for case in asked if not others or speaks_of(case, text)]


def _meant_rather(turn: Turn, case: ResidentCase, text: str) -> bool:
    """It was being looked at, or the words speak of it."""
    return turn.looked_at == case.case_no or speaks_of(case, text)


def deliver(turn: Turn, asked: list[ResidentCase]) -> None:
    """To the one that is meant; asks back where that is not clear."""
    text = turn.reply.text or ""
    case = meant(turn, asked, text)
    matter = len(text) > SHORT or names_a_matter(text)
    elsewhere = case is not None and matter and not _belongs(turn, case, text)
    if case is None or elsewhere:
        draft = draft_of(turn)
        offer(turn, draft, asked, "answer", Say("heard.new_or_answer"))
        return
    give(turn, case)


def give(turn: Turn, case: ResidentCase) -> None:
    """The message is the answer to the open question of the case. Photos are asked about first."""
    parts = parts_of(turn.reply)
    key = f"story.{case.case_no}.{case.open_question}"
    begun = turn.begin("follow", which=case.case_no)
    begun.unasked = True
    begun.answers |= {f"what.{case.case_no}": "answer", key: {"parts": parts, "done": True}}
    turn.show()


def _belongs(turn: Turn, case: ResidentCase, text: str) -> bool:
    """It speaks of the case, or of what staff asked."""
    whole = turn.whole(case.case_no)
    asked = [e.text for e in whole.timeline if e.seq == case.open_question and e.text] if whole else []
    return any(shared(said, text) for said in (case.excerpt, *asked))
