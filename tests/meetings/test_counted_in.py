"""What a meeting counts in: households where households decide, people everywhere else, on page and paper."""

import pytest

from deliberation.database import unit_of_work
from deliberation.meetings import service
from deliberation.meetings.papers import minutes_facts
from deliberation.meetings.rules import PROFILES, Base, Quorum, Turnout
from deliberation.meetings.sentences import arithmetic_sentence, counted_in, quorum_sentence
from tests.meetings.stories import MeetingStory, meeting, minutes
from tests.page import PageClient
from tests.stories import A, Story

BASE = f"/c/{A}/meetings"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.mark.parametrize("base", Base)
def test_only_households_are_counted_in_households(base: Base) -> None:
    assert counted_in(base) == ("户" if base == Base.HOUSEHOLDS else "人")


@pytest.mark.parametrize("key", [key for key, profile in PROFILES.items() if profile.quorum])
@pytest.mark.parametrize("missing", [0, 2])
def test_one_sentence_never_counts_in_both(key: str, missing: int) -> None:
    profile = PROFILES[key]
    said = quorum_sentence(profile, Turnout(10, 4), Quorum(not missing, 6, missing))
    mine, other = ("户", "人") if profile.base == Base.HOUSEHOLDS else ("人", "户")
    assert f"应到 10 {mine}，实到 4 {mine}" in said
    assert other not in said
    passed = {"passed": not missing, "tied": False, "by_area": False, "present": 4, "needed": 3, "have": 3}
    said = arithmetic_sentence(profile.base, {**passed, "against": 1, "abstain": 0})
    assert said.startswith(f"到会 4 {mine}，")


def test_a_meeting_of_households_says_so_at_the_desk_and_when_it_refuses(
    told: MeetingStory, visitor: PageClient
) -> None:
    meeting_id = told.noticed("households")
    visitor.enter(told.worker)
    assert "应到 6 户。" in visitor.get(f"{BASE}/{meeting_id}")
    told.arrive(meeting_id, 2)
    shown = visitor.get(f"{BASE}/{meeting_id}")
    assert "还差 2 户才能表决" in shown
    assert "应到 6 户，实到 2 户，要到 4 户才能表决，还差 2 户。" in shown
    motion_id = told.motion(meeting_id)
    shown = visitor.get(f"{BASE}/{meeting_id}/live")
    visitor.get(f"{BASE}/{meeting_id}/motions/{motion_id}")
    act = {"way": "hands", "votes_for": "2", "against": "0", "abstain": "0"}
    assert "到会的户数不够，还差 2 户，现在不能表决。" in visitor.post(
        f"{BASE}/{meeting_id}/motions/{motion_id}", act
    )
    assert "户才能表决" in shown


def test_the_papers_of_a_meeting_of_households_count_in_households(told: MeetingStory) -> None:
    for profile, unit in (("households", "户"), ("council", "人")):
        meeting_id = told.held(profile=profile)
        with unit_of_work():
            service.draft_minutes(told.worker, meeting(meeting_id))
        facts = minutes_facts(minutes(meeting_id), "和平里社区", False)
        assert facts["counted_in"] == unit
        assert facts["quorum"].startswith(f"应到 6 {unit}，实到 5 {unit}，{unit}数够了")
        arithmetic = facts["items"][0]["motions"][0]["arithmetic"]
        assert arithmetic.startswith(f"到会 5 {unit}，")
