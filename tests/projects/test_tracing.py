"""A row's way from the first words to the street's receipt, and back from a vote or a motion to its rows."""

from typing import Any

import pytest

from deliberation.database import unit_of_work
from deliberation.projects import joining
from deliberation.projects.rules import DecisionKind
from deliberation.projects.tracing import rows_resting_on, way_of
from tests.page import PageClient
from tests.projects.stories import ListStory, one
from tests.stories import A, Story


def test_the_way_leads_from_need_over_decisions_to_the_streets_receipt(story: Story) -> None:
    told = ListStory(story)
    made = told.accepted()
    kinds = [station.kind for station in way_of(one(made))]
    assert kinds[:4] == ["need", "round", "projects.converted", "projects.need_publicised"]
    assert set(kinds[4:]) == {"projects.need_submitted", "projects.need_accepted"}


def test_a_row_of_several_needs_and_decisions_names_them_all_and_each_step_once(story: Story) -> None:
    told = ListStory(story)
    needs = told.needs()
    told.voted(options=needs)
    other = told.need("楼道扶手")
    told.decided(other)
    made = told.list()
    with unit_of_work():
        joining.take_together(told.worker, made, [needs[0].id, needs[1].id, other.id])
    kinds = [station.kind for station in way_of(one(made))]
    assert kinds.count("need") == 3
    assert {"round", "motion"} <= set(kinds)
    assert kinds.count("projects.converted") == 1


def test_other_rows_of_the_same_need_tell_nothing_here(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    stations = [station for row in (one(made), one(made, 1)) for station in way_of(row)]
    named = {station.facts["project"] for station in stations if station.kind == "projects.converted"}
    assert named == {one(made).number, one(made, 1).number}


def test_the_way_asks_two_questions_however_long_it_is(story: Story, queries_of: Any) -> None:
    told = ListStory(story)
    needs = told.needs()
    told.voted(options=needs)
    made = told.list()
    with unit_of_work():
        joining.take_together(told.worker, made, [need.id for need in needs])
    row = one(made)
    assert queries_of(lambda: way_of(row)) == 2


def test_a_vote_and_a_motion_lead_to_their_rows_and_drafts_to_workers_only(story: Story) -> None:
    told = ListStory(story)
    needs = told.needs()
    round_id, other = told.voted(options=needs), told.need("楼道扶手")
    motion_id = told.decided(other)
    made = told.list()
    with unit_of_work():
        joining.take_together(told.worker, made, [needs[0].id, other.id])
    row = one(made)
    found = [
        rows_resting_on(DecisionKind.ROUND, [round_id], drafts=True)[round_id][0].Project.id,
        *(
            each.Project.id
            for rows in rows_resting_on(
                DecisionKind.MOTION, [d.source_id for d in row.decisions if d.kind == "motion"], drafts=True
            ).values()
            for each in rows
        ),
    ]
    assert found == [row.id, row.id]
    assert motion_id
    assert rows_resting_on(DecisionKind.ROUND, [round_id], drafts=False) == {}


@pytest.mark.parametrize("state", ["taken", "publicised", "accepted"])
def test_everybody_walks_the_way_of_what_is_out_and_back_from_the_need(
    story: Story, visitor: PageClient, state: str
) -> None:
    told = ListStory(story)
    made = getattr(told, state)()
    row = one(made)
    row_id, round_id, here = row.id, row.decisions[0].source_id, f"/c/{A}/projects/{made.id}"
    need = f"/c/{A}/needs/{row.needs[0].need_id}"
    status = 404 if state == "taken" else 200
    shown = visitor.get(f"{here}/rows/{row_id}/way", status=status)
    if status == 200:
        assert shown.links(need)
        assert shown.links("/rounds/")
        assert visitor.get(here).links(f"/rows/{row_id}/way")
        assert visitor.get(need).links(here)
        assert visitor.get(f"/c/{A}/rounds/{round_id}").links(f"/rows/{row_id}/way")
    else:
        assert not visitor.get(f"/c/{A}/rounds/{round_id}").links(f"/rows/{row_id}/way")
    visitor.enter(told.worker)
    visitor.get(f"{here}/rows/{row_id}/way")


def test_a_returned_list_tells_it_in_the_way_of_its_rows(story: Story) -> None:
    told = ListStory(story)
    assert "projects.need_returned" in [station.kind for station in way_of(one(told.returned()))]


def test_signed_minutes_show_the_projects_their_motions_became(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    need = told.need("楼道扶手")
    told.decided(need)
    made = told.list()
    with unit_of_work():
        (row,) = joining.take_needs(told.worker, made, [need.id])
    row_id, meeting_id = row.id, row.decisions[0].facts["meeting_id"]
    assert not visitor.get(f"/c/{A}/meetings/{meeting_id}").links(f"/rows/{row_id}/way")
    visitor.enter(told.worker)
    assert visitor.get(f"/c/{A}/meetings/{meeting_id}").links(f"/rows/{row_id}/way")
