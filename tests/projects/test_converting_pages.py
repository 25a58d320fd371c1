"""The pages of converting: the desk, one row with budget, flags and point, resources, plans, caps."""

import io
from typing import Any

import openpyxl
import pytest

from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.needs.models import Need
from deliberation.needs.rules import NeedState
from deliberation.projects import capping, circles, offered, planning, queries, resourcing
from deliberation.projects.models import Project, ProjectList, Resource
from deliberation.projects.resourcing import Offer
from deliberation.projects.rules import ProjectKind, ResourceKind
from deliberation.projects.standing import losses_of
from tests.page import PageClient
from tests.places.maps import SOUTH, WEST, mapped
from tests.projects.stories import ListStory, one
from tests.projects.test_pages import form_of, url
from tests.stories import STREET, A, B, Story

MONEY = {"kind": "money", "name": "爱心捐款", "owner": "李建国", "amount": "5000", "contact": "13812341234"}


class Desk:
    """Three voted needs before an empty draft, a worker at the desk."""

    def __init__(self, story: Story, visitor: PageClient) -> None:
        self.told, self.visitor = ListStory(story), visitor
        needs = self.told.needs()
        self.told.voted(options=needs)
        self.made, self.ids = self.told.list(), [str(need.id) for need in needs]
        self.list_id = self.made.id
        visitor.enter(self.told.worker)

    def post(self, rest: str, **fields: Any) -> Any:
        self.visitor.get(url(self.made, "/convert"))
        return self.visitor.post(url(self.made, rest), fields)

    @property
    def revision(self) -> str:
        """What a form opened now carries."""
        db.session.expire_all()
        return str(db.session.get_one(ProjectList, self.list_id).revision)

    def rows(self) -> list[Project]:
        db.session.expire_all()
        return queries.rows_of(self.list_id)


@pytest.fixture
def desk(story: Story, visitor: PageClient) -> Desk:
    return Desk(story, visitor)


def test_the_desk_shows_rank_votes_support_and_what_the_money_leaves(desk: Desk) -> None:
    shown = desk.visitor.get(url(desk.made, "/convert"))
    assert "第 1 名" in shown
    assert "3 票" in shown
    assert "还剩 10.00 万元" in shown
    shown = desk.post("/convert/needs", need=[desk.ids[0], desk.ids[2]])
    assert "列入了 2 个项目" in shown
    assert "超出 3.00 万元" in shown
    assert "可用资金到这里为止" in shown
    assert "第 2 项" in shown


def test_needs_go_over_together_into_a_row_and_out_again(desk: Desk) -> None:
    assert "列入了 1 个项目" in desk.post("/convert/together", need=desk.ids[:2], name="便民一期")
    (row,) = desk.rows()
    assert "加进了" in desk.post("/convert/into", need=[desk.ids[2]], row=str(row.id))
    assert "这条需求移出来了" in desk.post(f"/rows/{row.id}/leave", need=desk.ids[0])
    assert [len(row.needs) for row in desk.rows()] == [2]
    assert "先选好" in desk.post("/convert/into", need=[desk.ids[0]], row="")


def test_a_second_click_tells_how_things_are_and_makes_no_second_row(desk: Desk) -> None:
    desk.post("/convert/needs", need=desk.ids[:1])
    assert "已经列入清单" in desk.post("/convert/needs", need=desk.ids[:1])
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("ids", [["x"], [], ["00000000-0000-0000-0000-000000000000"]])
def test_a_forged_form_makes_no_row(desk: Desk, ids: list[str]) -> None:
    for rest in ("/convert/needs", "/convert/together"):
        desk.post(rest, need=ids)
    assert desk.rows() == []


def test_the_need_of_another_community_is_not_taken_over(story: Story, desk: Desk) -> None:
    elsewhere = ListStory(story, B)
    foreign = elsewhere.needs()
    elsewhere.voted(options=foreign)
    for rest in ("/convert/needs", "/convert/together"):
        assert "有的已经列入清单" in desk.post(rest, need=[str(foreign[0].id)])
    assert desk.rows() == []


