"""Examples of what comes back of accounts, sessions and tokens, by the name of the wire class."""

from api.examples.fictional import AT, CASE_NO, HANDLER, HOUSING, LATER
from models.wire.base import JsonObject

ACCOUNT: JsonObject = {
    "login": "sun",
    "name": "孙工",
    "active": True,
    "roles": [{"role": "handler", "unit": HOUSING}],
}

PROPOSED: JsonObject = {
    "id": 12,
    "act": "password",
    "login": "sun",
    "name": "孙正",
    "roles": [],
    "to": None,
    "reason": "换了手机，忘了密码",
    "proposed_by": {"code": "admin", "name": "管理员"},
    "proposed_at": AT,
    "decided_by": None,
    "decided_at": None,
    "approved": None,
    "mine": True,
}
ACCOUNTS: dict[str, JsonObject] = {
    "FactorView": {"on": True, "since": AT, "wanted": True, "left": 10},
    "FactorWanted": {"current": "three unlike words"},
    "FactorBegun": {
        "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "address": "otpauth://totp/Huiyin:sun?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Huiyin",
    },
    "FactorCode": {"code": "492039"},
    "FactorOn": {"recovery": ["K7QWE-3HJPN", "X2MNV-8TRSD"]},
    "AccountProposed": {"act": "password", "login": "sun", "reason": "换了手机，忘了密码"},
    "AccountProposalView": PROPOSED,
    "AccountProposals": {"items": [PROPOSED], "next": None},
    "AccountDecision": {"approve": True},
    "AccountDecided": {"proposal": PROPOSED, "made": {"login": "sun", "password": "q8Zt-4mXw_2a"}},
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
