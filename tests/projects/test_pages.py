"""The pages of project lists, as a worker, a lead, an officer, a resident and a stranger see them."""

import io
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from docx import Document
from sqlalchemy import inspect

from deliberation import papers
from deliberation.actors import Role
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.jobs import service as jobs
from deliberation.jobs.models import Job
from deliberation.projects import editing, objecting, publicising, queries, submission
from deliberation.projects.models import ProjectList
from deliberation.projects.objecting import Told
from deliberation.projects.objection_rules import ObjectionState, Way
from deliberation.projects.papers import facts_of, notice_facts
from deliberation.projects.printing import ask_for_print
from deliberation.rounds import service as rounds
from deliberation.rounds.rules import OptionPlan
from tests.journeys.steps import words_of
from tests.page import PageClient
from tests.projects.stories import DAY, TITLES, ListStory, edit_of, one
from tests.rounds.stories import after, close
from tests.stories import A, B, Story


def url(made: ProjectList, rest: str = "", code: str = A) -> str:
    """The address of a list, known even when its session is over."""
    return f"/c/{code}/projects/{inspect(made).identity[0]}{rest}"


def form_of(made: ProjectList, **changes: str) -> dict[str, str]:
    """A row's form, complete."""
    values = {"name": "充电棚", "kind": "works", "site": "东门", "content": "一处", "cost": "50000",
              "street": "50000", "unit": "社区居委会", "finish_on": str(today() + 30 * DAY),
              "revision": str(made.revision)}  # fmt: skip
    return {**values, **changes}


def test_a_worker_begins_a_list_and_learns_what_is_needed_first(story: Story, visitor: PageClient) -> None:
    worker, _phone = story.staff()
    visitor.enter(worker)
    visitor.get(f"/c/{A}/projects/new")
    fields = {"title": "2026年项目清单", "addressee": "清河街道办事处", "budget": "0"}
    shown = visitor.post(f"/c/{A}/projects/new", fields)
    assert "还没有签好字的投票结果" in shown


