"""The scan of a signed sheet: looked at before it is kept, and kept without anything that acts."""

from dataclasses import dataclass
from io import BytesIO
from typing import IO, BinaryIO, cast

import pikepdf

from deliberation.errors import Refusal
from deliberation.needs.darkroom import developed, shown_name

MOST_MEGABYTES = 20
MOST_PAGES = 10
# What a PDF may do when it is opened, and what may hang on it: a scan needs none of it.
ACTS = ("/OpenAction", "/AA", "/Names", "/AcroForm", "/Collection", "/Annots")


@dataclass(frozen=True)
class Scan:
    """A file ready to be kept."""

    content: bytes
    name: str
    media_type: str


def developed_scan(stream: IO[bytes], name: str, cut: bool = False) -> Scan:
    """The photo or PDF in a file: a photo drawn anew, a PDF without scripts, forms and attachments.

    Errors: Refusal `rounds.scan_too_large` (most), `rounds.scan_not_read`, `needs.photo_…` for photos.
    """
    if cut:
        raise Refusal("rounds.scan_too_large", most=MOST_MEGABYTES)
    stream.seek(0)
    head = stream.read(1024)
    stream.seek(0)
    if not head:
        raise Refusal("rounds.scan_missing")
    if b"%PDF-" in head:
        return Scan(_plain_pdf(cast(BinaryIO, stream)), "signed-sheet.pdf", "application/pdf")
    return Scan(developed(stream, shown_name(name)).full, "signed-sheet.jpg", "image/jpeg")


def _plain_pdf(stream: BinaryIO) -> bytes:
    try:
        with pikepdf.open(stream) as sheet:
            if not 1 <= len(sheet.pages) <= MOST_PAGES:
                raise Refusal("rounds.scan_not_read")
            for each in (sheet.Root, *(page.obj for page in sheet.pages)):
                for act in ACTS:
                    if act in each:
                        del each[act]
            plain = BytesIO()
            sheet.save(plain)
            return plain.getvalue()
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError) as error:
        raise Refusal("rounds.scan_not_read") from error
