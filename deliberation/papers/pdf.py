"""HTML into PDF: WeasyPrint, told to fetch nothing, to say the same twice, and to report missing glyphs."""

import gc
import io
import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from deliberation.papers import (
    Attached,
    MissingGlyph,
    fonts,
    grounds,
    kept,
    pages,
    roomy,
    slips,
    spread,
    wording,
)
from deliberation.papers.texts import Translate

log = logging.getLogger(__name__)
GROUNDS = {
    "invitation-slips": ("invitation-slips-ground", slips.assemble),
    "need-form": ("need-form-ground", grounds.assemble),
}
one_at_a_time = threading.Lock()


def render(
    template: str,
    facts: Mapping[str, object],
    variant: str | None,
    translate: Translate,
    strict_glyphs: bool,
    attached: Sequence[Attached] = (),
) -> bytes:
    """The PDF of a paper; see `papers.render`."""
    fonts.configure()
    printed = facts if strict_glyphs else wording.printable(facts, fonts.coverage())
    replaced = not strict_glyphs and wording.lost_characters(facts, fonts.coverage())
    under, assemble = GROUNDS.get(template, ("", None))
    text, ground = (
        pages.page(name, printed, translate, bool(replaced)) if name else "" for name in (template, under)
    )

    def draw() -> bytes:
        with one_at_a_time, without_collection(), _missing_glyphs() as missing:
            data = drawn(text, variant, attached)
            if assemble is not None:
                data = assemble(data, drawn(ground, None), printed)
        if missing and strict_glyphs:
            raise MissingGlyph("; ".join(missing))
        return data

    return kept.once(template, f"{variant}|{strict_glyphs}|{text}|{ground}|{attached}", draw)


def drawn(html: str, variant: str | None, attached: Sequence[Attached] = ()) -> bytes:
    """One HTML page set through WeasyPrint, with files inside."""
    return written(laid_out(html, variant), variant, attached)


def written(document: Any, variant: str | None, attached: Sequence[Attached] = ()) -> bytes:
    """The bytes of what `laid_out` gave, or of some pages of it, with files inside."""
    files = [attachment(each) for each in attached]
    data: bytes = roomy.in_one_block(lambda: document.write_pdf(pdf_variant=variant, attachments=files))
    return data


def attachment(file: Attached) -> Any:
    """A file as WeasyPrint takes it: once, and with dates that do not come from the clock."""
    return load().Attachment(
        file_obj=io.BytesIO(file.content),
        name=file.name,
        description=file.description,
        created=file.moment,
        modified=file.moment,
        relationship=file.relationship,
        url_fetcher=_fetcher(),
    )


def laid_out(html: str, variant: str | None = None) -> Any:
    """One HTML page as WeasyPrint's document, whose pages may be chosen before they are written."""
    return roomy.in_one_block(lambda: _source(html).render(pdf_variant=variant))


def _source(html: str) -> Any:
    return load().HTML(string=html, base_url="app:", url_fetcher=_fetcher())


def load() -> Any:
    """WeasyPrint, at the first paper: it costs half a second and must not slow the start of the web."""
    import weasyprint

    spread.install()
    return weasyprint


def _fetcher() -> Any:
    """Gives WeasyPrint what stands in the page itself (`data:`) and nothing else: no file, no network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)


@contextmanager
def without_collection() -> Iterator[None]:
    """No garbage collection while a paper is laid out: a tenth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Ear(logging.Handler):
    """Hears WeasyPrint say that a glyph is missing; nothing else of its talk matters here."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps each missing glyph's message once."""
        message = record.getMessage()
        if ".notdef" in message and message not in self.heard:
            self.heard.append(message)


@contextmanager
def _missing_glyphs() -> Iterator[list[str]]:
    """The messages about missing glyphs while something is drawn; they are logged as errors too."""
    ear, speaker = _Ear(), logging.getLogger("weasyprint")
    speaker.addHandler(ear)
    try:
        yield ear.heard
    finally:
        speaker.removeHandler(ear)
        for message in ear.heard:
            log.error("%s", message)
