"""What became of needs and votes after the conversion: the row shows it and the list does not go out."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from deliberation.clock import now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import service as needs
from deliberation.needs.models import Need
from deliberation.needs.rules import NeedState, Reason
from deliberation.projects import capping, editing, publicising, queries
from deliberation.projects.rules import CAPS, ProjectKind, gaps
from deliberation.projects.standing import facts_of_rows, losses_of
from deliberation.rounds import closing
from deliberation.rounds import service as rounds
from deliberation.rounds.models import Round
from deliberation.rounds.rules import OptionPlan
from tests.projects.stories import ListStory, edit_of, one
from tests.stories import A, Story


def gone_out(told: ListStory, made: Any) -> None:
    with unit_of_work():
        publicising.publicise(told.worker, made, today(), 7)


def reasons(made: Any) -> list[tuple[int, str]]:
    return [(gap.position, gap.reason) for gap in gaps(facts_of_rows(made, queries.rows_of(made.id)))]


def change_need(need_id: Any, **values: Any) -> None:
    """As an import or an older version may have left it: the services hold what a list has."""
    with unit_of_work():
        need = db.session.get_one(Need, need_id)
        for name, value in values.items():
            setattr(need, name, value)


def test_a_need_in_a_list_is_held_against_merging_and_refusing(story: Story) -> None:
    told = ListStory(story)
    made = told.complete()
    need = db.session.get_one(Need, one(made).needs[0].need_id)
    other = told.need("另一条")
    with pytest.raises(Refusal, match="held"), unit_of_work():
        needs.merge(told.worker, need, other)
    with pytest.raises(Refusal, match="held"), unit_of_work():
        needs.reject(told.worker, need, Reason.PRIVATE_COST)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"state": NeedState.REJECTED, "rejection_reason": Reason.LIABLE_PARTY}, "need_gone"),
        ({"state": NeedState.HANDED_OVER}, "need_gone"),
        ({"withheld_at": now()}, "need_withheld"),
    ],
)
def test_a_need_refused_handed_over_or_taken_down_stops_the_list(
    story: Story, values: dict[str, Any], reason: str
) -> None:
    told = ListStory(story)
    made = told.complete()
    change_need(one(made).needs[0].need_id, **values)
    assert reasons(made) == [(1, reason)]
    with pytest.raises(Refusal, match="incomplete"):
        gone_out(told, made)


def test_a_merged_need_names_the_one_it_lives_on_in(story: Story) -> None:
    told = ListStory(story)
    made = told.complete()
    other = told.need("充电的地方")
    change_need(one(made).needs[0].need_id, state=NeedState.MERGED, merged_into_id=other.id)
    (lost,) = losses_of(queries.rows_of(made.id))[one(made).id]
    assert (lost.reason, lost.facts["into"]) == ("need_merged", other.number)
    assert reasons(made) == [(1, "need_merged")]


def test_a_counted_round_is_annulled_by_nobody(story: Story) -> None:
    told = ListStory(story)
    made = told.complete()
    round_id = one(made).decisions[0].source_id
    with pytest.raises(Refusal, match="nothing_to_annul"), unit_of_work():
        closing.annul(told.lead, round_id, "数错了")
    with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
        db.session.get_one(Round, round_id).annulled_at = now()


def test_a_row_that_rests_on_an_annulled_round_stops_the_list(story: Story) -> None:
    told = ListStory(story)
    made = told.complete()
    with unit_of_work():
        plan = told.rounds.plan(options=[OptionPlan("充电棚", 100)], k=1)
        stopped = rounds.create(told.worker, A, told.cycle.id, plan)
        rounds.announce(told.worker, stopped.id)
    with unit_of_work():
        rounds.annul(told.lead, stopped.id, "选票印错了")
        one(made).decisions[0].source_id = stopped.id
    assert reasons(made) == [(1, "round_annulled")]
    with pytest.raises(Refusal, match="incomplete"):
        gone_out(told, made)


@pytest.mark.parametrize("kind", list(ProjectKind))
def test_a_row_above_the_cap_of_its_kind_does_not_go_out_until_the_cap_is_raised(
    story: Story, kind: ProjectKind
) -> None:
    told = ListStory(story)
    made = told.complete()
    row, above = one(made), CAPS[kind] + 1
    money = {"cost_fen": above, "funding": {next(iter(row.funding)).source: above}}
    with unit_of_work():
        editing.edit_row(told.worker, made, row, edit_of(row, kind=kind, **money), made.revision)
    assert reasons(made) == [(1, "over_cap")]
    with unit_of_work():
        capping.set_caps(told.lead, A, {kind: above})
    assert reasons(made) == []
    with unit_of_work():
        capping.set_caps(told.lead, A, {kind: above - 1})
    assert reasons(made) == [(1, "over_cap")]


def test_caps_are_counted_from_the_defaults_and_never_nothing(story: Story) -> None:
    told = ListStory(story)
    assert capping.caps_of(A) == CAPS
    for fen in (0, -1, 10**18):
        with pytest.raises(Refusal, match="impossible_cap"), unit_of_work():
            capping.set_caps(told.lead, A, {ProjectKind.WORKS: fen})


def test_completeness_asks_the_same_number_of_statements_of_two_rows_and_of_many(
    story: Story, queries_of: Any
) -> None:
    told = ListStory(story)
    made = told.complete()
    rows = queries.rows_of(made.id)
    assert queries_of(lambda: facts_of_rows(made, rows[:1])) == 3
    assert queries_of(lambda: facts_of_rows(made, rows)) == 3
