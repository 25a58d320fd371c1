"""The secret ballot on a motion: who was there at its beginning votes, once, and nobody learns what."""

import logging
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from deliberation.actors import Actor, machine
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs import service as jobs
from deliberation.journal.models import JournalEntry
from deliberation.meetings import balloting, service
from deliberation.meetings.matters import ballot_of
from deliberation.meetings.models import Attendance, Motion
from deliberation.meetings.rules import Outcome, Votes, Way
from deliberation.notices.models import Message
from deliberation.rounds import keys
from deliberation.rounds import service as rounds
from deliberation.rounds.models import Ballot, RegisterEntry, Round
from deliberation.rounds.registers import slip_owner
from deliberation.rounds.rules import State
from tests.meetings.stories import MeetingStory, meeting
from tests.page import PageClient
from tests.stories import A, Story

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def meetings(story: Story) -> MeetingStory:
    return MeetingStory(story)


class Hall:
    """A meeting of six with a motion on the table, five of them here."""

    def __init__(self, meetings: MeetingStory, here: int = 5, **changes: Any) -> None:
        self.meetings = meetings
        self.meeting_id = meetings.noticed(**changes)
        meetings.arrive(self.meeting_id, here)
        self.motion_id = meetings.motion(self.meeting_id)

    @property
    def motion(self) -> Motion:
        db.session.rollback()
        return db.session.get_one(Motion, self.motion_id)

    @property
    def round_id(self) -> UUID:
        found = self.motion.round_id
        assert found is not None
        db.session.rollback()
        return found

    @property
    def url(self) -> str:
        return f"/c/{A}/meetings/{self.meeting_id}/motions/{self.motion_id}/ballot"

    def here(self) -> list[Actor]:
        """The members who are here."""
        present = {row.account_id for row in meeting(self.meeting_id).attendance if row.checked_in_at}
        db.session.rollback()
        return [actor for actor in self.meetings.members if actor.account_id in present]

    def begin(self, minutes: int = 30, **more: Any) -> None:
        with unit_of_work():
            balloting.begin(self.meetings.worker, self.motion_now(), minutes, **more)

    def motion_now(self) -> Motion:
        return db.session.get_one(Motion, self.motion_id)

    def stop(self) -> None:
        with unit_of_work():
            balloting.stop(self.meetings.worker, self.motion_now())

    def collect(self, actor: Actor | None = None) -> None:
        with unit_of_work():
            balloting.collect(actor or machine(), self.motion_now())

    def cast(self, choices: Sequence[str]) -> None:
        """One ballot of each who is here, in this order."""
        round_id = self.round_id
        for actor, choice in zip(self.here(), choices, strict=False):
            assert actor.resident_id is not None
            with unit_of_work():
                said = [choice] if choice else []
                rounds.cast(rounds.open_box(round_id), actor.resident_id, said, blank=True)


@pytest.fixture
def hall(meetings: MeetingStory) -> Hall:
    return Hall(meetings)


def test_its_counts_decide_the_motion_by_the_rule_of_the_meeting(hall: Hall) -> None:
    hall.begin()
    hall.cast(["for", "for", "for", "against", "abstain"])
    hall.stop()
    motion = hall.motion
    assert (motion.way, motion.votes_for, motion.against, motion.abstain) == (Way.SECRET, 3, 1, 1)
    assert motion.outcome == Outcome.PASSED
    assert motion.arithmetic is not None
    assert (motion.arithmetic["present"], motion.arithmetic["needed"]) == (5, 3)
    assert db.session.get_one(Round, motion.round_id).state == State.CLOSED
    assert not keys.path_of(hall.round_id).exists()


def test_an_empty_ballot_is_not_an_abstention(hall: Hall) -> None:
    hall.begin()
    hall.cast(["for", "for", "", "abstain"])
    hall.stop()
    motion = hall.motion
    assert motion.arithmetic is not None
    assert (motion.votes_for, motion.abstain, motion.arithmetic["silent"]) == (2, 1, 2)
    assert motion.outcome == Outcome.FAILED


def test_a_tie_does_not_pass(hall: Hall) -> None:
    hall.begin()
    hall.cast(["for", "against", "for", "against"])
    hall.stop()
    motion = hall.motion
    assert motion.outcome == Outcome.FAILED
    assert motion.arithmetic is not None
    assert motion.arithmetic["tied"]


def test_it_does_not_begin_without_enough_people(meetings: MeetingStory) -> None:
    hall = Hall(meetings, here=3)
    with pytest.raises(Refusal, match="no_quorum"):
        hall.begin()
    assert db.session.scalars(select(Round)).all() == []


