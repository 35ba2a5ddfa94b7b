"""Deep links: `https://t.me/<bot>?start=<payload>`, as posters, notices and groups carry them."""

import re

AREA = re.compile(r"p_([0-9]{6,12})\Z")
CASE = re.compile(r"case_([0-9A-Za-z]{20,23})\Z")
DIALOGS = ("submit", "book", "status")


def opened(text: str) -> str:
    """What a person says who came by a link: `/start p_<area>` begins a concern there, `case_<number>` follows a case.

    A payload is as untrusted as anything typed; one that means nothing to us opens the menu.
    """
    head, _, payload = text.partition(" ")
    if head.split("@")[0] != "/start" or not payload:
        return text
    payload = payload.strip()
    if payload in DIALOGS:
        return f"/{payload}"
    if found := AREA.match(payload):
        return f"/submit {found[1]}"
    if found := CASE.match(payload):
        return found[1]
    return "/start"


def chat_link(bot: str) -> str:
    return f"https://t.me/{bot}?start=menu"
