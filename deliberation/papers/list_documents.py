"""Lists as Word documents, the twins of their PDFs: read from the very page the PDF is set from.

So no sentence and no column is written twice. Headings, body, cells and heads of tables have styles of their
own, the head of a table is repeated on each page, figures stand at the right, pictures stay to the PDF (their
sentence stands in the text). Same facts, same bytes.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import lxml.html
from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt

from deliberation.papers import pages, word_tables
from deliberation.papers.texts import Translate
from deliberation.papers.word_layout import FANG, HEI, UNWRITABLE, face_of, lay_out, same_zip, spacing_of

UPRIGHT_MM, SIDEWAYS_MM = 156, 225
UNSHOWN = frozenset({"head", "svg", "img", "script", "style"})
STYLES = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2"}
ROWS_OF_SPANS = frozenset({"above-table", "below-table"})
BESIDE_TABLES = frozenset({"aside", "note", "scope", "inside"})


def render(template: str, facts: Mapping[str, Any], translate: Translate) -> bytes:
    """The paper as DOCX bytes."""
    html = pages.page(template, facts, translate, False)
    tree = lxml.html.document_fromstring(re.sub(UNWRITABLE, _kept, html))
    writer = _Writer()
    writer.walk(tree.body)
    return writer.saved(facts)


def _kept(found: re.Match[str]) -> str:
    """Of what XML cannot hold, line breaks stay."""
    return "\n" if found[0] == "\n" else ""


class _Writer:
    """Puts one document together, block by block."""

    def __init__(self) -> None:
        self.document: Written = Document()
        lay_out(self.document)
        _add_styles(self.document)
        self.sideways = False
        self.ident = ""

    def walk(self, parent: Any) -> None:
        """Everything inside an element, in its order."""
        for each in parent.iterchildren(tag=lxml.etree.Element):
            self._block(each)

    def _block(self, block: Any) -> None:
        kinds = frozenset((block.get("class") or "").split())
        if block.tag in UNSHOWN or "unseen" in kinds:
            return
        if block.tag in STYLES:
            self.ident = self.ident or block.get("data-ident") or ""
            self._line(_words(block), STYLES[block.tag])
            self.document.paragraphs[-1].paragraph_format.page_break_before = "opens-page" in kinds or None
        elif block.tag == "p":
            self._paragraph(block, kinds)
        elif block.tag == "table":
            self._table(block)
        elif kinds & ROWS_OF_SPANS:
            self._line("　　".join(filter(None, map(_words, block))), "表外文字")
            self.document.paragraphs[-1].paragraph_format.keep_with_next = "above-table" in kinds or None
        elif "signed-off" in kinds:
            self._line("\n", "落款")
            for line in block:
                self._line(_words(line), "落款")
        else:
            if "annex" in kinds:
                self._turn()
            self.walk(block)

    def _paragraph(self, block: Any, kinds: frozenset[str]) -> None:
        words = _words(block)
        if kinds & {"addressee", "annexes"}:
            self._line("", "顶格")
        if kinds & {"addressee", "annex-mark", "flush", "annexes"}:
            self._line(words, "顶格")
        elif words:
            self._line(words, "表外文字" if kinds & BESIDE_TABLES else "Body Text")

    def _line(self, words: str, style: str) -> None:
        for line in words.split("\n") if style != "Title" else [words]:
            self.document.add_paragraph(line, style=style)

    def _table(self, block: Any) -> None:
        room = SIDEWAYS_MM if self.sideways else UPRIGHT_MM
        table = word_tables.table(block, room, _words)
        body = self.document.element.body
        body.insert(len(body) - 1, table)
        self.document.add_paragraph(style="表外文字")

    def _turn(self) -> None:
        """The annex: on its side, its head at the binding."""
        begun = bool(self.document.paragraphs)
        section = self.document.add_section(WD_SECTION.NEW_PAGE) if begun else self.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(35), Mm(37)
        section.footer_distance = Mm(16)
        self.sideways = True

    def saved(self, facts: Mapping[str, Any]) -> bytes:
        """The bytes: which list it is on every page, title, author and day of the facts."""
        section = self.document.sections[0]
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            header.paragraphs[0].text = UNWRITABLE.sub("", self.ident)
            header.paragraphs[0].style = self.document.styles["清单编号"]
        about = self.document.core_properties
        about.title = UNWRITABLE.sub("", facts["title"])[:255]
        about.author = about.last_modified_by = UNWRITABLE.sub("", _author(facts))[:255]
        about.language, about.comments, about.keywords, about.revision = "zh-CN", "", "", 1
        about.created = about.modified = datetime.fromisoformat(facts["dated_on"])
        buffer = BytesIO()
        self.document.save(buffer)
        return same_zip(buffer.getvalue())


def _author(facts: Mapping[str, Any]) -> str:
    return str(facts.get("community") or facts.get("street") or "")


def _words(block: Any) -> str:
    """The text of a block: line breaks as they are set, blanks at the ends and empty lines left out."""
    for breaking in block.iter("br"):
        breaking.tail = "\n" + (breaking.tail or "")
    return "\n".join(filter(None, (line.strip(" \t\r") for line in block.text_content().split("\n"))))


def _add_styles(document: Written) -> None:
    """What a list needs beside the styles of minutes."""
    for name, face, points in (
        ("顶格", FANG, 15.75),
        ("落款", FANG, 15.75),
        ("表外文字", FANG, 10.5),
        ("清单编号", FANG, 7.5),
        (word_tables.CELL, FANG, 8),
        (word_tables.HEAD, HEI, 8),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        face_of(style, face, Pt(points))
        if points > 12:
            spacing_of(style)
            continue
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    closing = document.styles["落款"].paragraph_format
    closing.alignment, closing.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(63)
