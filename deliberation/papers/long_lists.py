"""A long list laid out piece by piece, in processes of its own, and put together.

A piece (a community's rows, at most 150 of them) begins on a page of its own, so nothing of it depends on the
others: two are laid out at a time, and one that did not change is taken from the shelf. The pages are laid
under a ground: the covering letter or the sums, sheets for the pieces, and what closes the list, with all
that depends on the whole: page numbers, the check code, bookmarks, attachments and what PDF/A asks for.
"""

import hashlib
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf

from deliberation.papers import Attached, apart, fonts, pages, pdf, wording
from deliberation.papers.shelf import Shelf
from deliberation.papers.texts import Translate

VARIANT = "pdf/a-3u"
ROWS_A_PIECE = 150
DRAWN_HERE = 2  # so few pieces are drawn in this process: the others cost a second to begin with


@dataclass(frozen=True)
class Piece:
    """Rows of a section from `first` (counted from 0) up to `until`."""

    section: int
    first: int
    until: int


def render(
    template: str,
    facts: Mapping[str, Any],
    translate: Translate,
    tell: Callable[[int, int], None],
    attached: Sequence[Attached] = (),
    folder: Path | None = None,
) -> bytes:
    """The PDF of a long list; see `papers.render_street` and `papers.render_list`."""
    fonts.configure()
    replaced = wording.lost_characters(facts, fonts.coverage())
    told = wording.printable(facts, fonts.coverage())
    sections = told["sections"] if template == "street-list" else [told]
    pieces = [each for at, section in enumerate(sections) for each in cut(at, len(section["rows"]))]
    texts = [pages.page(template, {**told, "part": asdict(piece)}, translate, False) for piece in pieces]
    drawn = list(_drawn(texts, [piece.until - piece.first for piece in pieces], tell, folder))
    counts = [0] * len(sections)
    for piece, data in zip(pieces, drawn, strict=True):
        counts[piece.section] += _pages(data)
    ground = pages.page(template, {**told, "part": {"counts": counts}}, translate, bool(replaced))
    return _together(ground, drawn, attached)


def cut(section: int, rows: int) -> list[Piece]:
    """The pieces of a section, about equally long; one without rows has a page as well."""
    number = max(1, math.ceil(rows / ROWS_A_PIECE))
    edges = [rows * at // number for at in range(number + 1)]
    return [Piece(section, first, until) for first, until in pairwise(edges)]


def _pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as part:
        return len(part.pages)


def _drawn(
    texts: Sequence[str], rows: Sequence[int], tell: Callable[[int, int], None], folder: Path | None
) -> Iterator[bytes]:
    """The PDF of each text, in order."""
    shelf = Shelf(folder) if folder else None
    keys = [
        hashlib.sha256(f"{VARIANT}|{fonts.configure().name}|{text}".encode()).hexdigest() for text in texts
    ]
    found = [shelf.taken(key) if shelf else None for key in keys]
    missing = [text for text, there in zip(texts, found, strict=True) if there is None]
    new = _here(missing) if len(missing) <= DRAWN_HERE else apart.drawn(missing, VARIANT)
    done, total = 0, sum(rows)
    tell(0, total)
    for at, key in enumerate(keys):
        data = found[at]
        if data is None:
            data = next(new)
            if shelf:
                shelf.put(key, data)
        done += rows[at]
        tell(done, total)
        yield data


def _here(texts: Sequence[str]) -> Iterator[bytes]:
    for text in texts:
        with pdf.one_at_a_time:
            data = apart.draw(text, VARIANT)
        yield data


def _underlay(whole: pikepdf.Pdf, sheet: pikepdf.Page, page: pikepdf.Page) -> None:
    """Draws a page of a part below what stands on its sheet."""
    form = whole.copy_foreign(page.as_form_xobject())
    # The sheet's resources may be shared with others: a copy of its own keeps each part on its sheet.
    own = pikepdf.Dictionary(dict(sheet.resources.items()))
    own.XObject = pikepdf.Dictionary({"/Part": form})
    sheet.obj.Resources = own
    sheet.contents_add(b"q /Part Do Q", prepend=True)


def _together(ground: str, drawn: Sequence[bytes], attached: Sequence[Attached]) -> bytes:
    """The pages under their ground; the same pieces give the same bytes."""
    with pdf.one_at_a_time, pdf.without_collection():
        document = pdf.laid_out(ground)
        marked = (at for at, page in enumerate(document.pages) if "sheets" in page.anchors)
        data = pdf.written(document, VARIANT, attached)
    whole = pikepdf.open(io.BytesIO(data))
    sheets = iter(whole.pages[next(marked, 0) :])
    for piece in drawn:
        with pikepdf.open(io.BytesIO(piece)) as part:
            for page in part.pages:
                _underlay(whole, next(sheets), page)
    result = io.BytesIO()
    whole.save(result, deterministic_id=True, compress_streams=True)
    whole.close()
    return result.getvalue()
