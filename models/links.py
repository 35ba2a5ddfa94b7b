"""Addresses that posters carry: who opens one begins a concern in that place."""

import re

AREA = re.compile(r"[0-9]{6,12}\Z")
"""An area's code. Whether there is such an area is for whoever asks the catalogue to say."""


def on_the_web(base: str, area: str) -> str:
    """`base`: where residents open the web chat."""
    return f"{base.rstrip('/')}/?place={area}"


def on_telegram(bot: str, area: str) -> str:
    """`bot`: its name without @."""
    return f"https://t.me/{bot.removeprefix('@')}?start=p_{area}"
