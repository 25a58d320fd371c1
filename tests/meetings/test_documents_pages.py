"""Pages of the papers of minutes: which edition whom, and a Word document on its way in."""

import re
from io import BytesIO
from uuid import UUID

import docx
import pytest
from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.journal.models import JournalEntry
from deliberation.meetings import papers, service, word
from deliberation.meetings.rules import Source
from tests.meetings.stories import DAY, MeetingStory, edited, meeting, minutes
from tests.meetings.word_files import in_place_of, paragraph, run
from tests.page import PageClient
from tests.stories import A, Story

MARK = "开场的话在这里"
NEW = "在 Word 里改过的开场"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def meeting_id(told: MeetingStory) -> UUID:
    found = told.drafted()
    edited(told.worker, found, MARK)
    return found


def here(meeting_id: UUID) -> str:
    return f"/c/{A}/meetings/{meeting_id}/minutes"


def changed_document(meeting_id: UUID) -> bytes:
    made = word.minutes_docx(minutes(meeting_id), "和平里社区", False, papers.RECORD)
    return in_place_of(made, MARK, paragraph(run(NEW)))


def send(visitor: PageClient, actor: Actor, meeting_id: UUID, content: bytes) -> object:
    visitor.enter(actor)
    visitor.get(f"{here(meeting_id)}/import")
    return visitor.post(f"{here(meeting_id)}/import", {"document": (BytesIO(content), "改好的.docx")})


def waiting() -> list[StoredFile]:
    return list(db.session.scalars(select(StoredFile).where(StoredFile.media_type == word.MEDIA_TYPE)))


def taken() -> list[str]:
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.act == "meetings.take_names"))
    return [entry.changes["after"]["paper"] for entry in entries]


def test_a_document_is_looked_at_and_then_taken_over(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    shown = send(visitor, told.worker, meeting_id, changed_document(meeting_id))
    assert "导入，存成新的一版" in shown  # type: ignore[operator]
    assert minutes(meeting_id).sections["opening"] == MARK
    shown = visitor.post(shown.url)  # type: ignore[attr-defined]
    assert "存成了新的一版" in shown
    written = minutes(meeting_id)
    assert (written.sections["opening"], written.revisions[-1].source) == (NEW, Source.DOCX)
    assert waiting() == []


def test_who_does_not_want_the_changes_leaves_everything_and_the_file_goes(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    content = changed_document(meeting_id)
    shown = send(visitor, told.worker, meeting_id, content)
    (kept,) = waiting()
    path = files.path_of(kept.sha256)
    assert path.exists()
    shown = visitor.post(shown.forms("/drop")[0])  # type: ignore[attr-defined]
    assert "没有导入" in shown
    assert (minutes(meeting_id).sections["opening"], waiting(), path.exists()) == (MARK, [], False)


def test_what_was_written_between_looking_and_taking_is_not_overwritten(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    shown = send(visitor, told.worker, meeting_id, changed_document(meeting_id))
    edited(told.lead, meeting_id, "书记改的开场")
    shown = visitor.post(shown.url)  # type: ignore[attr-defined]
    assert "别人也改了" in shown
    assert minutes(meeting_id).sections["opening"] == "书记改的开场"


def test_nobody_decides_about_a_document_somebody_else_sent(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    shown = send(visitor, told.worker, meeting_id, changed_document(meeting_id))
    address = shown.url  # type: ignore[attr-defined]
    visitor.enter(told.lead)
    visitor.get(address, status=404)
    visitor.post(address, status=404)
    visitor.post(f"{address}/drop", status=404)
    assert len(waiting()) == 1


def test_a_document_nobody_decided_about_is_forgotten(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    shown = send(visitor, told.worker, meeting_id, changed_document(meeting_id))
    with at(now() + 2 * DAY):
        visitor.enter(told.worker)
        visitor.get(shown.url, status=404)  # type: ignore[attr-defined]
        files.forget_expired()
    assert waiting() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 x", "这不是 Word 文档"),
        (b"PK\x03\x04 x", "这个文档打不开"),
        (b"PK" + bytes(11 * 1024 * 1024), "这个文件太大了，最多 10 兆"),
    ],
    ids=["a PDF", "half a file", "too large"],
)
def test_a_file_that_is_no_use_is_refused_where_it_was_sent_and_not_kept(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID, content: bytes, sentence: str
) -> None:
    assert sentence in send(visitor, told.worker, meeting_id, content)  # type: ignore[operator]
    assert waiting() == []


def test_after_the_signatures_no_document_comes_in(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    shown = send(visitor, told.worker, meeting_id, changed_document(meeting_id))
    for signer in (told.lead, told.worker):
        told.sign(signer, meeting_id)
    visitor.enter(told.worker)
    visitor.post(shown.url, status=403)  # type: ignore[attr-defined]
    assert minutes(meeting_id).sections["opening"] == MARK


def names_in(content: bytes) -> str:
    opened = docx.Document(BytesIO(content))
    cells = (cell.text for table in opened.tables for row in table.rows for cell in row.cells)
    return "".join([*(each.text for each in opened.paragraphs), *cells])


def test_outsiders_and_whoever_asks_for_the_public_edition_get_hidden_names_and_others_are_written_down(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    for signer in (told.lead, told.worker):
        told.sign(signer, meeting_id)
    came = next(row.name for row in meeting(meeting_id).attendance if row.status == "present")
    address = f"{here(meeting_id)}/record.docx"
    assert came not in names_in(visitor.download(address))
    assert "公开版" not in visitor.get(here(meeting_id))
    visitor.enter(told.worker)
    shown = visitor.get(here(meeting_id))
    public = shown.links("edition=public")
    assert [re.sub(r".*/minutes", "", each) for each in public] == [
        ".pdf?edition=public",
        "/record.pdf?edition=public",
    ]
    assert came not in names_in(visitor.download(f"{address}?edition=public"))
    assert taken() == []
    assert came in names_in(visitor.download(address))
    assert taken() == ["meeting-record.docx"]


def test_drafts_are_working_papers_and_not_written_down(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    visitor.enter(told.worker)
    visitor.download(f"{here(meeting_id)}.docx")
    assert taken() == []
    visitor.sign_out()
    visitor.download(f"{here(meeting_id)}.docx", status=404)


def test_signatures_fall_by_an_imported_change_and_it_says_so(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    with unit_of_work():
        service.sign(told.lead, minutes(meeting_id), minutes(meeting_id).text_hash)
    shown = send(visitor, told.worker, meeting_id, changed_document(meeting_id))
    assert "之前的签字作废" in visitor.post(shown.url)  # type: ignore[attr-defined]
    assert minutes(meeting_id).standing() == []
