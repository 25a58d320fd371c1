"""The budget of a row: whole fen, from thousandths and prices, and what cannot be."""

from typing import Any

import pytest

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.projects import budgeting, queries
from deliberation.projects.budget_rules import MOST_LINES, Line, checked, quantity_text, thousandths, total_of
from deliberation.projects.rules import MOST_FEN, gaps
from deliberation.projects.standing import facts_of_rows
from tests.projects.stories import ListStory, one
from tests.stories import Story


@pytest.mark.parametrize(
    ("quantity", "price", "amount"),
    [(1000, 100, 100), (2500, 3, 8), (500, 1, 1), (499, 1, 0), (333, 100, 33), (1, 1_000, 1)],
)
def test_half_a_fen_is_rounded_up(quantity: int, price: int, amount: int) -> None:
    assert Line("沙", "吨", quantity, price).amount_fen == amount


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2.5", 2500), (" 1,000 ", 1_000_000), ("３", 3000), ("0.125", 125), ("0", 0), ("-1", -1000)],
)
def test_a_typed_quantity_is_kept_in_thousandths(typed: str, kept: int) -> None:
    assert thousandths(typed) == kept


@pytest.mark.parametrize("typed", ["两个", "0.0001", "NaN", "Infinity", "9" * 30])
def test_what_is_no_quantity_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match=typed):
        thousandths(typed)


@pytest.mark.parametrize(("quantity", "said"), [(2500, "2.5"), (1000, "1"), (125, "0.125"), (1_010, "1.01")])
def test_a_quantity_is_written_as_people_do(quantity: int, said: str) -> None:
    assert quantity_text(quantity) == said


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line("", "个", 1000, 1), "line_name"),
        (Line("长" * 121, "个", 1000, 1), "line_name"),
        (Line("沙", "长" * 21, 1000, 1), "line_unit"),
        (Line("沙", "吨", 0, 1), "line_quantity"),
        (Line("沙", "吨", -1000, 1), "line_quantity"),
        (Line("沙", "吨", 10**18, 1), "line_quantity"),
        (Line("沙", "吨", 1000, -1), "line_price"),
        (Line("沙", "吨", 10**12, MOST_FEN), "budget_overflow"),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_its_number(line: Line, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        checked([Line("砖", "块", 1000, 1), line])


def test_lines_that_are_too_much_together_are_refused() -> None:
    with pytest.raises(Refusal, match="budget_overflow"):
        checked([Line("沙", "吨", 1000, MOST_FEN)] * 2)


def put_down(told: ListStory, made: Any, lines: list[Line], as_estimate: bool = False) -> None:
    with unit_of_work():
        row = queries.rows_of(made.id)[0]
        budgeting.put_down(told.worker, made, row, lines, made.revision, as_estimate)


def test_five_hundred_lines_are_kept_in_their_order_and_one_more_is_refused(story: Story) -> None:
    told = ListStory(story)
    made = told.taken(1)
    lines = [Line(f"第{n}项", "个", 1000, n) for n in range(1, MOST_LINES + 1)]
    put_down(told, made, lines)
    row = one(made)
    assert [line.name for line in row.budget] == [line.name for line in lines]
    assert row.budget_fen == total_of(lines) == 125_250
    with pytest.raises(Refusal, match="too_many_lines"):
        put_down(told, made, [*lines, lines[0]])
    assert len(one(made).budget) == MOST_LINES


def test_a_budget_that_differs_from_the_estimate_is_a_gap_until_it_becomes_the_estimate(
    story: Story,
) -> None:
    told = ListStory(story)
    made = told.complete()
    put_down(told, made, [Line("棚", "座", 1000, 4_999_999)])
    found = gaps(facts_of_rows(made, queries.rows_of(made.id)))
    assert [(gap.position, gap.reason) for gap in found] == [(1, "budget")]
    put_down(told, made, [Line("棚", "座", 1000, 4_999_999)], as_estimate=True)
    row = one(made)
    assert (row.cost_fen, row.funding_fen) == (4_999_999, 4_999_999)
    assert gaps(facts_of_rows(made, queries.rows_of(made.id))) == []


def test_fewer_lines_leave_none_of_the_old_ones(story: Story) -> None:
    told = ListStory(story)
    made = told.taken(1)
    put_down(told, made, [Line("棚", "座", 1000, 1), Line("桩", "个", 2000, 1)])
    put_down(told, made, [Line("灯", "盏", 3000, 1)])
    assert [(line.position, line.name) for line in one(made).budget] == [(1, "灯")]


def test_who_opened_the_budget_before_somebody_else_saved_overwrites_nothing(story: Story) -> None:
    told = ListStory(story)
    made = told.taken(1)
    revision = made.revision
    put_down(told, made, [Line("棚", "座", 1000, 1)])
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        budgeting.put_down(told.lead, made, one(made), [Line("灯", "盏", 1000, 1)], revision, False)
    assert one(made).budget[0].name == "棚"


def test_what_a_budget_was_before_stands_in_the_journal(story: Story) -> None:
    told = ListStory(story)
    made = told.taken(1)
    put_down(told, made, [Line("棚", "座", 1000, 1)])
    put_down(told, made, [Line("灯", "盏", 1000, 1)])
    entry = db.session.query(JournalEntry).order_by(JournalEntry.seq.desc()).first()
    assert entry is not None
    assert entry.act == "projects.put_down_budget"
    assert entry.changes["before"]["lines"] == [["棚", "座", 1000, 1]]
