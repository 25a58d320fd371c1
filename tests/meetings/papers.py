"""Papers for tests: a photo, a PDF, and what only claims to be one."""

from io import BytesIO

import pikepdf
from PIL import Image


def photo() -> bytes:
    """A photo of a sheet."""
    content = BytesIO()
    Image.new("RGB", (60, 80), "white").save(content, "JPEG")
    return content.getvalue()


def scanned_pdf() -> bytes:
    """A scan of one page."""
    content = BytesIO()
    with pikepdf.new() as sheet:
        sheet.add_blank_page()
        sheet.save(content)
    return content.getvalue()


def bomb() -> bytes:
    """A small PNG that would unfold to four hundred million pixels."""
    content = BytesIO()
    Image.new("1", (20_000, 20_000)).save(content, "PNG", optimize=True)
    return content.getvalue()
