"""A file as an HTTP answer: kept by no cache, run by no browser, in parts where a player asks for them."""

import re
from urllib.parse import quote

from fastapi import Request, Response

from api.files.shown import Shown
from models.filenames import saved_as

GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Cache-Control": "private, no-store",
}
INLINE = ("image/", "audio/", "video/", "text/")
"""What a browser shows by itself; the rest is a download."""
_RANGE = re.compile(r"bytes=(\d{1,15})?-(\d{1,15})?")


def shown(request: Request, file: Shown) -> Response:
    """200, or 206 and 416 for one range (RFC 9110, 14): Safari plays nothing else."""
    headers = {"Content-Disposition": _place(file), "Accept-Ranges": "bytes", **GUARDED}
    kind = "text/plain; charset=utf-8" if file.type == "text/plain" else file.type
    asked, size = _RANGE.fullmatch(request.headers.get("range", "")), len(file.body)
    if asked is None or asked[0] == "bytes=-":
        return Response(file.body, media_type=kind, headers=headers)
    if asked[1] is None:
        first, last = max(size - int(asked[2]), 0), size - 1
    else:
        first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
    if first > last:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Response(file.body[first : last + 1], 206, media_type=kind, headers=headers)


def original(file: Shown) -> Response:
    return Response(
        file.body, media_type=file.type, headers={"Content-Disposition": _named("attachment", file), **GUARDED}
    )


def _place(file: Shown) -> str:
    return _named("inline" if file.type.startswith(INLINE) else "attachment", file)


def _named(place: str, file: Shown) -> str:
    """With the name that its sender gave it, in UTF-8 (RFC 6266)."""
    return f"{place}; filename*=UTF-8''{quote(saved_as(file.name, file.type), safe='')}" if file.name else place
