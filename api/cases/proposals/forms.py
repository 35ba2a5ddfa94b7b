"""How the forms of what takes two persons are read."""

from collections.abc import Callable

from api.cases.step import Form
from api.errors import Unprocessable
from models.law.grounds import NAMED_BESIDE, ProposalKind, Refusal
from models.wire import WANTED, Decision, ProposalWanted


def proposed(kind: ProposalKind) -> Callable[[Form], ProposalWanted]:
    """How the form of that kind is read: its fields are those of what is sent."""
    wanted = WANTED[kind]

    def says(form: Form) -> ProposalWanted:
        given = form.filled(*wanted.model_fields)
        if kind is ProposalKind.REFUSE and given.get("ground") in {*Refusal}:
            beside = Refusal(given["ground"]).row.fields
            given = {name: value for name, value in given.items() if name in beside or name not in NAMED_BESIDE}
        if kind is ProposalKind.DESIGNATE:
            given["unit"], _, given["handler"] = given.get("handler", "").partition("|")
        return ProposalWanted(wanted.model_validate(given | {"kind": kind}))

    return says


def ruling(form: Form) -> Decision:
    approve = {"yes": True, "no": False}.get(form.get("approve") or "")
    if approve is None:
        raise Unprocessable(field="approve")
    return Decision.model_validate(form.filled("answer") | {"approve": approve})
