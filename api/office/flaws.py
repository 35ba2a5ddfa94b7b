"""What is wrong with a field of a row, in the words of its form."""

from typing import Any

from pydantic import ValidationError

from api.console import errors
from api.errors import Refusal
from api.office.kind import LISTS, Kind
from models.rights import ROLES
from models.words import labels, wording


def label(kind: str, field: str) -> str:
    """What a field is called in a kind of rows."""
    own = labels("office_field_of").get(f"{kind}.{field}")
    return own or labels("office_field").get(field, field)


def said(field: str, value: str) -> str:
    """A value of a closed list in words."""
    return labels(field).get(value, value) if field in LISTS else str(value)


def flaws(kind: str, why: Refusal | ValidationError) -> dict[str, str]:
    """Words by field of what is wrong; "" for what is wrong with the whole."""
    if isinstance(why, ValidationError):
        found = [(str(e["loc"][0]) if e["loc"] else "", e) for e in why.errors(include_url=False)]
        return {field: _wrong(kind, field, e) for field, e in reversed(found)}
    if why.status == 412:
        return {"": labels("refused")["row_changed"]}
    words = errors.refused(why.code, why.status)
    if why.code != "invalid" or not why.errors:
        return {e["field"]: words for e in why.errors} or {"": words}
    return {e["field"]: wording("wrong.choice", name=label(kind, e["field"])) for e in why.errors}


def choices(field: str) -> list[str]:
    """The words of a closed list that may be written in a field; none where it holds no such list."""
    if field == "role":
        return [labels("role")[role] for role, post in ROLES.items() if not post.walled]
    return list(labels(field).values()) if field in LISTS else []


def _wrong(kind: str, field: str, problem: Any) -> str:
    name, may = label(kind, field), choices(field)
    if problem["type"] == "enum" and may and problem.get("input"):
        return wording("wrong.one_of", name=name, choices="；".join(may))
    return errors.wrong(field, problem, name)


def required(kind: Kind[Any]) -> frozenset[str]:
    return frozenset(name for name, info in kind.wanted.model_fields.items() if info.is_required())
