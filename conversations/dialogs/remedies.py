"""Remedies: what the resident may still do about a case, by when, and how; the page of their rights (domain: D4)."""

from conversations.engine.engine import ask
from conversations.engine.facts import Desk
from conversations.questions.plain import UNSURE, Button, Choice, Line, Say
from conversations.questions.review import Review
from models.law.states import MOVES, OPEN_STATES, Action
from models.wire import Complaint, NotSolved, ResidentCase, ReviewWanted, Undone, Withdrawal

MOST_WORDS = 1000
Remedy = NotSolved | ReviewWanted | Withdrawal | Undone | Complaint


def review_deadline(case: ResidentCase) -> tuple[Say, ...]:
    """The last day on which the unit above can be asked, while there is one."""
    if case.review_until is None:
        return ()
    return (Say(f"rights.review_{case.review_level or 1}", {"until_on": case.review_until}),)


def remedy_buttons(case: ResidentCase, own: bool) -> tuple[Button, ...]:
    """The buttons under a case that follow from its answer."""
    unsolved = (Button("unsolved", "button.unsolved"),) if case.reopen_until is not None else ()
    review = (Button("review", f"button.review_{case.review_level or 1}"),) if case.review_until is not None else ()
    undo = (Button("undo", "button.resume_case"),) if own and case.undo_until is not None else ()
    return (*unsolved, *review, *undo)


async def remedy(what: str, case: ResidentCase, code: str | None, desk: Desk) -> Remedy | None:
    """`unsolved`, `review`, `undo`, or what is chosen on the page of the rights; None: back to the menu."""
    number = case.case_no
    if what == "rights":
        what = await ask(f"rights.{number}", _rights(case, code is None, desk))
    match what:
        case "unsolved":
            return NotSolved(case_no=number, code=code)
        case "undo":
            return Undone(case_no=number)
        case "review":
            word = f"review.why_{case.review_level or 1}"
            words = await ask(f"review.{number}", Line(word, MOST_WORDS, skip=UNSURE, example="again.line"))
            own = (Say("own", {"text": words}),) if words else ()
            lines, send = (*review_deadline(case), *own), f"button.review_{case.review_level or 1}"
            await ask(f"confirm.review.{number}", Review("review.sure", lines, (), send, "again.review"))
            return ReviewWanted(case_no=number, text=words, code=code)
        case "withdraw":
            return await _withdraw(number)
        case "complain" | "retaliation":
            words = await ask(f"{what}.{number}", Line(f"rights.{what}_what", MOST_WORDS, example="again.line"))
            return Complaint(case_no=number, text=words or "", retaliation=what == "retaliation", code=code)
        case _:
            return None


def _rights(case: ResidentCase, own: bool, desk: Desk) -> Choice:
    undo = (Say("rights.undo", {"until_on": case.undo_until}),) if case.undo_until else ()
    reopen = (Say("rights.reopen", {"until_on": case.reopen_until}),) if case.reopen_until else ()
    urge = (Say("rights.urge"),) if case.state in OPEN_STATES else ()
    may = own and (case.state, Action.WITHDRAW) in MOVES
    withdraw = (Say("rights.withdraw"),) if may else ()
    lines = (*review_deadline(case), *reopen, *undo, *urge, Say("rights.add"), *withdraw)
    told = (Say("lines", {"lines": lines}), Say("rights.handling"), Say("rights.person", {"phone": desk.phone}))
    buttons = (
        *((Button("review", f"button.review_{case.review_level or 1}"),) if case.review_until else ()),
        *((Button("unsolved", "button.unsolved"),) if case.reopen_until else ()),
        *((Button("undo", "button.resume_case"),) if own and case.undo_until else ()),
        Button("complain", "button.complain"),
        Button("retaliation", "button.retaliation"),
        *((Button("withdraw", "button.withdraw"),) if may else ()),
        Button("menu", "button.menu"),
    )
    return Choice("rights.head", buttons, lines=told, wide=True)


async def _withdraw(number: str) -> Withdrawal:
    """Asked whether anybody pressed them, before they are asked whether they are sure."""
    answers = ("no", "yes", "unsaid")
    buttons = tuple(Button(a, f"pressed.{a}") for a in answers)
    pressed = await ask(f"pressed.{number}", Choice("rights.pressed", buttons, wide=True))
    heard = (Say("rights.pressed_heard"),) if pressed == "yes" else ()
    sure = Review("rights.withdraw_sure", heard, (), "button.withdraw", "again.withdraw")
    await ask(f"confirm.withdraw.{number}", sure)
    return Withdrawal.model_validate({"case_no": number, "pressed": pressed})
