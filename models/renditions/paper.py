"""PDF files: without who made them, when and with what, without hidden files; the first page as a picture."""

import io
import math

import pikepdf
import pypdfium2  # type: ignore[import-untyped]

from models.renditions import embedded, pictures
from models.renditions.drawn import NotDrawn, Rendition

WIDE, AREA = 1240, 6_000_000
"""Pixels of the first page: A4 at 150 dpi."""
GONE = ("/Metadata", "/PieceInfo", "/LastModified", "/CreationDate", "/ModDate", "/JS", "/AA", "/EF", "/AF")
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
    for thing in given.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            _strip(thing)
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


def _strip(thing: pikepdf.Object) -> None:
    for name in GONE:
        if name in thing:
            del thing[name]
    if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") in (pikepdf.Name.DCTDecode, [pikepdf.Name.DCTDecode]):
        thing.write(embedded.stripped(thing.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


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
