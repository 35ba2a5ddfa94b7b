"""Examples of what comes back of accounts, sessions and tokens, by the name of the wire class."""

from api.examples.fictional import AT, CASE_NO, HANDLER, HOUSING, LATER
from models.wire.base import JsonObject

ACCOUNT: JsonObject = {
    "login": "sun",
    "name": "孙工",
    "active": True,
    "roles": [{"role": "handler", "unit": HOUSING}],
}

ACCOUNTS: dict[str, JsonObject] = {
    "AccountView": ACCOUNT,
    "SessionView": {
        "id": 71,
        "name": None,
        "agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        "reads_only": False,
        "created_at": AT,
        "used_at": LATER,
        "expires_at": LATER,
        "this": True,
    },
    "TokenMade": {"token": "jF3m0s9P6T4wYb1uVqk2Xz8cR7dLhNaEoGiS5tUxWyI", "expires_at": LATER},
    "ServiceToken": {
        "id": 5,
        "service": "archive",
        "scopes": ["read"],
        "created_at": AT,
        "used_at": LATER,
        "expires_at": None,
    },
    "AccountMade": {"login": "sun", "password": "q8Zt-4mXw_2a"},
    "AccountChanged": {"account": ACCOUNT, "to": HANDLER, "handed_over": [CASE_NO], "left": []},
    "Holdings": {
        "cases": [CASE_NO],
        "walled": False,
        "steps": [],
        "heads": [],
        "stands_in_for": [],
        "chats": 0,
        "duties": 0,
        "takers": [HANDLER],
    },
}
