"""Intentions about a case or a visit: said in words they do what the button does."""

from collections.abc import Callable, Mapping

from conversations import screens
from conversations.dialogs.bookings import MOVE
from conversations.engine.facts import MyAppointments
from conversations.hearing.intentions import Heard
from conversations.hearing.lexicon import says_no
from conversations.questions.matter import case_buttons
from conversations.questions.plain import Say
from conversations.questions.story import parts_of
from conversations.turn.context import Turn
from conversations.turn.meant import MOST_OFFERED, draft_of, human_row, meant, offer, possible, speaks_of
from conversations.turn.meant import heard as meaning
from models.law.replies import Rating
from models.law.visits import AppointmentState
from models.wire import NotSolved, RatingGiven, ResidentCase, Urge
from models.wire.deeds import adding

CANCEL = "cancel"
KEPT = 4
"""From this weight on, what else was said is added to the case."""
Act = Callable[[Turn, Heard], None]


def _status(turn: Turn, heard: Heard) -> None:
    """The case that is meant, or all of them to choose from."""
    cases = list(turn.mine())
    if not cases:
        _none_here(turn, heard)
        return
    case = meant(turn, cases, turn.reply.text or "")
    turn.set_aside()
    turn.begin("follow", **({"which": case.case_no} if case else {}))
    turn.show()


def _urge(turn: Turn, heard: Heard) -> None:
    if (case := _case(turn, heard, "urge")) is not None:
        _keep(turn, heard, case)
        turn.outbox(Urge(case_no=case.case_no, code=None))


def _unsolved(turn: Turn, heard: Heard) -> None:
    """Answered: opened again. While it is still open the unit is asked to hurry."""
    if not possible(turn, "unsolved"):
        _urge(turn, heard)
    elif (case := _case(turn, heard, "unsolved")) is not None:
        _keep(turn, heard, case)
        turn.outbox(NotSolved(case_no=case.case_no, code=None))


def _rate(rating: Rating) -> Act:
    def act(turn: Turn, heard: Heard) -> None:
        if possible(turn, "rate"):
            if (case := _case(turn, heard, "rate", f"rate-{rating}")) is not None:
                _keep(turn, heard, case)
                turn.outbox(RatingGiven(case_no=case.case_no, rating=rating, desk=None, code=None))
        elif rating is not Rating.UNSATISFIED:
            turn.tell(Say("heard.thanks"), rows=(screens.to_menu(turn.talk.locale),))
        elif possible(turn, "unsolved"):
            _unsolved(turn, heard)
        else:
            _of_a_case(turn, heard, "view")

    return act


def _review(turn: Turn, heard: Heard) -> None:
    """While there is a right to it; else the rights that there are."""
    if not possible(turn, "review"):
        _of_a_case(turn, heard, "view", *((Say("heard.no_review"),) if turn.mine() else ()))
    elif (case := _case(turn, heard, "review")) is not None:
        code = f"dissent-{draft_of(turn).id}" if heard.weight >= KEPT or says_no(heard.plain) else "review"
        turn.press(f"n.{case.case_no}.{code}")


def _withdraw(turn: Turn, heard: Heard) -> None:
    if (case := _case(turn, heard, "withdraw")) is not None:
        turn.press(f"n.{case.case_no}.withdraw")


def _add(turn: Turn, heard: Heard) -> None:
    _of_a_case(turn, heard, "add")


def _anonymity(turn: Turn, heard: Heard) -> None:
    cases = list(turn.mine())
    case = meant(turn, cases, turn.reply.text or "")
    if case is None or case.anonymous:
        turn.tell(Say("heard.about_names"), rows=tuple(screens.menu_rows(turn.talk.locale)))
    else:
        turn.press(f"n.{case.case_no}.unsign")


def _lost_code(turn: Turn, heard: Heard) -> None:
    """Number and code are not needed in this chat; elsewhere the desk gives them anew."""
    numbers = tuple(Say("heard.number", {"case_no": c.case_no, "excerpt": c.excerpt}) for c in turn.mine()[:3])
    listed = (Say("lines", {"lines": numbers}),) if numbers else ()
    turn.tell(*listed, turn.reached("heard.lost_code"), rows=(human_row(turn.talk.locale), *_follow(turn)))