def test_a_row_is_split_by_hand_and_what_was_typed_stays_when_it_is_refused(desk: Desk) -> None:
    desk.post("/convert/together", need=desk.ids[:2])
    row, here = desk.rows()[0], f"/rows/{desk.rows()[0].id}/split"
    typed = {"revision": desk.revision, "name-0": "东门充电棚", "name-1": "早餐车", "cost-0": "x"}
    shown = desk.post(here, **typed, **{"need-0": desk.ids[0], "need-1": desk.ids[1]})
    assert "不是金额" in shown
    assert "早餐车" in shown.source
    desk.rows()
    good = {**typed, "revision": desk.revision, "cost-0": "20000", "cost-1": "30000.50"}
    assert "拆成了 2 个项目" in desk.post(here, **good, **{"need-0": desk.ids[0], "need-1": desk.ids[1]})
    assert [(each.name, each.cost_fen) for each in desk.rows()] == [
        ("东门充电棚", 2_000_000), ("早餐车", 3_000_050),
    ]  # fmt: skip
    assert desk.rows()[0].id == row.id
    assert "合成了一个项目" in desk.post(f"/rows/{desk.rows()[1].id}/together", row=str(row.id))
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("revision", ["", "x", "-1", "0"])
def test_a_split_without_its_revision_changes_nothing(desk: Desk, revision: str) -> None:
    desk.post("/convert/needs", need=desk.ids[:1])
    parts = {"name-0": "一", "name-1": "二", "need-0": desk.ids[0], "need-1": desk.ids[0]}
    assert "别人改过" in desk.post(f"/rows/{desk.rows()[0].id}/split", revision=revision, **parts)
    assert len(desk.rows()) == 1


def test_rows_are_placed_and_nonsense_moves_nothing(desk: Desk) -> None:
    desk.post("/convert/needs", need=desk.ids)
    last = desk.rows()[2]
    for position in ("x", "", "99999999"):
        desk.post(f"/rows/{last.id}/place", position=position)
    assert desk.rows()[2].id == last.id
    desk.post(f"/rows/{last.id}/place", position="1")
    assert desk.rows()[0].id == last.id
    desk.post(f"/rows/{last.id}/move", way="down", to="desk")
    assert desk.rows()[1].id == last.id


def test_the_desk_asks_a_constant_number_of_questions(desk: Desk, queries_of: Any) -> None:
    here = url(desk.made, "/convert")
    desk.post("/convert/needs", need=desk.ids[:1])
    few = queries_of(lambda: desk.visitor.get(here))
    desk.post("/convert/needs", need=desk.ids[1:])
    assert queries_of(lambda: desk.visitor.get(here)) == few


