"""Pages of minutes in Word: fetched by who may read them, sent back, looked at, accepted or left."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from deliberation.clock import at, now
from deliberation.database import db
from deliberation.files.models import StoredFile
from deliberation.meetings import papers, word
from deliberation.meetings.rules import Source
from tests.meetings.stories import DAY, MeetingStory, edited, minutes
from tests.meetings.word_files import in_place_of, paragraph, run
from tests.page import PageClient
from tests.stories import A, Story

BASE = f"/c/{A}/meetings"
MARK = "开场的话在这里"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def meeting_id(told: MeetingStory) -> UUID:
    found = told.drafted()
    edited(told.worker, found, MARK)
    return found


def changed(meeting_id: UUID, words: str = "改过的开场") -> bytes:
    content = word.minutes_docx(minutes(meeting_id), "和平里社区", False, papers.RECORD)
    return in_place_of(content, MARK, paragraph(run(words)))


def send(visitor: PageClient, meeting_id: UUID, content: bytes, name: str = "改好的.docx") -> Any:
    url = f"{BASE}/{meeting_id}/minutes/import"
    visitor.get(url)
    return visitor.post(url, {"document": (BytesIO(content), name)})


def stored() -> UUID:
    found = db.session.scalars(select(StoredFile.id).order_by(StoredFile.created_at.desc())).first()
    assert found is not None
    return found


@pytest.mark.parametrize("address", ["minutes.docx", "minutes/record.docx", "minutes/record.pdf"])
def test_signed_minutes_are_for_everybody_with_names_hidden_and_drafts_are_not(
    told: MeetingStory, visitor: PageClient, address: str
) -> None:
    draft, signed = told.drafted(), told.signed(title="签好的会")
    visitor.get(f"{BASE}/{draft}/{address}", status=404)
    assert visitor.download(f"{BASE}/{signed}/{address}")[:4] in (b"%PDF", b"PK\x03\x04")
    visitor.enter(told.worker)
    assert visitor.download(f"{BASE}/{draft}/{address}")


def test_a_document_is_shown_before_it_changes_anything_and_then_taken_over(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    visitor.enter(told.worker)
    shown = send(visitor, meeting_id, changed(meeting_id))
    assert "改过" in shown.main
    assert minutes(meeting_id).sections["opening"] == MARK
    address = f"{BASE}/{meeting_id}/minutes/import/{stored()}"
    assert "存成了新的一版" in visitor.post(address, {}).main
    written = minutes(meeting_id)
    assert written.sections["opening"] == "改过的开场"
    assert (written.revisions[-1].source, written.revisions[-1].note) == (Source.DOCX, "导入：改好的.docx")


def test_accepting_twice_makes_one_revision(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    visitor.enter(told.worker)
    send(visitor, meeting_id, changed(meeting_id))
    address = f"{BASE}/{meeting_id}/minutes/import/{stored()}"
    visitor.post(address, {})
    revision = minutes(meeting_id).revision
    visitor.post(address, {}, status=404)
    assert minutes(meeting_id).revision == revision


def test_a_section_somebody_else_changed_too_is_shown_and_cannot_be_taken_over(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    content = changed(meeting_id)
    edited(told.lead, meeting_id, "书记改的开场")
    visitor.enter(told.worker)
    assert "别人也改了" in send(visitor, meeting_id, content).main
    visitor.post(f"{BASE}/{meeting_id}/minutes/import/{stored()}", {}, status=200)
    assert minutes(meeting_id).sections["opening"] == "书记改的开场"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "不是 Word 文档"),
        (b"%PDF-1.7", "不是 Word 文档"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "旧格式"),
    ],
)
def test_what_is_no_document_is_said_in_a_sentence(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID, content: bytes, says: str
) -> None:
    visitor.enter(told.worker)
    assert says in send(visitor, meeting_id, content).main
    assert minutes(meeting_id).sections["opening"] == MARK


def test_without_a_file_the_page_asks_for_one(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    visitor.enter(told.worker)
    url = f"{BASE}/{meeting_id}/minutes/import"
    visitor.get(url)
    assert "请先选文件" in visitor.post(url, {}).main


def test_only_who_sent_it_sees_it_and_only_for_a_day(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    visitor.enter(told.worker)
    send(visitor, meeting_id, changed(meeting_id))
    address = f"{BASE}/{meeting_id}/minutes/import/{stored()}"
    visitor.get(f"{BASE}/{meeting_id}/minutes/import/{uuid4()}", status=404)
    visitor.enter(told.lead)
    visitor.get(address, status=404)
    with at(now() + 2 * DAY):
        visitor.enter(told.worker)
        visitor.get(address, status=404)


def test_members_may_read_a_draft_but_not_send_it_back(
    told: MeetingStory, visitor: PageClient, meeting_id: UUID
) -> None:
    visitor.enter(told.members[0])
    visitor.get(f"{BASE}/{meeting_id}/minutes/import", status=403)
    assert visitor.download(f"{BASE}/{meeting_id}/minutes.docx")


def test_signed_minutes_take_nothing_back(told: MeetingStory, visitor: PageClient) -> None:
    visitor.enter(told.worker)
    visitor.get(f"{BASE}/{told.signed()}/minutes/import", status=403)
