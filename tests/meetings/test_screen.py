"""The projector: what the hall sees, who may open it, and how little it asks while nothing changes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from deliberation.actors import Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.meetings import balloting, policy, screening, service
from deliberation.meetings.models import Motion
from deliberation.meetings.rules import Outcome
from deliberation.meetings.speaking import SpeechDraft, ask, begin
from deliberation.meetings.steering import finish, go_to
from deliberation.rounds import service as rounds
from tests.meetings.stories import MeetingStory, first_item, meeting
from tests.page import PageClient
from tests.stories import A, B, Story


@pytest.fixture
def meetings(story: Story) -> MeetingStory:
    return MeetingStory(story)


@pytest.fixture
def meeting_id(meetings: MeetingStory) -> Any:
    return meetings.noticed()


def url(meeting_id: Any) -> str:
    return f"/c/{A}/meetings/{meeting_id}/screen"


def state(visitor: PageClient, meeting_id: Any, seen: str = "") -> tuple[int, str]:
    """What the page gets when it asks again: status and words."""
    answer = visitor.client.get(f"{url(meeting_id)}/state", query_string={"seen": seen})
    return answer.status_code, answer.get_data(as_text=True)


def seen_of(meeting_id: Any) -> str:
    found = screening.watched(meeting_id, A)
    db.session.rollback()
    assert found is not None
    return found.seen


def take_up(meetings: MeetingStory, meeting_id: Any) -> None:
    meetings.arrive(meeting_id, 5)
    with unit_of_work():
        go_to(meetings.worker, meeting(meeting_id), first_item(meeting_id))


def test_before_the_start_it_shows_when_where_and_the_code_to_scan(
    meetings: MeetingStory, meeting_id: Any, visitor: PageClient
) -> None:
    visitor.enter(meetings.worker)
    page = visitor.get(url(meeting_id))
    for words in ("春季议事会", "社区二楼会议室", "3号楼门口装路灯", "应到 6 人，实到 0 人"):
        assert words in page.text
    assert page.tree.xpath("//img[starts-with(@src, 'data:image/svg+xml')]")
    assert not page.tree.xpath("//button | //form | //main//a")
    assert page.tree.xpath("//noscript/meta[@http-equiv='refresh']")


def test_it_shows_the_matter_the_motion_the_speaker_and_who_is_next(
    meetings: MeetingStory, meeting_id: Any, visitor: PageClient
) -> None:
    take_up(meetings, meeting_id)
    motion_id = meetings.motion(meeting_id, proposer="赵一鸣")
    names = sorted(row.name for row in meeting(meeting_id).attendance if row.checked_in_at)
    db.session.rollback()
    for name in names[:2]:
        with unit_of_work():
            speech = ask(meetings.worker, first_item(meeting_id), SpeechDraft(name))
            if name == names[0]:
                begin(meetings.worker, meeting(meeting_id), speech)
    visitor.enter(meetings.worker)
    page = visitor.get(url(meeting_id))
    for words in ("同意装3盏路灯", f"正在发言 {names[0]}", f"下一位{names[1]}", "赵一鸣提出"):
        assert words in page.text
    assert 100 < int(page.tree.xpath("//*[@class='screen-speaker']/@data-left")[0]) <= 120
    meetings.vote(motion_id, 4, 1)
    page = visitor.get(url(meeting_id))
    for words in ("赞成 4", "反对 1", "弃权 0", "至少要 3 票赞成", "通过"):
        assert words in page.text


def test_an_open_amendment_comes_before_its_motion(meetings: MeetingStory, meeting_id: Any) -> None:
    take_up(meetings, meeting_id)
    motion_id = meetings.motion(meeting_id)
    with unit_of_work():
        amendment = service.amend(
            meetings.worker, db.session.get_one(Motion, motion_id), service.MotionDraft("同意装5盏路灯")
        )
        amendment_id = amendment.id
    shown = screening.shown_motion(first_item(meeting_id))
    assert shown is not None
    assert shown.id == amendment_id


def test_a_secret_ballot_is_shown_as_a_number_and_taken_over_when_its_time_is_up(
    meetings: MeetingStory, meeting_id: Any, visitor: PageClient
) -> None:
    take_up(meetings, meeting_id)
    motion_id = meetings.motion(meeting_id)
    with unit_of_work():
        balloting.begin(meetings.worker, db.session.get_one(Motion, motion_id), 10)
    before = seen_of(meeting_id)
    round_id = db.session.get_one(Motion, motion_id).round_id
    assert round_id is not None
    voter = next(row for row in meeting(meeting_id).attendance if row.checked_in_at).resident_id
    assert voter is not None
    db.session.rollback()
    with unit_of_work():
        rounds.cast(rounds.open_box(round_id), voter, ["for"])
    assert seen_of(meeting_id) != before
    visitor.enter(meetings.worker)
    assert "1 / 5" in visitor.get(url(meeting_id)).text
    with at(now() + timedelta(minutes=11)):
        visitor.enter(meetings.worker)
        status, words = state(visitor, meeting_id, before)
        assert status == 200
        assert "赞成" in words
    assert db.session.get_one(Motion, motion_id).outcome == Outcome.FAILED


def test_while_nothing_changes_it_costs_three_statements_at_most(
    meetings: MeetingStory, meeting_id: Any, visitor: PageClient, statements_of: Any
) -> None:
    take_up(meetings, meeting_id)
    visitor.enter(meetings.worker)
    seen = seen_of(meeting_id)
    assert state(visitor, meeting_id, seen) == (204, "")
    assert statements_of(lambda: state(visitor, meeting_id, seen)) <= 3
    with unit_of_work():
        finish(meetings.worker, meeting(meeting_id), first_item(meeting_id))
    status, words = state(visitor, meeting_id, seen)
    assert status == 200
    assert f'data-seen="{seen_of(meeting_id)}"' in words


def test_a_page_that_only_watches_keeps_no_session_alive(
    meetings: MeetingStory, meeting_id: Any, visitor: PageClient
) -> None:
    visitor.enter(meetings.worker)
    visitor.get(url(meeting_id))
    answers = []
    for minutes in range(10, 200, 10):
        with at(now() + timedelta(minutes=minutes)):
            answers.append(state(visitor, meeting_id, seen_of(meeting_id))[0])
    assert answers[0] == 204
    assert answers[-1] in (302, 303), "an ended session is led to sign in, which the page says aloud"


def test_workers_and_whoever_chairs_or_records_open_it_and_nobody_else(
    story: Story, meetings: MeetingStory, visitor: PageClient
) -> None:
    chair = meetings.members[0]
    meeting_id = meetings.noticed(chair=service.Leader(account_id=chair.account_id))
    for actor, status in (
        (meetings.worker, 200),
        (meetings.lead, 200),
        (chair, 200),
        (meetings.members[1], 403),
        (story.staff(Role.WORKER, B)[0], 404),
    ):
        visitor.enter(actor)
        visitor.get(url(meeting_id), status)
    visitor.enter(meetings.worker)
    visitor.get(url(uuid4()), 404)


@pytest.mark.parametrize("leads", [True, False])
def test_the_policy_of_the_screen(meetings: MeetingStory, leads: bool) -> None:
    assert policy.may_show_screen(meetings.worker, A, leads)
    assert policy.may_show_screen(meetings.members[0], A, leads) is leads
    assert not policy.may_show_screen(meetings.worker, B, False)


def test_a_long_agenda_shows_what_is_on_and_its_neighbours(meetings: MeetingStory) -> None:
    meeting_id = meetings.plan()
    for number in range(12):
        meetings.item(meeting_id, f"第{number + 1}件事")
    items = meeting(meeting_id).items
    shown = [[number for number, _item in screening.neighbours(items, each)] for each in (None, *items)]
    assert shown[0] == shown[1] == [1, 2, 3, 4, 5]
    assert shown[6] == [4, 5, 6, 7, 8]
    assert shown[12] == [8, 9, 10, 11, 12]
    assert [number for number, _item in screening.neighbours(items[:2], items[1])] == [1, 2]


def test_after_the_end_it_shows_what_was_decided(meetings: MeetingStory, visitor: PageClient) -> None:
    meeting_id = meetings.held()
    visitor.enter(meetings.worker)
    page = visitor.get(url(meeting_id))
    assert "会议结束了" in page.text
    assert "通过 同意装3盏路灯" in page.text


def test_it_tells_no_phone_and_no_door(meetings: MeetingStory, meeting_id: Any, visitor: PageClient) -> None:
    take_up(meetings, meeting_id)
    with unit_of_work():
        for row in meeting(meeting_id).attendance:
            row.door = "1号楼101"
    visitor.enter(meetings.worker)
    assert "101" not in visitor.get(url(meeting_id)).source.replace(str(meeting_id), "")
