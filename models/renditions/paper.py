"""PDF files: without who made them, when and with what, without hidden files; the first page as a picture."""

import io
import math
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]

from models.renditions import embedded, pictures
from models.renditions.drawn import NotDrawn, Rendition

WIDE, AREA = 1240, 6_000_000
"""Pixels of the first page: A4 at 150 dpi."""
GONE = ("/Metadata", "/PieceInfo", "/LastModified", "/CreationDate", "/ModDate", "/JS", "/AA", "/EF", "/AF",
        "/VP", "/Measure", "/LGIDict")  # fmt: skip
"""From whatever holds it; the last three say where on earth a map lies."""
GONE_FROM_REMARKS = ("/M", "/T")
"""When and by whom something was written beside the text. (Of a field `/T` is the name.)"""
CONTAINERS = (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)
PICTURES = (pikepdf.Name.DCTDecode, pikepdf.Name.JPXDecode)
INLINE = re.compile(rb"\xff\xd8\xff.*?\xff\xd9(?=\s*EI\b)", re.DOTALL)
GONE_FROM_ROOT = ("/OpenAction", "/AA", "/AF", "/Collection")
GONE_FROM_NAMES = ("/EmbeddedFiles", "/JavaScript")


def pdf(kind: str, raw: bytes) -> Rendition:
    try:
        with pikepdf.open(io.BytesIO(raw)) as given:
            if not len(given.pages):
                raise NotDrawn("broken")
            body = _stripped(given)
    except pikepdf.PasswordError:
        raise NotDrawn("locked") from None
    except pikepdf.PdfError:
        raise NotDrawn("broken") from None
    return Rendition(kind, body, _first_page(body), whole=b"%%EOF" in raw[-2048:])


def _stripped(given: pikepdf.Pdf) -> bytes:
    for thing in _things(given):
        _strip(given, thing)
    for page in given.pages:
        held: Any = page.obj.get("/Contents")
        for stream in held if isinstance(held, pikepdf.Array) else [held]:
            _strip_inline(stream)
    for name in GONE_FROM_ROOT:
        if name in given.Root:
            del given.Root[name]
    names = given.Root.get("/Names")
    for name in GONE_FROM_NAMES:
        if isinstance(names, pikepdf.Dictionary) and name in names:
            del names[name]
    if "/Info" in given.trailer:
        del given.trailer["/Info"]
    out = io.BytesIO()
    given.save(out, deterministic_id=True, encryption=False)
    return out.getvalue()


def _things(given: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream, those inside others too."""
    for whole in given.objects:
        waiting = [whole]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                yield thing
                inner = [thing[name] for name in thing.keys()]  # noqa: SIM118 - of a stream only the keys can be walked
            else:
                inner = list(thing) if isinstance(thing, pikepdf.Array) else []
            waiting += [one for one in inner if isinstance(one, CONTAINERS) and not one.is_indirect]


def _strip(given: pikepdf.Pdf, thing: pikepdf.Object) -> None:
    remark = "/Rect" in thing and thing.get("/Subtype") != pikepdf.Name.Widget
    for name in (*GONE, *GONE_FROM_REMARKS) if remark else GONE:
        if name in thing:
            del thing[name]
    if not isinstance(thing, pikepdf.Stream):
        return
    packed, last, settings = _filters(thing)
    if last in PICTURES:
        thing.write(embedded.stripped(_unpacked(given, thing, packed)), filter=last, decode_parms=settings)
    elif thing.get("/Subtype") == pikepdf.Name.Form or "/PatternType" in thing:
        _strip_inline(thing)


def _filters(thing: pikepdf.Stream) -> tuple[list[Any], Any, Any]:
    """How a stream is packed, from the outside in; the innermost way, and its settings."""
    every, settings = (_listed(thing.get(name)) for name in ("/Filter", "/DecodeParms"))
    last = settings[-1] if every and len(settings) == len(every) else None
    return every[:-1], every[-1] if every else None, last if isinstance(last, pikepdf.Dictionary) else None


def _listed(held: Any) -> list[Any]:
    return list(held) if isinstance(held, pikepdf.Array) else [] if held is None else [held]


def _unpacked(given: pikepdf.Pdf, thing: pikepdf.Stream, packed: list[Any]) -> bytes:
    """What is left of it as the innermost filter wants it."""
    if not packed:
        return thing.read_raw_bytes()
    outer = given.make_stream(thing.read_raw_bytes())
    outer.Filter = pikepdf.Array(packed)
    if settings := _listed(thing.get("/DecodeParms"))[:-1]:
        outer.DecodeParms = pikepdf.Array(settings)
    return outer.read_bytes()


def _strip_inline(content: pikepdf.Object | None) -> None:
    """Photos that stand among the strokes of a page."""
    if not isinstance(content, pikepdf.Stream):
        return
    try:
        drawn = content.read_bytes()
    except pikepdf.PdfError:  # whoever shows the page will not read it either
        return
    bare = INLINE.sub(lambda photo: embedded.stripped(photo[0]), drawn)
    if bare != drawn:
        content.write(bare)


def _first_page(body: bytes) -> bytes | None:
    """None when the page cannot be drawn: the file itself may still open elsewhere."""
    try:
        with pypdfium2.PdfDocument(body) as document:
            page = document[0]
            wide, tall = page.get_size()
            scale = min(WIDE / wide, math.sqrt(AREA / (wide * tall)))
            drawn = page.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError, ZeroDivisionError):
        return None
    return pictures.encoded(drawn)
