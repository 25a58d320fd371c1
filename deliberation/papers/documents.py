"""Minutes as Word documents: real styles, the layout of GB/T 9704-2012, sections that find their way back.

Made from the facts the PDF is made from. What people may edit stands section by section (see `anchors`); what
the platform counted is marked as such. A copy with hidden names never comes back: it does not say what it is
a copy of. The same facts give the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NotRequired, TypedDict
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Written
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from deliberation.papers import anchors, documents_read
from deliberation.papers.meeting_facts import AgendaItem, Attendee, MinutesFacts, Motion
from deliberation.papers.texts import Translate
from deliberation.papers.word_layout import UNWRITABLE, lay_out, same_zip
from deliberation.papers.wording import groups, long_day, ordinal, short_day, span

CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
FMTID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


class EditableSection(TypedDict):
    """One section people may change: its key, its name, its text; `item` numbers the matter it belongs to."""

    key: str
    name: str
    text: str
    item: NotRequired[int | None]


class DocumentFacts(TypedDict):
    """Which document it is (`record`: the whole 会议记录), and what it must say when it comes back."""

    record: bool
    minutes: MinutesFacts
    sections: list[EditableSection]
    meeting_id: str
    revision: int
    text_hash: str
    made_at: datetime


def render(facts: DocumentFacts, translate: Translate) -> bytes:
    """The document as DOCX bytes."""
    written = _Writer(facts, translate)
    written.write()
    return written.saved()


class _Writer:
    """Puts one document together."""

    def __init__(self, facts: DocumentFacts, translate: Translate) -> None:
        self.facts, self.minutes, self._ = facts, facts["minutes"], translate
        self.document: Written = Document()
        self.bookmarks = 0
        self.places = {section["key"]: place for place, section in enumerate(facts["sections"])}
        lay_out(self.document)

    def write(self) -> None:
        """From the title to the signatures."""
        minutes = self.minutes
        self._title()
        self._particulars()
        self._attendance()
        self._sections(None, ("opening",))
        if minutes["looked_back"]:
            self._looked_back()
        for number, item in enumerate(minutes["items"], 1):
            title = self._("议题%(number)s：%(title)s", number=ordinal(number), title=item["title"])
            self._system(f"item{number}", title, 1)
            self._matter(item)
            self._sections(number, ())
        if minutes["resolutions"]:
            self._resolutions()
        self._sections(None, ("closing", "attachments"))
        self._signatures()

    def _title(self) -> None:
        words = self.minutes["record_mark"] if self.facts["record"] else self.minutes["mark"]
        self.document.add_paragraph(words, style="Title")
        self._line("　".join((self.minutes["session"], long_day(self.minutes["dated_on"]))), "Subtitle")
        hashed = self._("校验码：%(hash)s", hash=groups(self.minutes["short_hash"]))
        draft = "" if self.minutes["signed"] else self._("草稿（尚未签署）　")
        self._line(draft + hashed, "Subtitle")

    def _system(self, name: str, heading: str, level: int, mark: bool = True) -> None:
        """A heading under which the platform wrote; what follows is not taken back."""
        paragraph = self.document.add_heading(heading, level)
        self._bookmark(paragraph, f"{anchors.SYSTEM}{name}")
        if mark:
            self._line(self._("（以下由系统按会议记录生成，在这里改动不会导入）"), "系统说明")

    def _bookmark(self, paragraph: Paragraph, name: str) -> None:
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for each in (start, end):
            each.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), name)
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
        paragraph._p.append(end)

    def _line(self, words: str, style: str = "Body Text") -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        _write_run(paragraph, words)
        return paragraph

    def _field(self, label: str, words: str) -> None:
        if words:
            paragraph = self.document.add_paragraph(style="Body Text")
            _write_run(paragraph, label, bold=True)
            _write_run(paragraph, words)

    def _particulars(self) -> None:
        minutes = self.minutes
        self._system("facts", self._("会议情况"), 1)
        for label, words in (
            (self._("会议："), minutes["title"]),
            (self._("届次："), minutes["session"]),
            (self._("时间："), span(minutes["held_from"], minutes["held_to"])),
            (self._("地点："), minutes["place"]),
            (self._("形式："), minutes["form"]),
            (self._("主持："), minutes["chair"]),
            (self._("记录："), minutes["recorder"]),
            (self._("规则："), minutes["rule"] if self.facts["record"] else ""),
            (self._("人数："), minutes["quorum"]),
        ):
            self._field(label, words)

    def _attendance(self) -> None:
        for group in self.minutes["groups"]:
            people = [self._noted(person) for person in group["people"]]
            self._field(group["heading"], "、".join(people))

    def _noted(self, person: Attendee) -> str:
        if not person["note"]:
            return person["name"]
        return self._("%(name)s（%(note)s）", name=person["name"], note=person["note"])

    def _sections(self, item: int | None, keys: Sequence[str]) -> None:
        """The sections of a matter, or these of the whole meeting, each under its heading."""
        for section in self.facts["sections"]:
            if section["key"] in keys or (item is not None and section.get("item") == item):
                self._section(section, 1 if item is None else 2)

    def _section(self, section: EditableSection, level: int) -> None:
        heading = self.document.add_heading(section["name"], level)
        self._bookmark(heading, f"{anchors.SECTION}{self.places[section['key']]}")
        for line in section["text"].split("\n"):
            self._line(line)

    def _looked_back(self) -> None:
        self._system("before", self._("以前议定事项的办理情况"), 1)
        rows = [
            (row["text"], row["unit"], short_day(row["due_on"]) if row["due_on"] else "", _state(row))
            for row in self.minutes["looked_back"]
        ]
        heads = (self._("事项"), self._("责任单位"), self._("期限"), self._("办理情况"))
        self._table(heads, rows, (60, 34, 26, 36))

    def _matter(self, item: AgendaItem) -> None:
        self._field(self._("提出："), item["proposer"])
        if item["root"]:
            self._line(self._("所议投票的选票根值：%(root)s", root=groups(item["root"])))
        motions = item["motions"] if self.facts["record"] else [m for m in item["motions"] if not m["amends"]]
        for number, motion in enumerate(motions, 1):
            self._motion(motion, number if len(motions) > 1 else 0)

    def _motion(self, motion: Motion, number: int) -> None:
        label = self._("动议%(number)s：", number=number) if number else self._("表决事项：")
        self._field(label, motion["text"] + (f"（{motion['amends']}）" if motion["amends"] else ""))
        if self.facts["record"]:
            self._field(self._("提出："), motion["proposer"])
            self._field(self._("附议："), motion["seconder"])
            self._field(self._("原文："), motion["first_text"])
        heads = (self._("表决方式"), self._("赞成"), self._("反对"), self._("弃权"), self._("结果"))
        counts = [motion["votes_for"], motion["against"], motion["abstain"]]
        said = [self._("%(count)s票", count=count) if motion["counted"] else "" for count in counts]
        self._table(heads, [(motion["way"], *said, motion["result"])], (36, 30, 30, 30, 30))
        if self.facts["record"]:
            for group in motion["roll"]:
                people = "、".join(self._noted(person) for person in group["people"])
                self._field(self._("%(choice)s：", choice=group["choice"]), people)
            if motion["ballot"]:
                self._line(motion["ballot"])
        if motion["arithmetic"]:
            self._line(motion["arithmetic"])

    def _resolutions(self) -> None:
        self._system("agreed", self._("议定事项"), 1)
        rows = [
            (
                str(n),
                row["text"],
                row["unit"],
                row["owner"],
                short_day(row["due_on"]) if row["due_on"] else "",
            )
            for n, row in enumerate(self.minutes["resolutions"], 1)
        ]
        heads = (self._("序号"), self._("事项"), self._("责任单位"), self._("责任人"), self._("期限"))
        self._table(heads, rows, (14, 62, 34, 22, 24))

    def _signatures(self) -> None:
        self._system("signatures", self._("签署"), 1, mark=False)
        rows = [(line["role"], line["name"], self._signed(line)) for line in self.minutes["signatures"]]
        self._table((self._("身份"), self._("姓名"), self._("签字")), rows, (34, 34, 88), to_sign=True)
        for number, addendum in enumerate(self.minutes["addenda"], 1):
            kind = self._("%(kind)s%(number)s：", kind=addendum["kind"], number=number)
            self._field(kind, addendum["text"])
            hashed = groups(addendum["short_hash"])
            self._line(self._("%(author)s　校验码：%(hash)s", author=addendum["author"], hash=hashed))
        if self.minutes["veiled"]:
            self._line(self._("注：本件供公开，居民姓名已隐去一部分。"), "系统说明")
        self._bookmark(self._line(""), anchors.END)

    def _signed(self, line: Mapping[str, Any]) -> str:
        if not line["signed_at"]:
            return self._("　　年　　月　　日")
        return self._(
            "%(day)s　校验码：%(hash)s", day=long_day(line["signed_at"][:10]), hash=groups(line["short_hash"])
        )

    def _table(
        self,
        heads: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[int],
        to_sign: bool = False,
    ) -> None:
        """A table with its head on every page, no row torn; `to_sign`: room for a pen, kept together."""
        table = self.document.add_table(rows=0, cols=len(heads), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for place, words in enumerate([heads, *rows]):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            if to_sign and place:
                row.height = Mm(13)
            for cell, text, width in zip(row.cells, words, widths, strict=True):
                cell.width = Mm(width)
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
                paragraph = cell.paragraphs[0]
                paragraph.style = self.document.styles["表格"]
                paragraph.paragraph_format.keep_with_next = to_sign or None
                _write_run(paragraph, text, bold=place == 0)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def saved(self) -> bytes:
        """The bytes: properties set, dates those of the facts, the same zip for the same content."""
        properties, facts = self.document.core_properties, self.facts
        properties.title = self.minutes["record_mark"] if facts["record"] else self.minutes["mark"]
        properties.author = properties.last_modified_by = self.minutes["community"]
        properties.language, properties.comments, properties.keywords = "zh-CN", "", ""
        properties.created = properties.modified = facts["made_at"].replace(tzinfo=None, microsecond=0)
        properties.revision = 1
        if not self.minutes["veiled"]:
            keys = " ".join(section["key"] for section in facts["sections"])
            outside = documents_read.written_outside(self._bytes())
            said = (facts["meeting_id"], str(facts["revision"]), facts["text_hash"], keys, outside)
            names = (anchors.MEETING, anchors.REVISION, anchors.TEXT_HASH, anchors.KEYS, anchors.OUTSIDE)
            _custom(self.document, dict(zip(names, said, strict=True)))
        return same_zip(self._bytes())

    def _bytes(self) -> bytes:
        buffer = BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def _state(row: Mapping[str, Any]) -> str:
    return "：".join(filter(None, (row["state"], row["note"])))


def _write_run(paragraph: Paragraph, words: str, bold: bool = False) -> None:
    """Words as text, whatever is in them; what XML cannot hold is left out."""
    run = paragraph.add_run(UNWRITABLE.sub("", words))
    run.bold = bold or None


def _custom(document: Written, values: Mapping[str, str]) -> None:
    """Custom properties, which python-docx cannot write."""
    rows = "".join(
        f'<property fmtid="{FMTID}" pid="{number}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values.items(), 2)
    )
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    xml += f'<Properties xmlns="{CUSTOM}" xmlns:vt="{TYPES}">'
    package = document.part.package
    part = Part(
        PackURI("/docProps/custom.xml"),
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        f"{xml}{rows}</Properties>".encode(),
        package,
    )
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
