"""The papers about carrying out: what they say of real projects, who reads names, what is refused."""

import io
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import update

from deliberation import papers
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.projects import carrying, checking, following
from deliberation.projects.carrying import Progress
from deliberation.projects.carrying_rules import MilestonePlan
from deliberation.projects.checking import Finding, Side
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.progress_papers import acceptance_facts, progress_facts
from deliberation.projects.rules import RowVerdict
from deliberation.surveys.rules import Rating
from tests.desk.test_desk import counting
from tests.page import PageClient
from tests.papers import believable
from tests.projects.stories import DAY, ListStory, one
from tests.stories import A, Story

PEOPLE = ((Side.COMMUNITY, "王敏"), (Side.RESIDENTS, "张桂兰"), (Side.UNIT, "李四光"))


@pytest.fixture
def lists(story: Story) -> ListStory:
    return ListStory(story)


def planned(lists: ListStory, made: ProjectList) -> None:
    """Two milestones: due today, and in nine days."""
    plans = [MilestonePlan("design", "", today()), MilestonePlan("", "装灯", today() + 9 * DAY)]
    with unit_of_work():
        carrying.set_milestones(lists.worker, made, one(made), plans, one(made).carry_revision)


def reported(lists: ListStory, made: ProjectList, key: str = "k1", **values: Any) -> None:
    with unit_of_work():
        carrying.report(lists.worker, made, one(made), Progress(key, today(), "地面做好了。", **values))


def accepted(lists: ListStory, made: ProjectList, passed: bool = True) -> None:
    mend_by = None if passed else today() + 5 * DAY
    found = Finding(today(), PEOPLE, passed, mend_by, "请打13812341234找人清走砂石。")
    with unit_of_work():
        checking.accept_work(lists.worker, made, one(made), found, one(made).carry_revision)


def first(made: ProjectList) -> Any:
    facts = progress_facts(made)
    assert facts is not None
    return facts["rows"][0]


def test_the_next_milestone_stands_with_its_day_and_becomes_overdue(lists: ListStory) -> None:
    made = lists.accepted()
    planned(lists, made)
    reported(lists, made, spent_fen=1_500_000)
    row = first(made)
    assert (row["milestone"], row["due_on"], row["days_late"]) == ("设计", today().isoformat(), 0)
    assert (row["spent_fen"], row["stage"]) == (1_500_000, "正在实施")
    with at(now() + 3 * DAY):
        assert (first(made)["days_late"], first(made)["reason"]) == (3, "")


def test_a_milestone_put_off_keeps_its_reason_until_it_is_reached(lists: ListStory) -> None:
    made = lists.accepted()
    planned(lists, made)
    design = carrying.milestones_of(one(made).id)[0].id
    later = today() + 5 * DAY
    reported(lists, made, milestone_id=design, new_due_on=later, delay_reason="下雨，找13812341234")
    assert (first(made)["due_on"], first(made)["reason"]) == (later.isoformat(), "下雨，找138****1234")
    reported(lists, made, "k2", milestone_id=design)
    assert (first(made)["milestone"], first(made)["reason"]) == ("装灯", "")


def test_without_milestones_the_deadline_is_what_comes_next(lists: ListStory) -> None:
    made = lists.accepted()
    row = first(made)
    assert (row["milestone"], row["due_on"]) == ("完成时限", (today() + 90 * DAY).isoformat())
    assert row["spent_fen"] is None
    with at(now() + 91 * DAY):
        assert first(made)["days_late"] == 1


def test_the_last_sum_reported_counts_even_when_a_later_report_says_none(lists: ListStory) -> None:
    made = lists.accepted()
    reported(lists, made, spent_fen=100)
    reported(lists, made, "k2", spent_fen=300)
    reported(lists, made, "k3")
    assert first(made)["spent_fen"] == 300


def test_an_acceptance_that_failed_says_until_when_it_is_mended(lists: ListStory) -> None:
    made = lists.accepted()
    reported(lists, made, finished=True)
    assert first(made)["stage"] == "做完了，等验收"
    assert (first(made)["due_on"], first(made)["days_late"]) == (None, 0)
    accepted(lists, made, passed=False)
    mend_by = (today() + 5 * DAY).isoformat()
    assert first(made)["acceptance"] == {
        "held_on": today().isoformat(),
        "passed": False,
        "mend_by": mend_by,
    }
    reported(lists, made, "k2", finished=True)
    accepted(lists, made)
    assert first(made)["acceptance"]["passed"]
    facts = acceptance_facts(made, one(made), named=True)
    assert facts is not None
    assert (facts["time"], facts["passed"], facts["mend_by"]) == (2, True, None)


