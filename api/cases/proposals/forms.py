"""How the forms of what takes two persons are read."""

from collections.abc import Callable
from typing import Any

from api.cases.step import Form
from api.errors import Unprocessable
from models.law.grounds import NAMED_BESIDE, ProposalKind, Refusal
from models.wire import Decision, ProposalWanted

NEEDS: dict[ProposalKind, tuple[str, ...]] = {
    ProposalKind.REFUSE: ("ground", "text", "place", "objection", "reason"),
    ProposalKind.GUIDE: ("ground", "text", "place", "objection", "reason"),
    ProposalKind.RETURN: ("reason",),
    ProposalKind.DESIGNATE: ("handler", "by", "reason"),
    ProposalKind.EXTEND: ("days", "text", "reason"),
    ProposalKind.RECLASS: ("case_class", "reason"),
    ProposalKind.RETIER: ("tier", "reason"),
}
"""Fields of the form of each kind that are never blank."""
FLAW = {"unit": "other_case"}
"""What the field that a ground lacks is called, where it is not its own name."""


def proposed(kind: ProposalKind) -> Callable[[Form], ProposalWanted]:
    """How the form of that kind is read."""

    def says(form: Form) -> ProposalWanted:
        given: dict[str, Any] = {**form.filled(*NEEDS[kind])}
        for name in NEEDS[kind]:
            if name not in given:
                raise Unprocessable(field=name)
        if kind is ProposalKind.REFUSE:
            given |= _grounded(form, given["ground"])
        if kind is ProposalKind.GUIDE:
            given |= form.filled("route")
        if kind is ProposalKind.DESIGNATE:
            given["unit"], _, given["handler"] = given["handler"].partition("|")
        return ProposalWanted.model_validate(given | {"kind": kind})

    return says


def _grounded(form: Form, ground: str) -> dict[str, Any]:
    if ground not in {*Refusal}:
        raise Unprocessable(field="ground")
    row = Refusal(ground).row
    beside: dict[str, Any] = {**form.filled(*NAMED_BESIDE & row.fields)}
    if lacking := row.lacks(beside.keys()):
        raise Unprocessable(field=FLAW.get(lacking[-1], lacking[-1]))
    if "other" in beside:
        beside["other"] = "".join(beside["other"].split())
    return beside


def ruling(form: Form) -> Decision:
    given: dict[str, Any] = {**form.filled("answer")}
    approve = {"yes": True, "no": False}.get(form.get("approve") or "")
    if approve is None:
        raise Unprocessable(field="approve")
    if not approve and "answer" not in given:
        raise Unprocessable(field="answer")
    return Decision.model_validate(given | {"approve": approve})
