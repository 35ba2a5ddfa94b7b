"""The steps of the procedure, by name: each is listed, has its row of rights, its form and its words."""

from pathlib import Path
from typing import Any

import pytest

from api import console
from api.cases import steps
from api.cases.step import Step
from api.console.case_forms import ALL
from api.intake import steps as intake
from models.words import labels
from tests.api.test_roles import OUTCOMES

TEMPLATES = Path(console.__file__).parent / "templates"
FORMS = "".join(path.read_text() for path in sorted(TEMPLATES.glob("*.html")))


def test_every_file_of_steps_is_listed() -> None:
    files = {path.stem for path in Path(steps.__file__).parent.glob("*.py")} - {"__init__"}
    listed = (*steps.STEPS, *steps.JOINT, *steps.LINKS, *steps.SUPERVISION)
    assert {step.do.__module__.rpartition(".")[2] for step in listed} == files


def test_every_act_of_residents_is_listed() -> None:
    files = {path.stem for path in Path(intake.__file__).parent.glob("*.py")} - {"__init__"}
    listed = {step.do.__module__.rpartition(".")[2] for step in intake.STEPS}
    assert listed | {"claim"} == files, "claim has a route of its own: it is opened by number and code only"
    assert {f"POST /v1{step.path}" for step in intake.STEPS} <= set(OUTCOMES)
    assert all(step.do.__doc__ for step in intake.STEPS)


@pytest.mark.parametrize("step", [s for s in ALL if s.path], ids=lambda s: s.name)
def test_every_step_has_a_row_of_rights(step: Step[Any]) -> None:
    assert f"{step.method} /v1/cases/{{case_no}}{step.path}" in OUTCOMES


@pytest.mark.parametrize("step", [s for s in ALL if s.form], ids=lambda s: s.name)
def test_every_step_has_a_form_and_words(step: Step[Any]) -> None:
    posts = (f'/{step.name}"', f"/{step.name}#", f"/{step.name}{{{{ carried }}}}#")
    opened = (f'begin("{step.name}"', f'spoken("{step.name}")', *posts)
    assert any(words in FORMS for words in opened), f"no form posts {step.name}"
    assert step.name in labels("done")


@pytest.mark.parametrize("step", ALL, ids=lambda s: s.name)
def test_every_step_says_who_may(step: Step[Any]) -> None:
    assert step.right is not None or step.admit is not None
    assert step.do.__doc__, "its docstring describes the operation"
