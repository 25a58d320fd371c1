"""The demo: three communities at three stages, one login per role, told through the services."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, or_, select

from deliberation import create_app, demo
from deliberation.clock import at, start_of, today
from deliberation.config import read_settings
from deliberation.cycles.queries import stage_now
from deliberation.cycles.rules import Stage
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal import queries as journal
from deliberation.journal.models import JournalEntry
from deliberation.meetings import queries as meetings
from deliberation.meetings.models import ActionItem, Meeting, Minutes, Motion, Speech
from deliberation.meetings.rules import Choice, ItemKind
from deliberation.needs.models import Need, NeedSolution
from deliberation.needs.queries import queue_counts
from deliberation.needs.rules import Channel, NeedState, Proposer, Queue
from deliberation.people.models import Resident
from deliberation.projects import queries as projects
from deliberation.projects.carrying_rules import CarryStage
from deliberation.projects.models import ProgressReport, Project, ProjectChange, StreetList, YearReport
from deliberation.projects.rules import ListState
from deliberation.rounds import casting, outcomes, own_ballot
from deliberation.rounds import queries as rounds
from deliberation.rounds.models import Ballot
from deliberation.surveys.models import SurveyAnswer
from deliberation.tally.rule import Method
from deliberation.wiring import use_settings
from tests.page import PageClient

HEPING, DONGFENG, BINHE = "999999001001", "999999001002", "999999001003"


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo, built once in a database of its own."""
    folder = tmp_path_factory.mktemp("demo")
    settings = read_settings(
        {}, data_dir=folder, database_url=f"sqlite:///{folder / 'demo.sqlite'}", testing=True, demo=True
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        demo.build(Path(settings.data_dir))
        yield app
        db.session.remove()


def test_each_community_stands_at_its_stage(street: Flask) -> None:
    assert stage_now(HEPING)[1] == Stage.COLLECTING
    assert stage_now(DONGFENG)[1] == Stage.VOTING
    assert projects.current_list(BINHE).state == ListState.SUBMITTED
    assert [row.method for row in rounds.open_rounds(DONGFENG)] == ["approval", "equal_shares"]
    assert outcomes.signed_results(BINHE)
    assert meetings.signed_decisions(BINHE)


def test_there_are_about_sixty_needs(street: Flask) -> None:
    assert 55 <= (db.session.scalar(select(func.count()).select_from(Need)) or 0) <= 75


def test_needs_stand_in_every_state_and_came_by_every_way(street: Flask) -> None:
    needs = db.session.scalars(select(Need).where(Need.community_code == HEPING)).all()
    assert {need.state for need in needs} == set(NeedState)
    assert {Channel.PHONE, Channel.PAPER, Channel.VISIT, Channel.ONLINE} <= {need.channel for need in needs}
    assert [need.title for need in needs if need.published_at is None] == ["租房的人能不能也办停自行车的牌"]
    assert any(need.answered_at for need in needs)
    assert queue_counts(HEPING)[Queue.COMMENTS] == 1


def test_shortlisted_needs_have_ways_to_meet_them_and_the_ballot_says_which(street: Flask) -> None:
    ways = db.session.scalars(select(NeedSolution)).all()
    assert {way.proposer for way in ways} == {Proposer.RESIDENT, Proposer.PLANNER, Proposer.DEPARTMENT}
    assert all(way.cost_source for way in ways if way.cost_fen is not None)
    assert any(way.assessed_at is None for way in ways)
    row = rounds.open_rounds(DONGFENG)[0]
    assert row.budget_fen == 40_000_000
    assert sum(bool(option.way) for option in row.options) == 3


def test_what_happened_is_told_in_its_order_and_nothing_of_it_lies_ahead(street: Flask) -> None:
    rooms = [JournalEntry.act.startswith(f"{room}.") for room in ("needs", "rounds", "meetings", "projects")]
    times = db.session.scalars(select(JournalEntry.at).where(or_(*rooms)).order_by(JournalEntry.seq)).all()
    assert len(times) > 1000
    assert times == sorted(times)
    assert times[-1] < start_of(today())


def test_a_meeting_is_announced_three_days_ahead(street: Flask) -> None:
    meeting = meetings.upcoming(HEPING, drafts=False)[0]
    assert (meeting.starts_at - meeting.notice_sent_at).days >= 3
    assert [item.kind for item in meeting.items] == [ItemKind.ACTIONS, *[ItemKind.MATTER] * 4]


def test_a_list_of_the_spring_was_carried_out_and_one_project_is_rated(street: Flask) -> None:
    rows = db.session.scalars(select(Project).where(Project.community_code == HEPING)).all()
    assert {row.stage for row in rows} == {CarryStage.ACCEPTED, CarryStage.RUNNING}
    assert db.session.scalar(select(func.count()).select_from(SurveyAnswer)) >= 5
    assert db.session.scalar(select(func.count()).select_from(ProgressReport)) == 5


def test_the_officer_finds_a_sum_issued_a_report_begun_and_a_change_to_decide(street: Flask) -> None:
    assert [each.state for each in db.session.query(StreetList)] == ["issued"]
    report = db.session.query(YearReport).one()
    assert [case.title for case in report.cases] == ["健身角的六张椅子"]
    assert [each.state for each in db.session.query(ProjectChange)] == ["waiting"]


def test_meetings_tell_who_spoke_what_was_changed_and_who_does_what(street: Flask) -> None:
    motions = db.session.scalars(select(Motion)).all()
    assert [each.first_text for each in motions if each.first_text] == ["将“佳苑后门路灯”列入投票候选项目。"]
    assert {vote.choice for each in motions for vote in each.roll} == set(Choice)
    assert len(db.session.scalars(select(Speech)).all()) > 12
    assert {each.unit for each in db.session.scalars(select(ActionItem))} >= {"东风社区居民委员会"}
    signed = db.session.scalars(select(Minutes).join(Meeting).where(Meeting.community_code == BINHE)).one()
    assert [len(each.signatures) for each in signed.addenda] == [2]


def test_the_resident_can_vote_and_the_vote_is_still_theirs(street: Flask) -> None:
    row = rounds.open_rounds(DONGFENG)[0]
    assert (row.k, len(row.options)) == (3, 10)
    resident = db.session.scalars(
        select(Resident).where(Resident.community_code == DONGFENG, Resident.name == "陈建国")
    ).one()
    assert casting.may_vote(row.id, resident.id)
    assert own_ballot.own_ballot(row, resident.id).choices is None
    cast = select(func.count()).select_from(Ballot).where(Ballot.round_id == row.id)
    assert db.session.scalar(cast) == 42


def test_a_counted_round_waits_for_teller_and_scrutineer(street: Flask) -> None:
    waiting = outcomes.result_of(rounds.closed_rounds(DONGFENG)[0].id)
    assert waiting is not None
    assert not waiting.signed
    assert waiting.ballots == 53


def test_the_list_holds_what_the_equal_shares_count_chose_and_waits_for_the_officer(street: Flask) -> None:
    made = projects.current_list(BINHE)
    rows = projects.rows_of(made.id)
    result = outcomes.signed_results(BINHE)[0]
    assert result.round.method == Method.EQUAL_SHARES
    assert sorted(row.cost_fen for row in rows) == sorted(won.cost_fen for won in result.winners)
    assert len(rows) > 5
    assert sum(row.cost_fen for row in rows) <= made.budget_fen
    assert all(row.cost_fen == row.funding_fen for row in rows)
    assert made.public_to < made.submitted_at.date()
    assert result.ballots >= 60


def test_the_journal_of_the_story_verifies(street: Flask) -> None:
    assert journal.length() > 500
    assert list(journal.findings()) == []


def test_everybody_on_the_list_can_sign_in_and_finds_a_next_step(street: Flask) -> None:
    for login in demo.LOGINS:
        visitor = PageClient(street)
        shown = visitor.sign_in(login.phone, demo.PASSWORD)
        assert login.name in shown.text or "退出" in shown.text, login.role


def test_the_logins_are_shown_on_the_sign_in_page(street: Flask) -> None:
    assert demo.LOGINS[0].phone in PageClient(street).get("/sign-in").source


def test_no_login_is_shown_outside_the_demo(app: Flask, visitor: PageClient) -> None:
    source = visitor.get("/sign-in").source
    assert demo.PASSWORD not in source
    assert demo.LOGINS[0].phone not in source


def test_a_database_with_something_in_it_is_left_alone(street: Flask) -> None:
    before = journal.length()
    with pytest.raises(Refusal, match="not_empty"):
        demo.build(Path(street.config["SETTINGS"].data_dir))
    assert journal.length() == before


def test_the_table_of_logins_has_a_line_a_role(street: Flask) -> None:
    lines = demo.table(Path(street.config["SETTINGS"].data_dir))
    assert len([line for line in lines if "139000000" in line]) == len(demo.LOGINS)


def test_the_demo_can_be_built_just_after_new_year(tmp_path: Path) -> None:
    settings = read_settings(
        {}, data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'demo.sqlite'}", testing=True, demo=True
    )
    with create_app(settings).app_context(), at(datetime(2027, 1, 9, 4, tzinfo=UTC)):
        db.create_all()
        demo.build(tmp_path)
        assert list(journal.findings()) == []
        db.session.remove()
        db.engine.dispose()


def test_a_demo_account_is_refused_where_the_demo_is_served_for_real(street: Flask) -> None:
    given = street.config["SETTINGS"]
    settings = read_settings({}, data_dir=given.data_dir, database_url=given.database_url, testing=True)
    real = create_app(settings)
    try:
        with real.app_context():
            shown = PageClient(real).sign_in(demo.LOGINS[0].phone, demo.PASSWORD)
            assert "只能在演示模式下登录" in shown
            assert demo.PASSWORD not in shown.source
    finally:
        use_settings(given)
