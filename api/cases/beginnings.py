"""What a reply begins with: words of the office's, with what is known of the case where they have a name in braces."""

import re
from collections.abc import Mapping
from datetime import date

from models.clock import local_date
from models.numbers import show_number
from models.tables import Case
from models.words import labels, wording

_PLACE = re.compile(r"\{([^{}\n]{1,20})\}")


def unknown(text: str) -> list[str]:
    """Names in braces that nothing is known for."""
    known = set(labels("template_value").values())
    return [name for name in _PLACE.findall(text) if name not in known]


def example(text: str) -> str:
    """As it would be for a case that is made up."""
    return _filled(text, labels("template_example"))


def begun(text: str, case: Case, today: date) -> str:
    """For this case; what is not known of it stays in its braces, to be seen."""
    lead, registered = case.lead_unit, local_date(case.registered_at)
    known = {
        "number": show_number(case.case_no), "unit": lead.name, "phone": lead.phone, "area": case.area.name,
        "topic": case.topic.name if case.topic else "", "handler": case.handler.name if case.handler else "",
        "registered": _day(registered), "today": _day(today),
    }  # fmt: skip
    return _filled(text, known)


def _day(day: date) -> str:
    return wording("date.day", month=day.month, day=day.day)


def _filled(text: str, known: Mapping[str, str | None]) -> str:
    values = {name: known[key] for key, name in labels("template_value").items()}
    return _PLACE.sub(lambda place: values.get(place[1]) or place[0], text)
