"""What outsiders read of a meeting: no name of a resident who has not agreed, no phone, door or reason."""

import json
from datetime import timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest

from deliberation.clock import now
from deliberation.database import unit_of_work
from deliberation.meetings import consenting, papers, service
from deliberation.meetings.veiling import veil_of
from tests.meetings.stories import MeetingStory, edited, first_item, meeting, minutes
from tests.page import PageClient
from tests.stories import A, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def public_words(meeting_id: UUID) -> str:
    """Everything the papers and the page of minutes say to outsiders, as one text."""
    return json.dumps(papers.minutes_facts(minutes(meeting_id), "和平里社区", True), ensure_ascii=False)


def full_of_names(told: MeetingStory, story: Story) -> UUID:
    """Signed minutes with residents' names wherever somebody can type one."""
    story.resident(name="陈大勇")
    meeting_id = told.drafted(
        title="赵一鸣提的春季议事会",
        item={
            "title": "钱二宝家门口装路灯",
            "explanation": "陈大勇说，住3-2-501，电话13812345678",
            "proposer": "郑七",
        },
        motion={"proposer": "孙三娘", "unit": "李四光"},
    )
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    with unit_of_work():
        service.add_walk_in(told.worker, meeting(meeting_id), "阿依古丽·买买提")
    with unit_of_work():
        row = next(row for row in meeting(meeting_id).attendance if row.status == "absent")
        service.excuse(told.worker, meeting(meeting_id), row, "住院手术")
    told.finish(meeting_id, now() - timedelta(minutes=1))
    key = f"item_{first_item(meeting_id).id.hex}"
    with unit_of_work():
        written = minutes(meeting_id)
        typed = {
            "opening": "周 五常、吴　六奇和阿依古丽.买买提到会",
            f"{key}_speeches": "赵一鸣：我同意\n冯八斤：我不同意",
            f"{key}_dissent": "冯八斤保留意见",
            f"{key}_conclusion": "请陈大勇配合",
            "attachments": "孙三娘的照片.jpg",
        }
        service.edit_minutes(told.worker, written, typed, written.revision)
    told.sign(told.lead, meeting_id)
    told.sign(told.worker, meeting_id)
    with unit_of_work():
        service.add_addendum(told.worker, minutes(meeting_id), "赵一鸣补充了意见")
    return meeting_id


NAMES = ("赵一鸣", "钱二宝", "孙三娘", "李四光", "周五常", "吴六奇", "郑七", "冯八斤", "陈大勇", "阿依古丽")


def assert_nobody_is_named(words: str) -> None:
    plain = words.replace(" ", "").replace("　", "")
    assert [name for name in NAMES if name in plain] == []
    assert [told for told in ("13812345678", "3-2-501", "住院") if told in plain] == []
    assert "王书记" in plain


def test_no_resident_is_named_in_the_papers(told: MeetingStory, story: Story) -> None:
    assert_nobody_is_named(public_words(full_of_names(told, story)))


def test_no_resident_is_named_on_the_public_pages(
    told: MeetingStory, story: Story, visitor: PageClient
) -> None:
    meeting_id = full_of_names(told, story)
    for page in (f"{BASE}/{meeting_id}", f"{BASE}/{meeting_id}/minutes"):
        assert_nobody_is_named(visitor.get(page).source)
    listed = visitor.get(f"{BASE}/").source
    assert "春季议事会" in listed
    assert [name for name in NAMES if name in listed] == []


@pytest.mark.pdf
def test_no_resident_is_named_in_what_a_file_is_called(
    told: MeetingStory, story: Story, visitor: PageClient
) -> None:
    meeting_id = full_of_names(told, story)
    for file in ("meeting.ics", "notice.pdf", "minutes.pdf", "minutes.docx", "minutes/record.pdf"):
        answer = visitor.client.get(f"/c/{A}/meetings/{meeting_id}/{file}")
        assert answer.status_code == 200
        words = unquote(answer.headers["Content-Disposition"])
        words += answer.get_data(as_text=True) if file.endswith("ics") else ""
        assert [name for name in NAMES if name in words] == []


def test_staff_and_those_who_were_there_read_the_names(told: MeetingStory, story: Story) -> None:
    meeting_id = full_of_names(told, story)
    words = json.dumps(papers.minutes_facts(minutes(meeting_id), "和平里社区", False), ensure_ascii=False)
    assert [name for name in NAMES if name not in words] == []
    assert "住院手术" in words


def test_who_agreed_is_named_and_hidden_again_when_they_change_their_mind(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    edited(told.worker, meeting_id, "赵一鸣和钱二宝到会")
    row = next(row for row in meeting(meeting_id).attendance if row.name == "赵一鸣")
    with unit_of_work():
        consenting.agree(told.worker, meeting(meeting_id), row)
    assert "赵一鸣" in public_words(meeting_id)
    assert "钱二宝" not in public_words(meeting_id)
    with unit_of_work():
        for each in meeting(meeting_id).attendance:
            consenting.withdraw(told.worker, meeting(meeting_id), each)
    assert "赵一鸣" not in public_words(meeting_id)


def test_a_resident_who_chairs_is_hidden_until_they_agree(told: MeetingStory) -> None:
    chair = next(member for member in told.members if member.name == "赵一鸣")
    meeting_id = told.drafted(chair=service.Leader(account_id=chair.account_id))
    assert "赵一鸣" not in public_words(meeting_id)
    row = meeting(meeting_id).member(chair.account_id)
    assert row is not None
    with unit_of_work():
        consenting.agree(chair, meeting(meeting_id), meeting(meeting_id).member(chair.account_id) or row)
    assert "赵一鸣" in public_words(meeting_id)


def test_the_name_of_the_community_stays_even_if_a_neighbour_bears_it(told: MeetingStory) -> None:
    meeting_id = told.drafted()
    with unit_of_work():
        service.reopen(told.worker, meeting(meeting_id))
    with unit_of_work():
        service.add_walk_in(told.worker, meeting(meeting_id), "和平")
    told.finish(meeting_id, now() - timedelta(minutes=1))
    assert veil_of(minutes(meeting_id), True).over("和平里社区的和平") == "和平里社区的和*"
