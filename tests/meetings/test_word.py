"""Minutes go to Word and come back: changes are found, what is strange is said, what is hostile refused."""

import re
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import docx
import pytest

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import papers, service, word
from deliberation.meetings.minuting import MOST_LETTERS
from deliberation.meetings.rules import Source
from deliberation.papers import documents_read
from tests.meetings.stories import MeetingStory, edited, minutes
from tests.meetings.word_files import (
    DOCUMENT,
    changed,
    in_place_of,
    paragraph,
    paragraph_of,
    run,
    through_office,
    with_parts,
    without_bookmarks,
)
from tests.stories import Story

MARK = "开场的话在这里"
office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="NO LIBREOFFICE here: no document went through a neutral editor"
)


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def meeting_id(told: MeetingStory) -> UUID:
    found = told.drafted()
    edited(told.worker, found, MARK)
    return found


def document(meeting_id: UUID, paper: str = papers.RECORD, masked: bool = False) -> bytes:
    return word.minutes_docx(minutes(meeting_id), "和平里社区", masked, paper)


def opening(meeting_id: UUID, content: bytes) -> str:
    return word.read_back(minutes(meeting_id), content).sections["opening"]


def notices(meeting_id: UUID, content: bytes) -> list[str]:
    return word.read_back(minutes(meeting_id), content).notices


def refused(meeting_id: UUID, content: bytes) -> str:
    with pytest.raises(Refusal) as refusal:
        word.read_back(minutes(meeting_id), content)
    return refusal.value.code


@pytest.mark.parametrize("paper", [papers.SUMMARY, papers.RECORD])
class TestOut:
    def test_the_same_minutes_give_the_same_bytes(self, meeting_id: UUID, paper: str) -> None:
        assert document(meeting_id, paper) == document(meeting_id, paper)

    def test_it_has_real_styles_the_official_margins_and_a_language(
        self, meeting_id: UUID, paper: str
    ) -> None:
        opened = docx.Document(BytesIO(document(meeting_id, paper)))
        page = opened.sections[0]
        assert [round(side.mm) for side in (page.top_margin, page.bottom_margin)] == [37, 35]  # type: ignore[union-attr]
        assert [round(side.mm) for side in (page.left_margin, page.right_margin)] == [28, 26]  # type: ignore[union-attr]
        assert round(page.page_width.mm) == 210  # type: ignore[union-attr]
        styles = {each.style.name for each in opened.paragraphs if each.style is not None}
        assert {"Title", "Heading 1", "Heading 2", "Body Text"} <= styles
        assert opened.core_properties.language == "zh-CN"
        assert opened.settings.odd_and_even_pages_header_footer
        assert opened.styles["Body Text"].paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)

    def test_nothing_changed_means_nothing_to_take_over(self, meeting_id: UUID, paper: str) -> None:
        found = word.read_back(minutes(meeting_id), document(meeting_id, paper))
        assert (found.changed, found.conflicts, found.missing, found.notices) == ([], [], [], [])
        assert found.sections["opening"] == MARK

    @office
    @pytest.mark.parametrize("kinds", [("docx",), ("odt", "docx")])
    def test_a_neutral_editor_gives_back_every_section(
        self, meeting_id: UUID, paper: str, kinds: tuple[str, ...]
    ) -> None:
        edited_between = in_place_of(document(meeting_id, paper), MARK, paragraph(run("在别处改的话")))
        returned = word.read_back(minutes(meeting_id), through_office(edited_between, *kinds))
        assert returned.changed == ["opening"]
        assert returned.sections["opening"] == "在别处改的话"
        assert (returned.missing, returned.notices) == ([], [])

    @office
    def test_it_opens_as_a_paper(self, meeting_id: UUID, paper: str) -> None:
        assert through_office(document(meeting_id, paper), "pdf").startswith(b"%PDF")


