"""Files as phones and offices send them, made small. Each that can hold it names `DEVICE` and a place."""

import io
import struct
import zipfile
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image, ImageCms, ImageDraw

pillow_heif.register_heif_opener()
DEVICE = b"MadeUpPhone"
PLACE = b"+30.2500+120.1600/"
DEGREES = [struct.pack(f"{order}6I", 120, 1, 9, 1, 36, 1) for order in "<>"]
"""The same place's longitude as Exif holds it: three fractions."""
WHEN = 3_900_000_000
"""Seconds since 1904, as films count them."""


def saved(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def halves(size: tuple[int, int] = (80, 40), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, (255, 0, 0))
    image.paste((0, 0, 255), (size[0] // 2, 0, *size))
    return image.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """With the device's name and a place."""
    held = Image.Exif()
    held[0x010F], held[0x0112] = DEVICE.decode(), orientation
    held.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 9.0, 36.0)})
    return held.tobytes()


def jpeg(orientation: int = 1, size: tuple[int, int] = (80, 40), **more: Any) -> bytes:
    return saved(halves(size), "JPEG", exif=exif(orientation), xmp=b"<x:xmpmeta>" + DEVICE, quality=95, **more)


def heic(brand: bytes = b"heic") -> bytes:
    raw = saved(halves((128, 64)), "HEIF", exif=exif(), quality=95)
    return raw[:8] + brand + raw[12:]


def letters(ground: tuple[int, ...] = (0, 0, 0, 0), ink: tuple[int, ...] = (0, 0, 0, 255)) -> Image.Image:
    """Two bars of ink on nothing."""
    image = Image.new("RGBA", (60, 60), ground)
    ImageDraw.Draw(image).rectangle((10, 10, 20, 50), ink)
    ImageDraw.Draw(image).rectangle((40, 10, 50, 50), ink)
    return image


def long_screenshot(tall: int = 14_000) -> bytes:
    """1080 wide; a line of one pixel in every ten rows."""
    image = Image.new("L", (1080, tall), 255)
    for y in range(0, tall, 10):
        image.paste(0, (0, y, 1080, y + 1))
    return saved(image, "PNG")


def noise(size: tuple[int, int] = (400, 400)) -> bytes:
    return saved(Image.effect_noise(size, 90).convert("RGB"), "JPEG", quality=90)


def animated(kind: str) -> bytes:
    frames = [halves(), *(Image.new("RGB", (80, 40), "green") for _ in range(3))]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def many_frames(count: int = 100_000) -> bytes:
    one = saved(Image.new("P", (10, 10)), "GIF")
    frame = one[one.index(b"\x2c") : -1]
    return one[:-1] + frame * count + b";"


