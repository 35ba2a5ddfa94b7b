"""Shared by several dialogs: the button of a case, and the digest of what is confirmed."""

import hashlib
import json
from typing import Any

from conversations.questions.plain import Button, Say, one_line
from models.wire import ResidentCase
from models.wire.deeds import Deed, sealed

MENU = "menu"
BEGINNING = 8
"""Characters of a case's words on a button."""


def digest(deed: Deed) -> str:
    """Stands in the key of the confirmation: any change of an answer asks to confirm again."""
    told = json.dumps(sealed(deed), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def case_button(case: ResidentCase) -> Button:
    """The button of a case. On behalf of somebody else it begins with their name: people may share one phone."""
    facts = {"excerpt": beginning(case.excerpt) or case.case_no}
    if not case.on_behalf:
        return Button(case.case_no, "button.case", facts=facts)
    return Button(case.case_no, "button.case_for", facts={**facts, "whom": whom(case)})


def whom(case: ResidentCase) -> Any:
    """The masked name, as the API gave it; without one, "somebody"."""
    return case.whom or Say("whom.somebody")


def beginning(text: str) -> str:
    """The first words, for a button."""
    line = one_line(text)
    return line if len(line) <= BEGINNING else line[: BEGINNING - 1] + "…"