class TestBack:
    def test_an_edit_becomes_a_revision_of_its_own(self, told: MeetingStory, meeting_id: UUID) -> None:
        content = in_place_of(document(meeting_id), MARK, paragraph(run("改过的")) + paragraph(run("第二行")))
        returned = word.read_back(minutes(meeting_id), content)
        with unit_of_work():
            service.edit_minutes(
                told.worker, minutes(meeting_id), returned.sections, returned.revision, source=Source.DOCX
            )
        written = minutes(meeting_id)
        assert written.sections["opening"] == "改过的\n第二行"
        assert written.revisions[-1].source == Source.DOCX

    def test_what_others_wrote_meanwhile_into_other_sections_stays(
        self, told: MeetingStory, meeting_id: UUID
    ) -> None:
        content = in_place_of(document(meeting_id), MARK, paragraph(run("在 Word 里改的")))
        with unit_of_work():
            service.edit_minutes(
                told.lead, minutes(meeting_id), {"closing": "别人写的"}, minutes(meeting_id).revision
            )
        returned = word.read_back(minutes(meeting_id), content)
        assert (returned.changed, returned.conflicts) == (["opening"], [])
        assert word.standing_after(minutes(meeting_id), returned)["closing"] == "别人写的"

    def test_the_same_section_changed_by_both_is_shown_and_not_taken(
        self, told: MeetingStory, meeting_id: UUID
    ) -> None:
        content = in_place_of(document(meeting_id), MARK, paragraph(run("在 Word 里改的")))
        edited(told.lead, meeting_id, "别人改的")
        assert word.read_back(minutes(meeting_id), content).conflicts == ["opening"]

    def test_a_document_of_another_meeting_is_refused(self, told: MeetingStory, meeting_id: UUID) -> None:
        other = told.drafted(title="另一个会")
        assert refused(meeting_id, document(other)) == "meetings.docx_other"

    def test_a_copy_with_hidden_names_cannot_come_back(self, meeting_id: UUID) -> None:
        assert refused(meeting_id, document(meeting_id, masked=True)) == "meetings.docx_foreign"

    def test_what_was_counted_is_never_taken_back(self, meeting_id: UUID) -> None:
        content = changed(
            document(meeting_id), lambda xml: xml.replace("4票", "5票").replace("王书记", "张三丰")
        )
        found = word.read_back(minutes(meeting_id), content)
        assert (found.changed, found.notices) == ([], ["facts"])

    def test_words_outside_the_sections_are_not_dropped_in_silence(self, meeting_id: UUID) -> None:
        stray = "<w:body>" + paragraph(run("写在最前面"))
        content = changed(document(meeting_id), lambda xml: xml.replace("<w:body>", stray, 1))
        assert notices(meeting_id, content) == ["facts"]


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cell(*blocks: str) -> str:
    return f"<w:tc>{''.join(blocks)}</w:tc>"


