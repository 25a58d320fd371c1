"""Rules of a community's own: sound or refused, kept by each meeting, changed by one person at a time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.meetings import profiles, queries
from deliberation.meetings.models import RuleProfile
from deliberation.meetings.rules import (
    MORE_THAN_HALF,
    PROFILES,
    TWO_THIRDS,
    Base,
    Profile,
    Share,
    check_profile,
    profile_from,
)
from deliberation.meetings.sentences import rule_sentence, session_words
from tests.meetings.stories import DAY, MeetingStory, meeting, minutes
from tests.page import PageClient
from tests.stories import A, B, Story

ALL, HALF = Share(1, 1), Share(1, 2)


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def own(quorum: Share | None = HALF, majority: Share | None = TWO_THIRDS, **more: object) -> Profile:
    return Profile("own", **{"base": Base.MEMBERS, "quorum": quorum, "majority": majority, **more})  # type: ignore[arg-type]  # a base and a bool


def test_the_common_rules_are_sound() -> None:
    for profile in PROFILES.values():
        check_profile(profile)


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (own(majority=Share(1, 3)), "majority_below_half"),
        (own(majority=HALF), "majority_below_half"),
        (own(quorum=Share(0, 3)), "share_out_of_range"),
        (own(quorum=Share(4, 3)), "share_out_of_range"),
        (own(quorum=Share(1, 101)), "share_out_of_range"),
        (own(majority=Share(2, 2, strict=True)), "share_beyond_whole"),
        (own(quorum=None), "share_missing"),
        (own(by_area=True), "area_is_for_owners"),
        (own(base=Base.OWNERS, quorum=TWO_THIRDS), "area_is_for_owners"),
        (own(base=Base.OWNERS, by_area=True), "owners_quorum_by_law"),
        (own(base=Base.OPEN), "open_decides_nothing"),
    ],
)
def test_a_rule_that_is_not_sound_is_refused(profile: Profile, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        check_profile(profile)


@given(st.integers(1, 100), st.integers(1, 100), st.booleans(), st.integers(1, 500))
def test_no_sound_majority_lets_a_tie_pass(part: int, whole: int, strict: bool, present: int) -> None:
    profile = own(majority=Share(part, whole, strict))
    try:
        check_profile(profile)
    except Refusal:
        return
    assert profile.majority is not None
    assert profile.majority.needed(present) * 2 > present


def test_rules_are_said_from_their_numbers(told: MeetingStory) -> None:
    said = {
        own(): "二分之一以上成员到会；到会人数三分之二以上赞成才通过。",
        own(ALL, MORE_THAN_HALF, base=Base.HOUSEHOLDS): "全部户到会；到会人数过半赞成才通过。",
        own(Share(11, 20, strict=True), Share(99, 100)): (
            "超过二十分之十一成员到会；到会人数百分之九十九以上赞成才通过。"
        ),
    }
    for profile, words in said.items():
        assert rule_sentence(profile.as_data()) == words
    assert rule_sentence(PROFILES["council"].as_data()) == "三分之二以上成员到会；到会人数过半赞成才通过。"


def change(
    told: MeetingStory, quorum: Share, majority: Share = MORE_THAN_HALF, **more: object
) -> RuleProfile:
    with unit_of_work():
        return profiles.change_rule(told.lead, A, "council", "", own(quorum, majority), **more)  # type: ignore[arg-type]  # a number


def test_a_rule_changed_after_the_meeting_changes_nothing_of_it(told: MeetingStory) -> None:
    meeting_id = told.signed()
    before = (minutes(meeting_id).record, minutes(meeting_id).text_hash, meeting(meeting_id).profile)
    arithmetic = meeting(meeting_id).items[0].motions[0].arithmetic
    change(told, ALL, Share(3, 4))
    db.session.expire_all()
    assert (minutes(meeting_id).record, minutes(meeting_id).text_hash, meeting(meeting_id).profile) == before
    assert meeting(meeting_id).items[0].motions[0].arithmetic == arithmetic
    assert queries.signed_decisions(A)[0].votes_for == 4


def test_a_rule_changed_before_the_meeting_leaves_the_planned_one_and_holds_for_the_next(
    told: MeetingStory,
) -> None:
    planned = told.noticed()
    change(told, ALL)
    later = told.noticed()
    told.arrive(planned, 5)
    told.arrive(later, 5)
    assert told.vote(told.motion(planned), 3)
    with pytest.raises(Refusal, match="no_quorum"):
        told.vote(told.motion(later), 5)


def test_a_rule_of_ones_own_names_its_meetings(told: MeetingStory) -> None:
    with unit_of_work():
        key = profiles.add_rule(told.lead, A, "楼栋议事会", own()).key
    row = meeting(told.plan(key))
    year = row.year
    assert row.profile == profile_from({**own().as_data(), "key": key})
    assert session_words(row.profile_data, year, row.session_no) == f"楼栋议事会 {year}年第1次"
    assert profiles.rule_of(B, key) is None


def test_a_retired_rule_plans_no_meeting_until_it_is_restored(told: MeetingStory) -> None:
    kept = told.plan("hearing")
    with unit_of_work():
        profiles.retire_rule(told.lead, A, "hearing")
    with pytest.raises(Refusal, match="no_profile"):
        told.plan("hearing")
    db.session.rollback()
    assert not meeting(kept).profile.decides
    with unit_of_work():
        profiles.restore_rule(told.lead, A, "hearing")
    assert meeting(told.plan("hearing")).session_no == 2


def test_the_last_rule_stays(told: MeetingStory) -> None:
    *others, last = PROFILES
    with unit_of_work():
        for key in others:
            profiles.retire_rule(told.lead, A, key)
    with pytest.raises(Refusal, match="last_rule"), unit_of_work():
        profiles.retire_rule(told.lead, A, last)


def test_of_two_who_change_one_rule_the_second_is_told(told: MeetingStory) -> None:
    change(told, HALF, seen=0)
    with pytest.raises(Refusal, match="changed_meanwhile"):
        change(told, ALL, seen=0)
    db.session.rollback()
    offered = profiles.rule_of(A, "council")
    assert offered is not None
    assert offered.profile.quorum == HALF
    acts = select(JournalEntry.changes).where(JournalEntry.act == "meetings.change_rule")
    assert len(db.session.scalars(acts).all()) == 1


def test_a_session_number_is_proposed_may_be_typed_and_is_used_once(told: MeetingStory) -> None:
    assert meeting(told.plan(session_no=7)).session_no == 7
    assert meeting(told.plan()).session_no == 8
    with pytest.raises(Refusal, match="session_taken"):
        told.plan(session_no=7)
    db.session.rollback()
    with pytest.raises(Refusal, match="bad_session"):
        told.plan(session_no=0)
    db.session.rollback()
    assert meeting(told.plan("hearing", session_no=7)).session_no == 7


def test_a_lead_changes_a_rule_on_its_page_and_a_worker_only_reads(
    told: MeetingStory, visitor: PageClient
) -> None:
    visitor.enter(told.worker)
    shown = visitor.get(f"/c/{A}/meetings/rules")
    assert "三分之二以上成员到会" in shown
    assert not shown.links("/rules/council")
    visitor.enter(told.lead)
    visitor.get(f"/c/{A}/meetings/rules/council")
    fields = {
        "version": "0", "name": "", "quorum_part": "1", "quorum_whole": "2", "quorum_strict": "exceed",
        "majority_part": "1", "majority_whole": "3", "majority_strict": "reach",
    }  # fmt: skip
    assert "赞成的比例要过半数" in visitor.post(f"/c/{A}/meetings/rules/council", fields)
    shown = visitor.post(f"/c/{A}/meetings/rules/council", {**fields, "majority_part": "2"})
    assert "过半数成员到会；到会人数三分之二以上赞成才通过。" in shown
    shown = visitor.get(f"/c/{A}/meetings/new")
    assert "过半数成员到会；到会人数三分之二以上赞成才通过。" in shown


def test_the_plan_form_names_the_series_and_refuses_a_used_number(
    told: MeetingStory, visitor: PageClient
) -> None:
    told.plan(session_no=3)
    day: date = (now() + 10 * DAY).date()
    fields = {
        "title": "夏季议事会", "profile": "council", "series_name": "第三届居民议事会", "session_no": "3",
        "starts_at": f"{day}T19:00", "place": "二楼", "mode": "on_site", "chair": "", "recorder": "",
    }  # fmt: skip
    visitor.enter(told.worker)
    assert "今年的下一次是第 4 次" in visitor.get(f"/c/{A}/meetings/new")
    assert "第3次已经用过了" in visitor.post(f"/c/{A}/meetings/new", fields)
    shown = visitor.post(f"/c/{A}/meetings/new", {**fields, "session_no": "5"})
    assert f"第三届居民议事会 {day.year}年第5次" in shown
    assert 'value="第三届居民议事会"' in visitor.get(f"/c/{A}/meetings/new").source


def test_a_rule_with_a_base_nobody_knows_is_asked_for_again(told: MeetingStory, visitor: PageClient) -> None:
    visitor.enter(told.lead)
    fields = {"quorum_strict": "reach", "majority_part": "1", "majority_whole": "2"}
    shown = visitor.post(f"/c/{A}/meetings/rules/new", {**fields, "name": "楼门会", "base": "everybody"})
    assert shown.response.status_code == 200
    assert "楼门会" in shown.source
