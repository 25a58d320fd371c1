"""Invitation slips by the thousand, eight to a sheet over a ground that is laid out once (`grounds`).

WeasyPrint lays out only the two texts that differ; the QR codes are written straight into the page as
rectangles.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import segno

from deliberation.papers import grounds, sums

POINTS_PER_MM = 72 / 25.4
PAGE_HEIGHT_MM = 297
PER_PAGE = 8
QR_MM = 24.5
QR_LEFT_MM = 64.5


class Place(NamedTuple):
    """Where a slip's print begins on the sheet, in mm from the left and the top."""

    left: float
    top: float


PLACES = tuple(Place(8 + at % 2 * 105, 6 + at // 2 * 74.25) for at in range(PER_PAGE))


def assemble(words: bytes, ground: bytes, facts: Mapping[str, Any]) -> bytes:
    """The finished sheets: the pages of `words`, each over the one page of `ground`, with their QR codes."""
    links = [slip["link"] for slip in sums.slips_in_order(facts["slips"])]
    return grounds.lay_under(
        words, ground, lambda page: _codes(links[page * PER_PAGE : (page + 1) * PER_PAGE])
    )


def _codes(links: Sequence[str]) -> bytes:
    """The QR codes of one sheet as PDF rectangles."""
    drawn = (_code(link, place) for link, place in zip(links, PLACES, strict=False))
    return "\n".join(drawn).encode()


def _code(link: str, place: Place) -> str:
    """One QR code at its place; the mask is fixed because trying all eight costs ten times the rest."""
    rows = segno.make(link, error="m", micro=False, boost_error=False, mask=2).matrix
    size = QR_MM * POINTS_PER_MM / len(rows)
    left = (place.left + QR_LEFT_MM) * POINTS_PER_MM
    top = (PAGE_HEIGHT_MM - place.top) * POINTS_PER_MM
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