def box(*runs: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{paragraph(*runs)}</w:txbxContent></w:pict></w:r>"


def moved(mark: str, words: str) -> str:
    """A whole paragraph on one end of a move."""
    return f"<w:p><w:pPr><w:rPr><w:{mark}/></w:rPr></w:pPr><w:{mark}>{run(words)}</w:{mark}></w:p>"


REWRITTEN: dict[str, tuple[str, str]] = {
    "tracked insertions are taken as accepted": (
        paragraph(run("甲"), f'<w:ins w:id="9" w:author="x">{run("乙")}</w:ins>'),
        "甲乙",
    ),
    "tracked deletions are taken as made": (
        paragraph(
            run("甲"), '<w:del w:id="9" w:author="x"><w:r><w:delText>乙</w:delText></w:r></w:del>', run("丙")
        ),
        "甲丙",
    ),
    "a move is where it went": (
        paragraph(
            f'<w:moveFrom w:id="8">{run("旧")}</w:moveFrom>', f'<w:moveTo w:id="9">{run("新")}</w:moveTo>'
        ),
        "新",
    ),
    "a whole line moved leaves no empty line": (
        paragraph(run("甲")) + moved("moveFrom", "乙") + paragraph(run("丙")) + moved("moveTo", "乙"),
        "甲\n丙\n乙",
    ),
    "a struck-out paragraph end joins two lines": (
        f'<w:p><w:pPr><w:rPr><w:del w:id="9" w:author="x"/></w:rPr></w:pPr>{run("甲")}</w:p>'
        + paragraph(run("乙")),
        "甲乙",
    ),
    "several runs are one line": (paragraph(run("张三"), run("："), run("我同意")), "张三：我同意"),
    "a soft break is a new line": (paragraph(run("甲"), "<w:r><w:br/></w:r>", run("乙")), "甲\n乙"),
    "the end of a page is none": (
        paragraph(run("甲"), '<w:r><w:br w:type="page"/></w:r>', run("乙")),
        "甲乙",
    ),
    "a soft hyphen goes": (paragraph(run("甲"), "<w:r><w:softHyphen/></w:r>", run("乙\u00ad丙")), "甲乙丙"),
    "half-width colons stay": (paragraph(run("张三:好")), "张三:好"),
    "a field shows what it showed": (
        paragraph(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            run("七月八日"),
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        "七月八日",
    ),
    "a control others put in is read through": (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('甲'))}</w:sdtContent></w:sdt>",
        "甲",
    ),
    "a table is a line a row": (
        "<w:tbl>"
        + "".join(
            f"<w:tr><w:tc>{paragraph(run(a))}</w:tc><w:tc>{paragraph(run(b))}</w:tc></w:tr>"
            for a, b in (("甲", "1"), ("乙", "2"))
        )
        + "</w:tbl>",
        "甲　1\n乙　2",
    ),
    "a struck-out row goes": (
        table(
            '<w:trPr><w:del w:id="9" w:author="x"/></w:trPr>' + cell(paragraph(run("甲"))),
            cell(paragraph(run("乙"))),
        ),
        "乙",
    ),
    "a table in a table is read once": (
        table(cell(paragraph(run("甲")), table(cell(paragraph(run("乙")))))),
        "甲 乙",
    ),
    "a control around a cell is read through": (
        table(f"<w:sdt><w:sdtContent>{cell(paragraph(run('甲')))}</w:sdtContent></w:sdt>"),
        "甲",
    ),
    "numbers made by the editor are missed": (
        f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>{run("甲")}</w:p>',
        "甲",
    ),
    "a symbol is missed": (
        paragraph(run("甲"), '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'),
        "甲",
    ),
    "a formula is its letters": (
        '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        "<m:r><m:t>a+b</m:t></m:r></m:oMath></w:p>",
        "a+b",
    ),
    "how a character is read goes": (
        paragraph(
            f"<w:r><w:ruby><w:rt>{run('xi')}</w:rt><w:rubyBase>{run('喜')}</w:rubyBase></w:ruby></w:r>"
        ),
        "喜",
    ),
    "a picture is left out": (paragraph(run("甲"), "<w:r><w:drawing/></w:r>"), "甲"),
    "a text box is a line of its own": (
        paragraph(
            run("甲"), f"<w:r><w:pict><w:txbxContent>{paragraph(run('框里'))}</w:txbxContent></w:pict></w:r>"
        ),
        "甲\n框里",
    ),
    "a box in a box is read once": (paragraph(run("甲"), box(run("外"), box(run("里")))), "甲\n外\n里"),
    "a footnote is left out": (paragraph(run("甲"), '<w:r><w:footnoteReference w:id="2"/></w:r>'), "甲"),
    "emoji and rare characters stay": (paragraph(run("𬭎👍🏽㛃")), "𬭎👍🏽㛃"),
}
SAID = {
    "numbers made by the editor are missed": "numbers",
    "a symbol is missed": "left_out",
    "tracked insertions are taken as accepted": "tracked",
    "tracked deletions are taken as made": "tracked",
    "a move is where it went": "tracked",
    "a whole line moved leaves no empty line": "tracked",
    "a struck-out paragraph end joins two lines": "tracked",
    "a table is a line a row": "tables",
    "a table in a table is read once": "tables",
    "a control around a cell is read through": "tables",
    "a picture is left out": "pictures",
    "a text box is a line of its own": "boxes",
    "a box in a box is read once": "boxes",
    "a footnote is left out": "footnotes",
}


@pytest.mark.parametrize("what", [what for what in REWRITTEN if "row goes" not in what])
def test_words_are_read_as_they_would_be_read(meeting_id: UUID, what: str) -> None:
    put, says = REWRITTEN[what]
    content = in_place_of(document(meeting_id), MARK, put)
    assert opening(meeting_id, content) == says
    assert notices(meeting_id, content) == ([SAID[what]] if what in SAID else [])


def test_a_struck_out_row_goes(meeting_id: UUID) -> None:
    struck, says = REWRITTEN["a struck-out row goes"]
    content = in_place_of(document(meeting_id), MARK, struck)
    assert opening(meeting_id, content) == says
    assert notices(meeting_id, content) == ["tables", "tracked"]


