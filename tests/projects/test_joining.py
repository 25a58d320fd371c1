"""One need to one row, several to one, one to several: every row keeps a need and a signed decision on it."""

import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.needs.models import Need, NeedHold
from deliberation.needs.queries import events_of, is_held
from deliberation.projects import budgeting, editing, holding, joining, queries, splitting
from deliberation.projects.budget_rules import Line
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.rules import DecisionKind, gaps
from deliberation.projects.splitting import Part
from deliberation.projects.standing import facts_of_rows
from tests.projects.stories import TITLES, ListStory, one
from tests.stories import A, B, Story


def voted(told: ListStory) -> tuple[ProjectList, list[UUID]]:
    """An empty draft and three needs of a signed ranking, first to last."""
    needs = told.needs()
    told.voted(options=needs)
    return told.list(), [need.id for need in needs]


def rows(made: ProjectList) -> list[Project]:
    db.session.expire_all()
    return queries.rows_of(made.id)


def places(row: Project) -> list[int]:
    """Which places the needs of a row took in their round."""
    facts = next(each.facts for each in row.decisions if each.kind == DecisionKind.ROUND)
    return [line["rank"] for line in facts.get("places", [facts])]


def test_one_need_becomes_one_row_that_rests_on_its_round(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_needs(told.worker, made, [ids[1]])
    (row,) = rows(made)
    assert (row.name, [need.need_id for need in row.needs], places(row)) == (TITLES[1], [ids[1]], [2])


def test_several_needs_become_one_row_with_all_their_places_and_money(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_together(told.worker, made, [ids[2], ids[0]], "便民设施一期")
    (row,) = rows(made)
    assert row.name == "便民设施一期"
    assert {need.need_id for need in row.needs} == {ids[0], ids[2]}
    assert (row.cost_fen, row.funding_fen, row.households) == (13_000_000, 13_000_000, 240)
    assert places(row) == [1, 3]
    assert row.decisions[0].facts["rank"] == 1


def test_one_need_becomes_several_rows_and_each_traces_to_it(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_needs(told.worker, made, ids[:2])
    parts = [
        Part("东门充电棚", frozenset(ids[:1]), 2_000_000),
        Part("西门充电棚", frozenset(ids[:1]), 3_000_000),
    ]
    with unit_of_work():
        splitting.split(told.worker, made, rows(made)[0], parts, made.revision)
    found = rows(made)
    assert [(row.position, row.name) for row in found] == [
        (1, "东门充电棚"),
        (2, "西门充电棚"),
        (3, TITLES[1]),
    ]
    assert [[need.need_id for need in row.needs] for row in found[:2]] == [[ids[0]], [ids[0]]]
    assert [len(row.decisions) for row in found] == [1, 1, 1]
    assert [row.funding_fen for row in found[:2]] == [2_000_000, 3_000_000]
    assert len({row.number for row in found}) == 3


def test_a_need_added_to_a_row_brings_its_place_and_its_money(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_needs(told.worker, made, ids[:1])
    with unit_of_work():
        joining.add_to(told.worker, made, rows(made)[0], [ids[1]])
    (row,) = rows(made)
    assert (places(row), row.cost_fen) == ([1, 2], 8_000_000)
    assert is_held(ids[1])
    assert "projects.converted" in [event.kind for event in events_of(ids[1])]


def test_a_need_that_leaves_takes_its_place_with_it_and_is_free_again(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_together(told.worker, made, ids[:2])
    with unit_of_work():
        joining.leave(told.worker, made, rows(made)[0], ids[0])
    (row,) = rows(made)
    assert ([need.need_id for need in row.needs], places(row)) == ([ids[1]], [2])
    with unit_of_work():
        joining.take_needs(told.worker, made, [ids[0]])
    assert len(rows(made)) == 2


def test_the_last_need_never_leaves_a_row(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_needs(told.worker, made, ids[:1])
    with pytest.raises(Refusal, match="last_need"), unit_of_work():
        joining.leave(told.worker, made, one(made), ids[0])
    with pytest.raises(Refusal, match="not_in_row"), unit_of_work():
        joining.leave(told.worker, made, one(made), ids[1])


def test_a_motion_about_a_need_that_left_no_longer_bears_the_row(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    other = told.need("楼道扶手")
    told.decided(other)
    with unit_of_work():
        joining.take_together(told.worker, made, [ids[0], other.id])
    assert {each.kind for each in one(made).decisions} == {DecisionKind.ROUND, DecisionKind.MOTION}
    with unit_of_work():
        joining.leave(told.worker, made, one(made), other.id)
    assert {each.kind for each in one(made).decisions} == {DecisionKind.ROUND}


def test_a_row_left_without_any_decision_is_refused(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    stray = told.need("没人决定过")
    with unit_of_work():
        joining.take_needs(told.worker, made, ids[:1])
    with unit_of_work():
        row = one(made)
        row.needs.append(joining.need_row(made, stray.id, stray.number))
    with pytest.raises(Refusal, match="untraced"), unit_of_work():
        joining.leave(told.worker, made, one(made), ids[0])
    parts = [Part("一", frozenset(ids[:1])), Part("二", frozenset([stray.id]))]
    with pytest.raises(Refusal, match="untraced"), unit_of_work():
        splitting.split(told.worker, made, one(made), parts, made.revision)
    assert len(rows(made)) == 1


@pytest.mark.parametrize(
    ("names", "needs", "code"),
    [
        (["一"], [[0, 1]], "wrong_parts"),
        ([str(n) for n in range(7)], [[0, 1]] * 7, "wrong_parts"),
        (["一", " "], [[0], [1]], "no_name"),
        (["一", "一"], [[0], [1]], "same_names"),
        (["一", "二"], [[0, 1], []], "part_without_need"),
        (["一", "二"], [[0], [0]], "need_lost"),
        (["一", "二"], [[0, 1], [2]], "not_in_row"),
    ],
)
def test_parts_that_lose_or_invent_a_need_are_refused(
    story: Story, names: list[str], needs: list[list[int]], code: str
) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_together(told.worker, made, ids[:2])
    parts = [
        Part(name, frozenset(ids[place] for place in some)) for name, some in zip(names, needs, strict=True)
    ]
    with pytest.raises(Refusal, match=code), unit_of_work():
        splitting.split(told.worker, made, one(made), parts, made.revision)


def test_two_rows_put_together_keep_all_needs_money_and_lines(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_needs(told.worker, made, ids)
    for place in (0, 1):
        with unit_of_work():
            lines = [Line(f"材料{place}", "批", 1000, 100)]
            budgeting.put_down(told.worker, made, rows(made)[place], lines, made.revision, False)
    with unit_of_work():
        first, second, _third = rows(made)
        splitting.put_together(told.worker, made, second, first)
    found = rows(made)
    assert [(row.position, row.cost_fen, row.funding_fen) for row in found] == [
        (1, 8_000_000, 8_000_000),
        (2, 8_000_000, 8_000_000),
    ]
    assert places(found[0]) == [1, 2]
    assert [line.name for line in found[0].budget] == ["材料0", "材料1"]
    assert is_held(ids[1])


def test_a_row_taken_off_leaves_the_need_held_where_another_row_answers_it(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_needs(told.worker, made, ids[:1])
    parts = [Part("东门", frozenset(ids[:1]), 1), Part("西门", frozenset(ids[:1]), 1)]
    with unit_of_work():
        splitting.split(told.worker, made, one(made), parts, made.revision)
    with unit_of_work():
        editing.remove_row(told.worker, made, rows(made)[1])
    assert queries.lists_by_need(A)[ids[0]] == {made.id}
    holder = holding.holder_of(made)
    assert holder in _holders(ids[0])
    with unit_of_work():
        editing.remove_row(told.worker, made, rows(made)[0])
    assert holder not in _holders(ids[0])


def _holders(need_id: UUID) -> set[str]:
    return {hold.holder for hold in db.session.query(NeedHold).filter_by(need_id=need_id)}


def test_rows_are_put_where_they_are_wanted(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_needs(told.worker, made, ids)
    with unit_of_work():
        joining.place_row(told.worker, made, rows(made)[2], 1)
    assert [row.name for row in rows(made)] == [TITLES[2], TITLES[0], TITLES[1]]
    with unit_of_work():
        joining.place_row(told.worker, made, rows(made)[0], 99)
    assert [(row.position, row.name) for row in rows(made)] == [
        (1, TITLES[0]), (2, TITLES[1]), (3, TITLES[2]),
    ]  # fmt: skip


def test_a_double_click_makes_one_row(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_needs(told.worker, made, ids[:1])
    with pytest.raises(Refusal, match="not_on_offer"), unit_of_work():
        joining.take_needs(told.worker, made, ids[:1])
    with pytest.raises(Refusal, match="not_on_offer"), unit_of_work():
        joining.take_together(told.worker, made, ids[:2])
    assert len(rows(made)) == 1


def test_two_workers_who_take_the_same_need_at_once_make_one_row(story: Story, app: Flask) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    other = told.list()
    lists, said, gate = (made.id, other.id), [], threading.Barrier(2)

    def take(list_id: UUID) -> None:
        with app.app_context():
            try:
                gate.wait()
                with unit_of_work():
                    mine = db.session.get_one(ProjectList, list_id)
                    joining.take_needs(told.worker, mine, ids[:1])
                said.append("taken")
            except Refusal as refusal:
                said.append(refusal.code)
            finally:
                db.session.remove()

    hands = [threading.Thread(target=take, args=(list_id,)) for list_id in lists]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    db.session.expire_all()
    assert sorted(said) == ["projects.not_on_offer", "taken"]
    assert len(queries.lists_by_need(A)[ids[0]]) == 1


def test_the_needs_of_another_community_are_not_on_offer(story: Story) -> None:
    told, elsewhere = ListStory(story), ListStory(story, B)
    made, _ids = voted(told)
    _other, foreign = voted(elsewhere)
    for act in (joining.take_needs, joining.take_together):
        for need_id in (foreign[0], uuid4()):
            with pytest.raises(Refusal, match="not_on_offer"), unit_of_work():
                act(told.worker, made, [need_id])


def test_a_need_nobody_decided_on_is_not_on_offer(story: Story) -> None:
    told = ListStory(story)
    made, _ids = voted(told)
    need = told.need("没投过票")
    with pytest.raises(Refusal, match="not_on_offer"), unit_of_work():
        joining.take_needs(told.worker, made, [need.id])
    with pytest.raises(Refusal, match="nothing_to_take"), unit_of_work():
        joining.take_needs(told.worker, made, [])


def test_the_owners_flag_comes_along_with_the_need(story: Story) -> None:
    told = ListStory(story)
    needs = told.needs()
    with unit_of_work():
        db.session.get_one(Need, needs[1].id).owners_decision = True
    told.voted(options=needs)
    made = told.list()
    with unit_of_work():
        joining.take_together(told.worker, made, [need.id for need in needs])
    assert one(made).owners_decision


def test_what_was_joined_and_split_stands_in_the_journal(story: Story) -> None:
    told = ListStory(story)
    made, ids = voted(told)
    with unit_of_work():
        joining.take_together(told.worker, made, ids[:2])
    with unit_of_work():
        joining.leave(told.worker, made, one(made), ids[1])
    entry: Any = db.session.query(JournalEntry).filter_by(act="projects.leave_need").one()
    assert len(entry.changes["before"]["needs"]) == 2
    assert len(entry.changes["after"]["needs"]) == 1
    found = gaps(facts_of_rows(made, rows(made)))
    assert not {gap.reason for gap in found} & {"no_need", "no_decision"}
