"""Examples of the feed and of webhooks."""

from api.examples.fictional import AT, CASE_NO, HANDLER, LATER
from models.wire.base import JsonObject

HOOK: JsonObject = {
    "id": 1,
    "url": "https://hall.example/huiyin",
    "kinds": ["reply", "closed"],
    "created_at": AT,
    "created_by": HANDLER["name"],
    "delivered": 4711,
    "waiting": 3,
    "attempts": 2,
    "next_at": LATER,
    "last_at": AT,
    "error": "hall.example answers 503",
}
EVENTS: dict[str, JsonObject] = {
    "FeedEvent": {"id": 4711, "case_no": CASE_NO, "seq": 2, "kind": "accepted", "at": AT},
    "WebhookView": HOOK,
    "WebhookMade": {**HOOK, "secret": "nGmPbq2u6Wl1bVYvSGKc0pFZ3yQ"},
}
