"""Meetings in calendars, and on the wall: only what was announced, stable names, ugly words, both papers."""

from collections.abc import Callable
from datetime import UTC
from io import BytesIO
from uuid import UUID

import icalendar
import pikepdf
import pytest

from deliberation.clock import at, local, now
from deliberation.database import unit_of_work
from deliberation.meetings import notice_papers, service
from deliberation.web.formats import moment
from tests.meetings.stories import DAY, MeetingStory, meeting
from tests.page import PageClient
from tests.stories import A, B, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def events(content: bytes) -> list[icalendar.Event]:
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def sequence(visitor: PageClient, meeting_id: UUID) -> int:
    (event,) = events(visitor.download(f"{BASE}/{meeting_id}/meeting.ics"))
    return int(event["sequence"])


def moved(told: MeetingStory, meeting_id: UUID) -> None:
    with unit_of_work():
        row = meeting(meeting_id)
        plan = service.Plan(
            title=row.title,
            starts_at=row.starts_at + DAY,
            place="小学礼堂",
            chair=service.Leader(account_id=row.chair_id),
            recorder=service.Leader(account_id=row.recorder_id),
        )
        service.edit(told.worker, row, plan)


def test_only_announced_meetings_of_this_community_stand_in_its_calendar(
    told: MeetingStory, visitor: PageClient
) -> None:
    announced = told.noticed()
    told.plan(title="没通知的会")
    (event,) = events(visitor.download(f"{BASE}/calendar.ics"))
    assert str(event["uid"]).startswith(str(announced))
    assert event.decoded("dtstart").astimezone(UTC) == meeting(announced).starts_at.replace(microsecond=0)
    assert events(visitor.download(f"/c/{B}/meetings/calendar.ics")) == []


