"""Papers of a vote by the thousand: slips with codes, paper ballots, lists for handing out.

What all copies share is laid out once a run and put under each page (`grounds`); WeasyPrint lays out only the
few words that differ, and the QR codes are drawn straight into the page. A ballot of several pages carries
its code on each of them, and is filled up to whole leaves, so that printing on both sides never puts two
ballots on one leaf.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from deliberation.papers import fonts, grounds, pages, pdf, qr, wording
from deliberation.papers.texts import Translate
from deliberation.papers.vote_places import (
    BALLOT_QR_MM,
    BALLOT_QR_PLACES,
    DOORS_A_PAGE,
    SLIP_PLACES,
    SLIP_QR_LEFT_MM,
    SLIP_QR_MM,
    SLIP_QR_TOP_MM,
    SLIPS_A_PAGE,
)

VARIANT = "pdf/a-3u"
COPIES_A_PART = 120


@dataclass(frozen=True)
class Sheet:
    """One kind of paper: how many copies stand on a page (0: a copy takes all pages of the ground), and what
    is drawn on page `page` of a document of so many pages a copy."""

    copies_a_page: int
    draw: Callable[[Sequence[Mapping[str, Any]], int, int], bytes]


def _slip_codes(copies: Sequence[Mapping[str, Any]], page: int, _leaves: int) -> bytes:
    here = copies[page * SLIPS_A_PAGE : (page + 1) * SLIPS_A_PAGE]
    drawn = (
        qr.rectangles(copy["link"], place.left + SLIP_QR_LEFT_MM, place.top + SLIP_QR_TOP_MM, SLIP_QR_MM)
        for copy, place in zip(here, SLIP_PLACES, strict=False)
    )
    return "\n".join(drawn).encode()


def _ballot_code(copies: Sequence[Mapping[str, Any]], page: int, leaves: int) -> bytes:
    copy, place = copies[page // leaves], BALLOT_QR_PLACES[min(page % leaves, 1)]
    return qr.rectangles(copy["link"], place.left, place.top, BALLOT_QR_MM).encode()


def _nothing(_copies: Sequence[Mapping[str, Any]], _page: int, _leaves: int) -> bytes:
    return b""


SHEETS = {
    "ballot-slips": Sheet(SLIPS_A_PAGE, _slip_codes),
    "paper-ballots": Sheet(0, _ballot_code),
    "hand-out-list": Sheet(DOORS_A_PAGE, _nothing),
}


def render(
    template: str,
    facts: Mapping[str, Any],
    lots: Iterable[Sequence[Mapping[str, Any]]],
    translate: Translate,
) -> Iterator[bytes]:
    """One PDF a lot; the ground they share is laid out once, before the first."""
    fonts.configure()
    sheet = SHEETS[template]
    shared = wording.printable({**facts, "copies": []}, fonts.coverage())
    with pdf.one_at_a_time, pdf.without_collection():
        ground = _filled(pdf.drawn(pages.page(f"{template}-ground", shared, translate, False), None))
    step = COPIES_A_PART * max(1, sheet.copies_a_page)
    leaves = len(ground.pages) if sheet.copies_a_page == 0 else 1
    under = _bytes(ground)
    for lot in lots:
        copies = wording.printable(list(lot), fonts.coverage())
        parts = (
            _part(template, {**shared, "leaves": leaves}, copies[at : at + step], under, translate)
            for at in range(0, max(1, len(copies)), step)
        )
        yield _for_the_printer(grounds.join(parts), leaves)


def _part(
    template: str,
    facts: Mapping[str, Any],
    copies: Sequence[Mapping[str, Any]],
    ground: bytes,
    translate: Translate,
) -> bytes:
    """Some copies over their ground."""
    html = pages.page(template, {**facts, "copies": copies}, translate, False)
    with pdf.one_at_a_time, pdf.without_collection():
        words = pdf.drawn(html, VARIANT)
    draw, leaves = SHEETS[template].draw, facts["leaves"]
    return grounds.lay_under(words, ground, lambda page: draw(copies, page, leaves) if copies else b"")


def _filled(ground: bytes) -> pikepdf.Pdf:
    """The ground, filled up to whole leaves where it has more than one page."""
    opened = pikepdf.open(io.BytesIO(ground))
    if len(opened.pages) > 1 and len(opened.pages) % 2:
        opened.add_blank_page(page_size=(210 * qr.POINTS_PER_MM, 297 * qr.POINTS_PER_MM))
    return opened


def _bytes(opened: pikepdf.Pdf) -> bytes:
    result = io.BytesIO()
    opened.save(result, deterministic_id=True)
    opened.close()
    return result.getvalue()


def _for_the_printer(data: bytes, leaves: int) -> bytes:
    """The same paper, asking the printer for one side, or for both where a ballot has several pages."""
    opened = pikepdf.open(io.BytesIO(data))
    way = pikepdf.Name.Simplex if leaves == 1 else pikepdf.Name.DuplexFlipLongEdge
    opened.Root.ViewerPreferences = pikepdf.Dictionary(Duplex=way, PrintScaling=pikepdf.Name("/None"))
    return _bytes(opened)
