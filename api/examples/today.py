"""Examples of what waits for a member of staff, by the name of the wire class."""

from api.examples.fictional import AT, CASE_NO, HOUSING, ROW
from models.wire.base import JsonObject

TODAY: dict[str, JsonObject] = {
    "TodayCounts": {
        "waiting": 2,
        "new": 1,
        "to_decide": 1,
        "to_acknowledge": 0,
        "late": 0,
        "soon": 1,
        "messages": 0,
        "tasks": 0,
        "newest": 41,
    },
    "WaitingPage": {
        "items": [
            {
                "id": 41,
                "kind": "addition",
                "ref": "",
                "case_no": CASE_NO,
                "excerpt": ROW["excerpt"],
                "unit": HOUSING,
                "at": AT,
                "times": 2,
                "due_at": "2027-01-21T16:00:00Z",
                "new": True,
                "mine": True,
            }
        ],
        "next": None,
    },
}
