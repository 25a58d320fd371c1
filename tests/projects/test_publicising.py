"""Putting a list up: what lets it begin anew, what goes on, what may be put right meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from deliberation.clock import at, now, today
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.papers.wording import long_day
from deliberation.projects import editing, publicising, queries
from deliberation.projects.days import Counting
from deliberation.projects.models import BudgetLine, Project, ProjectList
from deliberation.projects.objecting import running
from deliberation.projects.papers import notice_facts
from deliberation.projects.publicising import Correction
from deliberation.projects.publicity_facts import corrections_of, publicity_of
from deliberation.projects.rules import FundingSource, ListState
from tests.projects.stories import DAY, ListStory, edit_of, one
from tests.stories import Story


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


@pytest.fixture
def made(told: ListStory) -> ProjectList:
    return told.publicised()


def taken_back(told: ListStory, made: ProjectList, **changes: object) -> None:
    """Two days later the list is taken back, and its first row saved with changes."""
    with at(now() + 2 * DAY), unit_of_work():
        publicising.withdraw(told.worker, made, "核对一处")
    with unit_of_work():
        editing.edit_row(told.worker, made, one(made), edit_of(one(made), **changes), made.revision)


def test_working_days_are_kept_with_how_they_were_counted(told: ListStory) -> None:
    made = told.complete()
    with unit_of_work():
        put_up = publicising.publicise(told.worker, made, today(), 5, Counting.WORKING)
    assert put_up.days == 5
    assert put_up.to_on == made.public_to >= today() + 4 * DAY


def test_a_list_that_weighs_the_same_goes_on_with_the_days_that_were_left(
    told: ListStory, made: ProjectList
) -> None:
    end = made.public_to
    taken_back(told, made, unit="街道城建办", note="更正单位")
    with at(now() + 2 * DAY):
        assert publicising.may_go_on(made)
        with unit_of_work():
            publicising.go_on(told.worker, made)
        assert (made.state, made.public_to) == (ListState.PUBLICISED, end)
        assert running(made).goes_on
        assert made.public_from == end - 6 * DAY
    listed = {line["field"]: (line["before"], line["after"]) for line in corrections_of(made)}
    assert listed == {"责任单位": ("社区居委会", "街道城建办"), "备注": ("没有填", "更正单位")}
    told_of = publicity_of(made, "公告栏")
    assert told_of["from_on"] == str(end - 6 * DAY)
    back_on = long_day(str(end - 4 * DAY))
    assert told_of["period"] == f"7个自然日；{back_on}收回更正，{back_on}接着公示，停下的日子不算"
    assert notice_facts(made, "http://localhost/x")["period"] == told_of["period"]


def test_days_on_which_nobody_could_object_are_added(told: ListStory, made: ProjectList) -> None:
    end = made.public_to
    taken_back(told, made)
    with at(now() + 5 * DAY), unit_of_work():
        publicising.go_on(told.worker, made)
    assert made.public_to == end + 3 * DAY


@pytest.mark.parametrize(
    "changes",
    [
        {"site": "4号楼西侧"},
        {"lat_e6": 40_000_000, "lon_e6": 116_000_000},
        {"content": "改成两排"},
        {"cost_fen": 1_000_000, "funding": {FundingSource.STREET: 1_000_000}},
        {"funding": {FundingSource.STREET: 1, FundingSource.SOCIAL: 4_999_999}},
    ],
)
def test_another_place_content_or_money_begins_anew(
    told: ListStory, made: ProjectList, changes: dict[str, object]
) -> None:
    taken_back(told, made, **changes)
    assert not publicising.may_go_on(made)
    with at(now() + 2 * DAY), pytest.raises(Refusal, match="begins_anew"), unit_of_work():
        publicising.go_on(told.worker, made)
    with at(now() + 2 * DAY), unit_of_work():
        publicising.publicise(told.worker, made, today(), 7)
    assert (made.public_to - made.public_from).days == 6


def test_a_budget_line_of_another_amount_begins_anew(told: ListStory, made: ProjectList) -> None:
    with unit_of_work():
        publicising.withdraw(told.worker, made, "核对")
        row = one(made)
        row.budget.append(
            BudgetLine(position=1, name="充电桩", unit="台", quantity=1000, price_fen=1, amount_fen=1)
        )
    assert not publicising.may_go_on(made)


def test_a_row_taken_off_begins_anew(told: ListStory, made: ProjectList) -> None:
    with unit_of_work():
        publicising.withdraw(told.worker, made, "撤一项")
        editing.remove_row(told.worker, made, one(made))
    assert not publicising.may_go_on(made)


def test_a_putting_up_that_was_over_does_not_go_on(told: ListStory, made: ProjectList) -> None:
    with at(now() + 9 * DAY):
        with unit_of_work():
            publicising.withdraw(told.worker, made, "晚了")
        assert not publicising.may_go_on(made)


def correction(row: Project, **changes: Any) -> Correction:
    """A row as it stands, with changes."""
    fields = ("name", "kind", "households", "people", "unit", "partner", "start_on", "finish_on", "note")
    return replace(Correction(**{name: getattr(row, name) for name in fields}), **changes)


def test_a_correction_is_made_while_it_is_put_up_and_listed(told: ListStory, made: ProjectList) -> None:
    row, end = one(made), made.public_to
    later = row.finish_on + DAY
    with unit_of_work():
        given = correction(row, unit="街道城建办", finish_on=later)
        assert publicising.correct(told.worker, made, row, given, made.revision) == 2
    assert (one(made).unit, made.public_to, made.state) == ("街道城建办", end, ListState.PUBLICISED)
    listed = {line["field"]: (line["before"], line["after"]) for line in corrections_of(made)}
    assert listed["责任单位"] == ("社区居委会", "街道城建办")
    assert listed["完成时限"][1] == f"{later.year}年{later.month}月{later.day}日"
    with unit_of_work():
        unchanged = correction(one(made))
        assert publicising.correct(told.worker, made, one(made), unchanged, made.revision) == 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, "no_name"),
        ({"unit": ""}, "correction_gap"),
        ({"finish_on": None}, "correction_gap"),
        ({"start_on": today() + 500 * DAY}, "deadline_before_start"),
    ],
)
def test_a_correction_makes_no_gap(
    told: ListStory, made: ProjectList, changes: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(Refusal, match=refusal), unit_of_work():
        publicising.correct(told.worker, made, one(made), correction(one(made), **changes), made.revision)


def test_two_corrections_at_once_do_not_overwrite_each_other(told: ListStory, made: ProjectList) -> None:
    seen = made.revision
    with unit_of_work():
        publicising.correct(told.worker, made, one(made), correction(one(made), unit="甲单位"), seen)
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        publicising.correct(told.lead, made, one(made), correction(one(made), unit="乙单位"), seen)
    assert one(made).unit == "甲单位"


@pytest.mark.parametrize("make", [ListStory.complete, ListStory.submitted])
def test_corrections_belong_to_the_putting_up(
    told: ListStory, make: Callable[[ListStory], ProjectList]
) -> None:
    made = make(told)
    with pytest.raises(Refusal, match="wrong_state"), unit_of_work():
        publicising.correct(told.worker, made, one(made), correction(one(made)), made.revision)
    assert queries.steps_of(made.id)
