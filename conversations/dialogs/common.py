"""Shared by several dialogs: the way to the menu, and the digest of what is confirmed."""

import hashlib
import json

from models.wire.deeds import Deed, sealed

MENU = "menu"


def digest(deed: Deed) -> str:
    """Stands in the key of the confirmation: any change of an answer asks to confirm again."""
    told = json.dumps(sealed(deed), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]
