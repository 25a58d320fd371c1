"""Needs and cycles: what was said in time joins though typed late, and what was not chosen goes on."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from deliberation.actors import Actor, machine
from deliberation.clock import at, now, today
from deliberation.cycles import service as cycles
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import STAGES, Stage
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings import service as meetings
from deliberation.meetings.models import Meeting
from deliberation.needs import queries, service
from deliberation.needs.models import Need, NeedEvent, NeedSolution, NeedSupport
from deliberation.needs.rules import Channel, NeedState, Reason
from deliberation.needs.ways import Proposal
from deliberation.notices.models import Message
from deliberation.rounds import service as rounds
from deliberation.rounds.models import Round
from tests.meetings.stories import MeetingStory
from tests.needs.stories import counts, draft, need_by, supported_by
from tests.page import PageClient
from tests.rounds.stories import RoundStory
from tests.stories import A, B, Story


def typed(worker: Actor, said_on: date | None) -> Need:
    """A worker types what stands on a paper of that day."""
    with unit_of_work():
        return service.submit_on_behalf(
            worker, A, draft("楼道没有扶手"), Channel.PAPER, "王奶奶", said_on=said_on
        )


def kinds(need: Need) -> list[str]:
    return [event.kind for event in queries.events_of(need.id)]


def test_paper_of_the_collecting_stage_typed_while_deliberating_joins_that_cycle(story: Story) -> None:
    worker, _phone = story.staff()
    cycle = story.cycle(Stage.DELIBERATING)
    need = typed(worker, today() - timedelta(days=5))
    assert (need.cycle_id, need.said_on) == (cycle.id, today() - timedelta(days=5))
    assert kinds(need) == ["needs.submitted", "needs.joined_late"]


@pytest.mark.parametrize("days_ago", [0, 3, 14, 60])
def test_paper_of_a_day_on_which_nothing_was_collected_waits(story: Story, days_ago: int) -> None:
    worker, _phone = story.staff()
    story.cycle(Stage.DELIBERATING)
    need = typed(worker, today() - timedelta(days=days_ago))
    assert need.cycle_id is None
    assert kinds(need) == ["needs.submitted", "needs.waits"]


@pytest.mark.parametrize("stage", [Stage.VOTING, Stage.LISTING, Stage.PUBLICISING, Stage.CARRYING_OUT])
def test_once_a_cycle_votes_no_late_paper_joins_it(story: Story, stage: Stage) -> None:
    worker, _phone = story.staff()
    cycle = story.cycle(stage)
    assert typed(worker, cycle.starts_on).cycle_id is None


def test_while_collecting_the_day_on_the_paper_changes_nothing(story: Story) -> None:
    worker, _phone = story.staff()
    cycle = story.cycle(Stage.COLLECTING)
    for said_on in (None, today(), today() - timedelta(days=400)):
        need = typed(worker, said_on)
        assert need.cycle_id == cycle.id
        assert kinds(need) == ["needs.submitted"]


@pytest.mark.parametrize(
    ("said_on", "code"),
    [
        (today() + timedelta(days=1), "needs.said_in_future"),
        (date(9999, 12, 31), "needs.said_in_future"),
        (date(1899, 12, 31), "needs.said_long_ago"),
        (date(1, 1, 1), "needs.said_long_ago"),
        (today() - timedelta(days=732), "needs.said_long_ago"),
    ],
)
def test_an_impossible_day_is_refused_and_nothing_is_kept(story: Story, said_on: date, code: str) -> None:
    worker, _phone = story.staff()
    with pytest.raises(Refusal) as refused:
        typed(worker, said_on)
    assert refused.value.code == code
    assert db.session.query(Need).count() == 0


class Neighbourhood:
    """A cycle that is over (its list drawn up), and one that collects; needs of the first."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.worker, _phone = story.staff()
        self.author, _phone = story.resident(name="张桂兰")
        self.old = self.cycle(today() - timedelta(days=100), "2025年议事", ends=60)
        self.new = self.old

    def cycle(self, first: date, name: str, ends: int | None) -> Cycle:
        starts = {stage: first + timedelta(days=10 * place) for place, stage in enumerate(STAGES)}
        last = None if ends is None else first + timedelta(days=ends)
        with unit_of_work():
            return cycles.plan(machine(), A, name, starts, last)

    def need(self, title: str = "没有选上的需求", **values: object) -> Need:
        """A need of the cycle that is over."""
        need = need_by(self.author, title)
        with unit_of_work():
            db.session.execute(update(Need).where(Need.id == need.id).values(cycle_id=self.old.id, **values))
        return need

    def next_begins(self, days_ago: int = 2) -> None:
        """The next cycle is planned on the day it begins to collect, or a while after."""
        self.new = self.cycle(today() - timedelta(days=days_ago), "2026年议事", None)


