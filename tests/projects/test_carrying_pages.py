"""The pages of carrying out: everybody reads how a project goes, a worker reports, the street decides."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import inspect

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.needs.models import Need
from deliberation.projects import carrying, submission
from deliberation.projects.carrying_rules import CarryStage
from deliberation.projects.models import Project
from tests.needs.stories import jpeg
from tests.page import PageClient
from tests.projects.stories import DAY, ListStory, one
from tests.projects.test_carrying import planned, reported
from tests.stories import A, B, Story


@pytest.fixture
def lists(story: Story) -> ListStory:
    return ListStory(story)


def page_of(row: Project, rest: str = "", code: str = A) -> str:
    """The address of a project, or of an act on it."""
    return f"/c/{code}/projects/{row.list_id}/p/{inspect(row).identity[0]}{rest}"


def test_everybody_reads_how_a_project_goes(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    planned(lists, made)
    reported(lists, made, spent_fen=123_400_00, delay_reason="下雨")
    row = one(made)
    shown = visitor.get(page_of(row))
    for words in ("正在做，下一步：设计", "装灯", "地面做好了。", "12.34 万元", "下雨", "项目开始实施"):
        assert words in shown
    assert "报进展" not in shown


def test_the_list_leads_to_the_project_and_so_does_the_need(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    row = reported(lists, made)
    url, need = page_of(row), row.needs[0].need_id
    assert url in visitor.get(f"/c/{A}/projects/{row.list_id}").links()
    assert url in visitor.get(f"/c/{A}/needs/{need}").links()


def test_a_milestone_that_was_missed_is_told_with_its_days(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    planned(lists, made)
    url = page_of(one(made))
    assert "没有这样的项目" in visitor.get(f"/c/{A}/projects/works", late="1")
    with at(now() + 3 * DAY):
        assert "过期 3 天" in visitor.get(url)
        assert "1 个过期" in visitor.get(f"/c/{A}/projects/works", late="1")


def test_a_row_the_street_declined_is_no_project(lists: ListStory, visitor: PageClient) -> None:
    made = lists.submitted()
    row = one(made)
    with unit_of_work():
        submission.accept(lists.officer, made, "", {row.id: "没有钱"})
    url, number = page_of(one(made)), row.id
    visitor.get(url, status=404)
    assert str(number) not in "".join(visitor.get(f"/c/{A}/projects/works").links("/p/"))


def test_a_list_under_way_to_the_street_has_no_projects_yet(lists: ListStory, visitor: PageClient) -> None:
    visitor.get(page_of(one(lists.submitted())), status=404)


def test_another_community_has_no_such_project(lists: ListStory, visitor: PageClient) -> None:
    visitor.get(page_of(one(lists.accepted()), code=B), status=404)


def test_the_works_of_a_community_ask_the_same_however_many_there_are(
    lists: ListStory, visitor: PageClient, queries_of: Any
) -> None:
    made = lists.accepted()
    planned(lists, made)
    few = queries_of(lambda: visitor.get(f"/c/{A}/projects/works", stage="running"))
    row_count = len(visitor.get(f"/c/{A}/projects/works").links("/p/"))
    many = queries_of(lambda: visitor.get(f"/c/{A}/projects/works"))
    assert row_count == 2
    assert many - few <= 4


def test_the_officer_finds_the_works_of_one_community_by_stage(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    row = reported(lists, made)
    url = page_of(row)
    visitor.enter(lists.officer)
    assert url in visitor.get("/office/works", stage="running", community=A).links()
    assert "没有这样的项目" in visitor.get("/office/works", stage="accepted")
    assert "没有这样的项目" in visitor.get("/office/works", late="1", community="nonsense")


def a_report(**fields: Any) -> dict[str, Any]:
    """A report as the form sends it."""
    return {"key": "k1", "reported_on": str(today()), "text": "地面做好了。", **fields}


def an_acceptance(row: Project, **fields: Any) -> dict[str, Any]:
    people = {"community": "王敏、李强", "residents": "张桂兰"}
    return {"held_on": str(today()), "passed": "yes", "revision": str(row.carry_revision), **people, **fields}


def test_a_worker_plans_what_is_usual_and_adds_a_step_of_their_own(
    lists: ListStory, visitor: PageClient
) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.worker)
    shown = visitor.get(f"{url}/milestones")
    names = shown.tree.xpath("//input[contains(@name, '-name')]/@value")
    assert names[:5] == ["设计", "招标", "开工", "完工", "验收"]
    fields = {"lines-0-name": "设计", "lines-0-due_on": str(today() + DAY), "lines-1-name": "装灯"}
    kept = visitor.post(f"{url}/milestones", {**fields, "revision": "1"})
    assert "请写哪天前做到" in kept
    assert "装灯" in kept.tree.xpath("//input/@value")
    fields["lines-1-due_on"] = str(today() + 9 * DAY)
    assert "节点安排好了" in visitor.post(f"{url}/milestones", {**fields, "revision": "1"})
    assert [(each.word, each.name) for each in carrying.milestones_of(one(made).id)] == [
        ("design", "设计"),
        ("", "装灯"),
    ]
    assert "别人刚刚改过" in visitor.post(f"{url}/milestones", {**fields, "revision": "1"})


def test_a_report_with_photos_is_read_by_everybody(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/report")
    files = {
        "before": [(jpeg("red"), "1.jpg")],
        "after": [(jpeg("green"), "2.jpg"), (jpeg("blue"), "3.jpg")],
    }
    fields = a_report(spent="1200.50", before_alt="旧地面", after_alt="新地面", **files)
    assert "进展报好了" in visitor.post(f"{url}/report", fields)
    visitor.sign_out()
    shown = visitor.get(url)
    said = shown.tree.xpath("//main//img/@alt")
    assert said == ["施工前：旧地面", "施工后：新地面（1）", "施工后：新地面（2）"]
    for small in shown.tree.xpath("//main//img/@src"):
        assert visitor.download(small).startswith(b"\xff\xd8")
    for full in shown.links("/progress-photos/"):
        assert visitor.download(full).startswith(b"\xff\xd8")


def test_a_photo_that_is_none_is_refused_and_the_words_stay(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/report")
    sent = a_report(after=[(BytesIO(b"no picture"), "x.jpg")], after_alt="新地面")
    shown = visitor.post(f"{url}/report", sent)
    assert "x.jpg" in shown.main
    assert "地面做好了。" in shown.main
    assert one(made).stage == CarryStage.WAITING


def test_a_photo_without_words_is_refused(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/report")
    sent = a_report(after=[(jpeg("red"), "x.jpg")])
    assert "请给每张照片写一句话" in visitor.post(f"{url}/report", sent)


def test_the_same_report_sent_twice_stands_there_once(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/report")
    for _time in range(2):
        visitor.post(f"{url}/report", a_report())
    assert visitor.get(url).main.count("地面做好了。") == 1


def test_a_finished_project_is_accepted_and_names_are_for_staff(
    lists: ListStory, visitor: PageClient
) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/report")
    assert "等验收" in visitor.post(f"{url}/report", a_report(finished="y"))
    visitor.get(f"{url}/acceptance")
    shown = visitor.post(f"{url}/acceptance", an_acceptance(one(made), residents=""))
    assert "王敏、李强" in shown.tree.xpath("//input/@value")
    sheet = (jpeg("red"), "sheet.jpg")
    shown = visitor.post(f"{url}/acceptance", an_acceptance(one(made), sheet=sheet))
    assert "验收记好了" in shown
    assert "李强" in shown.main
    [scan] = shown.links("/sheet")
    assert visitor.download(scan).startswith(b"\xff\xd8")
    visitor.sign_out()
    seen = visitor.get(url)
    assert "验收通过" in seen.main
    assert "李强" not in seen.main
    assert not seen.links("/sheet")


def test_what_did_not_pass_says_what_and_until_when(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    url = page_of(reported(lists, made, finished=True))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/acceptance")
    refused = {"passed": "no", "remarks": "灯不亮"}
    assert "请写整改期限" in visitor.post(f"{url}/acceptance", an_acceptance(one(made), **refused))
    refused["mend_by"] = str(today() + DAY)
    assert "没有通过" in visitor.post(f"{url}/acceptance", an_acceptance(one(made), **refused)).main
    assert one(made).stage == CarryStage.RUNNING


def test_an_acceptance_of_what_somebody_changed_meanwhile_is_not_kept(
    lists: ListStory, visitor: PageClient
) -> None:
    made = lists.accepted()
    url = page_of(reported(lists, made, finished=True))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/acceptance")
    shown = visitor.post(f"{url}/acceptance", an_acceptance(one(made), revision="1"))
    assert "别人刚刚改过" in shown
    assert "张桂兰" in shown.tree.xpath("//input/@value")


@pytest.mark.parametrize(("verdict", "money"), [("approve", "6.00 万元"), ("refuse", "5.00 万元")])
def test_a_change_is_asked_for_and_answered_by_the_street(
    lists: ListStory, visitor: PageClient, verdict: str, money: str
) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/change")
    wish = {"kind": "money", "cost": "60000", "reason": "材料涨价"}
    assert "申请交给街道了" in visitor.post(f"{url}/change", wish)
    assert "已经有一份同样的变更申请" in visitor.post(f"{url}/change", wish)
    visitor.enter(lists.officer)
    [door] = visitor.get("/office/works").links("/changes/")
    assert "街道资金：50,000.00 元 改为 60,000.00 元" in visitor.get(door)
    assert "变更办好了" in visitor.post(door, {"verdict": verdict, "said": "看过了"})
    assert "已经办理过了" in visitor.get(door)
    assert "已经有人办理过了" in visitor.post(door, {"verdict": verdict, "said": "再来一次"})
    visitor.sign_out()
    seen = visitor.get(url)
    assert money in seen.main
    assert ("材料涨价" in seen.main) == (verdict == "approve")


def test_nothing_is_asked_for_without_change(lists: ListStory, visitor: PageClient) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.worker)
    visitor.get(f"{url}/change")
    shown = visitor.post(f"{url}/change", {"kind": "money", "cost": "50000", "reason": "想想"})
    assert "和现在一样的不用申请" in shown
    assert "想想" in shown.main


def test_a_need_withheld_meanwhile_stops_neither_report_nor_page(
    lists: ListStory, visitor: PageClient
) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    need = db.session.get_one(Need, one(made).needs[0].need_id)
    with unit_of_work():
        need.withheld_at = now()
    visitor.enter(lists.worker)
    visitor.get(f"{url}/report")
    assert "进展报好了" in visitor.post(f"{url}/report", a_report(finished="y"))
    visitor.get(f"{url}/acceptance")
    assert "验收记好了" in visitor.post(f"{url}/acceptance", an_acceptance(one(made)))


@pytest.mark.parametrize("act", ["milestones", "report", "acceptance", "change"])
def test_residents_carry_nothing_out(lists: ListStory, visitor: PageClient, act: str) -> None:
    made = lists.accepted()
    url = page_of(one(made))
    visitor.enter(lists.author)
    visitor.get(f"{url}/{act}", status=403)
