"""From the plan to the end of a meeting: notice, door, motions."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.actors import Role
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.meetings import queries, rules, service
from deliberation.meetings.models import Motion
from deliberation.meetings.rules import MotionKind, Phase, Presence, Profile, Share, Votes
from deliberation.needs.models import NeedEvent, NeedHold
from deliberation.notices.models import Message
from tests.meetings.stories import DAY, NAMES, MeetingStory, first_item, meeting
from tests.needs.stories import need_by
from tests.stories import A, B, Story


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def kinds_told(account_id: UUID | None) -> list[str]:
    query = select(Message.kind).where(Message.account_id == account_id).order_by(Message.created_at)
    return list(db.session.scalars(query))


def test_a_meeting_expects_the_representatives_and_numbers_itself(told: MeetingStory) -> None:
    first, second, other = told.plan(), told.plan(), told.plan("hearing")
    assert {row.name for row in meeting(first).attendance} == set(NAMES)
    assert [meeting(each).session_no for each in (first, second, other)] == [1, 2, 1]
    assert queries.turnout(meeting(first)).due == 6


def test_only_people_of_the_community_chair(told: MeetingStory, story: Story) -> None:
    stranger, _phone = story.staff(Role.LEAD, B, "外来人")
    with pytest.raises(Refusal, match="not_from_here"):
        told.plan(chair=service.Leader(account_id=stranger.account_id))


def test_chair_and_recorder_are_two_people(told: MeetingStory) -> None:
    with pytest.raises(Refusal, match="same_chair_and_recorder"):
        told.plan(recorder=service.Leader(account_id=told.lead.account_id))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "  \u200b "}, "no_title"),
        ({"title": "长" * 201}, "too_long"),
        ({"place": "长" * 201}, "too_long"),
        ({"due": -1}, "bad_count"),
        ({"due": 10**7}, "bad_count"),
        ({"due_area_cm2": -5}, "bad_count"),
        ({"starts_at": now(), "ends_at": now() - DAY}, "ended_before_start"),
    ],
)
def test_impossible_plans_are_refused(told: MeetingStory, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        told.plan(**changes)


def test_a_title_of_200_characters_fits(told: MeetingStory) -> None:
    assert len(meeting(told.plan(title="议" * 200)).title) == 200


def test_an_unknown_profile_is_refused(told: MeetingStory) -> None:
    with pytest.raises(Refusal, match="no_profile"):
        told.plan("dictatorship")


def test_a_profile_changed_afterwards_leaves_the_meeting_alone(
    told: MeetingStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting_id = told.noticed()
    lax = Profile("council", rules.Base.MEMBERS, Share(1, 6), Share(1, 6))
    monkeypatch.setitem(rules.PROFILES, "council", lax)  # type: ignore[arg-type]  # a dict at run time
    told.arrive(meeting_id, 3)
    with pytest.raises(Refusal, match="no_quorum"):
        told.vote(told.motion(meeting_id), 3)
    assert meeting(meeting_id).profile.quorum == Share(2, 3)


def test_a_notice_too_late_needs_a_reason(told: MeetingStory) -> None:
    meeting_id = told.plan(starts_at=now() + 2 * DAY)
    told.item(meeting_id)
    with pytest.raises(Refusal, match="notice_too_late") as refused:
        told.announce(meeting_id)
    assert refused.value.facts == {"days": 2, "due": 3}
    told.announce(meeting_id, "水管爆了，要马上商量")
    assert meeting(meeting_id).short_notice_reason == "水管爆了，要马上商量"


def test_three_days_ahead_is_enough_and_a_reason_is_not_kept(told: MeetingStory) -> None:
    meeting_id = told.plan(starts_at=now() + 3 * DAY)
    told.item(meeting_id)
    told.announce(meeting_id, "不必要的理由")
    assert meeting(meeting_id).short_notice_reason == ""


def test_a_notice_on_paper_counts_from_the_day_it_was_posted(told: MeetingStory) -> None:
    meeting_id = told.plan(starts_at=now() - timedelta(hours=2))
    told.item(meeting_id)
    with pytest.raises(Refusal, match="notice_after_start"):
        told.announce(meeting_id, "晚了")
    with pytest.raises(Refusal, match="posted_in_future"):
        told.announce(meeting_id, posted_on=today() + DAY)
    told.announce(meeting_id, posted_on=today() - 5 * DAY)
    assert meeting(meeting_id).phase == Phase.NOTICED


def test_a_notice_needs_a_place_and_an_agenda_and_comes_once(told: MeetingStory) -> None:
    meeting_id = told.plan(place="")
    told.item(meeting_id)
    with pytest.raises(Refusal, match="no_place"):
        told.announce(meeting_id)
    empty = told.plan()
    with pytest.raises(Refusal, match="no_agenda"):
        told.announce(empty)
    noticed = told.noticed()
    with pytest.raises(Refusal, match="already_noticed"):
        told.announce(noticed)


def test_members_and_those_who_follow_a_need_are_told(told: MeetingStory, story: Story) -> None:
    author, _phone = story.resident(name="郑七")
    need = need_by(author)
    meeting_id = told.plan()
    told.item(meeting_id, need_id=need.id)
    told.announce(meeting_id)
    assert kinds_told(told.members[0].account_id) == ["notice.meetings.called"]
    assert "notice.meetings.need_scheduled" in kinds_told(author.account_id)
    events = db.session.scalars(select(NeedEvent.kind).where(NeedEvent.need_id == need.id)).all()
    assert "meetings.scheduled" in events
    assert db.session.get(NeedHold, (need.id, f"meeting:{meeting_id}"))


def test_a_cancelled_meeting_lets_the_need_go_and_tells_its_members(told: MeetingStory, story: Story) -> None:
    need = need_by(story.resident(name="郑七")[0])
    meeting_id = told.plan()
    told.item(meeting_id, need_id=need.id)
    told.announce(meeting_id)
    with pytest.raises(Refusal, match="reason_needed"), unit_of_work():
        service.cancel(told.worker, meeting(meeting_id), "  ")
    with unit_of_work():
        service.cancel(told.worker, meeting(meeting_id), "停电")
    assert db.session.get(NeedHold, (need.id, f"meeting:{meeting_id}")) is None
    assert kinds_told(told.members[0].account_id)[-1] == "notice.meetings.cancelled"
    with pytest.raises(Refusal, match="already_cancelled"):
        told.arrive(meeting_id, 1)


def test_a_changed_time_is_told_after_the_notice(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with unit_of_work():
        given = service.Plan("春季议事会", now() + 12 * DAY, "小广场")
        service.edit(told.worker, meeting(meeting_id), given)
    assert kinds_told(told.members[0].account_id)[-1] == "notice.meetings.moved"


def test_items_point_into_their_own_community_only(told: MeetingStory, story: Story) -> None:
    stranger, _phone = story.resident(B, "外来人")
    need = need_by(stranger, code=B)
    with pytest.raises(Refusal, match="no_such_need"):
        told.item(told.plan(), need_id=need.id)
    with pytest.raises(Refusal, match="no_such_round"):
        told.item(told.plan(), round_id=need.id)


def test_items_change_places_and_leave(told: MeetingStory) -> None:
    meeting_id = told.plan()
    for title in ("甲", "乙", "丙"):
        told.item(meeting_id, title)

    def titles() -> list[str]:
        return [item.title for item in meeting(meeting_id).items]

    with unit_of_work():
        service.move_item(told.worker, meeting(meeting_id).items[0], down=True)
    assert titles() == ["乙", "甲", "丙"]
    with unit_of_work():
        service.move_item(told.worker, meeting(meeting_id).items[0], down=False)
    assert titles() == ["乙", "甲", "丙"]
    with unit_of_work():
        service.remove_item(told.worker, meeting(meeting_id).items[1])
    assert titles() == ["乙", "丙"]
    assert [item.position for item in meeting(meeting_id).items] == [1, 2]


def test_an_item_with_a_motion_stays(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    told.motion(meeting_id)
    with pytest.raises(Refusal, match="item_has_motions"), unit_of_work():
        service.remove_item(told.worker, first_item(meeting_id))


def test_the_door_opens_after_the_notice(told: MeetingStory) -> None:
    meeting_id = told.plan()
    with pytest.raises(Refusal, match="not_noticed"):
        told.arrive(meeting_id, 1)


def test_the_quorum_says_exactly_how_many_are_missing(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 2)
    here = meeting(meeting_id)
    quorum = rules.quorum_met(here.profile, queries.turnout(here))
    assert (quorum.met, quorum.needed, quorum.missing) == (False, 4, 2)


def test_checking_in_twice_counts_once(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 1)
    first = meeting(meeting_id).attendance
    came_at = next(row.checked_in_at for row in first if row.status == Presence.PRESENT)
    with at(now() + timedelta(minutes=5)):
        told.arrive(meeting_id, 1)
    assert queries.turnout(meeting(meeting_id)).present == 1
    assert next(r.checked_in_at for r in meeting(meeting_id).attendance if r.checked_in_at) == came_at


def test_the_same_person_is_not_listed_twice(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    ids = [member.account_id for member in told.members if member.account_id]
    with pytest.raises(Refusal, match="already_listed"), unit_of_work():
        service.set_members(told.worker, meeting(meeting_id), ids, ["郑七", " 郑七 "])
    with unit_of_work():
        service.set_members(told.worker, meeting(meeting_id), ids + ids, ["郑七"])
    with unit_of_work():
        service.set_members(told.worker, meeting(meeting_id), ids, ["郑七"])
    assert queries.turnout(meeting(meeting_id)).due == 7
    with pytest.raises(Refusal, match="already_listed"), unit_of_work():
        service.add_walk_in(told.worker, meeting(meeting_id), "郑七")


def test_who_is_no_longer_expected_leaves_the_list_but_who_came_stays(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 1)
    with unit_of_work():
        service.set_members(told.worker, meeting(meeting_id), [])
    assert [row.status for row in meeting(meeting_id).attendance] == [Presence.PRESENT]


def test_an_observer_has_no_vote_and_can_be_taken_off(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with unit_of_work():
        row = service.add_walk_in(told.worker, meeting(meeting_id), "街道 陈科长")
    assert queries.turnout(meeting(meeting_id)) == rules.Turnout(6, 0)
    with pytest.raises(Refusal, match="observer"), unit_of_work():
        service.check_in(told.worker, meeting(meeting_id), row)
    with unit_of_work():
        service.remove_walk_in(told.worker, meeting(meeting_id), row)
    assert len(meeting(meeting_id).attendance) == 6


def test_a_forgotten_member_at_the_door_counts_on_both_sides(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with unit_of_work():
        service.add_walk_in(told.worker, meeting(meeting_id), "冯八", as_member=True)
    assert queries.turnout(meeting(meeting_id)) == rules.Turnout(7, 1)


def test_members_excuse_themselves_and_a_worker_does_it_by_phone(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    mine, theirs = told.members[0], told.members[1]
    with unit_of_work():
        here = meeting(meeting_id)
        service.excuse(mine, here, here.member(mine.account_id), "看病")  # type: ignore[arg-type]  # is listed
    with unit_of_work():
        here = meeting(meeting_id)
        service.excuse(told.worker, here, here.member(theirs.account_id), "电话说出差")  # type: ignore[arg-type]  # is listed
    rows = {row.account_id: row for row in meeting(meeting_id).attendance}
    assert rows[mine.account_id].recorded_by == mine.account_id
    assert rows[theirs.account_id].recorded_by == told.worker.account_id
    assert kinds_told(theirs.account_id)[-1] == "notice.meetings.excused"
    assert "notice.meetings.excused" not in kinds_told(mine.account_id)


def excused(told: MeetingStory, meeting_id: UUID, reason: str) -> None:
    """The first member says why they cannot come."""
    me = told.members[0]
    with unit_of_work():
        here = meeting(meeting_id)
        service.excuse(me, here, here.member(me.account_id), reason)  # type: ignore[arg-type]  # is listed


def test_an_excuse_needs_a_reason_and_not_after_arriving(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with pytest.raises(Refusal, match="reason_needed"):
        excused(told, meeting_id, " ")
    told.arrive(meeting_id, 6)
    with pytest.raises(Refusal, match="already_here"):
        excused(told, meeting_id, "走了")


def test_a_large_meeting_counts_heads_but_never_more_than_are_due(told: MeetingStory) -> None:
    meeting_id = told.noticed("residents", due=900)
    with unit_of_work():
        service.count_others(told.worker, meeting(meeting_id), 451)
    assert queries.turnout(meeting(meeting_id)) == rules.Turnout(900, 451)
    assert told.vote(told.motion(meeting_id), 226, 225)
    with pytest.raises(Refusal, match="more_than_due"), unit_of_work():
        service.count_others(told.worker, meeting(meeting_id), 901)
    with pytest.raises(Refusal, match="bad_count"), unit_of_work():
        service.count_others(told.worker, meeting(meeting_id), -1)


def test_a_motion_is_decided_at_once_with_its_sum(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 5)
    motion_id = told.motion(meeting_id)
    assert told.vote(motion_id, 3, 1, 1)
    sum_ = db.session.get_one(Motion, motion_id).arithmetic or {}
    assert (sum_["due"], sum_["present"], sum_["quorum"], sum_["needed"], sum_["have"]) == (6, 5, 4, 3, 3)


def test_a_tie_does_not_pass(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 6)
    motion_id = told.motion(meeting_id)
    assert not told.vote(motion_id, 3, 3)
    assert (db.session.get_one(Motion, motion_id).arithmetic or {})["tied"]


def test_counts_beyond_those_present_leave_the_motion_open(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 5)
    motion_id = told.motion(meeting_id)
    with pytest.raises(Refusal, match="too_many_votes"):
        told.vote(motion_id, 5, 1)
    with pytest.raises(Refusal, match="negative_votes"):
        told.vote(motion_id, 5, -1)
    assert db.session.get_one(Motion, motion_id).outcome is None


def test_a_quorum_lost_in_the_middle_stops_the_vote(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 4)
    assert told.vote(told.motion(meeting_id), 3)
    with unit_of_work():
        here = meeting(meeting_id)
        leaver = next(row for row in here.attendance if row.status == Presence.PRESENT)
        service.excuse(told.worker, here, leaver, "提前走了")
    motion_id = told.motion(meeting_id)
    with pytest.raises(Refusal, match="no_quorum") as refused:
        told.vote(motion_id, 3)
    assert refused.value.facts["missing"] == 1


def test_one_motion_at_a_time(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    first = told.motion(meeting_id)
    with pytest.raises(Refusal, match="one_motion_at_a_time"):
        told.motion(meeting_id)
    with unit_of_work():
        service.table(told.worker, db.session.get_one(Motion, first))
    second = told.motion(meeting_id)
    with pytest.raises(Refusal, match="already_decided"), unit_of_work():
        service.table(told.worker, db.session.get_one(Motion, first))
    with unit_of_work():
        service.withdraw(told.worker, db.session.get_one(Motion, second))
    assert [motion.id for motion in first_item(meeting_id).motions] == [first]


def test_a_miscount_is_corrected_and_the_journal_keeps_both(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id, 6)
    motion_id = told.motion(meeting_id)
    told.vote(motion_id, 4, 2)
    assert not told.vote(motion_id, 3, 3)
    entries = db.session.scalars(
        select(JournalEntry).where(JournalEntry.act == "meetings.record_votes").order_by(JournalEntry.seq)
    ).all()
    assert entries[1].changes["before"]["votes"]["have"] == 4


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (MotionKind.ADOPT_RANKING, "needs_round"),
        (MotionKind.SHORTLIST_NEED, "needs_need"),
        (MotionKind.ADOPT_PROJECT, "needs_need"),
    ],
)
def test_a_motion_needs_what_it_decides_about(told: MeetingStory, kind: MotionKind, code: str) -> None:
    meeting_id = told.noticed()
    with pytest.raises(Refusal, match=code):
        told.motion(meeting_id, kind)


def test_a_hearing_takes_no_motions(told: MeetingStory) -> None:
    meeting_id = told.noticed("hearing")
    with pytest.raises(Refusal, match="decides_nothing"):
        told.motion(meeting_id)


def test_owners_decide_by_heads_and_area(told: MeetingStory) -> None:
    meeting_id = told.noticed("owners", due=3, due_area_cm2=3_000_000)
    with unit_of_work():
        service.set_members(told.worker, meeting(meeting_id), [], ["甲", "乙", "丙"])
    for row, area in zip(list(meeting(meeting_id).attendance), (1_000_000, 900_000, 0), strict=True):
        with unit_of_work():
            service.check_in(told.worker, meeting(meeting_id), row, area)
    motion_id = told.motion(meeting_id)
    with pytest.raises(Refusal, match="no_quorum") as refused:
        told.vote(motion_id, 3)
    assert refused.value.facts["missing_area"] == 100_000
    with unit_of_work():
        row = next(row for row in meeting(meeting_id).attendance if row.name == "丙")
        service.check_in(told.worker, meeting(meeting_id), row, 1_100_000)
    with pytest.raises(Refusal, match="areas_needed"):
        told.vote(motion_id, 3)
    with unit_of_work():
        count = service.Count(Votes(2, 1, 0), areas=Votes(1_900_000, 1_100_000, 0))
        assert service.record_votes(told.worker, db.session.get_one(Motion, motion_id), count).passed


def test_a_meeting_ends_after_it_began_and_not_in_the_future(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    with pytest.raises(Refusal, match="ended_before_start"):
        told.finish(meeting_id, now())
    with pytest.raises(Refusal, match="ended_in_future"):
        told.finish(meeting_id, now() + 11 * DAY)


def test_a_meeting_without_a_chair_does_not_end(told: MeetingStory) -> None:
    meeting_id = told.noticed(chair=service.Leader())
    told.arrive(meeting_id)
    with at(now() + 11 * DAY), pytest.raises(Refusal, match="no_chair"):
        told.finish(meeting_id, now())


def test_a_meeting_with_an_open_motion_does_not_end(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    told.arrive(meeting_id)
    told.motion(meeting_id)
    with at(now() + 11 * DAY), pytest.raises(Refusal, match="motion_open"):
        told.finish(meeting_id, now())


def test_a_meeting_nobody_came_to_does_not_end(told: MeetingStory) -> None:
    meeting_id = told.noticed()
    with at(now() + 11 * DAY), pytest.raises(Refusal, match="nobody_came"):
        told.finish(meeting_id, now())


def test_after_the_end_the_records_stand(told: MeetingStory) -> None:
    meeting_id = told.held()
    here = meeting(meeting_id)
    assert sorted(row.status for row in here.attendance) == [Presence.ABSENT] + 5 * [Presence.PRESENT]
    for act in (
        lambda: told.arrive(meeting_id, 1),
        lambda: told.motion(meeting_id),
        lambda: told.item(meeting_id),
        lambda: told.vote(first_item(meeting_id).motions[0].id, 5),
    ):
        with pytest.raises(Refusal, match="already_ended"):
            act()


def test_the_lists_show_drafts_to_workers_only(told: MeetingStory) -> None:
    draft, noticed, held = told.plan(), told.noticed(), told.held()
    assert {row.id for row in queries.upcoming(A, True)} == {draft, noticed}
    assert {row.id for row in queries.upcoming(A, False)} == {noticed}
    assert [row.Meeting.id for row in queries.held(A, False, 1).items] == [held]
    assert queries.meeting_of(draft, A, drafts=False) is None
    assert queries.meeting_of(noticed, B) is None