@pytest.fixture
def told(story: Story) -> Neighbourhood:
    return Neighbourhood(story)


def now_of(need: Need) -> Need:
    return db.session.get_one(Need, need.id, populate_existing=True)


def messages(actor: Actor, kind: str) -> list[Message]:
    query = select(Message).where(
        Message.account_id == actor.account_id, Message.kind == f"notice.needs.{kind}"
    )
    return list(db.session.scalars(query))


def test_what_was_not_chosen_goes_on_with_its_supports_and_its_author_is_told(told: Neighbourhood) -> None:
    need = told.need(stage=Stage.VOTING)
    neighbours = [told.story.resident(name=f"邻居{place}")[0] for place in range(3)]
    supported_by(need, *neighbours)
    told.next_begins()
    carried = now_of(need)
    assert (carried.cycle_id, carried.stage, carried.state) == (told.new.id, Stage.COLLECTING, NeedState.OPEN)
    assert counts(need.id) == (4, 4)
    assert kinds(need)[-1] == "needs.carried_over"
    assert queries.events_of(need.id)[-1].facts == {"from": "2025年议事", "to": "2026年议事"}
    assert len(messages(told.author, "carried_over")) == 1
    assert [len(messages(each, "carried_supports")) for each in neighbours] == [1, 1, 1]


def test_the_page_says_where_it_comes_from(told: Neighbourhood, visitor: PageClient) -> None:
    need = told.need()
    told.next_begins()
    shown = visitor.get(f"/c/{A}/needs/{need.id}")
    assert "从上一期带来" in shown
    assert "“2025年议事”没有选上，连同支持一起带到“2026年议事”" in shown
    other = need_by(told.author, "这一期的需求")
    assert "从上一期带来" not in visitor.get(f"/c/{A}/needs/{other.id}")


def test_a_candidate_stays_a_candidate_with_its_ways(told: Neighbourhood) -> None:
    need = told.need()
    with unit_of_work():
        service.shortlist(told.worker, now_of(need), 100)
        said = service.propose(told.author, now_of(need), Proposal("办法"))
    told.next_begins()
    assert now_of(need).state == NeedState.SHORTLISTED
    assert now_of(need).cost_fen == 100
    assert db.session.get_one(NeedSolution, said.id).need_id == need.id


def test_a_supporter_of_many_needs_hears_once(told: Neighbourhood) -> None:
    neighbour, _phone = told.story.resident()
    for place in range(5):
        supported_by(told.need(f"需求{place}"), neighbour)
    told.next_begins()
    assert len(messages(neighbour, "carried_supports")) == 1
    assert len(messages(told.author, "carried_over")) == 5


def test_a_follower_hears_of_it_as_of_every_step_and_not_twice(told: Neighbourhood) -> None:
    need = told.need()
    follower, _phone = told.story.resident()
    with unit_of_work():
        service.follow(follower, now_of(need))
        service.follow(told.author, now_of(need))
        service.support(follower, now_of(need))
    told.next_begins()
    assert len(messages(follower, "step")) == 1
    assert messages(follower, "carried_supports") == []
    assert messages(told.author, "carried_over") == []
    assert len(messages(told.author, "step")) == 1


@pytest.mark.parametrize("state", [NeedState.MERGED, NeedState.REJECTED, NeedState.HANDED_OVER])
def test_what_is_settled_stays_where_it_was(told: Neighbourhood, state: NeedState) -> None:
    need = told.need(state=state)
    told.next_begins()
    assert now_of(need).cycle_id == told.old.id
    assert "needs.carried_over" not in kinds(need)


def test_what_stands_in_a_list_stays_and_losers_of_an_ended_round_go_on(told: Neighbourhood) -> None:
    listed, lost = told.need("进了清单"), told.need("没有选上")
    made = RoundStory(told.story)
    made.voters(1)
    row = made.open()
    with unit_of_work():
        db.session.execute(update(Round).values(cycle_id=told.old.id, closed_at=now()))
        service.hold(listed.id, f"list:{row.id}")
        service.hold(lost.id, f"round:{row.id}")
    told.next_begins()
    assert now_of(listed).cycle_id == told.old.id
    assert now_of(lost).cycle_id == told.new.id
    with unit_of_work():
        service.reject(told.worker, now_of(lost), Reason.OUTSIDE)


