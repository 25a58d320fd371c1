"""QR codes that need no network: as pictures (`data:` drawings), or drawn straight into a page."""

import base64
import io
from collections.abc import Iterator, Sequence

import segno
from markupsafe import Markup

POINTS_PER_MM = 72 / 25.4
PAGE_HEIGHT_MM = 297


def picture(text: str) -> Markup:
    """The QR of a text as a `data:` address of an SVG without border; error correction M."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    drawing = io.BytesIO()
    code.save(drawing, kind="svg", xmldecl=False, svgns=True, border=0, nl=False, omitsize=True)
    return address(drawing.getvalue())


def address(drawing: bytes) -> Markup:
    """An SVG as a `data:` address, which needs no fetching."""
    return Markup("data:image/svg+xml;base64,") + base64.b64encode(drawing).decode()


def rectangles(text: str, left_mm: float, top_mm: float, size_mm: float) -> str:
    """The QR of a text as PDF rectangles on an A4 page, its corner so many mm from the left and the top; the
    mask is fixed because trying all eight costs ten times the rest."""
    rows = segno.make(text, error="m", micro=False, boost_error=False, mask=2).matrix
    size = size_mm * POINTS_PER_MM / len(rows)
    left, top = left_mm * POINTS_PER_MM, (PAGE_HEIGHT_MM - top_mm) * POINTS_PER_MM
    return " ".join(
        f"{left + begin * size:.2f} {top - (down + 1) * size:.2f} {length * size:.2f} {size:.2f} re"
        for down, row in enumerate(rows)
        for begin, length in _dark_runs(row)
    )


def _dark_runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where dark modules begin in a row, and how many stand together."""
    begin = None
    for at, dark in enumerate((*row, 0)):
        if dark and begin is None:
            begin = at
        elif not dark and begin is not None:
            yield begin, at - begin
            begin = None
