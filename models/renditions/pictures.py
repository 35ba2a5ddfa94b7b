"""Pictures, drawn anew as JPEG: upright, in sRGB, on a ground, without metadata, large enough to be read."""

import io
import math

import pillow_heif
from PIL import Image, ImageCms, ImageFile, ImageStat

from models.renditions.drawn import JPEG, NotDrawn, Rendition

MAX_PIXELS = 220_000_000
"""Phones take photos of 200 million."""
SHORT, READABLE = 2000, 1080
"""Pixels of the shorter side, which decides whether letters can be read: at most, and as long as there are so many."""
AREA = 24_000_000
LONGEST = 65_000
"""A JPEG has 65,535 rows at most."""
BAND = 4_000_000
"""Pixels that are brought into another mode at once: a whole picture of 200 million has no room twice."""
PREVIEW = (480, 960)
WHITE, DARK = (255, 255, 255), (96, 96, 96)
ALL_LIGHT = 240
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the orientation in Exif (tag 0x0112)."""

Image.MAX_IMAGE_PIXELS = None  # ours is asked before anything is unpacked
pillow_heif.register_heif_opener(thumbnails=False)


def picture(_kind: str, raw: bytes) -> Rendition:
    """The first frame. Of one that broke off, what is there."""
    image, whole = _loaded(raw)
    turn = TURNS.get(image.getexif().get(0x0112, 1))
    icc = image.info.get("icc_profile")
    drawn = _srgb(_reduced(image, _fit(image.size)), icc)
    if turn is not None:
        drawn = drawn.transpose(turn)
    return Rendition(JPEG, encoded(drawn), preview(drawn), whole)


def encoded(image: Image.Image, quality: int = 85) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def preview(image: Image.Image) -> bytes:
    """As wide as a column; of a long one the beginning."""
    wide, tall = PREVIEW
    scale = min(1.0, wide / image.width)
    top = image.crop((0, 0, image.width, min(image.height, math.ceil(tall / scale))))
    return encoded(top.resize(_scaled(top.size, scale)), 75)


def _loaded(raw: bytes) -> tuple[Image.Image, bool]:
    try:
        return _unpacked(raw), True
    except MemoryError:
        raise
    except NotDrawn:
        raise
    except Exception:  # Pillow raises nearly anything on a picture that is broken; then for what is there of it
        ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return _unpacked(raw), False
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _unpacked(raw: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(_named(raw)))
    if image.width * image.height > MAX_PIXELS:
        raise NotDrawn("heavy")
    image.draft(None, _fit(image.size))  # a JPEG is unpacked at an eighth, a quarter or half if that is enough
    image.load()
    return image


def _named(raw: bytes) -> bytes:
    """HEIF files under a brand that only says how they are built (mif2, miaf …) as what they are: Pillow knows some."""
    if raw[4:8] == b"ftyp" and raw[8:12] not in (b"avif", b"avis") and not pillow_heif.is_supported(raw):
        return raw[:8] + b"heic" + raw[12:]
    return raw


def _fit(size: tuple[int, int]) -> tuple[int, int]:
    """Never by the longest side alone: a long screenshot stays as wide as it is."""
    short, long = sorted(size)
    by_area = max(math.sqrt(AREA / (short * long)), READABLE / short)
    return _scaled(size, min(1.0, SHORT / short, by_area, LONGEST / long))


def _scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _reduced(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """In RGB, L or CMYK and of that size, made band by band."""
    if image.size == size and image.mode in ("RGB", "L", "CMYK") and not image.has_transparency_data:
        return image
    by = max(1, min(image.width // size[0], image.height // size[1]))
    ground = _ground(image)
    rows = max(by, BAND // image.width // by * by)
    first = _plain(image.crop((0, 0, 1, 1)), ground)
    whole = Image.new(first.mode, (math.ceil(image.width / by), math.ceil(image.height / by)))
    for top in range(0, image.height, rows):
        band = _plain(image.crop((0, top, image.width, min(top + rows, image.height))), ground)
        whole.paste(band.reduce(by) if by > 1 else band, (0, top // by))
    return whole if whole.size == size else whole.resize(size, Image.Resampling.LANCZOS)


def _plain(band: Image.Image, ground: tuple[int, int, int]) -> Image.Image:
    if band.has_transparency_data:
        seen = band.convert("RGBA")
        under = Image.new("RGBA", seen.size, ground)
        return Image.alpha_composite(under, seen).convert("RGB")
    if band.mode.startswith("I"):  # 16 bits of grey
        return band.convert("I").point(lambda v: v * (1 / 256)).convert("L")
    return band if band.mode in ("RGB", "L", "CMYK") else band.convert("RGB")


def _ground(image: Image.Image) -> tuple[int, int, int]:
    """White, unless all that is there is white itself."""
    if not image.has_transparency_data:
        return WHITE
    step = max(1, math.isqrt(image.width * image.height // 1_000_000))
    small = image.resize((max(1, image.width // step), max(1, image.height // step)), Image.Resampling.NEAREST)
    seen = small.convert("RGBA")
    opaque = seen.getchannel("A").point(lambda a: 255 if a > 127 else 0)
    if opaque.getbbox() is None or opaque.getextrema() == (255, 255):
        return WHITE
    return DARK if ImageStat.Stat(seen.convert("L"), opaque).mean[0] > ALL_LIGHT else WHITE


def _srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """Without the picture's own profile, in the colours that it stands for."""
    if icc and image.mode in ("RGB", "CMYK"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            turned = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            turned = None
        if turned is not None:
            turned.info.clear()
            return turned
    plain = image.convert("RGB")
    plain.info.clear()
    return plain