def test_a_worker_previews_and_takes_over_the_ranking(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made, round_id = told.list(), told.voted()
    visitor.enter(told.worker)
    asked = {"round_id": str(round_id), "taking": "budget", "budget": "80000"}
    seen = visitor.get(url(made, "/convert"), **asked)
    assert "新列入 2 个项目" in seen
    assert "还差 8.00 万元" in seen
    shown = visitor.post(url(made, "/convert"), asked)
    assert "列入了 2 个项目" in shown
    listed = visitor.get(url(made))
    assert "3 票，第 1 名" in listed
    assert TITLES[0] in listed.main
    assert TITLES[2] not in listed.main


@pytest.mark.parametrize(
    "asked",
    [
        {"round_id": "x", "taking": "budget", "budget": "1"},
        {"taking": "top", "top": ""},
        {"taking": "budget", "budget": "-5"},
        {"taking": "top", "top": "9" * 30},
    ],
)
def test_nonsense_in_the_preview_is_answered_with_a_sentence(
    story: Story, visitor: PageClient, asked: dict[str, str]
) -> None:
    told = ListStory(story)
    made, round_id = told.list(), told.voted()
    visitor.enter(told.worker)
    assert "需要改一下" in visitor.get(url(made, "/convert"), **{"round_id": str(round_id), **asked})


def test_a_row_is_edited_and_money_off_by_one_fen_is_told(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.taken()
    row = one(made)
    visitor.enter(told.worker)
    visitor.get(url(made, f"/rows/{row.id}"))
    shown = visitor.post(url(made, f"/rows/{row.id}"), form_of(made, street="49999.99"))
    assert "对不上" in shown
    assert "49,999.99 元" in shown


def test_a_deadline_before_the_start_is_told_and_what_was_typed_stays(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    made = told.taken()
    visitor.enter(told.worker)
    address = url(made, f"/rows/{one(made).id}")
    visitor.get(address)
    shown = visitor.post(address, form_of(made, start_on="2026-12-02", finish_on="2026-12-01", note="记下"))
    assert "不能早于" in shown
    assert "记下" in shown.source


def test_the_second_editor_keeps_what_they_typed_and_may_save_again(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    made = told.taken()
    row = one(made)
    visitor.enter(told.worker)
    address, mine = url(made, f"/rows/{row.id}"), form_of(made, name="后改的")
    visitor.get(address)
    with unit_of_work():
        made, row = db.session.merge(made), db.session.merge(row)
        editing.edit_row(told.lead, made, row, edit_of(row, name="先改的"), made.revision)
    shown = visitor.post(address, mine)
    assert "别人改过" in shown
    assert "先改的" in shown
    assert "后改的" in shown.source
    anew = str(shown.tree.xpath("//input[@name='revision']/@value")[0])
    assert "后改的" in visitor.post(address, {**mine, "revision": anew})


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 40, "²"])
def test_a_form_without_its_revision_overwrites_nothing(
    story: Story, visitor: PageClient, revision: str
) -> None:
    told = ListStory(story)
    made = told.taken()
    visitor.enter(told.worker)
    address = url(made, f"/rows/{one(made).id}")
    visitor.get(address)
    assert "别人改过" in visitor.post(address, form_of(made, revision=revision))


def test_what_people_type_is_never_markup(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.taken()
    row = one(made)
    ugly = "<script>alert(1)</script><img src=file:///etc/passwd>"
    with unit_of_work():
        editing.edit_row(told.worker, made, row, edit_of(row, name=ugly[:40], content=ugly), made.revision)
    visitor.enter(told.worker)
    for rest in ("", "/edit", f"/rows/{row.id}", "/publicise"):
        assert "<script>alert" not in visitor.get(url(made, rest)).source


def test_the_whole_way_out_through_the_pages(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.complete()
    visitor.enter(told.worker)
    visitor.get(url(made, "/publicise"))
    shown = visitor.post(url(made, "/publicise"), {"from_on": str(today()), "days": "7"})
    assert "公示中" in shown
    visitor.enter(told.lead)
    visitor.get(url(made, "/submit"))
    said = visitor.post(url(made, "/submit"))
    assert "才结束" in said
    with at(now() + 8 * DAY):
        visitor.enter(told.lead)
        visitor.get(url(made, "/submit"))
        assert "已报送" in visitor.post(url(made, "/submit"))
        visitor.enter(told.officer)
        assert "等您办理" in visitor.get("/office/lists")
        visitor.get(url(made, "/decide"))
        assert "写明原因" in visitor.post(url(made, "/decide"), {"verdict": "return", "reason": ""})
        row = one(made)
        fields = {"verdict": "return", "reason": "", f"row-{row.id}": "请核减"}
        assert "退回社区" in visitor.post(url(made, "/decide"), fields)
        visitor.enter(told.worker)
        assert "请核减" in visitor.get(url(made))
        assert "第 2 版" in visitor.post(url(made, "/revise"))


def test_an_officer_accepts_and_the_seal_stands_on_the_page(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.submitted()
    visitor.enter(told.officer)
    visitor.get(url(made, "/decide"))
    assert "清单接收了" in visitor.post(url(made, "/decide"), {"verdict": "accept", "reason": "同意"})
    assert visitor.get(url(made)).tree.xpath("//svg[contains(@class, 'seal')]")
    visitor.get(url(made, "/decide"), status=403)


def test_a_worker_of_another_community_finds_neither_draft_nor_rows(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story, B)
    made = told.taken()
    stranger, _phone = story.staff(Role.LEAD, A)
    visitor.enter(stranger)
    rows = (f"/rows/{one(made).id}", f"/rows/{one(made).id}/remove", f"/rows/{one(made).id}/move")
    for rest in (
        "",
        "/edit",
        "/convert",
        "/fill",
        "/publicise",
        "/submit",
        "/list.pdf",
        "/list.xlsx",
        "/list.docx",
        rows[0],
    ):
        visitor.get(url(made, rest), status=404)
    for rest in (*rows, "/convert", "/convert/needs", "/publicise", "/withdraw", "/submit", "/revise"):
        visitor.post(url(made, rest, B), status=404)
    visitor.get(url(made), status=404)


def test_an_officer_of_another_street_finds_no_desk_here(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.submitted()
    other, _phone = story.staff(Role.OFFICER, "999999002", "别人")
    visitor.enter(other)
    visitor.get(url(made, "/decide"), status=404)
    visitor.post(url(made, "/decide"), {"verdict": "accept"}, status=404)
    assert "2026年项目清单" not in visitor.get("/office/lists").main


@pytest.mark.parametrize("state", ["taken", "publicised", "submitted", "accepted", "returned"])
def test_residents_and_strangers_see_what_is_out_and_no_draft(
    story: Story, visitor: PageClient, state: str
) -> None:
    told = ListStory(story)
    made = getattr(told, state)()
    status = 404 if state == "taken" else 200
    visitor.get(url(made), status=status)
    visitor.enter(told.author)
    visitor.get(url(made), status=status)
    assert ("2026年项目清单" in visitor.get(f"/c/{A}/projects/").main) == (status == 200)
    visitor.get(url(made, "/edit"), status=403)


def test_the_public_page_says_how_to_object(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.publicised()
    shown = visitor.get(url(made))
    assert shown.links("/objections")
    assert "居委会一楼服务台 010-0000001" in shown


def test_an_objection_is_made_answered_and_read_through_the_pages(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.publicised()
    row = queries.rows_of(made.id)[0]
    visitor.enter(told.author)
    shown = visitor.post(url(made, "/object"), {"about": row.id.hex, "reason": "离窗户<b>太近</b>。"})
    assert "意见收到了" in shown
    assert "离窗户<b>太近</b>。" in shown
    said = visitor.post(url(made, "/object"), {"about": row.id.hex, "reason": "再说一遍"})
    assert "已经有一条了" in said
    assert "再说一遍" in said.source
    visitor.enter(told.worker)
    entered = {"way": "paper", "name": "李大爷", "received_on": str(today()), "about": "", "reason": "太少"}
    assert "意见记下来了" in visitor.post(url(made, "/objections/enter"), entered)
    (mine,) = objecting.own_objections(made, told.author.account_id)
    said = {"outcome": "upheld", "answer": "往东移三米。", "public": "y", "revision": "1"}
    assert "答复好了" in visitor.post(url(made, f"/objections/{mine.id}"), said)
    visitor.sign_out()
    outside = visitor.get(url(made, "/objections"))
    assert "往东移三米。" in outside
    assert "太少" not in outside
    assert "李大爷" not in outside
    with at(now() + 8 * DAY):
        visitor.enter(told.lead)
        assert "还有 1 条没有答复" in visitor.get(url(made, "/submit"))
        assert "全部答复" in visitor.post(url(made, "/submit"))


def test_the_last_day_is_shown_before_a_list_is_put_up(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.complete()
    visitor.enter(told.worker)
    fields = {"from_on": str(today()), "days": "7", "counting": "calendar"}
    shown = visitor.post(url(made, "/publicise"), {**fields, "step": "look"})
    assert "最后一天也能提意见" in shown
    assert one(made).list_id == made.id
    assert made.public_to is None
    unknown = {**fields, "from_on": "2099-03-02", "counting": "working", "step": "look"}
    assert "放假安排还没有公布" in visitor.post(url(made, "/publicise"), unknown)
    assert "公示中" in visitor.post(url(made, "/publicise"), fields)
    made = queries.list_of(made.id, A)
    row = queries.rows_of(made.id)[0]
    fields = {"name": row.name, "kind": "works", "unit": "街道城建办", "finish_on": str(row.finish_on)}
    shown = visitor.post(url(made, f"/rows/{row.id}/correct"), {**fields, "revision": str(made.revision)})
    assert "更正" in shown
    assert "改为“街道城建办”" in visitor.get(url(made, "/objections"))


@pytest.mark.pdf
def test_the_outcome_is_printed_once_the_last_day_has_passed(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.publicised()
    with unit_of_work():
        objecting.object_to(told.author, made, queries.rows_of(made.id)[0], "离窗户太近。")
    visitor.get(url(made, "/outcome.pdf"), status=409)
    assert "公示意见表" in words_of(visitor.download(url(made, "/objection-form.pdf")))
    with at(now() + 8 * DAY):
        printed = words_of(visitor.download(url(made, "/outcome.pdf")))
    assert "收到意见1条" in printed
    assert "离窗户太近" not in printed  # nothing is published before the answer says so
    assert "张桂兰" not in printed


@pytest.mark.pdf
def test_the_outcome_of_an_earlier_version_is_still_printed_when_the_list_is_revised(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    made = told.publicised()
    key = made.id
    with unit_of_work():
        row = objecting.object_to(told.author, made, queries.rows_of(made.id)[0], "离窗户太近。")
    with unit_of_work():
        objecting.answer(told.worker, row, ObjectionState.UPHELD, "往东移三米。", True, 1)
    with at(now() + 8 * DAY), unit_of_work():
        submission.submit(told.lead, made, facts_of(made, submitting=True))
    with at(now() + 8 * DAY):
        first = words_of(visitor.download(url(made, "/outcome.pdf")))
    assert first == words_of(visitor.download(url(made, "/versions/1/outcome.pdf")))
    with at(now() + 9 * DAY), unit_of_work():
        submission.return_(told.officer, queries.list_of(key, A), "请核减", {})
        queries.list_of(key, A).title = "换了名字的清单"
    visitor.enter(told.worker)
    printed = words_of(visitor.download(url(made, "/versions/1/outcome.pdf")))
    assert printed == first
    assert "收到意见1条" in printed
    assert url(made, "/versions/1/outcome.pdf") in visitor.get(url(made, "")).links()
    visitor.download(url(made, "/versions/2/outcome.pdf"), status=404)


@pytest.mark.pdf
def test_the_papers_are_printed_and_the_sheet_adds_up(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.submitted()
    assert visitor.download(url(made, "/list.pdf"))[:5] == b"%PDF-"
    assert visitor.download(url(made, "/notice.pdf"))[:5] == b"%PDF-"
    assert visitor.download(url(made, "/versions/1/list.pdf"))[:5] == b"%PDF-"
    visitor.download(url(made, "/versions/2/list.pdf"), status=404)
    book = openpyxl.load_workbook(io.BytesIO(visitor.download(url(made, "/list.xlsx"))))
    cells = {cell.value for row in book.active.iter_rows() for cell in row}
    assert set(TITLES[:2]) <= cells
    for rest in ("/list.docx", "/versions/1/list.docx"):
        written = Document(io.BytesIO(visitor.download(url(made, rest)))).tables[-1]
        assert TITLES[0] in written.rows[1].cells[1].text


@pytest.mark.pdf
def test_the_same_facts_print_the_same_bytes(story: Story) -> None:
    made = ListStory(story).publicised()
    with at(now()):
        first = papers.render("publication-notice", notice_facts(made, "http://localhost/x"))
        assert first == papers.render("publication-notice", notice_facts(made, "http://localhost/x"))


def test_a_draft_says_so_on_paper(story: Story) -> None:
    made = ListStory(story).taken()
    assert facts_of(made)["list_number"] == f"{made.number}（草稿）"


def test_the_notice_is_dated_by_its_first_day_and_counts_its_days(story: Story) -> None:
    made = ListStory(story).publicised()
    facts = notice_facts(made, "http://localhost/x")
    assert (facts["dated_on"], facts["period"]) == (str(made.public_from), "7个自然日")
    assert date.fromisoformat(facts["to_on"]) == made.public_to


@pytest.mark.pdf
def test_a_long_list_is_printed_by_the_worker(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.publicised()
    with unit_of_work():
        job_id = ask_for_print(told.worker, made, "/").id
    assert jobs.work_once()
    db.session.expire_all()
    job = db.session.get_one(Job, job_id)
    assert job.state == "done"
    visitor.enter(told.worker)
    assert visitor.download(f"/files/{(job.outcome or {})['file_id']}")[:5] == b"%PDF-"


def test_the_way_of_a_need_leads_to_its_list(story: Story, visitor: PageClient) -> None:
    made = ListStory(story).publicised()
    need_id = one(made).needs[0].need_id
    assert url(made) in visitor.get(f"/c/{A}/needs/{need_id}").links("/projects/")


def test_a_row_without_a_cost_is_shown_and_printed_as_such(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.taken()
    row = one(made).id
    visitor.enter(told.worker)
    visitor.get(url(made, f"/rows/{row}"))
    shown = visitor.post(url(made, f"/rows/{row}"), form_of(made, cost="", street=""))
    assert "保存好了" in shown
    assert visitor.download(url(made, "/list.xlsx"))


def test_the_money_of_the_round_is_what_the_conversion_offers_first(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    told.voted()
    offered = [OptionPlan(title, 100) for title in TITLES]
    with unit_of_work():
        row = rounds.create(
            told.worker, A, told.cycle.id, told.rounds.plan(options=offered, budget_fen=7_700_000)
        )
        rounds.announce(told.worker, row.id)
    close(row, told.worker)
    with at(after(row)), unit_of_work():
        rounds.sign(told.rounds.teller, row.id)
        rounds.sign(told.rounds.scrutineer, row.id)
    made = told.list()
    visitor.enter(told.worker)
    shown = visitor.get(url(made, "/convert"))
    assert shown.tree.xpath("//input[@name='budget']/@value")[0] == "77000"


def test_one_finds_ones_own_objection_while_the_list_is_taken_back(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.publicised()
    other, _phone = story.resident(name="王秀兰")
    with unit_of_work():
        row = objecting.object_to(told.author, made, None, "太少了。")
    with unit_of_work():
        publicising.withdraw(told.worker, made, "核对")
    visitor.enter(told.author)
    shown = visitor.get(url(made, "/objections"))
    assert "清单收回去修改了" in shown
    assert "太少了。" in shown
    assert not shown.links(url(made, "/object"))
    assert "意见撤回了" in visitor.post(url(made, f"/objections/{row.id}/take-back"))
    visitor.enter(other)
    visitor.get(url(made, "/objections"), status=404)
    visitor.post(url(made, f"/objections/{row.id}/take-back"), status=404)
    visitor.sign_out()
    visitor.get(url(made, "/objections"), status=404)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"about": "", "reason": "长" * 10_000}, "2000"),
        ({"about": "0" * 32, "reason": "有意见"}, "需要改一下"),
        ({"about": "../x", "reason": "有意见"}, "需要改一下"),
        ({"about": "", "reason": " \n "}, "请写明您的意见"),
    ],
)
def test_nonsense_in_the_box_is_answered_with_a_sentence(
    story: Story, visitor: PageClient, fields: dict[str, str], said: str
) -> None:
    told = ListStory(story)
    made = told.publicised()
    visitor.enter(told.author)
    visitor.get(url(made, "/object"))
    assert said in visitor.post(url(made, "/object"), fields)
    assert objecting.tally_of(queries.list_of(made.id, A)) == (0, 0)


def test_objections_are_not_answered_through_another_list(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made, other = told.publicised(), told.list()
    with unit_of_work():
        row = objecting.object_to(told.author, made, queries.rows_of(made.id)[0], "离窗户太近。")
    wrong = url(other, f"/objections/{row.id}")
    visitor.enter(told.worker)
    visitor.get(wrong, status=404)
    visitor.get(url(made, f"/objections/{row.id}", code=B), status=404)
    visitor.get(url(made, f"/rows/{row.id}/correct"), status=404)


def test_waiting_and_overdue_objections_stand_on_the_list_and_on_both_desks(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    made = told.publicised()
    with unit_of_work():
        objecting.object_to(told.author, made, None, "<script>alert(1)</script>")
    visitor.enter(told.worker)
    assert "1 条公示意见等答复" in visitor.get(url(made))
    assert visitor.get(url(made)).links("/correct")
    with at(now() + 4 * DAY):
        visitor.enter(told.worker)
        assert "其中 1 条超过三天" in visitor.get(url(made))
        box = visitor.get(url(made, "/objections"))
        assert "超过三天没有答复" in box
        assert "<script>alert(1)</script>" in box  # as words: the page has been judged clean
        assert not box.tree.xpath("//main//script")
        assert visitor.get(f"/c/{A}/desk").links(url(made, "/objections"))
        visitor.enter(told.officer)
        assert "1 条公示意见超过三天没有答复" in visitor.get("/office/")
        visitor.enter(told.author)
        assert "等答复，其中" not in visitor.get(url(made))
        assert visitor.get(url(made)).links("/object?about=")


def test_two_workers_answering_at_once_see_each_others_answer(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.publicised()
    with unit_of_work():
        row = objecting.object_to(told.author, made, None, "太少了。")
        objecting.answer(told.lead, row, ObjectionState.UPHELD, "再加一处。", True, 1)
    visitor.enter(told.worker)
    place = url(made, f"/objections/{row.id}")
    visitor.get(place)
    late = {"outcome": "not_upheld", "answer": "资金不够。", "public": "y", "revision": "1"}
    shown = visitor.post(place, late)
    assert "别人已经答复过这条意见" in shown
    assert "再加一处。" in shown
    assert "资金不够。" in shown
    assert objecting.objection_of(row.id, made.id).answer == "再加一处。"


def test_a_box_of_forty_objections_costs_what_one_of_four_does(
    story: Story, visitor: PageClient, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    told = ListStory(story)
    made = told.publicised()
    visitor.enter(told.worker)

    def asked(count: int) -> int:
        one_list = queries.list_of(inspect(made).identity[0], A)
        with unit_of_work():
            for number in range(count):
                given = Told(Way.PHONE, f"居民{count}之{number}", "", today())
                objecting.enter(told.worker, one_list, None, "太少了。", given)
        return queries_of(lambda: visitor.get(url(made, "/objections")))

    assert asked(4) == asked(40)