def test_satisfaction_stands_only_from_five_answers_on(
    lists: ListStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lists.accepted()
    assert first(made)["satisfaction"] is None
    for rating, shown in ((Rating(4), None), (Rating(5, 4), {"answers": 5, "top3": 4})):
        told = {one(made).id: rating}
        monkeypatch.setattr(following, "rating_of", lambda _ids, told=told: told)
        assert first(made)["satisfaction"] == shown


def test_what_the_street_declined_does_not_stand_in_the_table(lists: ListStory) -> None:
    made = lists.accepted()
    before = progress_facts(made)
    with unit_of_work():
        change = update(Project).where(Project.id == one(made).id)
        db.session.execute(change.values(verdict=RowVerdict.DECLINED))
    after = progress_facts(made)
    assert before is not None
    assert after is not None
    assert after["rows"] == before["rows"][1:]
    assert after["short_hash"] != before["short_hash"]
    assert acceptance_facts(made, one(made), named=True) is None


def statements(list_id: UUID) -> int:
    """How many statements the table takes, asked by a session that knows nothing."""
    db.session.remove()
    made = db.session.get_one(ProjectList, list_id)
    with counting() as said:
        progress_facts(made)
    return len(said)


def test_the_table_takes_the_same_queries_however_many_projects(lists: ListStory) -> None:
    made = lists.accepted()
    list_id, row_id = made.id, one(made).id
    two = statements(list_id)
    with unit_of_work():
        change = update(Project).where(Project.id == row_id)
        db.session.execute(change.values(verdict=RowVerdict.DECLINED))
    assert statements(list_id) == two


def test_everybody_gets_the_table_as_pdf_and_sheet(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    reported(lists, made, spent_fen=1_234_567)
    here = f"/c/{A}/projects/{made.id}"
    assert visitor.download(f"{here}/progress.pdf").startswith(b"%PDF")
    sheet = openpyxl.load_workbook(io.BytesIO(visitor.download(f"{here}/progress.xlsx"))).active
    assert sheet is not None
    assert made.number in str(sheet["A2"].value)
    assert sheet["F4"].value == pytest.approx(1.234567)


def test_before_anything_was_taken_over_or_accepted_a_sentence_says_so(
    lists: ListStory, visitor: PageClient
) -> None:
    made = lists.submitted()
    here, row_id = f"/c/{A}/projects/{made.id}", one(made).id
    assert "没有进展可以列" in visitor.get(f"{here}/progress.pdf", 409)
    assert "没有进展可以列" in visitor.get(f"{here}/progress.xlsx", 409)
    assert "还没有验收" in visitor.get(f"{here}/p/{row_id}/acceptance.pdf", 409)


def test_a_draft_has_no_papers_for_outsiders(lists: ListStory, visitor: PageClient) -> None:
    made = lists.complete()
    here, row_id = f"/c/{A}/projects/{made.id}", one(made).id
    for name in ("progress.pdf", "progress.xlsx", f"p/{row_id}/acceptance.pdf"):
        visitor.get(f"{here}/{name}", 404)


def test_a_long_table_is_fetched_as_a_sheet(
    lists: ListStory, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lists.accepted()
    monkeypatch.setattr("deliberation.projects.views.progress_papers.PRINTED_AT_ONCE", 1)
    here = f"/c/{A}/projects/{made.id}"
    assert "请下载进展表的表格" in visitor.get(f"{here}/progress.pdf", 409)
    assert visitor.download(f"{here}/progress.xlsx").startswith(b"PK")


def test_strangers_read_family_names_only(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    reported(lists, made, finished=True)
    accepted(lists, made)
    shown, whole = (acceptance_facts(made, one(made), named) for named in (False, True))
    assert shown is not None
    assert whole is not None
    assert [each["name"] for each in shown["participants"]] == ["王*", "张**", "李**"]
    assert [each["name"] for each in whole["participants"]] == ["王敏", "张桂兰", "李四光"]
    assert "138****1234" in shown["remarks"]
    assert shown["short_hash"] != whole["short_hash"]
    url = f"/c/{A}/projects/{made.id}/p/{one(made).id}/acceptance.pdf"
    assert _words(visitor.download(url)).count("张桂兰") == 0
    visitor.enter(lists.officer)
    assert _words(visitor.download(url)).count("张桂兰") == 1


def _words(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_each_page_of_the_table_names_list_version_and_check_code() -> None:
    data = papers.render("project-progress", believable.project_progress(20))
    pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]
    assert len(pages) > 1
    assert all("XM-999001001-2026-03第2版校验码：7a31c0fe" in page for page in pages)


def test_the_pages_lead_to_the_papers_as_soon_as_there_are_any(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    list_id, row_id = made.id, one(made).id
    here = f"/c/{A}/projects/{list_id}"
    reported(lists, made, finished=True)
    assert f"{here}/p/{row_id}/acceptance.pdf" not in visitor.get(f"{here}/p/{row_id}").links()
    accepted(lists, db.session.get_one(ProjectList, list_id))
    assert {f"{here}/progress.pdf", f"{here}/progress.xlsx"} <= set(visitor.get(here).links())
    assert f"{here}/p/{row_id}/acceptance.pdf" in visitor.get(f"{here}/p/{row_id}").links()