def test_a_budget_is_typed_pasted_and_becomes_the_estimate(desk: Desk) -> None:
    desk.post("/convert/needs", need=desk.ids[:1])
    here = f"/rows/{desk.rows()[0].id}/budget"
    fields = {
        "lines": "5", "name-0": "棚", "unit-0": "座", "quantity-0": "1", "price-0": "30000",
        "pasted": "充电桩\t个\t4\t2,500.50\n\n辅材 批 0.5 100",
        "as_estimate": "1", "revision": desk.revision,
    }  # fmt: skip
    assert "共 3 行" in desk.post(here, **fields)
    row = desk.rows()[0]
    assert [line.amount_fen for line in row.budget] == [3_000_000, 1_000_200, 5_000]
    assert (row.cost_fen, row.funding_fen) == (4_005_200, 4_005_200)
    assert "4,005,200" not in desk.visitor.get(url(desk.made))
    assert "预算明细" in desk.visitor.get(url(desk.made))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"quantity-0": "0"}, "数量要大于 0"),
        ({"quantity-0": "-1"}, "数量要大于 0"),
        ({"quantity-0": "两个"}, "数量要大于 0"),
        ({"price-0": "-5"}, "单价要在 0 元以上"),
        ({"price-0": "9" * 30}, "单价要在 0 元以上"),
        ({"quantity-0": "1000000000", "price-0": "1000000000"}, "金额太大了"),
        ({"name-0": ""}, "没有名称"),
    ],
)
def test_a_budget_line_that_cannot_be_is_told_and_what_was_typed_stays(
    desk: Desk, line: dict[str, str], said: str
) -> None:
    desk.post("/convert/needs", need=desk.ids[:1])
    sound = {"name-0": "棚", "unit-0": "座", "quantity-0": "1", "price-0": "3"}
    fields = {"lines": "5", "revision": desk.revision, **sound, **line}
    shown = desk.post(f"/rows/{desk.rows()[0].id}/budget", **fields)
    assert said in shown
    assert 'value="座"' in shown.source
    assert desk.rows()[0].budget == []


def test_more_than_five_hundred_lines_are_told_and_none_is_kept(desk: Desk) -> None:
    desk.post("/convert/needs", need=desk.ids[:1])
    pasted = "\n".join(f"材料{n} 个 1 1" for n in range(501))
    fields = {"lines": "0", "revision": desk.revision, "pasted": pasted}
    assert "最多 500 行" in desk.post(f"/rows/{desk.rows()[0].id}/budget", **fields)
    assert desk.rows()[0].budget == []


def test_a_row_takes_its_category_circle_and_point_and_keeps_them(desk: Desk) -> None:
    with unit_of_work():
        planning.begin_overall(desk.told.officer, STREET, "总体方案", "")
        circle_id = planning.begin_circle(desk.told.worker, A, "东门便民圈", "东门圈方案", "").id
    desk.post("/convert/needs", need=desk.ids[:1])
    row = desk.rows()[0]
    point = {"lat_e6": "39900000", "lon_e6": "116400000", "category": "B03", "plan": str(circle_id)}
    shown = desk.post(f"/rows/{row.id}", **form_of(db.session.get_one(ProjectList, desk.list_id), **point))
    assert "保存好了" in shown
    row = desk.rows()[0]
    assert (row.lat_e6, row.lon_e6, row.category, row.plan_id) == (39_900_000, 116_400_000, "B03", circle_id)
    assert "东门便民圈" in desk.visitor.get(url(desk.made))
    assert "39900000" in desk.visitor.get(url(desk.made, f"/rows/{row.id}")).source


def test_a_row_is_put_on_the_drawn_map_without_script_and_its_point_taken_away_again(desk: Desk) -> None:
    drawn = mapped()
    desk.post("/convert/needs", need=desk.ids[:1])
    here = f"/rows/{desk.rows()[0].id}"
    fields = form_of(db.session.get_one(ProjectList, desk.list_id))
    assert "在地图上标一下" in desk.visitor.get(url(desk.made, here))
    assert "保存好了" in desk.post(here, **fields, building=str(drawn["1号楼"]))
    assert desk.rows()[0].lat_e6 == SOUTH + 1200
    point = {"lat_e6": str(SOUTH + 1200), "lon_e6": str(WEST + 1500)}
    shown = desk.post(here, **{**fields, **point, "revision": desk.revision, "spot": "none"})
    assert shown.tree.xpath("//input[@name='lat_e6']/@value") == [""]
    assert desk.rows()[0].lat_e6 is not None, "nothing is saved until somebody says so"
    desk.post(here, **{**fields, "revision": desk.revision, "lat_e6": "", "lon_e6": ""})
    assert desk.rows()[0].lat_e6 is None


