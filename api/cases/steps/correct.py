"""更正: what a case is about is set or corrected by staff; the history says who, when, and what stood there before."""

from api.cases import correcting
from api.cases.step import Form, Step, Work
from api.errors import Unprocessable
from models.law.matters import CaseClass
from models.rights import Right
from models.wire import Correct, Moved


async def correct(w: Work[Correct]) -> Moved:
    """Sets or corrects topic, area, place, kind, class, people, contact, title and summary. The original words stay;
    each change stands in the history. A first class takes one person: 409 `classed_already` where there is one, whose
    change is proposed. 409 `nobody_named` for the contact of whoever stays unnamed. 422 `nothing_changed`."""
    if not await correcting.correct(w, w.given):
        raise Unprocessable("all of it stands like this", field="nothing_changed")
    return w.moved()


WORDS = ("topic", "area", "place", "kind", "case_class", "petitioner_count", "title", "summary", "note")


def _read(form: Form) -> Correct:
    """Fields of the contact are blank on the page, which shows them masked: blank leaves them."""
    given: dict[str, object] = {**form.filled(*WORDS, *correcting.PERSON)}
    if form.get("elsewhere_shown"):
        given["elsewhere"] = form.get("elsewhere") is not None
    if given.get("case_class") not in {None, *CaseClass}:
        raise Unprocessable(field="case_class")
    return Correct.model_validate(given)


STEP = Step(
    name="correct",
    path="/corrections",
    given=Correct,
    do=correct,
    right=Right.CORRECT,
    versioned=True,
    refuses={409: ("classed_already", "nobody_named", "walled")},
    form=_read,
)
