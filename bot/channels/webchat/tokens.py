"""Who a browser is: a token that is its own proof, so that a chat takes no room before something is said in it."""

import base64
import hashlib
import hmac
import re
import secrets

from bot.store import Chat
from models.keys import Keys
from models.law.channels import Channel

PURPOSE = "web-token"
_SHAPE = re.compile(r"[A-Za-z0-9_-]{24}\.[0-9a-f]{32}")


class Tokens:
    """A token names its chat, but the chat's address, which the API keeps, does not give the token away."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def issue(self) -> str:
        name = secrets.token_urlsafe(18)
        return f"{name}.{self._keys.mark(name, PURPOSE)[:32]}"

    def chat(self, token: str | None) -> Chat | None:
        """None for a token that is not ours."""
        if not token or not _SHAPE.fullmatch(token):
            return None
        name, _, proof = token.partition(".")
        if not any(hmac.compare_digest(mark[:32], proof) for mark in self._keys.marks(name, PURPOSE)):
            return None
        digest = hashlib.sha256(b"address:" + name.encode()).digest()
        return Chat(Channel.WEB.value, base64.urlsafe_b64encode(digest[:18]).decode())

    @staticmethod
    def csrf(token: str) -> str:
        """Goes into the forms of the page of this token."""
        return hashlib.sha256(b"csrf:" + token.encode()).hexdigest()[:32]