def test_flags_are_changed_on_their_page_with_a_reason(desk: Desk) -> None:
    desk.post("/convert/needs", need=desk.ids[:1])
    here = f"/rows/{desk.rows()[0].id}/flags"
    fields = {"owners_decision": "y", "negative": "", "revision": desk.revision}
    assert "写明原因" in desk.post(here, **fields)
    assert "需业主共同决定" in desk.post(here, **fields, reason="占用共有部分，要业主同意")
    assert desk.rows()[0].owners_decision


def test_a_row_whose_need_was_merged_is_put_right_with_one_button(desk: Desk) -> None:
    desk.post("/convert/needs", need=desk.ids[:1])
    row, other = desk.rows()[0], desk.told.need("充电的地方")
    with unit_of_work():
        need = db.session.get_one(Need, row.needs[0].need_id)
        need.state, need.merged_into_id = NeedState.MERGED, other.id
    assert other.number in desk.visitor.get(url(desk.made, f"/rows/{row.id}"))
    assert "照最新情况改好了" in desk.post(f"/rows/{row.id}/mend")
    row = desk.rows()[0]
    assert [need.need_id for need in row.needs] == [other.id]
    assert losses_of([row]) == {}
    assert len(row.decisions) == 1
    assert "没有要改的" in desk.post(f"/rows/{row.id}/mend")


def test_a_row_nothing_is_left_of_is_to_be_taken_off(desk: Desk) -> None:
    desk.post("/convert/needs", need=desk.ids[:1])
    row = desk.rows()[0]
    with unit_of_work():
        db.session.get_one(Need, row.needs[0].need_id).state = NeedState.REJECTED
    assert "请把它取下" in desk.post(f"/rows/{row.id}/mend")
    assert len(desk.rows()[0].needs) == 1


def test_a_resource_is_entered_by_a_worker_and_read_by_all_without_the_telephone(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    visitor.enter(told.worker)
    visitor.get(f"/c/{A}/projects/resources/new")
    assert "资金要填写金额" in visitor.post(f"/c/{A}/projects/resources/new", {**MONEY, "amount": ""})
    shown = visitor.post(f"/c/{A}/projects/resources/new", MONEY)
    assert "13812341234" in shown
    resource = db.session.query(Resource).one()
    visitor.enter(told.author)
    for rest in ("resources", f"resources/{resource.id}"):
        seen = visitor.get(f"/c/{A}/projects/{rest}")
        assert "爱心捐款" in seen
        assert "13812341234" not in seen.source
        assert "李建国" not in seen.source
        assert "李**" in seen
    sheet = openpyxl.load_workbook(io.BytesIO(visitor.download(f"/c/{A}/projects/resources.xlsx"))).active
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line]
    assert "5000.00" in cells
    assert not any("138" in cell or "李建国" in cell for cell in cells)
    visitor.get(f"/c/{A}/projects/resources/new", status=403)


