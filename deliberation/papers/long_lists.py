"""A street's long list laid out community by community, in processes of its own, and put together.

A section begins on a page of its own, so nothing of it depends on the others: two are laid out at a time, and
one that did not change is taken from the shelf. The pages are laid under a ground that carries what depends
on the whole: page numbers, the check code, bookmarks, attachments and everything PDF/A asks for.
"""

import hashlib
import io
import multiprocessing
import resource
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pikepdf

from deliberation.papers import Attached, RenderingStopped, fonts, pages, pdf, wording
from deliberation.papers.shelf import Shelf
from deliberation.papers.texts import Translate

VARIANT = "pdf/a-3u"
PROCESSES = 2
MOST_MEMORY_BYTES = 2 * 1024 * 1024 * 1024  # addresses, of which the fonts' take the most


def render(
    facts: Mapping[str, Any],
    translate: Translate,
    tell: Callable[[int, int], None],
    attached: Sequence[Attached] = (),
    folder: Path | None = None,
) -> bytes:
    """The PDF of a street's list; see `papers.render_street`."""
    fonts.configure()
    replaced = wording.lost_characters(facts, fonts.coverage())
    told = wording.printable(facts, fonts.coverage())
    last = len(told["sections"]) - 1
    parts = [{"section": at, "closes": at == last} for at in range(-1, last + 1)]
    texts = [
        pages.page("street-list", {**told, "part": part}, translate, replaced and at == last)
        for at, part in enumerate(parts, -1)
    ]
    drawn = list(_drawn(texts, [0, *(len(each["rows"]) for each in told["sections"])], tell, folder))
    return _together(told, translate, drawn, attached)


def _drawn(
    texts: Sequence[str], rows: Sequence[int], tell: Callable[[int, int], None], folder: Path | None
) -> Iterator[bytes]:
    """The PDF of each text, in order; a child that dies stops the whole."""
    shelf = Shelf(folder) if folder else None
    keys = [
        hashlib.sha256(f"{VARIANT}|{fonts.configure().name}|{text}".encode()).hexdigest() for text in texts
    ]
    found = [shelf.taken(key) if shelf else None for key in keys]
    context = multiprocessing.get_context("spawn")
    done, total = 0, sum(rows)
    with ProcessPoolExecutor(PROCESSES, context, _begin) as pool:
        waiting = [
            None if there else pool.submit(_draw, text) for there, text in zip(found, texts, strict=True)
        ]
        try:
            for at, key in enumerate(keys):
                future = waiting[at]
                data = found[at] or (future.result() if future else b"")
                if future and shelf:
                    shelf.put(key, data)
                done += rows[at]
                tell(done, total)
                yield data
        except (BrokenProcessPool, MemoryError) as broken:
            raise RenderingStopped from broken
        finally:
            pool.shutdown(cancel_futures=True)


def _begin() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


def _draw(html: str) -> bytes:
    fonts.configure()
    with pdf.without_collection():
        return pdf.drawn(html, VARIANT)


def _underlay(whole: pikepdf.Pdf, sheet: pikepdf.Page, page: pikepdf.Page) -> None:
    """Draws a page of a part below what stands on its sheet."""
    form = whole.copy_foreign(page.as_form_xobject())
    # The sheet's resources may be shared with others: a copy of its own keeps each part on its sheet.
    own = pikepdf.Dictionary(dict(sheet.resources.items()))
    own.XObject = pikepdf.Dictionary({"/Part": form})
    sheet.obj.Resources = own
    sheet.contents_add(b"q /Part Do Q", prepend=True)


def _together(
    facts: Mapping[str, Any], translate: Translate, drawn: Sequence[bytes], attached: Sequence[Attached]
) -> bytes:
    """The pages under their ground; the same parts give the same bytes."""
    parts = [pikepdf.open(io.BytesIO(data)) for data in drawn]
    counts = [len(part.pages) for part in parts]
    html = pages.page("street-list-ground", {**facts, "counts": counts}, translate, False)
    with pdf.one_at_a_time, pdf.without_collection():
        whole = pikepdf.open(io.BytesIO(pdf.drawn(html, VARIANT, attached)))
    sheets = iter(whole.pages)
    for part in parts:
        for page in part.pages:
            _underlay(whole, next(sheets), page)
        part.close()
    result = io.BytesIO()
    whole.save(result, deterministic_id=True, compress_streams=True)
    whole.close()
    return result.getvalue()
