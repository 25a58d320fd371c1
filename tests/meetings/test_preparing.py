"""Before a meeting: what the records tick, what stays an empty box, and two sheets of one page each."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from deliberation.database import unit_of_work
from deliberation.meetings import preparing, profiles
from deliberation.meetings.planning import NOBODY_YET
from deliberation.meetings.rules import TWO_THIRDS, Base, Profile, Share
from tests.meetings.stories import MeetingStory, meeting
from tests.page import PageClient
from tests.stories import A, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def done(meeting_id: object) -> dict[str, bool | None]:
    rows = [each for _head, rows in preparing.checks(meeting(meeting_id)) for each in rows]  # type: ignore[arg-type]  # an id
    return {each.text.partition("（")[0]: each.done for each in rows}


def one_page(content: bytes) -> str:
    pages = PdfReader(BytesIO(content)).pages
    assert len(pages) == 1
    return "".join(pages[0].extract_text().split())


def test_the_records_tick_what_they_know(told: MeetingStory) -> None:
    meeting_id = told.plan(recorder=NOBODY_YET)
    before = done(meeting_id)
    assert before["议题列好了"] is False
    assert before["主持人、记录人定好了，是两个人"] is False
    assert before["话筒试过，声音后排听得清"] is None
    told.item(meeting_id)
    told.announce(meeting_id)
    after = done(meeting_id)
    assert after["议题列好了"] is True
    assert next(ticked for text, ticked in after.items() if text.startswith("通知发出去了")) is True


@pytest.mark.pdf
def test_the_checklist_is_one_page(told: MeetingStory, visitor: PageClient) -> None:
    meeting_id = told.noticed()
    visitor.enter(told.worker)
    assert "已好" in visitor.get(f"{BASE}/{meeting_id}/checklist")
    said = one_page(visitor.download(f"{BASE}/{meeting_id}/checklist.pdf"))
    assert "会前准备清单" in said
    assert "议题列好了（现在1个）" in said


@pytest.mark.pdf
def test_the_rules_say_the_communitys_own_numbers_and_that_customs_are_no_law(
    told: MeetingStory, visitor: PageClient
) -> None:
    with unit_of_work():
        own = Profile("own", Base.MEMBERS, Share(3, 4), TWO_THIRDS)
        key = profiles.add_rule(told.lead, A, "楼栋议事会", own).key
    meeting_id = told.noticed(key)
    visitor.enter(told.worker)
    visitor.get(f"{BASE}/{meeting_id}")
    said = one_page(visitor.download(f"{BASE}/{meeting_id}/rules.pdf"))
    assert "四分之三以上成员到会；到会人数三分之二以上赞成才通过" in said
    assert "楼栋议事会" in said
    assert "每次发言不超过两分钟" in said
    assert "不是法律规定" in said


@pytest.mark.pdf
def test_a_hearing_posts_no_rule_of_voting(told: MeetingStory) -> None:
    said = one_page(preparing.rules_pdf(meeting(told.plan("hearing")), "和平里社区"))
    assert "只记录意见，不作表决" in said
    assert "才表决" not in said


@pytest.mark.pdf
def test_the_longest_rule_and_the_longest_title_stay_on_one_page(told: MeetingStory) -> None:
    long = "改" * 200
    row = meeting(told.plan("owners_special", title=long, place="社区" * 30, series_name="第三届" * 20))
    assert "四分之三" in one_page(preparing.rules_pdf(row, "和平里社区"))
    assert "会前准备清单" in one_page(preparing.checklist_pdf(row, "和平里社区"))
