"""What is sealed into an address: it can be loaded again, and tells nobody else what it holds."""

import base64
import binascii

from cryptography.exceptions import InvalidTag

from api.console.session import Signed
from models.keys import KeyMissing

LONGEST = 4000
"""Characters; a longer one is none of ours."""


def sealed(at: Signed, text: str, purpose: str) -> str:
    """For the member of staff at the page alone."""
    held = at.ctx.keys.seal(f"{at.who.staff_id}:{text}", purpose)
    return base64.urlsafe_b64encode(held).decode().rstrip("=")


def unsealed(at: Signed, given: str, purpose: str) -> str:
    """Empty for what was not sealed for this member of staff and this purpose."""
    if not given or len(given) > LONGEST:
        return ""
    try:
        held = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
        whose, _, text = at.ctx.keys.text(held, purpose).partition(":")
    except (ValueError, binascii.Error, InvalidTag, KeyMissing):
        return ""
    return text if whose == str(at.who.staff_id) else ""