class TestStrangeShapes:
    def test_a_renamed_heading_is_found_by_its_bookmark(self, meeting_id: UUID) -> None:
        content = changed(document(meeting_id), lambda xml: xml.replace("开场和其他情况", "开头"))
        assert opening(meeting_id, content) == MARK
        assert notices(meeting_id, content) == ["headings"]

    @pytest.mark.parametrize("between", ["：", ": ", "　", "", "</w:t><w:br/><w:t>"])
    def test_words_on_the_line_of_a_heading_are_kept_and_said(self, meeting_id: UUID, between: str) -> None:
        said = f"开场和其他情况{between}大家好"
        content = changed(document(meeting_id), lambda xml: xml.replace("开场和其他情况", said))
        assert opening(meeting_id, content) == f"大家好\n{MARK}"
        assert notices(meeting_id, content) == ["headings"]

    def test_a_section_drawn_up_into_its_heading_loses_nothing(self, meeting_id: UUID) -> None:
        content = in_place_of(document(meeting_id), MARK, "")
        content = changed(content, lambda xml: xml.replace("开场和其他情况", f"开场和其他情况{MARK}"))
        found = word.read_back(minutes(meeting_id), content)
        assert (found.sections["opening"], found.changed) == (MARK, [])

    def test_a_heading_and_its_words_in_one_cell_of_a_table_lose_nothing(self, meeting_id: UUID) -> None:
        def boxed(xml: str) -> str:
            heading, text = paragraph_of("开场和其他情况").search(xml), paragraph_of(MARK).search(xml)
            assert heading
            assert text
            framed = table(cell(heading.group() + text.group()))
            return xml[: heading.start()] + framed + xml[text.end() :]

        assert opening(meeting_id, changed(document(meeting_id), boxed)) == MARK

    def test_boxes_and_tables_as_deep_as_may_be_are_read(self, meeting_id: UUID) -> None:
        boxes, tables = run("里"), paragraph(run("里"))
        for _level in range(45):
            boxes, tables = box(boxes), table(cell(tables))
        content = in_place_of(document(meeting_id), MARK, paragraph(boxes) + tables)
        assert opening(meeting_id, content) == "里\n里"

    def test_a_heading_typed_anew_is_found_by_its_words(self, meeting_id: UUID) -> None:
        def anew(xml: str) -> str:
            heading = paragraph_of("结论").search(xml)
            assert heading
            plain = re.sub(r"<w:bookmark(Start|End)[^>]*/>", "", heading.group())
            return xml[: heading.start()] + plain + paragraph(run("新结论")) + xml[heading.end() :]

        found = word.read_back(minutes(meeting_id), changed(document(meeting_id), anew))
        assert ([key.rsplit("_", 1)[-1] for key in found.changed], found.missing) == (["conclusion"], [])

    def test_without_bookmarks_headings_are_found_by_their_words(self, meeting_id: UUID) -> None:
        content = without_bookmarks(document(meeting_id))
        found = word.read_back(minutes(meeting_id), content)
        assert (found.changed, found.missing) == ([], [])

    def test_a_deleted_section_stays_as_it_was_and_is_named(self, meeting_id: UUID) -> None:
        content = in_place_of(in_place_of(document(meeting_id), "开场和其他情况", ""), MARK, "")
        found = word.read_back(minutes(meeting_id), content)
        assert found.missing == ["opening"]
        assert "opening" not in found.changed

    def test_a_doubled_section_is_put_together_and_said(self, meeting_id: UUID) -> None:
        content = document(meeting_id)

        def twice(xml: str) -> str:
            heading, text = paragraph_of("开场和其他情况").search(xml), paragraph_of(MARK).search(xml)
            assert heading
            assert text
            return xml[: text.end()] + heading.group() + paragraph(run("第二遍")) + xml[text.end() :]

        content = changed(content, twice)
        assert opening(meeting_id, content) == f"{MARK}\n第二遍"
        assert notices(meeting_id, content) == ["doubled"]

    def test_sections_in_another_order_are_still_themselves(self, meeting_id: UUID) -> None:
        def swapped(xml: str) -> str:
            heading, text = paragraph_of("开场和其他情况").search(xml), paragraph_of(MARK).search(xml)
            assert heading
            assert text
            both = heading.group() + text.group()
            rest = xml[: heading.start()] + xml[text.end() :]
            at = re.search(r"<w:sectPr", rest)
            assert at
            return rest[: at.start()] + both + rest[at.start() :]

        assert opening(meeting_id, changed(document(meeting_id), swapped)) == MARK

    def test_comments_are_left_out_and_said(self, meeting_id: UUID) -> None:
        comments = b'<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
        assert notices(meeting_id, with_parts(document(meeting_id), {"word/comments.xml": comments})) == [
            "comments"
        ]

    def test_a_section_may_be_as_long_as_on_the_page_and_no_longer(self, meeting_id: UUID) -> None:
        content = document(meeting_id)
        fits = in_place_of(content, MARK, paragraph(run("字" * MOST_LETTERS)))
        assert len(opening(meeting_id, fits)) == MOST_LETTERS
        assert refused(meeting_id, in_place_of(content, MARK, paragraph(run("字" * (MOST_LETTERS + 1))))) == (
            "meetings.docx_long"
        )

    def test_links_outside_are_never_followed(self, meeting_id: UUID) -> None:
        rels = (
            b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="http://127.0.0.1:9/t.dotm" '
            b'TargetMode="External"/></Relationships>'
        )
        content = with_parts(document(meeting_id), {"word/_rels/document.xml.rels": rels})
        assert opening(meeting_id, content) == MARK