def test_a_resource_is_used_taken_back_changed_and_withdrawn(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made = told.taken()
    with unit_of_work():
        resource = resourcing.enter(
            told.worker, A, Offer(ResourceKind.MONEY, "爱心捐款", "商会", True, "", 500_000)
        )
    visitor.enter(told.worker)
    here = url(made, f"/rows/{one(made).id}/resources")
    visitor.get(here)
    asked = {"resource": str(resource.id), "what": "", "amount": "5000.01"}
    assert "不够" in visitor.post(here, asked)
    assert "资源用上了" in visitor.post(here, {**asked, "amount": "5000"})
    assert "爱心捐款" in visitor.get(url(made))
    pledge = one(made).pledged[0]
    back = url(made, f"/pledges/{pledge.id}/back")
    visitor.get(back)
    assert "资源收回了" in visitor.post(back, {"reason": "改用财政资金"})
    visitor.post(here, {**asked, "amount": "100"})
    address = f"/c/{A}/projects/resources/{resource.id}"
    visitor.get(f"{address}/edit")
    fields = {**MONEY, "owner_public": "y", "revision": str(resource.revision)}
    assert "不能比它少" in visitor.post(f"{address}/edit", {**fields, "amount": "99"})
    assert "保存好了" in visitor.post(f"{address}/edit", fields)
    visitor.get(f"{address}/withdraw")
    assert "1 个项目原来要用它" in visitor.post(f"{address}/withdraw", {"reason": "不捐了"})
    assert offered.resource_count(A) == 0
    visitor.enter(told.author)
    visitor.get(address, status=404)


def test_the_four_lists_count_and_lead_to_each_other(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    told.publicised()
    shown = visitor.get(f"/c/{A}/projects/four")
    assert "1 张清单，2 个项目" in shown
    assert "现在 3 条，其中 2 条有了项目" in shown
    for rest in ("needs", "projects/resources", "projects/", "projects/plans"):
        assert shown.links(f"/c/{A}/{rest}")
    assert visitor.get(f"/c/{A}/projects/").links("/projects/four")
    assert visitor.get(f"/c/{A}/projects/resources").links("/projects/four")
    assert visitor.get(f"/c/{A}/projects/plans").links("/projects/four")


def test_the_officer_makes_the_overall_plan_and_a_worker_its_circle(
    story: Story, visitor: PageClient
) -> None:
    told = ListStory(story)
    plans = f"/c/{A}/projects/plans"
    visitor.enter(told.worker)
    visitor.get(f"{plans}/new", status=403)
    visitor.enter(told.officer)
    visitor.get(f"{plans}/new")
    assert "清河总体方案" in visitor.post(f"{plans}/new", {"title": "清河总体方案", "goal": "补早餐"})
    visitor.enter(told.worker)
    visitor.get(f"{plans}/new")
    assert "便民圈的名字" in visitor.post(f"{plans}/new", {"title": "东门圈方案", "circle": ""})
    assert "东门便民圈" in visitor.post(f"{plans}/new", {"title": "东门圈方案", "circle": "东门便民圈"})
    overall = circles.overall_of(A)
    assert overall is not None
    overall_id = overall.id
    visitor.get(f"{plans}/{overall_id}/edit", status=403)
    visitor.enter(told.officer)
    visitor.get(plans)
    assert "不能删除" in visitor.post(f"{plans}/{overall_id}/remove")
    circle = f"{plans}/{circles.circles_for(A)[0].id}"
    visitor.get(f"{circle}/edit")
    fields = {"circle": "东门便民圈", "title": "东门圈二期", "goal": "", "revision": "1"}
    assert "东门圈二期" in visitor.post(f"{circle}/edit", fields)
    assert "方案删除了" in visitor.post(f"{circle}/remove")
    visitor.enter(told.author)
    assert "清河总体方案" in visitor.get(plans)


def test_the_lead_sets_the_caps_and_the_row_says_when_it_is_above(story: Story, visitor: PageClient) -> None:
    told = ListStory(story)
    made: ProjectList = told.complete()
    visitor.enter(told.lead)
    visitor.get(f"/c/{A}/projects/caps")
    assert "上限要大于 0 元" in visitor.post(
        f"/c/{A}/projects/caps", {"works": "0", "services": "1", "goods": "1"}
    )
    assert "上限保存好了" in visitor.post(
        f"/c/{A}/projects/caps", {"works": "40000", "services": "200000", "goods": "200000"}
    )
    assert capping.caps_of(A)[ProjectKind.WORKS] == 4_000_000
    visitor.enter(told.worker)
    assert "超过了这一类项目的上限 4.00 万元" in visitor.get(url(made))
    assert "超过上限 4.00 万元" in visitor.get(url(made, "/convert"))
    fields = {"from_on": str(today()), "days": "7"}
    visitor.get(url(made, "/publicise"))
    assert "没有填好" in visitor.post(url(made, "/publicise"), fields)
    visitor.get(f"/c/{A}/projects/caps", status=403)
