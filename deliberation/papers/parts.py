"""Long lists laid out part by part: memory stays that of one part, and the paper looks laid out as a whole.

A part ends where a page ends: the rows on the last page of a part, which has room left, are laid out again at
the head of the next one. Each part is told the number of its first page; where that is even, an empty page
that is thrown away stands before it, so that left and right pages keep their places.
"""

import gc
import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pikepdf

from deliberation.papers import fonts, pages, pdf, wording
from deliberation.papers.texts import Translate

ROWS_A_PART = 120
VARIANT = "pdf/a-3u"


def render(
    template: str,
    facts: Mapping[str, Any],
    translate: Translate,
    tell: Callable[[int, int], None],
    rows_a_part: int = ROWS_A_PART,
) -> bytes:
    """The PDF of a list with `rows`; the template draws the part it is told (see `needs-list.html`)."""
    fonts.configure()
    rows: Sequence[Any] = list(facts["rows"])
    replaced = bool(wording.lost_characters({**facts, "rows": rows}, fonts.coverage()))
    made = _Joined()
    begin = 0
    while True:
        here = rows[begin : begin + rows_a_part]
        last = begin + len(here) >= len(rows)
        part = {"first_row": begin + 1, "first_page": made.pages + 1, "opens": begin == 0, "closes": last}
        printed = wording.printable({**facts, "rows": here, "part": part}, fonts.coverage())
        begin += made.add(pages.page(template, printed, translate, replaced and last), part, len(here))
        tell(begin, len(rows))
        gc.collect()
        if last:
            return made.bytes()


class _Joined:
    """The pages made so far."""

    def __init__(self) -> None:
        self.whole: pikepdf.Pdf | None = None

    @property
    def pages(self) -> int:
        return len(self.whole.pages) if self.whole else 0

    def add(self, html: str, part: Mapping[str, Any], rows: int) -> int:
        """Lay a part out and keep its full pages; returns how many of its rows stand on them."""
        with pdf.one_at_a_time, pdf.without_collection():
            document = pdf.laid_out(html)
            leaves = document.pages[self.pages % 2 :]
            kept = rows if part["closes"] else _rows_before(leaves[-1], part["first_row"])
            if kept == 0:
                kept = rows
            elif kept < rows:
                leaves = leaves[:-1]
            self._append(pdf.written(document.copy(leaves), VARIANT))
        return kept

    def _append(self, data: bytes) -> None:
        part = pikepdf.open(io.BytesIO(data))
        if self.whole is None:
            self.whole = part
            return
        self.whole.pages.extend(part.pages)
        part.close()

    def bytes(self) -> bytes:
        """The whole paper; the same parts give the same bytes."""
        assert self.whole is not None
        result = io.BytesIO()
        self.whole.save(result, deterministic_id=True, compress_streams=True)
        self.whole.close()
        return result.getvalue()


def _rows_before(page: Any, first_row: int) -> int:
    """How many rows of the part stand before this page (rows carry anchors `r<number>`)."""
    rows = [int(name[1:]) for name in page.anchors if re.fullmatch(r"r\d+", name)]
    return min(rows) - first_row if rows else 0
