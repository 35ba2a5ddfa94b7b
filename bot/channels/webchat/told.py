"""Files that came with what staff wrote, for the chat that was told and for no other."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.webchat.access import caller
from bot.channels.webchat.tokens import Tokens
from bot.channels.webchat.wire import Refusal
from bot.client import ApiDown, ApiRefused
from bot.desk import Desk
from conversations.screens import Attached

HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


class Told:
    def __init__(self, desk: Desk, tokens: Tokens) -> None:
        self._desk, self._tokens = desk, tokens

    async def file(self, request: Request) -> Response:
        """The `n`-th file of a row of the caller's own mailbox. 404 for everything else."""
        who = caller(request, self._tokens)
        row = await self._desk.store.row(who.chat, min(request.path_params["row"], 2**62))
        files = [file for screen in row.screens for file in screen.files] if row else []
        n = request.path_params["n"]
        if row is None or row.notice is None or n >= len(files):
            raise Refusal(404, "not_found", "no such file in this chat")
        try:
            content = await self._desk.client.notice_file(row.notice, files[n].file)
        except ApiRefused:
            raise Refusal(404, "not_found", "the file is not there any more") from None
        except ApiDown:
            raise Refusal(503, "unavailable", "try again in a moment") from None
        return Response(content, media_type=files[n].type, headers={**HEADERS, "Content-Disposition": _place(files[n])})


def _place(file: Attached) -> str:
    return "inline" if file.is_picture else "attachment"