def test_people_counted_without_a_name_must_be_named_first(hall: Hall) -> None:
    with unit_of_work():
        service.count_others(hall.meetings.worker, meeting(hall.meeting_id), 1)
    with pytest.raises(Refusal, match="ballot_needs_names"):
        hall.begin()


def test_owners_do_not_decide_by_it(meetings: MeetingStory) -> None:
    hall = Hall(meetings, here=6, profile="owners", due_area_cm2=0)
    with pytest.raises(Refusal, match=r"ballot_by_heads_only|no_quorum"):
        hall.begin()


@pytest.mark.parametrize("minutes", [0, -5, 241])
def test_it_lasts_from_a_minute_to_four_hours(hall: Hall, minutes: int) -> None:
    with pytest.raises(Refusal, match="ballot_minutes"):
        hall.begin(minutes)


def test_begun_twice_it_is_one(hall: Hall) -> None:
    hall.begin()
    first = hall.round_id
    hall.begin()
    assert hall.round_id == first
    assert len(db.session.scalars(select(Round)).all()) == 1


def test_while_it_runs_nothing_else_decides_the_motion(hall: Hall) -> None:
    hall.begin()
    worker = hall.meetings.worker
    for act in (
        lambda: service.count_hands(worker, hall.motion_now(), service.Count(Votes(5, 0, 0))),
        lambda: service.table(worker, hall.motion_now()),
        lambda: service.withdraw(worker, hall.motion_now()),
        lambda: service.reword(worker, hall.motion_now(), service.MotionDraft("别的")),
    ):
        with pytest.raises(Refusal, match="ballot_running"), unit_of_work():
            act()
    with at(now() + timedelta(days=11)), pytest.raises(Refusal, match="motion_open"), unit_of_work():
        service.end(worker, meeting(hall.meeting_id), now())
    assert hall.motion.outcome is None


def test_who_was_not_there_at_the_beginning_has_no_vote_and_who_leaves_keeps_theirs(hall: Hall) -> None:
    early = hall.here()
    hall.begin()
    late = next(actor for actor in hall.meetings.members if actor not in early)
    with unit_of_work():
        here = meeting(hall.meeting_id)
        row = here.member(late.account_id)
        assert row is not None
        service.check_in(hall.meetings.worker, here, row)
        gone = here.member(early[0].account_id)
        assert gone is not None
        service.mark_absent(hall.meetings.worker, here, gone)
    assert late.resident_id is not None
    with pytest.raises(Refusal, match="not_on_register"), unit_of_work():
        rounds.cast(rounds.open_box(hall.round_id), late.resident_id, ["for"])
    db.session.rollback()
    assert early[0].resident_id is not None
    with unit_of_work():
        rounds.cast(rounds.open_box(hall.round_id), early[0].resident_id, ["for"])
    hall.stop()
    assert hall.motion.votes_for == 1


def test_counts_fit_the_register_though_half_the_hall_has_left(hall: Hall) -> None:
    hall.begin()
    hall.cast(["for"] * 5)
    for row_id in [row.id for row in meeting(hall.meeting_id).attendance if row.checked_in_at][:3]:
        with unit_of_work():
            here = meeting(hall.meeting_id)
            service.mark_absent(hall.meetings.worker, here, db.session.get_one(Attendance, row_id))
    hall.stop()
    motion = hall.motion
    assert motion.outcome == Outcome.PASSED
    assert motion.arithmetic is not None
    assert motion.arithmetic["present"] == 5 == motion.votes_for


def test_phone_and_slip_of_one_member_count_once(hall: Hall, visitor: PageClient) -> None:
    hall.begin()
    hall.cast(["for", "for", "for"])
    actor = hall.here()[0]
    with unit_of_work():
        rows = [row for row in meeting(hall.meeting_id).attendance if row.account_id == actor.account_id]
        ((_row, code),) = balloting.slips(hall.meetings.worker, hall.motion_now(), rows)
    page = visitor.get(f"/vote/{code}")
    assert "赞成" in page.text
    visitor.post("/vote", {"slip": code, "step": "cast", "choices": ["against"]})
    hall.stop()
    assert (hall.motion.votes_for, hall.motion.against) == (2, 1)


def test_a_member_without_an_account_votes_with_a_slip(hall: Hall) -> None:
    with unit_of_work():
        row_id = service.add_walk_in(hall.meetings.worker, meeting(hall.meeting_id), "郑七", True).id
    hall.begin()
    running = balloting.running(hall.motion)
    assert running is not None
    assert [row.name for row in running.phoneless] == ["郑七"]
    assert running.register == 6
    db.session.rollback()
    with unit_of_work():
        row = db.session.get_one(Attendance, row_id)
        ((_row, code),) = balloting.slips(hall.meetings.worker, hall.motion_now(), [row])
    found = slip_owner(code)
    assert found is not None
    assert found.voter_id == row_id
    db.session.rollback()
    with unit_of_work():
        rounds.cast(rounds.open_box(found.round_id), found.voter_id, ["for"])
    hall.stop()
    assert hall.motion.votes_for == 1


