"""Invitation slips by the thousand, eight to a sheet over a ground that is laid out once (`grounds`).

WeasyPrint lays out only the two texts that differ; the QR codes are written straight into the page as
rectangles.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from deliberation.papers import grounds, qr, sums

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
    drawn = (
        qr.rectangles(link, place.left + QR_LEFT_MM, place.top, QR_MM)
        for link, place in zip(links, PLACES, strict=False)
    )
    return "\n".join(drawn).encode()
