"""Examples of who is found and what is printed, by the name of the wire class."""

from api.examples.fictional import AT, FOUND_PERSON, ROW, VISIT
from models.wire.base import JsonObject

PEOPLE: dict[str, JsonObject] = {
    "Found": {
        "cases": [{"by": "words", "case": ROW}],
        "people": [FOUND_PERSON],
        "visits": [{"visit": VISIT, "name": "李**"}],
        "more": [],
    },
    "PaperView": {"id": "reply-4", "kind": "reply", "title": "信访处理意见书", "at": AT},
    "PersonView": {
        "name": "李**",
        "phone": "138****0000",
        "cases": [ROW],
        "visits": [VISIT],
        "calls": [],
        "more": False,
    },
}
