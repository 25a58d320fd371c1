"""Needs and cycles: what was said in time joins though typed late, and what was not chosen goes on."""

from datetime import date, timedelta

import pytest

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import queries, service
from deliberation.needs.models import Need
from deliberation.needs.rules import Channel
from tests.needs.stories import draft
from tests.stories import A, Story


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
