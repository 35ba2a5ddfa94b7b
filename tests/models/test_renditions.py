"""What is shown of files, by kind: what is seen or heard is all there, the place, the time and the device are not."""

import io
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator

import pikepdf
import pytest
from PIL import Image

from models.media import Look, NotTaken, guessed, text_of
from models.renditions import Rendition
from models.renditions.boxes import boxes
from models.renditions.draw import draw
from models.renditions.pictures import _fit
from models.renditions.sound import crc
from tests import samples

MARKS = (samples.DEVICE, samples.PLACE, b"Exif", b"xmpmeta")


async def pieces(raw: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(raw), 65536):
        yield raw[at : at + 65536]


async def kind_of(raw: bytes, declared: str = "") -> str:
    look = Look(50 * 1024 * 1024, declared)
    async for _ in look.through(pieces(raw)):
        pass
    return look.kind()


def picture(drawn: Rendition) -> Image.Image:
    assert drawn.type == "image/jpeg"
    image = Image.open(io.BytesIO(drawn.body))
    assert not image.getexif() and "icc_profile" not in image.info
    return image.convert("RGB")


def is_like(pixel: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 40 for a, b in zip(pixel, wanted, strict=True))


RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        pytest.param("image/jpeg", samples.jpeg(), id="jpeg"),
        pytest.param("image/jpeg", samples.jpeg(progressive=True), id="progressive"),
        pytest.param("image/heic", samples.heic(), id="heic"),
        pytest.param("image/heic", samples.heic(b"heix"), id="heix"),
        pytest.param("image/heic", samples.heic(b"mif1"), id="mif1"),
        pytest.param("image/heic", samples.heic(b"miaf"), id="miaf"),
        pytest.param("image/avif", samples.saved(samples.halves(), "AVIF", exif=samples.exif(), quality=95), id="avif"),
        pytest.param("image/png", samples.saved(samples.halves(), "PNG", exif=samples.exif()), id="png"),
        pytest.param("image/png", samples.saved(samples.halves(mode="P"), "PNG"), id="palette"),
        pytest.param("image/webp", samples.saved(samples.halves(), "WEBP", exif=samples.exif(), quality=95), id="webp"),
        pytest.param("image/gif", samples.animated("GIF"), id="animated gif"),
        pytest.param("image/webp", samples.animated("WEBP"), id="animated webp"),
        pytest.param("image/png", samples.animated("PNG"), id="animated png"),
        pytest.param("image/jpeg", samples.saved(samples.halves(mode="CMYK"), "JPEG", quality=95), id="cmyk"),
        pytest.param("image/jpeg", samples.jpeg() + samples.film(), id="live photo"),
    ],
)
async def test_a_picture_is_drawn(kind: str, raw: bytes) -> None:
    assert await kind_of(raw) == kind
    drawn = draw(kind, raw)
    image = picture(drawn)
    wide, tall = image.size
    assert is_like(image.getpixel((wide // 8, tall // 2)), RED) and is_like(
        image.getpixel((wide * 7 // 8, tall // 2)), BLUE
    )
    assert drawn.whole and drawn.preview and not any(mark in drawn.body + drawn.preview for mark in MARKS)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright(orientation: int) -> None:
    """Red is left at 1; where it is to be by EXIF 2.3, 4.6.4 A, tag 274."""
    image = picture(draw("image/jpeg", samples.jpeg(orientation)))
    wide, tall = image.size
    assert (wide, tall) == ((80, 40) if orientation < 5 else (40, 80))
    places = {
        "left": (4, tall // 2),
        "right": (wide - 4, tall // 2),
        "top": (wide // 2, 4),
        "bottom": (wide // 2, tall - 4),
    }
    red = ("left", "right", "right", "left", "top", "top", "bottom", "bottom")[orientation - 1]
    assert is_like(image.getpixel(places[red]), RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_is_white(mode: str) -> None:
    raw = samples.saved(samples.letters().convert(mode), "PNG")
    image = picture(draw("image/png", raw))
    assert is_like(image.getpixel((2, 2)), WHITE) and is_like(image.getpixel((15, 30)), (0, 0, 0))


def test_white_letters_on_nothing_can_be_read() -> None:
    image = picture(draw("image/png", samples.saved(samples.letters(ink=(255, 255, 255, 255)), "PNG")))
    assert is_like(image.getpixel((15, 30)), WHITE) and not is_like(image.getpixel((2, 2)), WHITE)


def test_sixteen_bits_are_not_cut_off() -> None:
    image = picture(draw("image/png", samples.saved(Image.new("I;16", (20, 20), 128 * 256), "PNG")))
    assert is_like(image.getpixel((9, 9)), (128, 128, 128))


def test_colours_are_those_of_the_picture_s_own_profile() -> None:
    image = picture(draw("image/jpeg", samples.in_display_p3(Image.new("RGB", (20, 20), RED))))
    red, green, _ = image.getpixel((9, 9))  # type: ignore[misc]
    assert green > 200 > red


def test_a_long_screenshot_stays_as_wide_as_it_was() -> None:
    image = picture(draw("image/png", samples.long_screenshot()))
    assert image.size == (1080, 14_000)
    assert image.getpixel((500, 10_000))[0] < 100 < image.getpixel((500, 10_005))[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((9248, 6936), (2667, 2000)),
        ((16320, 12240), (2667, 2000)),
        ((1080, 14_000), (1080, 14_000)),
        ((1440, 30_000), (1080, 22_500)),
        ((14_000, 1080), (14_000, 1080)),
        ((1080, 90_000), (780, 65_000)),
        ((1, 1), (1, 1)),
        ((100_000, 1), (65_000, 1)),
    ],
)
def test_how_large_a_picture_is_drawn(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert _fit(size) == wanted


def test_a_photo_that_broke_off_is_drawn_as_far_as_it_came() -> None:
    raw = samples.noise()
    drawn = draw("image/jpeg", raw[: len(raw) * 2 // 3])
    image = picture(drawn)
    assert image.size == (400, 400) and not drawn.whole
    low, high = image.crop((0, 0, 400, 200)).convert("L").getextrema()
    assert isinstance(high, int) and isinstance(low, int) and high - low > 150


# --- films and recordings


@pytest.mark.parametrize("first", ["moov", "mdat"])
@pytest.mark.parametrize(
    ("kind", "brand"),
    [("video/mp4", b"isom"), ("video/quicktime", b"qt  "), ("video/3gpp", b"3gp5"), ("audio/mp4", b"M4A ")],
)
async def test_a_film_loses_place_time_and_device_and_nothing_else(kind: str, brand: bytes, first: str) -> None:
    raw = samples.film(brand, first=first)
    assert await kind_of(raw) == kind
    drawn = draw(kind, raw)
    assert (drawn.type, drawn.whole, len(drawn.body)) == (kind, True, len(raw))
    assert not any(mark in drawn.body for mark in MARKS) and struct.pack(">I", samples.WHEN) not in drawn.body
    for sample in (b"vide" * 12, b"soun" * 12):
        assert drawn.body.index(sample) == raw.index(sample), "nothing has moved"
    top = [box.kind for box in boxes(bytearray(drawn.body), 0, len(drawn.body))]
    assert top == [b"ftyp", *([b"moov", b"mdat"] if first == "moov" else [b"mdat", b"moov"]), b"free"]


def test_a_recording_that_calls_itself_a_film_is_played_as_sound() -> None:
    assert draw("video/mp4", samples.film(tracks=(b"soun",))).type == "audio/mp4"


def test_a_film_that_broke_off_is_kept_with_a_word() -> None:
    raw = samples.film(first="mdat")
    assert not draw("video/mp4", raw[:100]).whole


@pytest.mark.parametrize(
    ("kind", "raw", "sound"),
    [
        pytest.param("audio/ogg", samples.opus(), b"sound" * 30, id="opus"),
        pytest.param("audio/amr", samples.amr(), b"\x3c" + bytes(31), id="amr"),
        pytest.param("audio/amr", samples.amr(wide=True), b"\x3c" + bytes(31), id="amr-wb"),
        pytest.param("audio/x-wav", samples.wav(), b"12345678", id="wav"),
        pytest.param("audio/mpeg", samples.mp3(), b"\xff\xfb\x90\x00", id="mp3"),
        pytest.param("video/webm", samples.webm(), b"sound" * 9, id="webm"),
    ],
)
async def test_a_recording_is_only_sound(kind: str, raw: bytes, sound: bytes) -> None:
    assert await kind_of(raw) == kind
    drawn = draw(kind, raw)
    assert drawn.type == kind and sound in drawn.body and not any(mark in drawn.body for mark in MARKS)
    assert await kind_of(drawn.body) == kind


def test_an_ogg_page_that_was_changed_has_its_own_checksum() -> None:
    body = draw("audio/ogg", samples.opus()).body
    at = body.index(b"OpusTags") - 27
    at = body.rindex(b"OggS", 0, at + 27)
    end = body.index(b"OggS", at + 4)
    page = bytearray(body[at:end])
    held, page[22:26] = int.from_bytes(page[22:26], "little"), bytes(4)
    assert crc(page) == held


# --- documents and text


def test_a_pdf_keeps_its_pages_and_nothing_that_is_hidden() -> None:
    drawn = draw("application/pdf", samples.pdf())
    with pikepdf.open(io.BytesIO(drawn.body)) as kept:
        assert len(kept.pages) == 1 and "/Info" not in kept.trailer and not kept.attachments
        photo = kept.pages[0].Resources.XObject.P.read_raw_bytes()
        assert Image.open(io.BytesIO(photo)).size == (80, 40)
        streams = [thing for thing in kept.objects if isinstance(thing, pikepdf.Stream) and "/Subtype" not in thing]
        everything = drawn.body + b"".join(stream.read_bytes() for stream in streams)
    assert not any(mark in everything + photo for mark in MARKS)
    assert drawn.preview is not None
    page = Image.open(io.BytesIO(drawn.preview))
    assert page.width == 1240 and is_like(page.getpixel((100, 800)), RED) and is_like(page.getpixel((1100, 800)), BLUE)


def _packed(photo: bytes) -> bytes:
    """A PDF whose photos stand where a scanner, a map or a program puts them."""
    name = pikepdf.Name
    with pikepdf.new() as made:

        def image(raw: bytes, *filters: pikepdf.Name) -> pikepdf.Stream:
            held = made.make_stream(raw, Type=name.XObject, Subtype=name.Image, Width=80, Height=40)
            held.ColorSpace, held.BitsPerComponent, held.Filter = name.DeviceRGB, 8, pikepdf.Array(filters)
            return held

        page = made.add_blank_page(page_size=(300, 300))
        jpx = samples.saved(samples.halves(), "JPEG2000") + samples.box(b"uuid", bytes(16) + samples.DEVICE)
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(
                P=image(zlib.compress(photo), name.FlateDecode, name.DCTDecode), X=image(jpx, name.JPXDecode)
            )
        )
        inline = b"q 9 0 0 9 0 0 cm BI /W 80 /H 40 /CS /RGB /BPC 8 /F /DCT ID " + photo + b"\nEI Q"
        page.Contents = made.make_stream(b"q 300 0 0 300 0 0 cm /P Do Q " + inline)
        page.VP = pikepdf.Array([pikepdf.Dictionary(Measure=pikepdf.Dictionary(GPTS=[30.25, 120.16]))])
        hidden = pikepdf.Dictionary(F=made.make_stream(samples.DEVICE + samples.PLACE))
        note = pikepdf.Dictionary(Type=name.Annot, Subtype=name.FileAttachment, Rect=[0, 0, 9, 9], M="D:20261129")
        note.FS = pikepdf.Dictionary(Type=name.Filespec, F="a", EF=hidden)
        page.Annots = pikepdf.Array([note])
        out = io.BytesIO()
        made.save(out, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_a_pdf_has_no_place_wherever_a_photo_or_a_map_stands_in_it() -> None:
    drawn = draw("application/pdf", _packed(samples.jpeg()))
    with pikepdf.open(io.BytesIO(drawn.body)) as kept:
        streams = [thing for thing in kept.objects if isinstance(thing, pikepdf.Stream)]
        photo = Image.open(io.BytesIO(kept.pages[0].Resources.XObject.P.read_raw_bytes()))
        everything = drawn.body + b"".join(s.read_raw_bytes() for s in streams) + kept.pages[0].Contents.read_bytes()
    assert photo.size == (80, 40) and b"/F /DCT" in everything
    assert not any(mark in everything for mark in (*MARKS, b"Exif", *samples.DEGREES, b"GPTS", b"D:20261129"))
    assert drawn.preview is not None and is_like(Image.open(io.BytesIO(drawn.preview)).getpixel((100, 600)), RED)


@pytest.mark.parametrize("before", [b"\r\n\r\n", b"\xef\xbb\xbf", b"\0\0"])
async def test_a_pdf_that_begins_with_nothing_is_one(before: bytes) -> None:
    raw = before + samples.pdf()
    assert await kind_of(raw) == "application/pdf" and draw("application/pdf", raw).preview is not None


def test_a_film_does_not_say_when_it_was_streamed() -> None:
    clock = samples.box(b"prft", samples.DEVICE)  # the producer's own clock, for each fragment
    assert samples.DEVICE not in draw("video/mp4", samples.film() + clock).body


def test_what_lies_inside_a_word_file_has_no_place_either() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    tiff = samples.saved(samples.halves(), "TIFF", exif=samples.exif())
    webp = samples.saved(samples.halves(), "WEBP", exif=samples.exif(), lossless=True)
    out = io.BytesIO(samples.docx())
    with zipfile.ZipFile(out, "a") as made:
        for name, raw in {"film.mp4": samples.film(), "a.tiff": tiff, "a.webp": webp}.items():
            made.writestr(f"word/media/{name}", raw)
        made.writestr("word/embeddings/inner.docx", samples.docx())
        made.writestr("../outside", b"")
    with zipfile.ZipFile(io.BytesIO(draw(kind, out.getvalue()).body)) as kept:
        held = {name: kept.read(name) for name in kept.namelist()}
    with zipfile.ZipFile(io.BytesIO(held["word/embeddings/inner.docx"])) as inner:
        held["inner"] = b"".join(inner.read(name) for name in inner.namelist())
    assert not any(mark in raw for raw in held.values() for mark in (*MARKS, *samples.DEGREES))
    for name in ("a.tiff", "a.webp"):
        assert is_like(Image.open(io.BytesIO(held[f"word/media/{name}"])).convert("RGB").getpixel((10, 10)), RED)
    assert "../outside" not in held and len(held["word/media/film.mp4"]) == len(samples.film())


def test_a_word_file_keeps_its_words_and_pictures() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    with zipfile.ZipFile(io.BytesIO(draw(kind, samples.docx()).body)) as kept:
        everything = b"".join(kept.read(name) for name in kept.namelist())
        assert "材料" in kept.read("word/document.xml").decode()
        assert Image.open(io.BytesIO(kept.read("word/media/image1.jpeg"))).size == (80, 40)
    assert not any(mark in everything for mark in MARKS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
async def test_text_is_shown_as_utf_8(encoding: str) -> None:
    text = "东门路 5 号的路灯坏了\r\n一个星期没人修。"
    raw = (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding)
    assert await kind_of(raw, "text/plain") == "text/plain"
    assert draw("text/plain", raw).body.decode() == text
    with pytest.raises(NotTaken):
        await kind_of(raw, "image/jpeg")


@pytest.mark.parametrize("raw", [b"\x00\x01\x02", b"MZ\x90\x00" + bytes(100), b"\x7fELF\x02", b"text\0text", b"\x81"])
async def test_what_is_no_text(raw: bytes) -> None:
    assert text_of(raw) is None
    with pytest.raises(NotTaken):
        await kind_of(raw, "text/plain")


@pytest.mark.parametrize(
    ("brand", "others", "kind"),
    [
        *(
            (brand, b"", "image/heic")
            for brand in (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
        ),
        (b"avif", b"", "image/avif"),
        (b"avis", b"", "image/avif"),
        (b"mif1", b"mif1avif", "image/avif"),
        (b"msf1", b"msf1hevc", "image/heic"),
        *((brand, b"", "video/3gpp") for brand in (b"3gp4", b"3gp5", b"3gp6", b"3g2a", b"3gr6")),
        *((brand, b"", "video/mp4") for brand in (b"isom", b"iso6", b"mp42", b"avc1", b"M4V ", b"MSNV")),
        (b"qt  ", b"", "video/quicktime"),
        (b"M4A ", b"", "audio/mp4"),
        (b"XXXX", b"isom", "video/mp4"),
        (b"crx ", b"crx ", None),
    ],
)
def test_iso_media_is_told_by_its_brands(brand: bytes, others: bytes, kind: str | None) -> None:
    assert guessed(samples.box(b"ftyp", brand + bytes(4) + others) + bytes(40)) == kind


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (samples.webm()[:40] + b"\xae\x86A_OPUS", "audio/webm"),
        (samples.webm()[:40] + b"\xae\x86A_OPUS\xae\x86V_VP9", "video/webm"),
        (samples.webm(), "video/webm"),
        (samples.film(tracks=(b"soun",)), "audio/mp4"),
        (samples.film(), "video/mp4"),
    ],
)
def test_what_a_browser_records_of_a_voice_alone_is_no_film(raw: bytes, kind: str) -> None:
    assert guessed(raw) == kind