def test_what_a_vote_or_a_meeting_still_works_on_waits_for_its_end(told: Neighbourhood) -> None:
    voted, discussed = told.need("还在投票"), told.need("还要商量")
    made = RoundStory(told.story)
    made.voters(1)
    row = made.open()
    meeting_story = MeetingStory(told.story)
    meeting_id = meeting_story.plan()
    with unit_of_work():
        service.hold(voted.id, f"round:{row.id}")
        service.hold(discussed.id, f"meeting:{meeting_id}")
    told.next_begins()
    assert [now_of(each).cycle_id for each in (voted, discussed)] == [told.old.id] * 2
    with unit_of_work():
        rounds.annul(made.lead, row.id, "名单有误")
    service.adopt_due()
    assert now_of(voted).cycle_id == told.new.id
    with unit_of_work():
        meetings.cancel(meeting_story.worker, db.session.get_one(Meeting, meeting_id), "下大雨")
        service.hold(discussed.id, f"meeting:{meeting_id}")
    service.adopt_due()
    assert now_of(discussed).cycle_id == told.new.id
    assert not queries.is_held(discussed.id)


def test_nothing_moves_while_its_own_cycle_goes_on(story: Story) -> None:
    author, _phone = story.resident()
    cycle = story.cycle(Stage.COLLECTING)
    need = need_by(author)
    service.adopt_due()
    with at(now() + timedelta(days=35)):
        service.adopt_due()
    assert now_of(need).cycle_id == cycle.id
    assert kinds(need) == ["needs.submitted"]


def test_a_cycle_planned_while_another_goes_on_takes_over_when_its_collecting_begins(story: Story) -> None:
    author, _phone = story.resident()
    told = Neighbourhood.__new__(Neighbourhood)
    told.story = story
    old = told.cycle(today() - timedelta(days=30), "2025年议事", ends=70)
    with at(now() - timedelta(days=28)):
        need = need_by(author)
    new = told.cycle(today() + timedelta(days=41), "2026年议事", None)
    service.adopt_due()
    assert now_of(need).cycle_id == old.id
    with at(now() + timedelta(days=42)):
        service.adopt_due()
    assert now_of(need).cycle_id == new.id


def test_between_two_cycles_needs_wait_in_the_next_one_already(told: Neighbourhood) -> None:
    need = told.need()
    told.new = told.cycle(today() + timedelta(days=20), "2026年议事", None)
    assert now_of(need).cycle_id == told.new.id


def test_a_cycle_whose_collecting_is_over_takes_nothing(told: Neighbourhood) -> None:
    need = told.need()
    told.next_begins(days_ago=15)
    service.adopt_due()
    assert now_of(need).cycle_id == told.old.id


def test_needs_of_another_community_stay(told: Neighbourhood) -> None:
    need = told.need()
    told.story.cycle(Stage.COLLECTING, B)
    service.adopt_due()
    assert now_of(need).cycle_id == told.old.id


def test_doing_it_again_doubles_nothing(told: Neighbourhood) -> None:
    need = told.need()
    supported_by(need, told.story.resident()[0])
    told.next_begins()
    before = db.session.scalar(select(func.count()).select_from(Message))
    for _time in range(3):
        service.adopt_due()
    assert kinds(need).count("needs.carried_over") == 1
    assert db.session.scalar(select(func.count()).select_from(Message)) == before


def test_thousands_go_on_in_portions_of_a_constant_number_of_statements(
    told: Neighbourhood, statements_of: Callable[[Callable[[], object]], int]
) -> None:
    """2,300 needs, 4,600 supports: what a portion asks does not grow with what is in it."""
    neighbour, _phone = told.story.resident()
    one = told.need("第一条")
    made = now_of(one)
    columns = [column.key for column in Need.__table__.columns]
    plain = {name: getattr(made, name) for name in columns}
    plain |= {"submission_key": None, "support_count": 0, "household_count": 0}
    rows = [{**plain, "id": uuid4(), "number": f"1999-{place:04}"} for place in range(2299)]
    with unit_of_work():
        db.session.execute(insert(Need), rows)
        supports = [
            {"need_id": row["id"], "resident_id": who, "community_code": A, "at": now()}
            for row in rows
            for who in (told.author.resident_id, neighbour.resident_id)
        ]
        db.session.execute(insert(NeedSupport), supports)
    starts = {stage: today() + timedelta(days=10 * place) for place, stage in enumerate(STAGES)}
    with unit_of_work():
        new = cycles.plan(machine(), A, "2026年议事", starts, None)
    moved = select(func.count()).where(Need.cycle_id == new.id)
    assert db.session.scalar(moved) == 500
    db.session.rollback()

    def portion() -> None:
        with unit_of_work():
            assert service.carry_over(machine(), new) == 500

    portion()
    assert statements_of(portion) == statements_of(portion)
    service.adopt_due()
    assert db.session.scalar(moved) == 2300
    kind = select(func.count()).where(NeedEvent.kind == "needs.carried_over")
    assert db.session.scalar(kind) == 2300
    assert db.session.scalar(select(func.sum(Need.support_count)).where(Need.cycle_id == new.id)) == 4599
    assert len(messages(neighbour, "carried_supports")) == 1
