"""What is printed of a row: everything the desk keeps of it, and of older versions what they had."""

import pytest

from deliberation.database import unit_of_work
from deliberation.papers.facts import ProjectListFacts
from deliberation.papers.shapes import misfit
from deliberation.projects import budgeting, planning, queries, resourcing
from deliberation.projects.budget_rules import Line
from deliberation.projects.enclosing import printed
from deliberation.projects.papers import facts_of
from deliberation.projects.resourcing import Offer
from deliberation.projects.rules import ResourceKind
from tests.projects.stories import ListStory, one
from tests.stories import STREET, A, Story

NEW = (
    *("id", "category", "lat_e6", "lon_e6", "budget", "owners_decision", "plan", "resources"),
)  # fmt: skip


def test_a_row_is_printed_with_its_lines_plan_spot_and_resources(story: Story) -> None:
    told = ListStory(story)
    made = told.complete()
    with unit_of_work():
        row = one(made)
        budgeting.put_down(told.worker, made, row, [Line("棚", "座", 1500, 100)], made.revision, False)
        planning.begin_overall(told.officer, STREET, "清河街道便民圈规划", "")
        row.plan = planning.begin_circle(told.officer, A, "幸福圈", "幸福圈一圈一策", "")
        row.lat_e6, row.lon_e6, row.owners_decision = 39_900_000, 116_400_000, True
        for name, public in (("操场", True), ("会议室", False)):
            offer = Offer(ResourceKind.VENUE, name, "清河小学", public, "门卫室", None, "周末")
            resource = resourcing.enter(told.worker, A, offer)
            resourcing.pledge(told.worker, made, row, resource, "放摊位", None)
    facts = facts_of(made)
    shown = facts["rows"][0]
    assert shown["id"] == one(made).id.hex
    assert shown["budget"] == [
        {"name": "棚", "unit": "座", "quantity": 1500, "price_fen": 100, "amount_fen": 150}
    ]
    assert (shown["lat_e6"], shown["lon_e6"]) == (39_900_000, 116_400_000)
    assert (shown["plan"], shown["owners_decision"]) == ("幸福圈一圈一策", True)
    assert shown["resources"] == ["清河小学，操场，放摊位", "会议室，放摊位"]
    assert misfit(dict(facts), ProjectListFacts) is None


@pytest.mark.pdf
def test_a_version_frozen_before_rows_had_more_is_still_printed(story: Story) -> None:
    made = ListStory(story).submitted()
    version = queries.version_of(made.id, made.version)
    assert version is not None
    rows = [{key: value for key, value in row.items() if key not in NEW} for row in version.facts["rows"]]
    older = {key: value for key, value in version.facts.items() if key != "picture"} | {"rows": rows}
    assert printed(older).startswith(b"%PDF")
