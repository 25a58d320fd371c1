"""Papers for a matter: what is kept, what is refused, who may fetch them."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from uuid import UUID

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image
from sqlalchemy import func, select

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files.models import StoredFile
from deliberation.meetings import materials
from deliberation.meetings.models import ItemMaterial
from tests.meetings.papers import bomb, photo, scanned_pdf
from tests.meetings.stories import MeetingStory, first_item, meeting
from tests.page import PageClient
from tests.stories import A, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def saved(made: object) -> bytes:
    content = BytesIO()
    made.save(content)  # type: ignore[attr-defined]  # a document or a workbook
    return content.getvalue()


def packed(parts: Mapping[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (scanned_pdf(), "方案.pdf", "方案.pdf"),
        (scanned_pdf(), "../../etc/方案.pdf", "方案.pdf"),
        (scanned_pdf(), "C:\\桌面\\方案.PDF", "方案.pdf"),
        (photo(), "现场.png", "现场.jpg"),
        (saved(Document()), "说明.docx", "说明.docx"),
        (saved(Workbook()), "预算.docx", "预算.xlsx"),
    ],
)
def test_papers_are_kept_under_their_names_with_the_ending_of_what_they_are(
    content: bytes, name: str, kept: str
) -> None:
    assert materials.looked_at(BytesIO(content), name).name == kept


def test_a_picture_is_drawn_anew_without_what_it_carried() -> None:
    carried = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "家门口 3-201"
    Image.new("RGB", (50, 50)).save(carried, "JPEG", exif=exif)
    paper = materials.looked_at(BytesIO(carried.getvalue()), "现场.jpg")
    with Image.open(BytesIO(paper.content)) as drawn:
        assert not drawn.getexif()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "material_empty"),
        (b"x" * (10 * 1024 * 1024 + 1), "material_large"),
        (b"MZ\x90\x00 a program", "material_kind"),
        (b"<html><script>alert(1)</script></html>", "material_kind"),
        (b"%PDF-1.7 but nothing else", "material_broken"),
        (b"PK\x03\x04 but nothing else", "material_broken"),
        (packed({"readme.txt": b"a plain archive"}), "material_kind"),
        (packed({"word/document.xml": b"", "word/vbaProject.bin": b""}), "material_macros"),
        (packed({"word/document.xml": b"\0" * (201 * 1024 * 1024)}), "material_broken"),
        (bomb(), "photo_vast"),
        (b"\xff\xd8 no picture", "photo_none"),
    ],
)
def test_what_is_not_what_it_says_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        materials.looked_at(BytesIO(content), "材料.pdf")


def kept(told: MeetingStory, meeting_id: UUID, name: str = "方案.pdf") -> UUID:
    paper = materials.looked_at(BytesIO(scanned_pdf()), name)
    with unit_of_work():
        return materials.add_material(told.worker, first_item(meeting_id), paper).id


def test_a_matter_takes_ten_papers(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    for number in range(10):
        kept(told, meeting_id, f"方案{number}.pdf")
    with pytest.raises(Refusal, match="materials_full"):
        kept(told, meeting_id)


def test_papers_are_ordered_and_removed_with_their_bytes(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    first, second = kept(told, meeting_id, "一.pdf"), kept(told, meeting_id, "二.pdf")
    with unit_of_work():
        materials.move_material(
            told.worker, meeting(meeting_id), db.session.get_one(ItemMaterial, second), False
        )
    (rows,) = materials.materials_of(meeting(meeting_id)).values()
    assert [row.name for row in rows] == ["二.pdf", "一.pdf"]
    with unit_of_work():
        for each in (first, second):
            materials.remove_material(
                told.worker, meeting(meeting_id), db.session.get_one(ItemMaterial, each)
            )
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_papers_are_sent_on_a_page_and_what_cannot_be_kept_is_named(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.noticed()
    url = f"{BASE}/{meeting_id}/agenda/{first_item(meeting_id).id}/materials"
    visitor.enter(told.worker)
    visitor.get(url)
    assert "请先选文件" in visitor.post(url, {})
    sent = {"papers": [(BytesIO(scanned_pdf()), "方案.pdf"), (BytesIO(b""), "空的.docx")]}
    shown = visitor.post(url, sent)
    assert "“空的.docx”是空的" in shown
    assert "方案.pdf" in shown
    assert "材料：方案.pdf" in visitor.get(f"{BASE}/{meeting_id}")


def test_papers_are_for_whoever_may_see_the_meeting_and_open_nothing(
    told: MeetingStory, visitor: PageClient
) -> None:
    planned = told.plan()
    told.item(planned)
    noticed = told.noticed()
    hidden, public = kept(told, planned), kept(told, noticed)
    visitor.get(f"{BASE}/{planned}/materials/{hidden}", status=404)
    visitor.get(f"{BASE}/{noticed}/materials/{hidden}", status=404)
    answer = visitor.client.get(f"{BASE}/{noticed}/materials/{public}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_after_the_meeting_its_papers_stand(told: MeetingStory) -> None:
    meeting_id = told.held()
    with pytest.raises(Refusal, match="already_ended"):
        kept(told, meeting_id)