def in_display_p3(image: Image.Image) -> bytes:
    """Tagged with a profile whose red and green are exchanged: who looks at the numbers alone sees the wrong colour."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, green = profile.index(b"rXYZ") + 4, profile.index(b"gXYZ") + 4
    swapped = bytearray(profile)
    swapped[red : red + 8], swapped[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return saved(image, "JPEG", icc_profile=bytes(swapped), quality=95)


# --- films and recordings


def box(kind: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _track(handler: bytes, offset: int, size: int) -> bytes:
    table = box(
        b"stbl",
        box(b"stsd", bytes(8)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 1, 1)),
        box(b"stsz", struct.pack(">IIII", 0, 0, 1, size)),
        box(b"stco", struct.pack(">III", 0, 1, offset)),
    )
    name = DEVICE + b" handler\0"
    media = box(
        b"mdia",
        box(b"mdhd", struct.pack(">IIIIII", 0, WHEN, WHEN, 1000, 0, 0)),
        box(b"hdlr", bytes(8) + handler + bytes(12) + name),
        box(b"minf", table),
    )
    return box(b"trak", box(b"tkhd", struct.pack(">III", 7, WHEN, WHEN) + bytes(72)), media, box(b"udta", DEVICE))


def film(brand: bytes = b"isom", tracks: tuple[bytes, ...] = (b"vide", b"soun", b"meta"), first: str = "moov") -> bytes:
    """`tracks`: their handlers, each with a sample of its own; that of `meta` holds the place."""
    samples = {handler: (PLACE + b"." * 30 if handler == b"meta" else handler * 12)[:48] for handler in tracks}
    head = box(b"ftyp", brand + bytes(4) + brand + b"mp42")
    xmp = box(b"uuid", bytes(16) + b"<x:xmpmeta>" + DEVICE)

    def moov(at: int) -> bytes:
        made, offset = [], at
        for handler in tracks:
            made.append(_track(handler, offset, 48))
            offset += 48
        held = (box(b"\xa9xyz", PLACE), box(b"\xa9mak", DEVICE), box(b"meta", bytes(4), box(b"ilst", DEVICE)))
        dates = struct.pack(">III", 0, WHEN, WHEN) + bytes(88)
        return box(b"moov", box(b"mvhd", dates), *made, box(b"udta", *held), box(b"meta", DEVICE))

    data = box(b"mdat", *samples.values())
    if first == "mdat":
        return head + data + moov(len(head) + 8) + xmp
    begins = len(head) + len(moov(0)) + 8
    return head + moov(begins) + data + xmp


def _page(serial: int, number: int, body: bytes, kind: int = 0) -> bytes:
    from models.renditions.sound import crc

    sizes = [255] * (len(body) // 255) + [len(body) % 255]
    head = b"OggS\0" + bytes([kind]) + bytes(8) + struct.pack("<III", serial, number, 0) + bytes([len(sizes)])
    page = bytearray(head + bytes(sizes) + body)
    page[22:26] = crc(page).to_bytes(4, "little")
    return bytes(page)


def opus() -> bytes:
    """A voice message, with tags that name the device."""
    said = b"LOCATION=" + PLACE + DEVICE
    tags = b"OpusTags" + struct.pack("<I", len(DEVICE)) + DEVICE + struct.pack("<II", 1, len(said)) + said
    head = b"OpusHead\x01\x01" + bytes(9)
    return _page(7, 0, head, 2) + _page(7, 1, tags + bytes(300)) + _page(7, 2, b"sound" * 30, 4)


def amr(wide: bool = False) -> bytes:
    return (b"#!AMR-WB\n" if wide else b"#!AMR\n") + (b"\x3c" + bytes(31)) * 50


def wav() -> bytes:
    chunks = (
        b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"LIST" + struct.pack("<I", 12) + DEVICE + b"\0"
    )
    chunks += b"data" + struct.pack("<I", 8) + b"12345678"
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    tag = b"TXXX" + struct.pack(">I", len(DEVICE)) + b"\0\0" + DEVICE
    return b"ID3\x03\0\0" + bytes([0, 0, 0, len(tag)]) + tag + frame * 4 + (b"TAG" + DEVICE).ljust(128, b"\0")


def element(id: int, body: bytes) -> bytes:
    return id.to_bytes((id.bit_length() + 7) // 8, "big") + b"\x01" + len(body).to_bytes(7, "big") + body


def webm() -> bytes:
    """As a browser's recorder writes it: neither the segment nor its cluster say how long they are."""
    info = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40") + element(0x4461, bytes(8)) + element(0x4D80, DEVICE))
    cluster = (
        (0x1F43B675).to_bytes(4, "big") + b"\x01" + b"\xff" * 7 + element(0xE7, b"\0") + element(0xA3, b"sound" * 9)
    )
    tags = element(0x1254C367, element(0x7373, DEVICE + PLACE))
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    return head + (0x18538067).to_bytes(4, "big") + b"\x01" + b"\xff" * 7 + info + cluster + tags


# --- documents


def pdf(password: str = "", pages: int = 1) -> bytes:
    """With who made it, a photo that has its place, a program and a hidden file."""
    with pikepdf.new() as made:
        for _ in range(pages):
            page = made.add_blank_page(page_size=(595, 842))
        photo = made.make_stream(jpeg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=80, Height=40)
        photo.ColorSpace, photo.BitsPerComponent, photo.Filter = pikepdf.Name.DeviceRGB, 8, pikepdf.Name.DCTDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))
        page.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /P Do Q")
        made.docinfo["/Author"] = DEVICE.decode()
        with made.open_metadata() as held:
            held["xmp:CreatorTool"] = DEVICE.decode()
        made.attachments["place.txt"] = PLACE + DEVICE
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return out.getvalue()


def docx(photo: bytes | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w:document>材料</w:document>")
        made.writestr("docProps/core.xml", b"<creator>" + DEVICE + b"</creator>")
        made.writestr("word/media/image1.jpeg", photo or jpeg())
    return out.getvalue()
