"""Examples of reports by what cases are counted by, and of the board of supervisors."""

from urllib.parse import urlencode

from api.examples.fictional import AT, CASE_NO, DONGMEN, HANDLER, HOUSING, ROW
from models.law.breakdown import Figure
from models.wire.base import JsonObject

_OF: JsonObject = {"watched": "true", "registered_from": "2026-01-01", "registered_until": "2026-11-22"}
_HERE: JsonObject = {**_OF, "unit": HOUSING["code"]}
_LATE: JsonObject = {"watched": "true", "overdue": "true", "sort": "due_at"}
_SOON: JsonObject = {"watched": "true", "soon": "true", "sort": "due_at"}


def _row(code: str | None, name: str, query: JsonObject) -> JsonObject:
    figures: JsonObject = {}
    for figure in Figure:
        part: JsonObject = {"n": 2, "of": 4, "percent": 50.0}
        part["cases"] = urlencode({**query, "counted": str(figure.row.n)})
        part["of_cases"] = urlencode({**query, **({"counted": str(figure.row.of)} if figure.row.of else {})})
        figures[str(figure)] = part
    return {"code": code, "name": name, "registered": 4, "cases": urlencode(query), "figures": figures}


def _late(code: str | None, name: str, asks: JsonObject) -> JsonObject:
    return {
        "code": code, "name": name, "late": 1, "soon": 2,
        "late_cases": urlencode({**_LATE, **asks}), "soon_cases": urlencode({**_SOON, **asks}),
    }  # fmt: skip


BREAKDOWN: dict[str, JsonObject] = {
    "Breakdown": {
        "by": "unit",
        "first": "2026-01-01",
        "until": "2026-11-22",
        "rows": [_row(HOUSING["code"], HOUSING["name"], _HERE)],
        "total": _row(None, "", _OF),
    },
    "Board": {
        "at": AT,
        "total": _late(None, "", {}),
        "units": [_late(HOUSING["code"], HOUSING["name"], {"unit": HOUSING["code"]})],
        "areas": [_late(DONGMEN["code"][:9], "城关街道", {"area": DONGMEN["code"][:9]})],
    },
    "BoardPage": {
        "items": [
            {
                "case_no": CASE_NO,
                "version": 7,
                "state": "assigned",
                "excerpt": ROW["excerpt"],
                "unit": HOUSING,
                "area": DONGMEN,
                "owner": HANDLER,
                "duty": "handle",
                "due_at": AT,
                "reminded_at": None,
                "question": None,
                "acts": ["remind", "ask", "reassign"],
            }
        ],
        "next": None,
    },
}