def test_a_moved_meeting_keeps_its_name_and_counts_on(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    (first,) = events(visitor.download(f"{BASE}/{meeting_id}/meeting.ics"))
    moved(told, meeting_id)
    (second,) = events(visitor.download(f"{BASE}/{meeting_id}/meeting.ics"))
    assert first["uid"] == second["uid"]
    assert int(second["sequence"]) > int(first["sequence"])
    assert str(second["location"]) == "小学礼堂"


def test_a_meeting_called_off_says_so(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    with unit_of_work():
        service.cancel(told.worker, meeting(meeting_id), "台风")
    (event,) = events(visitor.download(f"{BASE}/calendar.ics"))
    assert str(event["status"]) == "CANCELLED"
    assert "台风" in str(event["description"])


def test_the_same_meetings_give_the_same_bytes_and_an_unchanged_one_is_not_sent_again(
    told: MeetingStory, visitor: PageClient
) -> None:
    told.noticed()
    assert visitor.download(f"{BASE}/calendar.ics") == visitor.download(f"{BASE}/calendar.ics")
    tag = visitor.client.get(f"{BASE}/calendar.ics").headers["ETag"]
    again = visitor.client.get(f"{BASE}/calendar.ics", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_words_of_every_kind_come_back_as_they_were(told: MeetingStory, visitor: PageClient) -> None:
    title = "议事会；灯,\\n“BEGIN:VEVENT” 😀" + "很长" * 60
    meeting_id = told.noticed(title=title)
    (event,) = events(visitor.download(f"{BASE}/{meeting_id}/meeting.ics"))
    assert str(event["summary"]) == meeting(meeting_id).title


def test_a_planned_meeting_is_in_no_calendar_and_its_notice_is_its_workers_alone(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.plan()
    told.item(meeting_id)
    visitor.get(f"{BASE}/{meeting_id}/notice.pdf", status=404)
    visitor.enter(told.worker)
    visitor.get(f"{BASE}/{meeting_id}/meeting.ics", status=404)
    assert visitor.download(f"{BASE}/{meeting_id}/notice.pdf").startswith(b"%PDF")


def test_the_calendar_asks_the_same_whatever_its_length(
    told: MeetingStory, visitor: PageClient, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    """Anybody may fetch it, and phones do so by the hour."""
    told.noticed()
    visitor.download(f"{BASE}/calendar.ics")
    few = queries_of(lambda: visitor.download(f"{BASE}/calendar.ics"))
    for number in range(6):
        told.noticed(title=f"第{number}个会，请{told.members[number].name}讲")
    assert queries_of(lambda: visitor.download(f"{BASE}/calendar.ics")) == few
    assert len(events(visitor.download(f"{BASE}/calendar.ics"))) == 7


def test_the_calendar_of_a_community_hides_the_names_one_meeting_hides(
    told: MeetingStory, visitor: PageClient
) -> None:
    ids = [told.noticed(title=f"请{each.name}讲讲") for each in told.members[:3]]
    feed = {
        str(event["uid"]): str(event["summary"]) for event in events(visitor.download(f"{BASE}/calendar.ics"))
    }
    for meeting_id, member in zip(ids, told.members, strict=False):
        (alone,) = events(visitor.download(f"{BASE}/{meeting_id}/meeting.ics"))
        assert feed[str(alone["uid"])] == str(alone["summary"])
        assert member.name not in feed[str(alone["uid"])]


def test_long_ago_is_not_in_the_calendar(told: MeetingStory, visitor: PageClient) -> None:
    for days in (100, 80):
        with at(now() - days * DAY):
            told.noticed(title=f"{days}天前通知的会", starts_at=now() + 4 * DAY)
    (event,) = events(visitor.download(f"{BASE}/calendar.ics"))
    assert str(event["summary"]) == "80天前通知的会"


def test_every_change_of_an_announced_agenda_counts_on(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    counts = [sequence(visitor, meeting_id)]
    for change in (
        lambda row: service.add_item(told.worker, row, service.ItemDraft("电梯")),
        lambda row: service.edit_item(told.worker, row.items[0], service.ItemDraft("路灯; 两盏")),
        lambda row: service.move_item(told.worker, row.items[0], True),
        lambda row: service.remove_item(told.worker, row.items[-1]),
        lambda row: service.cancel(told.worker, row, "台风"),
    ):
        with unit_of_work():
            change(meeting(meeting_id))
        counts.append(sequence(visitor, meeting_id))
    assert counts == sorted(set(counts))


class TestNotice:
    def test_it_says_what_when_where_and_names_nobody(self, told: MeetingStory) -> None:
        meeting_id = told.plan(title="赵一鸣提的路灯")
        told.item(meeting_id, "钱二宝家门口的路灯", proposer="钱二宝")
        told.announce(meeting_id)
        facts = notice_papers.notice_facts(meeting(meeting_id), "和平里社区", "http://127.0.0.1/x")
        said = f"{facts}"
        assert "社区二楼会议室" in said
        assert [each.name for each in told.members if each.name in said] == []

    def test_it_says_that_it_is_a_draft_or_called_off(self, told: MeetingStory) -> None:
        meeting_id = told.plan()
        told.item(meeting_id)
        assert "草稿" in notice_papers.notice_facts(meeting(meeting_id), "和平里", "x")["state"]
        told.announce(meeting_id)
        assert notice_papers.notice_facts(meeting(meeting_id), "和平里", "x")["state"] == ""
        with unit_of_work():
            service.cancel(told.worker, meeting(meeting_id), "台风")
        assert "台风" in notice_papers.notice_facts(meeting(meeting_id), "和平里", "x")["state"]

    def test_after_a_move_it_says_from_when_and_where_and_bears_that_day(self, told: MeetingStory) -> None:
        with at(now() - 3 * DAY):
            meeting_id = told.noticed(place="钱二宝家院子")
        first = meeting(meeting_id).starts_at
        with unit_of_work():
            meeting(meeting_id).notice_posted_on = local(now() - 3 * DAY).date()
        moved(told, meeting_id)
        facts = notice_papers.notice_facts(meeting(meeting_id), "和平里社区", "x")
        assert f"原定 {moment(first)}，" in facts["state"]
        assert "以这一张为准" in facts["state"]
        assert "钱二宝" not in facts["state"]
        assert facts["dated_on"] == local(now()).date().isoformat()
        with unit_of_work():
            service.cancel(told.worker, meeting(meeting_id), "台风")
        assert "台风" in notice_papers.notice_facts(meeting(meeting_id), "和平里社区", "x")["state"]

    def test_the_page_says_it_too_and_the_calendar_is_stamped_anew(
        self, told: MeetingStory, visitor: PageClient
    ) -> None:
        with at(now() - 3 * DAY):
            meeting_id = told.noticed()
        (before,) = events(visitor.download(f"{BASE}/{meeting_id}/meeting.ics"))
        assert "以这一张为准" not in visitor.get(f"{BASE}/{meeting_id}")
        moved(told, meeting_id)
        (after,) = events(visitor.download(f"{BASE}/{meeting_id}/meeting.ics"))
        assert after["dtstamp"].dt - before["dtstamp"].dt >= 3 * DAY
        assert "以这一张为准" in visitor.get(f"{BASE}/{meeting_id}")

    def test_the_address_of_the_calendar_can_be_read_and_copied(
        self, told: MeetingStory, visitor: PageClient
    ) -> None:
        assert f"/c/{A}/meetings/calendar.ics" in visitor.get(BASE + "/").tree.xpath("string(//code)")

    @pytest.mark.pdf
    def test_a_long_agenda_takes_a_second_page(self, told: MeetingStory) -> None:
        meeting_id = told.plan(title="很长的会议名称" * 28)
        for number in range(40):
            told.item(meeting_id, f"第{number}件事")
        told.announce(meeting_id)
        pdf = notice_papers.notice_pdf(meeting(meeting_id), "和平里社区", "http://127.0.0.1:8000/c/x")
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert len(opened.pages) > 1
