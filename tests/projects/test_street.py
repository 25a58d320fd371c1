"""The street's own list: accepted lists together, frozen when issued, opened again as its next version."""

import io

import openpyxl
import pytest

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs import service as jobs
from deliberation.jobs.models import Job
from deliberation.projects import editing, printing, publicising, queries, street, submission
from deliberation.projects import papers as project_papers
from deliberation.projects.models import ProjectList, StreetList
from deliberation.projects.rules import StreetState
from deliberation.projects.street_papers import facts_of
from tests.journeys.steps import words_of
from tests.page import PageClient
from tests.projects.stories import DAY, TITLES, ListStory, edit_of
from tests.stories import STREET, B, Story


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def begun(told: ListStory, made: ProjectList) -> StreetList:
    with unit_of_work():
        return street.begin(told.officer, STREET, made.created_at.year, "清河街道汇总表")


def test_accepted_lists_of_all_communities_stand_together_without_declined_rows(
    story: Story, told: ListStory
) -> None:
    made, there = told.submitted(), ListStory(story, B)
    other = there.accepted()
    row = queries.rows_of(made.id)[0]
    with unit_of_work():
        submission.accept(told.officer, made, "", {row.id: "明年再办"})
    facts = facts_of(begun(told, made))
    assert [len(section["rows"]) for section in facts["sections"]] == [1, len(queries.rows_of(other.id))]
    assert row.name not in str(facts["sections"][0]["rows"])
    assert facts["remarks"] == ["另有1个项目街道没有接收，不列入本表。"]


def test_an_issued_list_is_frozen_and_opened_again_as_its_next_version(told: ListStory) -> None:
    made = told.accepted()
    one = begun(told, made)
    with unit_of_work():
        first = street.issue(told.officer, one, one.revision)
    with pytest.raises(Refusal, match="street_issued"), unit_of_work():
        street.issue(told.officer, one, one.revision)
    with unit_of_work():
        street.choose(told.officer, one, [], "清河街道汇总表", "沈主任", one.revision)
    assert (one.version, one.state) == (2, StreetState.DRAFT)
    with pytest.raises(Refusal, match="street_empty"), unit_of_work():
        street.issue(told.officer, one, one.revision)
    assert street.version_of(one.id, 1).facts == first.facts
    assert "草稿" not in first.facts["list_number"]
    assert first.sha256[:8] == first.facts["short_hash"]


def test_only_accepted_lists_are_chosen_and_two_officers_do_not_overwrite_each_other(
    told: ListStory,
) -> None:
    made = told.accepted()
    one, seen = begun(told, made), 1
    with unit_of_work():
        street.choose(told.officer, one, [made.id], "新名字", "", seen)
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        street.choose(told.officer, one, [made.id], "别的名字", "", seen)
    with pytest.raises(Refusal, match="not_accepted"), unit_of_work():
        street.choose(told.officer, one, [told.author.account_id], "新名字", "", one.revision)
    assert one.title == "新名字"


def test_a_street_without_accepted_lists_begins_empty(told: ListStory, visitor: PageClient) -> None:
    visitor.enter(told.officer)
    shown = visitor.post(f"/office/streets/{STREET}/lists", {"year": "2026", "title": "汇总表"})
    assert "还没有接收过清单" in shown
    visitor.post(f"/office/streets/{STREET}/lists", {"year": "2026", "title": " "})
    assert street.street_lists(STREET, 1).total == 1


@pytest.mark.pdf
def test_the_list_is_put_together_issued_and_printed_through_the_pages(
    told: ListStory, visitor: PageClient
) -> None:
    made = told.accepted()
    visitor.enter(told.officer)
    shown = visitor.post(
        f"/office/streets/{STREET}/lists", {"year": str(made.created_at.year), "title": "汇总表"}
    )
    assert made.title in shown
    url = shown.url
    revision = shown.tree.xpath('//input[@name="revision"]/@value')[0]
    assert "已经定稿" in visitor.post(f"{url}/issue", {"revision": revision})
    assert TITLES[0] in words_of(visitor.download(f"{url}/list.pdf?version=1"))
    book = openpyxl.load_workbook(io.BytesIO(visitor.download(f"{url}/list.xlsx?version=1")))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {TITLES[0], 8, "和平里社区"} <= cells
    visitor.get(f"{url}/list.pdf?version=7", status=404)
    visitor.get(url.replace(STREET, "999999009"), status=404)


@pytest.mark.pdf
def test_a_long_street_list_is_printed_by_a_job_and_ends_once(told: ListStory) -> None:
    made = told.accepted()
    one = begun(told, made)
    with unit_of_work():
        job = printing.ask_for_street(told.officer, one, None, "/office")
    while jobs.work_once():
        pass
    db.session.expire_all()
    done = db.session.get_one(Job, job.id)
    assert (done.outcome or {})["file_id"]
    assert done.attempts == 1


def test_communities_stand_side_by_side_with_money_a_head(told: ListStory, visitor: PageClient) -> None:
    told.submitted()
    visitor.enter(told.officer)
    shown = visitor.get("/office/lists/compare")
    assert "和平里社区" in shown
    assert "停车与充电" in shown


def test_what_changed_between_two_versions_is_printed(told: ListStory, visitor: PageClient) -> None:
    made = told.returned()
    row = queries.rows_of(made.id)[0]
    with unit_of_work():
        submission.revise(told.worker, made)
        editing.edit_row(told.worker, made, row, edit_of(row, site="四号楼"), made.revision)
        publicising.publicise(told.worker, made, today(), 7)
    with at(now() + 8 * DAY), unit_of_work():
        submission.submit(told.lead, made, project_papers.facts_of(made, submitting=True))
    url = f"/c/{made.community_code}/projects/{made.id}/versions"
    assert "四号楼" in words_of(visitor.download(f"{url}/2/changes.pdf"))
    visitor.get(f"{url}/1/changes.pdf", status=409)
