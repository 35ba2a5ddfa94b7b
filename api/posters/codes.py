"""QR codes of addresses, for what is printed."""

import segno
from markupsafe import Markup

MODULE = 8
"""Units of one module of a code; the page sets its size."""


def drawn(address: str) -> Markup:
    """A QR code that a quarter of may be torn off or dirty, as large as the page makes it. What is drawn is numbers, so
    it is safe as it is."""
    return Markup(segno.make_qr(address, error="q").svg_inline(scale=MODULE, border=2, omitsize=True))
