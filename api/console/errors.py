"""What staff are told of an error: a refusal by its code, a field by what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from models.words import labels, wording

_BY_STATUS = {403: "forbidden", 404: "not_found", 429: "too_many", 503: "unavailable"}
"""Statuses that say the same as an error code."""
FIRST = {"not_set_up": "/staff/setup", "factor_needed": "/staff/me/second-factor"}
"""Where to go for what has to be done before anything else."""


def refused(code: str, status: int) -> str:
    said, by_status = labels("refused"), labels("status")
    code = code if code in said else _BY_STATUS.get(status, "")
    return said.get(code) or by_status.get(str(status), by_status["400"])


def wrong(field: str, problem: Mapping[str, Any], called: str = "") -> str:
    """What is wrong with a field, of an error as pydantic reports it; with an example where that helps. `called`: what
    the form calls it."""
    kind, limits = str(problem.get("type", "")), problem.get("ctx") or {}
    named = labels("field")
    name = called or named.get("_or_".join(limits.get("fields", ()))) or named.get(field, field)
    if kind in ("string_too_long", "too_long"):
        if isinstance(problem.get("input"), list):
            return wording("wrong.too_many", name=name, most=limits.get("max_length"))
        return wording("wrong.too_long", name=name, most=limits.get("max_length"))
    if kind in ("string_too_short", "too_short", "missing") or not str(problem.get("input") or "").strip():
        return wording("wrong.empty", name=name)
    if field == "phone":
        return wording("wrong.phone")
    if kind.startswith("date"):
        return wording("wrong.date", name=name)
    if kind.startswith(("greater", "less", "int")):
        return wording("wrong.number", name=name)
    return wording("wrong.other", name=name)
