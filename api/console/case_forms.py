"""The forms of a case's page, by name: those of the steps, and of what takes two persons."""

from collections.abc import Mapping
from typing import Any

from api.cases.proposals import service as proposals
from api.cases.step import Step
from api.cases.steps import JOINT, LINKS, STEPS, SUPERVISION

ALL: tuple[Step[Any], ...] = (
    *STEPS, *proposals.PROPOSE.values(), proposals.DECIDE, *JOINT, *LINKS, *SUPERVISION,
)  # fmt: skip
ACTS: Mapping[str, Step[Any]] = {step.name: step for step in ALL if step.form is not None}
