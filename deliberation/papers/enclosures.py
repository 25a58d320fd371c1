"""What lies inside a PDF: attached files taken out again, however the file was made or damaged."""

import io
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

import pikepdf

MOST_PDF_BYTES = 64 * 1024 * 1024
MOST_FILE_BYTES = 16 * 1024 * 1024
DEFLATED = "/FlateDecode"
UNSOUND = (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RecursionError)


class NotReadable(Exception):
    """Nothing can be taken out of this file; `reason` is one word: not_pdf, locked, too_large, packed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def taken_out(content: bytes, wanted: Iterable[str]) -> Mapping[str, bytes]:
    """The attached files of a PDF by their names, those of `wanted` that are there.

    At most MOST_FILE_BYTES a file, however small it is packed. Raises NotReadable for what is no PDF, is
    locked with a password, is too large, or packed in a way no PDF of ours is.
    """
    if len(content) > MOST_PDF_BYTES:
        raise NotReadable("too_large")
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _files(pdf, frozenset(wanted))
    except pikepdf.PasswordError as locked:
        raise NotReadable("locked") from locked
    except UNSOUND as broken:
        raise NotReadable("not_pdf") from broken


def _files(pdf: pikepdf.Pdf, wanted: frozenset[str]) -> dict[str, bytes]:
    found = {}
    for name in list(pdf.attachments):
        if name in wanted:
            found[name] = unpacked(pdf.attachments[name].get_file().obj)
    return found


def unpacked(stream: Any, most: int = MOST_FILE_BYTES) -> bytes:
    """The bytes of one stream, unpacked no further than they may be long."""
    packed = bytes(stream.read_raw_bytes())
    kinds = [str(each) for each in _filters(stream)]
    if not kinds:
        return _within(packed, most)
    if kinds != [DEFLATED] or "/DecodeParms" in stream:
        raise NotReadable("packed")
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(packed, most + 1)
    except zlib.error as broken:
        raise NotReadable("not_pdf") from broken
    return _within(data, most)


def _filters(stream: Any) -> list[Any]:
    kinds = stream.get("/Filter")
    if kinds is None:
        return []
    return list(kinds) if isinstance(kinds, pikepdf.Array) else [kinds]


def _within(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise NotReadable("too_large")
    return data
