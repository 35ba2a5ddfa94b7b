"""Small real files."""

import io

from PIL import Image


def jpeg(color: str = "red", gps: bool = False) -> bytes:
    image, out = Image.new("RGB", (32, 24), color), io.BytesIO()
    exif = Image.Exif()
    if gps:
        exif[0x010E] = "taken at home"
        exif.get_ifd(0x8825)[1] = "N"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()
