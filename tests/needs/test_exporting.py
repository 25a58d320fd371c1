"""The needs list as a file: the right rows and words, masked outside, named for own staff and on record."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from docx import Document
from sqlalchemy import event

from deliberation.actors import Actor, Role, machine
from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.files import service as files
from deliberation.jobs.models import Job
from deliberation.jobs.service import work_once
from deliberation.journal.models import JournalEntry
from deliberation.needs import exporting, list_files, service
from deliberation.needs.exporting import Asked
from deliberation.needs.list_rows import rows_of
from deliberation.needs.rules import Channel, NeedState, Order, Reason, Wanted
from deliberation.papers.facts import NeedRow
from deliberation.people import service as people
from deliberation.people.models import Account
from deliberation.places import service as places
from tests.needs.stories import again, draft, need_by, supported_by, unconfirmed
from tests.page import PageClient
from tests.projects.stories import ListStory
from tests.stories import STREET, A, B, Story

EXPORT = f"/c/{A}/needs/export"
HEADS = ["序号", "需求编号", "需求名称", "类别", "所属小区/网格", "具体内容", "来源", "提出日期", "支持数",
         "其中户数", "归并需求数", "初审意见", "议事会结论", "投票名次", "得票", "去向", "备注"]  # fmt: skip


def _rows(named: bool = False, **wanted: Any) -> list[NeedRow]:
    asked = Asked(A, Wanted(**wanted), named=named)
    return list(rows_of(A, exporting.chosen(asked), named))


def _csv(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _word(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def _sheet(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_each_column_says_what_the_need_went_through(story: Story) -> None:
    told = ListStory(story)
    told.submitted()
    with unit_of_work():
        estate = places.estate_named(A, "幸福小区")
        places.add_grid(machine(), A, "第一网格", [estate])
        estate_id = estate.id
    first = need_by(told.author, "路灯不亮", estate_id=estate_id, households_affected=30)
    twin, twins_twin = need_by(told.author, "又是路灯"), need_by(told.author, "还是路灯")
    refused = need_by(told.author, "物业费太贵")
    with unit_of_work():
        service.merge(told.worker, again(twins_twin), again(twin))
        service.merge(told.worker, again(twin), again(first))
        service.answer(told.worker, again(first), "我们去看看。")
        service.shortlist(told.worker, again(first), 12_345_600, owners_decision=True)
        service.reject(told.worker, again(refused), Reason.PRIVATE_COST, "请找物业公司。")
    rows = {row["title"]: row for row in _rows()}
    assert "又是路灯" not in rows
    light, voted, fee = rows["路灯不亮"], rows["电动车充电棚"], rows["物业费太贵"]
    assert light["area"] == "幸福小区\n第一网格"
    assert light["merged"] == 2
    assert light["opinion"] == "列入候选，估算约12.35万元\n我们去看看。"
    assert light["note"] == "需业主共同决定\n影响约30户"
    assert light["source"] == "网上\n张**"
    assert light["said_on"] == today().isoformat()
    assert (voted["rank"], voted["options"], voted["votes"]) == (1, 3, 3)
    assert voted["content"] == "没有地方充电。\n地点：3号楼东侧"
    assert voted["destination"].startswith("转项目：列入项目清单，项目编号 ")
    assert "报送街道" in voted["destination"]
    assert fee["opinion"] == "不予采纳"
    assert fee["destination"] == "不采纳：应由居民自己负担的费用\n请找物业公司。"
    assert (light["rank"], light["conclusion"], light["destination"]) == (None, "", "")


def test_what_a_meeting_decided_stands_in_its_own_words(story: Story) -> None:
    need = need_by(story.resident()[0])
    said = {"meeting": "第三次议事会", "outcome": "passed", "votes_for": 19, "against": 1, "abstain": 1}
    with unit_of_work():
        service.record_event(need.id, "meetings.decided", {**said, "outcome": "tabled"})
        service.record_event(need.id, "meetings.decided", said)
    assert _rows()[0]["conclusion"] == "会议“第三次议事会”表决通过：赞成 19、反对 1、弃权 1"


def test_a_merged_need_says_into_which_where_it_is_asked_for(story: Story) -> None:
    author, worker = story.resident()[0], story.staff()[0]
    first, twin = need_by(author, "路灯不亮"), need_by(author, "又是路灯")
    with unit_of_work():
        service.merge(worker, again(twin), again(first))
    rows = _rows(state=NeedState.MERGED)
    assert [(row["title"], row["opinion"]) for row in rows] == [
        ("又是路灯", f"与{first.number}内容相同，已并入")
    ]


def test_the_filters_and_orders_of_the_list_apply(story: Story) -> None:
    cycle = story.cycle()
    author = story.resident()[0]
    need_by(author, "路灯不亮")
    parking = need_by(author, "车位不够", category="N06")
    supported_by(parking, story.resident(name="李四")[0])
    assert [row["title"] for row in _rows(category="N06")] == ["车位不够"]
    assert [row["title"] for row in _rows(words="路灯")] == ["路灯不亮"]
    assert [row["title"] for row in _rows(order=Order.SUPPORTED)] == ["车位不够", "路灯不亮"]
    assert len(exporting.chosen(Asked(A, Wanted(), cycle.id))) == 2
    assert exporting.chosen(Asked(A, Wanted(), waiting=True)) == []
    asked = Asked(A, Wanted(category="N06", words="车位"), cycle.id)
    assert exporting.scope_of(asked) == "2026年议事周期，停车与充电，含“车位”"
    assert exporting.from_facts(A, exporting.as_facts(asked)) == asked


def test_names_phones_and_doors_are_hidden_outside(story: Story) -> None:
    author, _phone = story.resident(name="张桂兰")
    worker, _other = story.staff()
    need_by(author, "请打 13812345678 找我", body="电话 138 1234 5678，身份证 110101195001011234。")
    with unit_of_work():
        service.submit_on_behalf(worker, A, draft("楼道没有扶手"), Channel.VISIT, "王建国")
    rows = {row["source"].split("\n")[0]: row for row in _rows()}
    assert rows["网上"]["title"] == "请打 138****5678 找我"
    assert rows["网上"]["content"] == "电话 138****5678，身份证 1101**********1234。"
    assert rows["网上"]["source"] == "网上\n张**"
    assert rows["走访"]["source"] == "走访\n王**"
    named = {row["source"].split("\n")[0]: row for row in _rows(named=True)}
    assert named["网上"]["source"].startswith("网上\n张桂兰\n幸福小区 1号楼 1单元 ")
    assert "13812345678" in named["网上"]["title"]


def test_a_nickname_is_not_tied_to_the_name_behind_it(story: Story) -> None:
    author, _phone = story.resident(name="张桂兰")
    with unit_of_work():
        db.session.get_one(Account, author.account_id).nickname = "阳光奶奶"
    need_by(author)
    assert _rows()[0]["source"] == "网上\n阳光奶奶"


def test_what_is_not_public_stands_in_no_public_list(story: Story) -> None:
    worker = story.staff()[0]
    need_by(unconfirmed(story), "还没看过的需求")
    shown = need_by(story.resident()[0], "公开的需求")
    taken = need_by(story.resident()[0], "撤下的需求")
    with unit_of_work():
        service.withhold(worker, again(taken), "请改一改")
    assert exporting.chosen(Asked(A, Wanted())) == [shown.id]
    everything = Asked(A, Wanted(), named=True, everything=True)
    assert len(exporting.chosen(everything)) == 3
    rows = list(rows_of(A, exporting.chosen(everything), True))
    assert {"等待审核", "已撤下"} <= {row["note"] for row in rows}
    counted = {
        row["label"]: row["needs"] for row in exporting.facts_of(everything, [], "")["pictures"][1]["rows"]
    }
    assert (counted["等待审核"], counted["已撤下"]) == (1, 1)


def test_another_communitys_needs_stand_in_its_own_list(story: Story) -> None:
    theirs = need_by(story.resident(B)[0], "东风的路灯", code=B)
    need_by(story.resident()[0])
    assert exporting.chosen(Asked(B, Wanted())) == [theirs.id]
    assert list(rows_of(A, [theirs.id], True)) == []


def test_the_rows_take_the_same_number_of_statements_for_any_length(story: Story) -> None:
    author = story.resident()[0]

    def statements() -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — one to remove again
        db.session.remove()
        event.listen(db.engine, "before_cursor_execute", listener)
        list_files.made_at_once(Asked(A, Wanted()), list_files.Format.XLSX, "")
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    need_by(author, "第一条")
    few = statements()
    for number in range(20):
        need_by(author, f"又一条{number}")
    assert statements() == few


def test_the_counts_of_the_summary_are_those_of_the_rows(story: Story) -> None:
    story.cycle()
    author, worker = story.resident()[0], story.staff()[0]
    need_by(author, "路灯不亮")
    need_by(author, "车位不够", category="N06")
    with unit_of_work():
        service.submit_on_behalf(worker, A, draft("没有扶手"), Channel.PHONE, "李四")
    asked = Asked(A, Wanted())
    facts = exporting.printable(exporting.facts_of(asked, exporting.chosen(asked), ""))
    by = {
        picture["key"]: {row["label"]: row["needs"] for row in picture["rows"]}
        for picture in facts["pictures"]
    }
    assert by["by-category"] == {"安全防护与隐患消除": 2, "停车与充电": 1}
    assert by["by-channel"] == {"网上": 2, "电话": 1}
    assert by["by-state"] == {"征集中": 3}
    assert (facts["total"], facts["supporters"], facts["households"]) == (3, 2, 2)


def test_everybody_downloads_the_masked_list_in_four_formats(story: Story, visitor: PageClient) -> None:
    need_by(story.resident(name="张桂兰")[0], "=1+1 路灯")
    shown = visitor.get(EXPORT)
    assert "1 条" in shown.main
    links = shown.links("/list.")
    assert [link.split("?")[0].rsplit(".", 1)[1] for link in links] == ["pdf", "docx", "xlsx", "csv"]
    assert not shown.forms("named")
    assert visitor.download(links[0]).startswith(b"%PDF")
    (written,) = (table for table in _word(visitor.download(links[1])).tables if len(table.columns) == 15)
    assert [cell.text for cell in written.rows[1].cells][2:7:4] == ["=1+1 路灯", "网上\n张**"]
    sheet = _sheet(visitor.download(links[2]))
    assert [cell.value for cell in sheet[3]] == HEADS
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("=1+1 路灯", "s")
    assert sheet["G4"].value == "网上\n张**"
    lines = _csv(visitor.download(links[3]))
    assert lines[0] == HEADS
    assert lines[1][2] == "'=1+1 路灯"


def test_the_filters_of_the_page_reach_the_file(story: Story, visitor: PageClient) -> None:
    author = story.resident()[0]
    need_by(author, "路灯不亮")
    need_by(author, "车位不够", category="N06")
    shown = visitor.get(EXPORT, category="N06", code="nonsense", kind="nonsense")
    assert "停车与充电" in shown.main
    lines = _csv(visitor.download(shown.links("/list.csv")[0]))
    assert [line[2] for line in lines[1:]] == ["车位不够"]
    assert "没有需求" in visitor.get(EXPORT, category="N13").main
    with unit_of_work():
        estate = places.estate_named(A, "幸福小区").id
    need_by(author, "小区里的路灯", estate_id=estate)
    shown = visitor.get(EXPORT, estate=str(estate))
    assert "幸福小区" in shown.main
    assert [line[2] for line in _csv(visitor.download(shown.links("/list.csv")[0]))[1:]] == ["小区里的路灯"]


def test_the_list_speaks_chinese_whoever_asks(story: Story, visitor: PageClient) -> None:
    need_by(story.resident()[0])
    visitor.client.set_cookie("lang", "en")
    sheet = _sheet(visitor.download(f"/c/{A}/needs/list.xlsx"))
    assert (sheet["D4"].value, sheet["G4"].value) == ("安全防护与隐患消除", "网上\n张*")


def test_a_list_with_names_is_for_own_staff_with_a_reason_and_on_record(
    story: Story, visitor: PageClient
) -> None:
    worker, _phone = story.staff()
    need_by(story.resident(name="张桂兰")[0])
    need_by(unconfirmed(story), "还没看过的需求")
    visitor.enter(worker)
    assert "有几处需要改一下" in _take(visitor, why=" ").main
    assert db.session.query(JournalEntry).filter_by(act="needs.export_named").count() == 0
    sheet = _sheet(_taken(visitor, {"why": "给入户走访的同事核对", "kind": "xlsx", "everything": "y"}))
    assert "内部资料" in sheet["A2"].value
    assert {sheet.cell(row, 7).value.split("\n")[1] for row in (4, 5)} == {"张桂兰", "钱七"}
    entry = db.session.query(JournalEntry).filter_by(act="needs.export_named").one()
    assert entry.actor_id == worker.account_id
    assert entry.changes["after"]["why"] == "给入户走访的同事核对"
    assert (entry.changes["after"]["rows"], entry.changes["after"]["format"]) == (2, "xlsx")
    assert "张桂兰" in _taken(visitor, {"why": "核对", "kind": "csv"}).decode("utf-8-sig")


def _take(visitor: PageClient, why: str) -> Any:
    visitor.get(EXPORT)
    return visitor.post(f"{EXPORT}/named", {"why": why, "kind": "xlsx"})


def _taken(visitor: PageClient, fields: dict[str, str]) -> bytes:
    """The file that comes back."""
    fields |= {"csrf_token": visitor.get(EXPORT).token}
    response = visitor.client.post(
        f"{EXPORT}/named", data=fields, headers={"Referer": f"http://localhost{EXPORT}"}
    )
    assert response.status_code == 200
    db.session.remove()
    return response.data


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [(Role.OFFICER, STREET, 403), (Role.PLANNER, A, 403), (Role.WORKER, B, 404), (None, A, 403)],
)
def test_nobody_else_gets_the_names(
    story: Story, visitor: PageClient, role: Role | None, scope: str, status: int
) -> None:
    need_by(story.resident()[0])
    actor: Actor = story.staff(role, scope)[0] if role else story.resident(name="邻居")[0]
    visitor.enter(actor)
    assert not visitor.get(EXPORT).forms("named")
    visitor.post(f"{EXPORT}/named", {"why": "想看", "kind": "xlsx"}, status=status)


def test_long_lists_are_made_in_the_background_for_whoever_asked_and_for_a_day(
    story: Story, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(list_files.AT_ONCE, list_files.Format.PDF, 2)
    monkeypatch.setitem(list_files.AT_ONCE, list_files.Format.XLSX, 2)
    monkeypatch.setitem(list_files.AT_ONCE, list_files.Format.DOCX, 2)
    author = story.resident()[0]
    for number in range(3):
        need_by(author, f"需求{number}")
    assert "排队" in visitor.get(f"/c/{A}/needs/list.pdf", status=409).main
    assert "排队" in visitor.get(f"/c/{A}/needs/list.xlsx", status=409).main
    assert "排队" in visitor.get(f"/c/{A}/needs/list.docx", status=409).main
    assert "登录以后" in visitor.get(EXPORT).main
    assert len(_csv(visitor.download(f"/c/{A}/needs/list.csv"))) == 4
    visitor.enter(author)
    visitor.get(EXPORT)
    visitor.post(f"{EXPORT}/long", {"kind": "pdf"}, status=403)
    officer = story.staff(Role.OFFICER, STREET)[0]
    visitor.enter(officer)
    for kind, start in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        visitor.get(EXPORT)
        shown = visitor.post(f"{EXPORT}/long", {"kind": kind})
        assert work_once()
        shown = visitor.get(shown.url)
        assert "过后会自动删除" in shown.main
        link = shown.links("/files/")[0]
        assert visitor.download(link).startswith(start)
    visitor.enter(author)
    visitor.download(link, status=404)
    with at(now() + timedelta(hours=25)):
        visitor.enter(officer)
        visitor.download(link, status=404)
        files.forget_expired()
    assert db.session.query(files.StoredFile).count() == 0


def test_a_worker_dismissed_meanwhile_gets_no_names(
    story: Story, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(list_files.AT_ONCE, list_files.Format.XLSX, 0)
    worker = story.staff()[0]
    need_by(story.resident()[0])
    visitor.enter(worker)
    visitor.get(EXPORT)
    visitor.post(f"{EXPORT}/named", {"why": "核对", "kind": "xlsx"})
    with unit_of_work():
        people.revoke(machine(), db.session.get_one(Account, worker.account_id), Role.WORKER, A)
    assert work_once()
    job = db.session.query(Job).one()
    assert (job.state, (job.outcome or {})["code"]) == ("failed", "needs.no_longer_yours")


def test_nobody_binds_a_thousand_pages(
    story: Story, visitor: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_files, "MOST_PRINTED", 1)
    author = story.resident()[0]
    need_by(author, "一")
    need_by(author, "二")
    visitor.enter(story.staff()[0])
    assert "不打印了" in visitor.get(EXPORT).main
    visitor.post(f"{EXPORT}/long", {"kind": "pdf"}, status=409)
