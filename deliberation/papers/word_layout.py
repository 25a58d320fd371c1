"""Word documents in the layout of GB/T 9704-2012: page, styles, faces, and files that stay the same."""

import re
import zipfile
from io import BytesIO
from typing import Any

from docx.document import Document as Written
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LINE = Pt(28.95)
BODY = Pt(15.75)
INDENT = Pt(31.5)
UNWRITABLE = re.compile("[\x00-\x08\x0a-\x1f\ufffe\uffff\ud800-\udfff]")
# The names Word knows its own styles by (its Chinese edition shows 标题, 标题 1 …), face, points.
HEADINGS = (("Title", SONG, 22), ("Heading 1", HEI, 16), ("Heading 2", KAI, 16))


def lay_out(document: Written) -> None:
    """Page, styles, faces and page numbers."""
    section = document.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    document.settings.odd_and_even_pages_header_footer = True
    styles = document.styles
    face_of(styles["Normal"], FANG, BODY)
    for name, face, points in HEADINGS:
        face_of(styles[name], face, Pt(points))
        spacing_of(styles[name])
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _plain_title(styles["Title"])
    face_of(styles["Subtitle"], FANG, Pt(14))
    styles["Subtitle"].font.italic = False
    spacing_of(styles["Subtitle"])
    styles["Subtitle"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for level in (1, 2):
        styles[f"Heading {level}"].paragraph_format.first_line_indent = INDENT
    face_of(styles["Body Text"], FANG, BODY)
    spacing_of(styles["Body Text"])
    styles["Body Text"].paragraph_format.first_line_indent = INDENT
    table = styles.add_style("表格", WD_STYLE_TYPE.PARAGRAPH)
    face_of(table, FANG, Pt(10.5))
    note = styles.add_style("系统说明", WD_STYLE_TYPE.PARAGRAPH)
    face_of(note, KAI, Pt(10.5))
    note.paragraph_format.first_line_indent = INDENT
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side)


def face_of(style: Any, face: str, size: Any) -> None:
    style.font.name, style.font.size = face, size
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), face)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    if style.font.color is not None and style.font.color.type is not None:
        colour = style.element.rPr.find(qn("w:color"))
        style.element.rPr.remove(colour)
    language = style.element.rPr.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        style.element.rPr.append(language)
    language.set(qn("w:eastAsia"), "zh-CN")


def spacing_of(style: Any) -> None:
    form = style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    form.left_indent = None
    if style.name.startswith("Heading"):
        style.font.bold = False


def _plain_title(style: Any) -> None:
    """Word's own title has a line below it; an official paper's has none."""
    style.font.bold = False
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    style.paragraph_format.line_spacing = Pt(36)
    style.paragraph_format.space_after = Pt(14)


def _page_number(paragraph: Paragraph, side: str) -> None:
    """— 1 —, one character in from the outer edge."""
    right = side == "right"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.right_indent = Pt(14) if right else None
    paragraph.paragraph_format.left_indent = None if right else Pt(14)
    for words in ("— ", None, " —"):
        if words is not None:
            paragraph.add_run(words).font.size = Pt(14)
            continue
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)


def same_zip(content: bytes) -> bytes:
    """The same parts in the same order, without the moment of writing."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as made,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as same,
    ):
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            same.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), made.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
