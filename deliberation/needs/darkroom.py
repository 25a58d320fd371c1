"""Photos made safe: decoded once, turned upright, drawn anew as plain sRGB JPEG without anything else in it.

Whatever the file claims, only its pixels survive: no EXIF, place, XMP, comment or colour profile. Files that
unfold to more pixels than a camera takes are refused before they are decoded, and JPEGs are decoded no
larger than needed, one at a time, so that memory stays bounded.
"""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from threading import Lock
from typing import IO

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from deliberation.errors import Refusal
from deliberation.wording import tidy

LONGEST, LONGEST_THUMB = 1600, 320
WANTED_BYTES = 300 * 1024
QUALITIES = (82, 74, 64, 52)
THUMB_QUALITY = 78
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")
# Importing them teaches Pillow these formats, and no others: a file of any other kind is no photo.
PLUGINS = (
    AvifImagePlugin, BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin,
)  # fmt: skip
# Phones take up to 200 million pixels. A JPEG of one pass is read in strips, one of several lies in memory
# as coefficients, every other format as pixels (a long screenshot has 20 million).
MOST_PIXELS_IN_STRIPS = 210_000_000
MOST_PIXELS_IN_PASSES = 50_000_000
MOST_PIXELS = 24_000_000
MOST_NAME = 40
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
# Every file is measured by its declared size before it is decoded; Pillow's own limit stands behind that.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS_IN_STRIPS
_drawing = Lock()


@dataclass(frozen=True)
class Picture:
    """A photo as it is kept: JPEG bytes in two sizes, its size in pixels, the digest of what was sent."""

    full: bytes
    thumb: bytes
    width: int
    height: int
    source_sha256: str


def digest_of(stream: IO[bytes]) -> str:
    """The SHA-256 of everything in a stream, which stands at its beginning before and after."""
    digest = hashlib.sha256()
    stream.seek(0)
    while part := stream.read(256 * 1024):
        digest.update(part)
    stream.seek(0)
    return digest.hexdigest()


def shown_name(name: str | None) -> str:
    """A file's own name as a sentence may quote it."""
    plain = tidy(PurePosixPath((name or "").replace("\\", "/")).name)
    return plain if len(plain) <= MOST_NAME else f"{plain[: MOST_NAME - 8]}…{plain[-7:]}"


def developed(stream: IO[bytes], name: str) -> Picture:
    """The photo in a file; refuses, naming the file, what is none."""
    digest = digest_of(stream)
    head = stream.read(32)
    stream.seek(0)
    if not head:
        raise Refusal("needs.photo_empty", name=name)
    if head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS and not _is_avif(head):
        raise Refusal("needs.photo_heic", name=name)
    try:
        with _drawing, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _drawn(stream, name, digest)
    except Refusal:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        bomb = isinstance(error, Image.DecompressionBombError)
        raise Refusal("needs.photo_vast" if bomb else "needs.photo_none", name=name) from error
    except Exception as error:  # Pillow's decoders raise whatever a broken file leads them to
        raise Refusal("needs.photo_broken", name=name) from error


def _is_avif(head: bytes) -> bool:
    return b"avif" in head[8:32]


def _drawn(stream: IO[bytes], name: str, digest: str) -> Picture:
    # What draws our papers lets half a picture pass, for the whole process; a photo is whole or refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(stream, formats=FORMATS) as source:
        _refuse_vast(source, stream, name)
        source.draft(None, (LONGEST, LONGEST))  # a JPEG is decoded at the next size above, never larger
        source.load()
        plain = _plain(_upright(_reduced(source)))
    plain.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    thumb = plain.copy()
    thumb.thumbnail((LONGEST_THUMB, LONGEST_THUMB), Image.Resampling.LANCZOS)
    return Picture(_small_enough(plain), _jpeg(thumb, THUMB_QUALITY), plain.width, plain.height, digest)


def _refuse_vast(source: Image.Image, stream: IO[bytes], name: str) -> None:
    """Refuse more pixels than can be held, by the size the file declares."""
    most = MOST_PIXELS
    if source.format in ("JPEG", "MPO"):
        strips = not source.info.get("progressive") and _one_pass(stream)
        most = MOST_PIXELS_IN_STRIPS if strips else MOST_PIXELS_IN_PASSES
    if source.width * source.height > most:
        raise Refusal("needs.photo_vast", name=name)


def _one_pass(stream: IO[bytes]) -> bool:
    """Whether a JPEG's first scan holds all its components; otherwise it is decoded in memory as a whole."""
    place, components = stream.tell(), 0
    try:
        stream.seek(2)
        while True:
            marker = stream.read(2)
            if len(marker) < 2 or marker[0] != 0xFF:
                return False
            length = int.from_bytes(stream.read(2), "big")
            body = stream.read(max(0, length - 2))
            if 0xC0 <= marker[1] <= 0xCF and marker[1] not in (0xC4, 0xC8, 0xCC):
                components = body[5] if len(body) > 5 else 0
            if marker[1] == 0xDA:
                return bool(body) and body[0] == components
    finally:
        stream.seek(place)


def _reduced(source: Image.Image) -> Image.Image:
    """Shrunk by a whole number to little more than needed, before anything is copied or turned."""
    if source.mode in ("P", "PA", "1", "I;16", "I;16B", "I"):
        return source
    factor = max(source.size) // LONGEST or 1
    if factor == 1:
        return source
    small = source.reduce(factor)
    small.info, small.format = source.info, source.format
    return small


def _upright(image: Image.Image) -> Image.Image:
    """Turned as the camera was held; a photo with nonsense there stays as it lies."""
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a broken note on the photo is no reason to refuse the photo
        return image.copy()


def _plain(image: Image.Image) -> Image.Image:
    """Red, green and blue on white, in sRGB; a new image, so that nothing of the old one comes along."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    profile, fits = image.info.get("icc_profile"), image.mode in ("RGB", "RGBA", "CMYK", "L")
    if profile and fits:
        image = _in_srgb(image, profile)
    plain = Image.new("RGB", image.size, "white")
    if image.mode == "RGBA":
        plain.paste(image, mask=image.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The colours as they were meant; without a usable profile as they are."""
    try:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        meant = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(image, meant, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return turned or image


def _small_enough(image: Image.Image) -> bytes:
    """The photo as JPEG, as good as about 300 KB allow."""
    for quality in QUALITIES:
        content = _jpeg(image, quality)
        if len(content) <= WANTED_BYTES:
            break
    return content


def _jpeg(image: Image.Image, quality: int) -> bytes:
    content = BytesIO()
    image.save(content, "JPEG", quality=quality, optimize=True, subsampling="4:2:0")
    return content.getvalue()