def _bookings(way: str = "") -> Act:
    """The list, or with one visit at once what is to be done with it: `move-` or, by its number alone, cancelled."""

    def act(turn: Turn, heard: Heard) -> None:
        mine = [a for a in turn.fact(MyAppointments()) if a.state == AppointmentState.BOOKED]
        turn.set_aside()
        chosen = {"booking": f"{'' if way == CANCEL else way}{mine[0].booking_no}"} if way and len(mine) == 1 else {}
        turn.begin("bookings", **chosen)
        turn.show()

    return act


# --- which case


def _case(turn: Turn, heard: Heard, what: str, code: str | None = None) -> ResidentCase | None:
    """The case that is meant, of those with which `what` can be done; else it is asked, or said that there is none."""
    cases = possible(turn, what)
    if not cases:
        _of_a_case(turn, heard, "view")
        return None
    if (case := meant(turn, cases, turn.reply.text or "")) is not None:
        return case
    _ask_which(turn, heard, cases, code or what)
    return None


def _ask_which(turn: Turn, heard: Heard, cases: list[ResidentCase], code: str) -> None:
    named = case_buttons(cases[:MOST_OFFERED])
    rows = [((screens.label(turn.talk.locale, b), f"n.{b.code}.{code}"),) for b in named]
    turn.tell(Say("heard.which_case"), rows=(*rows, *_follow(turn)))


def _of_a_case(turn: Turn, heard: Heard, code: str, *notes: Say) -> None:
    """What can't be done as it was said: the case is shown with what can be."""
    cases = list(turn.mine())
    if not cases:
        _none_here(turn, heard)
        return
    case = meant(turn, cases, turn.reply.text or "")
    if case is None:
        _ask_which(turn, heard, cases, code)
        return
    if heard.weight >= KEPT:
        offer(turn, draft_of(turn), [case], "also", Say("heard.new_or_more"))
        return
    if notes:
        turn.tell(*notes, rows=(screens.to_menu(turn.talk.locale),))
    turn.press(f"n.{case.case_no}.{code}")


def _none_here(turn: Turn, heard: Heard) -> None:
    """Nothing was filed in this chat: a case is found by number and code. What else was told is kept as a draft."""
    if heard.weight >= KEPT:
        draft_of(turn)
    turn.set_aside()
    turn.begin("follow")
    turn.show(turn.reached("heard.none_here"))


def _follow(turn: Turn) -> tuple[screens.Row, ...]:
    return ((screens.button(turn.talk.locale, "follow", "m.follow"),),)


def _keep(turn: Turn, heard: Heard, case: ResidentCase) -> None:
    """What else was said goes to the case."""
    if heard.weight >= KEPT:
        turn.outbox(adding(case.case_no, parts_of(turn.reply)), f"{turn.new_id}-said")


SOFT = frozenset({"unsolved", "unsatisfied", "urge", "status", "satisfied", "basic", "lost_code"})
"""Said of anything at all: they are about a case only if no other matter is told beside them."""
ABOUT: Mapping[str, Act] = {
    "no_consent": _review,
    "review": _review,
    "unsolved": _unsolved,
    "unsatisfied": _rate(Rating.UNSATISFIED),
    "withdraw": _withdraw,
    "move_booking": _bookings(MOVE),
    "cancel_booking": _bookings(CANCEL),
    "my_bookings": _bookings(),
    "urge": _urge,
    "lost_code": _lost_code,
    "status": _status,
    "add": _add,
    "sign": lambda turn, heard: _of_a_case(turn, heard, "sign"),
    "anonymity": _anonymity,
    "basic": _rate(Rating.FAIR),
    "satisfied": _rate(Rating.SATISFIED),
}


def about_something(turn: Turn) -> Heard | None:
    """An intention that is about a case or a visit. Where something else is told beside it, that goes first: "they took
    my land, nobody cares" is no word about a street light."""
    heard = meaning(turn)
    if heard is None or heard.wants not in ABOUT:
        return None
    if heard.wants == "add" and heard.weight >= 2:
        return None
    if "new" in heard.names and heard.weight >= 2:
        return None
    if (
        heard.wants in SOFT
        and not (heard.refers or heard.sure)
        and (heard.tells or (heard.weight >= 3 and not turn.mine()))
    ):
        return heard if any(speaks_of(case, heard.rest) for case in turn.mine()) else None
    return heard if heard.alone or turn.mine() else None


def answer(turn: Turn, heard: Heard) -> None:
    """Does what is wanted most."""
    ABOUT[heard.wants or ""](turn, heard)