def bomb() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(DOCUMENT, b"<a>" + b" " * 60_000_000 + b"</a>")
    return buffer.getvalue()


def elements() -> bytes:
    """More than any minutes have, and not so alike that the zip gives them away."""
    numbers = range(documents_read.MOST_ELEMENTS)
    return b"".join(b"<a/>" if number * number % 7 % 2 else b"<b n='%d'/>" % number for number in numbers)


def many() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for number in range(documents_read.MOST_ENTRIES + 1):
            packed.writestr(f"word/{number}.xml", b"")
    return buffer.getvalue()


def encrypted() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(DOCUMENT, b"<a/>")
    content = bytearray(buffer.getvalue())
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def broken(content: bytes) -> bytes:
    """The text itself spoiled on the way: the zip still lists it."""
    with zipfile.ZipFile(BytesIO(content)) as packed:
        begin = packed.getinfo(DOCUMENT).header_offset
    begin += 30 + int.from_bytes(content[begin + 26 : begin + 28], "little")
    spoiled = bytearray(content)
    spoiled[begin : begin + 40] = bytes(each ^ 0xFF for each in spoiled[begin : begin + 40])
    return bytes(spoiled)


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing at all": (lambda _c: b"", "not_docx"),
    "a PDF renamed": (lambda _c: b"%PDF-1.7 ...", "not_docx"),
    "an old .doc, or one with a password": (
        lambda _c: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 900,
        "old_word",
    ),
    "an encrypted zip": (lambda _c: encrypted(), "encrypted"),
    "a zip bomb": (lambda _c: bomb(), "bomb"),
    "thousands of parts": (lambda _c: many(), "bomb"),
    "half a file": (lambda c: c[: len(c) // 2], "damaged"),
    "another zip": (lambda c: with_parts(c, {DOCUMENT: None}), "not_docx"),
    "macros": (lambda c: with_parts(c, {"word/vbaProject.bin": b"x"}), "macros"),
    "entities": (
        lambda c: with_parts(c, {DOCUMENT: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "damaged",
    ),
    "an entity in UTF-16": (
        lambda c: with_parts(c, {DOCUMENT: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")}),
        "damaged",
    ),
    "a DTD far down": (
        lambda c: with_parts(c, {DOCUMENT: b"<!--" + b"x" * 3000 + b"--><!DOCTYPE a><a/>"}),
        "damaged",
    ),
    "broken compression": (lambda c: broken(c), "damaged"),
    "macros by name": (
        lambda c: changed(
            c,
            lambda xml: xml.replace("wordprocessingml.document.main", "ms-word.document.macroEnabled.main"),
            "[Content_Types].xml",
        ),
        "macros",
    ),
    "more sections than any minutes have": (
        lambda c: changed(
            c,
            lambda xml: xml.replace("opening closing", "a " * 6_000).replace("opening ", "a " * 6_000),
            "docProps/custom.xml",
        ),
        "bomb",
    ),
    "a wrong encoding": (
        lambda c: with_parts(c, {DOCUMENT: '<?xml version="1.0" encoding="utf-8"?><a>中'.encode("gbk")}),
        "damaged",
    ),
    "too deep": (lambda c: with_parts(c, {DOCUMENT: b"<a>" * 240 + b"</a>" * 240}), "bomb"),
    "millions of elements": (
        lambda c: with_parts(c, {DOCUMENT: b"<a>" + elements() + b"</a>"}),
        "bomb",
    ),
    "not ours": (lambda c: with_parts(c, {"docProps/custom.xml": None}), "foreign"),
    "a revision that is none": (
        lambda c: changed(
            c, lambda xml: re.sub(r">\d+</vt:lpwstr>", ">9e9</vt:lpwstr>", xml), "docProps/custom.xml"
        ),
        "foreign",
    ),
    "no sections left": (
        lambda c: changed(c, lambda xml: re.sub(r"<w:body>.*</w:body>", "<w:body/>", xml, flags=re.DOTALL)),
        "empty",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_document_of_ours_is_refused_with_its_reason(meeting_id: UUID, what: str) -> None:
    spoil, reason = HOSTILE[what]
    assert refused(meeting_id, spoil(document(meeting_id))) == f"meetings.docx_{reason}"


def test_names_that_lead_elsewhere_lead_nowhere(meeting_id: UUID) -> None:
    content = with_parts(document(meeting_id), {"../../etc/passwd": b"x", "/abs": b"x", "C:\\x": b"x"})
    assert opening(meeting_id, content) == MARK
