"""Word and Excel files (OOXML): without who wrote them, when, with what, and what cameras wrote into their pictures."""

import io
import zipfile

from models.media import OFFICE
from models.renditions import embedded
from models.renditions.drawn import NotDrawn, Rendition

MOST = 300 * 1024 * 1024
"""Bytes of all that is inside, unpacked."""
PROPERTIES = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
INSIDE = (".docx", ".xlsx")
"""Documents inside documents."""
HEADING = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def document(kind: str, raw: bytes) -> Rendition:
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            names = set(given.namelist())
            if "[Content_Types].xml" not in names or not names & {name.decode() for name in OFFICE}:
                raise NotDrawn("not_taken")
            if sum(member.file_size for member in given.infolist()) > MOST:
                raise NotDrawn("heavy")
            for member in given.infolist():
                if not member.is_dir() and ".." not in member.filename.split("/"):
                    made.writestr(zipfile.ZipInfo(member.filename), _member(given, member), zipfile.ZIP_DEFLATED)
    except RuntimeError:  # a member is encrypted
        raise NotDrawn("locked") from None
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError):
        raise NotDrawn("broken") from None
    return Rendition(kind, out.getvalue())


def _member(given: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if (empty := PROPERTIES.get(member.filename)) is not None:
        return HEADING + empty
    if member.filename.startswith("docProps/"):  # a small picture of the first page
        return b""
    if member.filename.endswith(INSIDE):
        try:
            return document("", given.read(member)).body
        except NotDrawn:  # too much, locked or no document
            return b""
    return embedded.stripped(given.read(member))