def test_a_ballot_whose_time_ran_out_is_taken_over_by_the_chore(hall: Hall) -> None:
    hall.begin(10)
    hall.cast(["for", "for", "for"])
    balloting.sweep()
    assert hall.motion.outcome is None
    with at(now() + timedelta(minutes=11)):
        jobs.do_chores()
        balloting.sweep()
    assert hall.motion.outcome == Outcome.PASSED
    acts = db.session.scalars(select(JournalEntry.act)).all()
    assert acts.count("meetings.record_votes") == acts.count("rounds.close") == 1


def test_power_cut_between_the_stop_and_the_count_is_finished_later(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process is gone."""

    def die(*_all: object) -> None:
        raise Killed

    hall.begin()
    hall.cast(["for", "for", "for"])
    with monkeypatch.context() as patched:
        patched.setattr(balloting, "record_votes", die)
        with pytest.raises(Killed):
            hall.stop()
    db.session.remove()
    assert hall.motion.outcome is None
    assert db.session.get_one(Round, hall.round_id).stopped_at is None, "all of it or nothing"
    hall.cast(["for", "for", "for", "against"])
    rounds_only = hall.round_id
    with at(now() + HALF_AN_HOUR):
        rounds.sweep()
        db.session.rollback()
        assert db.session.get_one(Round, rounds_only).state == State.CLOSED
        assert hall.motion.outcome is None
        balloting.sweep()
    assert (hall.motion.votes_for, hall.motion.against) == (3, 1)


def test_two_recorders_who_stop_at_once_count_once(app: Flask, hall: Hall) -> None:
    hall.begin()
    hall.cast(["for", "for", "for"])
    db.session.remove()
    start, broken = threading.Barrier(2), []

    def press() -> None:
        with app.app_context():
            start.wait()
            try:
                hall.stop()
            except Exception as error:
                broken.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken
    acts = db.session.scalars(select(JournalEntry.act)).all()
    assert acts.count("meetings.record_votes") == acts.count("rounds.stop") == 1
    assert hall.motion.outcome == Outcome.PASSED


def test_two_who_begin_at_once_open_one(app: Flask, hall: Hall) -> None:
    db.session.remove()
    start, broken = threading.Barrier(2), []

    def press() -> None:
        with app.app_context():
            start.wait()
            try:
                hall.begin()
            except Exception as error:
                broken.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken
    assert len(db.session.scalars(select(Round)).all()) == 1


def test_annulled_by_the_lead_the_motion_is_voted_on_again(hall: Hall) -> None:
    hall.begin()
    hall.cast(["for", "for"])
    first = hall.round_id
    with unit_of_work():
        rounds.annul(hall.meetings.lead, first, "问题写错了")
    hall.collect()
    motion = hall.motion
    assert (motion.round_id, motion.outcome, motion.arithmetic) == (None, None, None)
    db.session.rollback()
    hall.begin()
    assert hall.round_id != first
    hall.cast(["against", "against", "against"])
    hall.stop()
    assert (hall.motion.votes_for, hall.motion.against) == (0, 3)
    assert db.session.scalars(select(Ballot.round_id).distinct()).all() == [hall.round_id]


def test_begun_again_at_once_after_an_annulment(hall: Hall) -> None:
    hall.begin()
    with unit_of_work():
        rounds.annul(hall.meetings.lead, hall.round_id, "弄错了")
    hall.begin()
    assert db.session.get_one(Round, hall.round_id).state == State.OPEN


def test_what_the_box_counted_nobody_changes_by_hand(hall: Hall) -> None:
    hall.begin()
    hall.cast(["for", "for", "for"])
    hall.stop()
    with pytest.raises(Refusal, match="decided_by_ballot"), unit_of_work():
        service.count_hands(hall.meetings.worker, hall.motion_now(), service.Count(Votes(0, 5, 0)))


def test_the_record_keeps_round_register_and_ballots(hall: Hall) -> None:
    hall.begin()
    hall.cast(["for", "for", "for"])
    hall.stop()
    kept = ballot_of(hall.round_id)
    assert kept is not None
    assert (kept["round"], kept["register"], kept["ballots"]) == (str(hall.round_id), 5, 3)


def test_members_who_can_vote_by_phone_are_told_and_led_to_the_ballot(
    hall: Hall, visitor: PageClient
) -> None:
    hall.begin()
    told = db.session.scalars(select(Message).where(Message.kind == "notice.meetings.ballot")).all()
    assert {message.account_id for message in told} == {actor.account_id for actor in hall.here()}
    visitor.enter(hall.here()[0])
    page = visitor.get(hall.url)
    assert page.links(f"/rounds/{hall.round_id}/ballot")
    assert not page.forms("/stop")
    visitor.post(f"/c/{A}/rounds/{hall.round_id}/ballot", {"step": "cast", "choices": ["for"]})
    assert hall.url in visitor.get(f"/c/{A}/rounds/{hall.round_id}").links()


def test_no_row_and_no_log_of_a_cast_names_anybody(
    hall: Hall, visitor: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    hall.begin()
    actor, url = hall.here()[0], f"/c/{A}/rounds/{hall.round_id}/ballot"
    visitor.enter(actor)
    visitor.get(url)

    def rows() -> dict[str, list[Any]]:
        tables = {
            table.name: sorted(map(str, db.session.execute(select(table)).all()))
            for table in db.metadata.sorted_tables
        }
        db.session.rollback()
        return tables

    before = rows()
    with caplog.at_level(logging.DEBUG, "deliberation"):
        visitor.post(url, {"step": "cast", "choices": ["for"]})
    after = rows()
    assert {name for name in after if after[name] != before[name]} == {"ballot"}
    (ballot,) = after["ballot"]
    for trace in (actor.resident_id, actor.account_id, actor.name):
        assert str(trace) not in ballot
        assert not [each for each in caplog.records if str(trace) in each.getMessage()]
    columns = {column["name"] for column in inspect(db.engine).get_columns("round_register")}
    assert columns == {
        *("round_id", "voter_id", "building_id", "added_reason", "struck_at", "struck_reason"),
    }


def test_the_page_says_a_number_and_no_names_of_who_voted(hall: Hall, visitor: PageClient) -> None:
    visitor.enter(hall.meetings.worker)
    page = visitor.get(hall.url)
    assert "名册是现在到会的 5 人" in page.text
    signers = {
        "teller": str(hall.meetings.worker.account_id),
        "scrutineer": str(hall.meetings.lead.account_id),
    }
    wrong = visitor.post(hall.url, {"minutes": "30", **signers, "scrutineer": signers["teller"]})
    assert "计票人和监票人要是两个人" in wrong.text
    visitor.post(hall.url, {"minutes": "30", **signers})
    hall.cast(["for", "against"])
    page = visitor.get(hall.url)
    assert "5 人里，已经投了 2 张" in page.text
    assert page.forms("/stop") == [f"{hall.url}/stop"]
    page = visitor.post(f"{hall.url}/stop")
    assert "赞成和反对都是 1 票" in page.text
    assert "公布的选票和核对办法" in page.text


def test_slips_are_printed_for_exactly_those_without_an_account(hall: Hall, visitor: PageClient) -> None:
    with unit_of_work():
        service.add_walk_in(hall.meetings.worker, meeting(hall.meeting_id), "郑七", True)
    hall.begin(on_paper=True)
    visitor.enter(hall.meetings.worker)
    visitor.get(hall.url)
    page = visitor.post(f"{hall.url}/slips")
    assert page.text.count("交给：") == 1
    assert "交给：郑七" in page.text
    assert "1 赞成" in page.text
    row = next(row for row in meeting(hall.meeting_id).attendance if row.account_id and row.checked_in_at)
    name, row_id = row.name, str(row.id)
    db.session.rollback()
    assert f"交给：{name}" in visitor.post(f"{hall.url}/slips", {"row": row_id}).text


def test_whoever_opens_the_page_after_the_time_sees_the_result(hall: Hall, visitor: PageClient) -> None:
    hall.begin(10)
    hall.cast(["for", "for", "for"])
    with at(now() + timedelta(minutes=11)):
        visitor.enter(hall.here()[0])
        assert "通过" in visitor.get(hall.url).text
    assert hall.motion.outcome == Outcome.PASSED


def test_the_state_of_the_page_is_sent_only_when_it_changed(hall: Hall, visitor: PageClient) -> None:
    hall.begin()
    visitor.enter(hall.meetings.worker)
    source = visitor.get(hall.url)
    seen = source.tree.xpath("//@data-seen")[0]
    assert visitor.client.get(f"{hall.url}/state", query_string={"seen": seen}).status_code == 204
    hall.cast(["for"])
    answer = visitor.client.get(f"{hall.url}/state", query_string={"seen": seen})
    assert answer.status_code == 200
    assert "已经投了 1 张" in answer.get_data(as_text=True)


def test_the_register_holds_members_by_resident_and_others_by_their_row(hall: Hall) -> None:
    hall.begin()
    entries = set(db.session.scalars(select(RegisterEntry.voter_id)))
    assert entries == {actor.resident_id for actor in hall.here()}
