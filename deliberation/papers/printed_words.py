"""What stands printed on a page of a PDF: read from its glyphs, to compare it with what lies in the file."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from deliberation.papers.enclosures import UNSOUND, NotReadable, unpacked

MOST_PAGE_BYTES = 512 * 1024
MOST_FONTS = 40
SHOWN = {"Tj", "TJ", "'", '"'}
PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def first_page(content: bytes) -> str:
    """The characters printed on the first page, without blanks, in the order they were set.

    Understands the two-byte fonts our papers are set in. Raises NotReadable for what cannot be read.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return re.sub(r"\s", "", "".join(_characters(pdf.pages[0])))
    except (*UNSOUND, IndexError) as broken:
        raise NotReadable("not_pdf") from broken


def _characters(page: Any) -> Iterator[str]:
    contents, room = page.obj.get("/Contents"), MOST_PAGE_BYTES
    for stream in list(contents) if isinstance(contents, pikepdf.Array) else [contents]:
        room -= len(unpacked(stream, room)) + 1
        if room <= 0:
            raise NotReadable("too_large")
    fonts = page.resources.get("/Font", {})
    known: dict[str, dict[bytes, str]] = {}
    letters: dict[bytes, str] = {}
    for step in pikepdf.parse_content_stream(page):
        operands, operator = step.operands, str(step.operator)
        if operator == "Tf":
            name = str(operands[0])
            if len(known) > MOST_FONTS:
                raise NotReadable("packed")
            if name not in known:
                known[name] = _letters(fonts[name])
            letters = known[name]
        elif operator in SHOWN:
            yield _read(operands[-1], letters)


def _read(shown: Any, letters: dict[bytes, str]) -> str:
    """The letters of one piece of text, or of the pieces between which the pen moves."""
    pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
    texts = [bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String)]
    return "".join(letters.get(text[at : at + 2], "") for text in texts for at in range(0, len(text), 2))


def _letters(font: Any) -> dict[bytes, str]:
    """Which letter each glyph of a font stands for."""
    if "/ToUnicode" not in font:
        return {}
    table = unpacked(font["/ToUnicode"], MOST_PAGE_BYTES)
    pairs = (
        (bytes.fromhex(glyph.decode()), bytes.fromhex(text.decode())) for glyph, text in PAIR.findall(table)
    )
    return {glyph: text.decode("utf-16-be", "replace") for glyph, text in pairs if len(glyph) == 2}
