"""Taking a table of needs over: a dry run that writes nothing, choices, one way in, and never twice."""

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from deliberation.actors import Actor, Role, machine
from deliberation.clock import at, now, today
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.jobs.models import Job
from deliberation.jobs.service import work_once
from deliberation.journal.models import JournalEntry
from deliberation.journal.queries import findings
from deliberation.needs import import_check, importing, service
from deliberation.needs.models import Need, NeedDocument, NeedSupport
from deliberation.needs.rules import Channel, NeedState
from deliberation.notices.models import Message
from deliberation.people import service as people
from deliberation.people import tasks
from deliberation.people.models import Account, Upload
from deliberation.people.sheets import ENCRYPTED, OLE
from deliberation.places.models import Household
from tests.needs.stories import again, counts, need_by
from tests.needs.tables import HEADS, table, with_
from tests.page import PageClient, Shown
from tests.people.stories import comma_separated, upload
from tests.stories import A, B, Story

IMPORT = f"/c/{A}/needs/import"
YESTERDAY = (today() - timedelta(days=1)).isoformat()


def line(title: str = "3号楼门口没有路灯", **changed: object) -> tuple[object, ...]:
    """A line everybody can read, of yesterday, without a door of the roll."""
    cells = {"title": title, "estate": "", "door": "", "said_on": YESTERDAY, **changed}
    return with_(**cells)


def several(count: int) -> list[tuple[object, ...]]:
    """Lines that say different things."""
    return [
        line(f"第{number}件事情要办", name=f"居民{number}", place=f"{number}号楼") for number in range(count)
    ]


@pytest.fixture
def worker(story: Story, visitor: PageClient) -> Actor:
    """A worker at the desk, while the cycle collects."""
    story.cycle()
    actor, _phone = story.staff()
    visitor.enter(actor)
    return actor


def _bring(visitor: PageClient, content: bytes, name: str = "需求.xlsx") -> Shown:
    return upload(visitor, IMPORT, content, name)


def _take(visitor: PageClient, shown: Shown, status: int = 200, **fields: str) -> Shown:
    visitor.get(shown.url)
    return visitor.post(f"{shown.url}/apply", fields, status=status)


def _titles(state: NeedState | None = None) -> list[str]:
    query = db.session.query(Need).order_by(Need.number)
    return [need.title for need in query if state in (None, need.state)]


def test_the_dry_run_writes_nothing_and_says_what_will_happen(visitor: PageClient, worker: Actor) -> None:
    shown = _bring(visitor, table([line(), line("楼道没有扶手")]))
    assert "新的行2" in shown.main
    assert "进入“2026年议事周期”2" in shown.main
    assert db.session.query(Need).count() == 0


def test_everything_comes_in_through_the_door_of_what_workers_write_down(
    visitor: PageClient, worker: Actor
) -> None:
    shown = _take(
        visitor, _bring(visitor, table([line(reference="gd-1", channel="12345"), line("没有扶手")]))
    )
    assert "新登记的需求2" in shown.main
    need = db.session.query(Need).filter_by(title="3号楼门口没有路灯").one()
    assert (need.channel, need.entered_by, need.on_behalf_name) == (
        Channel.HOTLINE_12345, worker.account_id, "王秀英",
    )  # fmt: skip
    assert (need.said_on, need.reference, need.cycle_id is not None) == (
        today() - timedelta(days=1), "GD-1", True,
    )  # fmt: skip
    assert (need.households_affected, need.place, need.body) == (30, "3号楼东侧", "老人看不清台阶。")
    assert need.published_at is not None
    assert db.session.query(NeedDocument).filter_by(need_id=need.id).count() == 1
    acts = [entry.act for entry in db.session.query(JournalEntry).order_by(JournalEntry.seq)]
    assert acts[-3:] == ["needs.submit", "needs.submit", "needs.import"]
    entry = db.session.query(JournalEntry).filter_by(act="needs.import").one()
    assert (entry.changes["after"]["added"], entry.actor_id) == (2, worker.account_id)
    assert list(findings()) == []
    assert db.session.query(StoredFile).count() == 0, "the table is forgotten"


def test_whoever_the_roll_knows_is_author_and_first_supporter_and_is_told(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    home = story.household(door="301")
    resident, _phone = story.resident(name="王秀英", household=home)
    doors = ("1号楼1单元301", "1-1-301", "1栋301室", "幸福小区1号楼1单元301")
    rows = [line(f"第{n}条", door=door, estate="幸福小区") for n, door in enumerate(doors)]
    shown = _bring(visitor, table(rows))
    assert "和名册上的人对上的4" in shown.main
    _take(visitor, shown)
    needs = db.session.query(Need).all()
    assert {need.author_resident_id for need in needs} == {resident.resident_id}
    assert {need.author_account_id for need in needs} == {resident.account_id}
    assert {counts(need.id) for need in needs} == {(1, 1)}
    told = db.session.query(Message).filter_by(account_id=resident.account_id, kind="notice.needs.entered")
    assert told.count() == 4


def test_who_is_not_found_on_the_roll_or_not_certain_is_written_down_by_name(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    for unit in ("1", "2"):
        home = story.household(door=f"30{unit}")
        with unit_of_work():
            moved = db.session.get_one(Household, home.id)
            moved.unit, moved.door = unit, "301"
        story.resident(name="王秀英", household=home)
    rows = [line("第一条", door="1号楼301"), line("第二条", door="1号楼1单元999")]
    shown = _bring(visitor, table(rows))
    assert "不止一位“王秀英”" in shown.main
    assert "没有“王秀英”" in shown.main
    _take(visitor, shown)
    assert {need.author_resident_id for need in db.session.query(Need)} == {None}


def test_the_same_file_again_adds_nothing_and_says_so(visitor: PageClient, worker: Actor) -> None:
    content = table([*several(3), line(own="7")])
    _take(visitor, _bring(visitor, content))
    shown = _bring(visitor, content)
    assert "4 行上次已经导入" in shown.main
    assert not shown.forms("apply")
    longer = _bring(visitor, table([*several(4), line(own="7")]))
    assert "上次已经导入的行4" in longer.main
    assert "新登记的需求1" in _take(visitor, longer).main
    assert db.session.query(Need).count() == 5


def test_a_colleague_who_brings_the_same_file_adds_nothing(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    content = table(several(3))
    _take(visitor, _bring(visitor, content))
    visitor.enter(story.staff(name="同事")[0])
    assert "3 行上次已经导入" in _bring(visitor, content).main


def test_a_number_used_for_something_else_is_told(visitor: PageClient, worker: Actor) -> None:
    _take(
        visitor, _bring(visitor, table([line("路灯不亮", own="7", reference="F2026-0001", channel="纸质表")]))
    )
    number = db.session.query(Need).one().number
    other = [line("车位不够", own="7"), line("别的事", reference="1", channel="纸质表")]
    shown = _bring(visitor, table(other))
    assert f"是需求 {number}“路灯不亮”" in shown.main
    assert f"已经登记过了，就是需求 {number}" in shown.main
    assert "2 行、2 处不对" in shown.main


def test_wrong_lines_block_the_take_over_unless_they_are_left_out_by_word(
    visitor: PageClient, worker: Actor
) -> None:
    rows = [line("第一条"), line("第二条", channel="托梦", category="没有的类"), line("第三条")]
    shown = _bring(visitor, table(rows))
    assert "第 3 行 类别 没有“没有的类”这个类别。是不是：" in shown.main
    assert "第 3 行 来源 看不懂“托梦”" in shown.main
    assert "跳过有问题的 1 行，导入其余 2 行" in shown.main
    refused = _take(visitor, shown)
    assert "还有 2 处不对" in refused.main
    assert db.session.query(Need).count() == 0
    shown = _take(visitor, shown, skip_wrong="y")
    assert "新登记的需求2" in shown.main
    assert _titles() == ["第一条", "第三条"]
    link = shown.links("/files/")[0]
    mended = openpyxl.load_workbook(BytesIO(visitor.download(link))).active
    assert [cell.value for cell in mended[1]][:12] == list(HEADS)
    assert mended["B2"].value == "第二条"
    assert "来源：看不懂“托梦”" in mended["M2"].value
    with at(now() + timedelta(days=8)):
        files.forget_expired()
    assert db.session.query(StoredFile).count() == 0


def test_the_wrong_lines_can_be_mended_in_their_own_file_and_brought_again(
    visitor: PageClient, worker: Actor
) -> None:
    shown = _bring(visitor, table([line("第一条"), line("第二条", channel="托梦")]))
    book = openpyxl.load_workbook(BytesIO(visitor.download(shown.links("problems.xlsx")[0])))
    _take(visitor, shown, skip_wrong="y")
    sheet = book.active
    sheet.cell(2, [cell.value for cell in sheet[1]].index("来源*") + 1).value = "电话"
    content = BytesIO()
    book.save(content)
    _take(visitor, _bring(visitor, content.getvalue()))
    assert _titles() == ["第一条", "第二条"]


def test_what_was_said_already_is_proposed_and_by_default_written_down_anew(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    there = need_by(story.resident()[0], "3号楼门口晚上没有路灯")
    shown = _bring(visitor, table([line("3号楼门口没有路灯"), line("想有个修鞋的地方", category="")]))
    assert "1 行和已有的需求" in shown.main
    choices = visitor.get(shown.links("twins")[0])
    assert f"并入 {there.number}" in choices.main
    _take(visitor, shown)
    assert db.session.query(Need).filter_by(state=NeedState.OPEN).count() == 3


def test_a_line_that_repeats_a_need_joins_it_with_its_supporter(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    home = story.household(door="301")
    story.resident(name="王秀英", household=home)
    there = need_by(story.resident(name="李强")[0], "3号楼门口晚上没有路灯")
    shown = _bring(visitor, table([line("3号楼门口没有路灯", door="1-1-301"), line("没有扶手")]))
    twins = visitor.get(shown.links("twins")[0])
    shown = visitor.post(twins.url, {"line-2": str(there.id)})
    assert "并入已有的（支持一起算）1" in shown.main
    assert "并入已有的需求1" in _take(visitor, shown).main
    merged = db.session.query(Need).filter_by(title="3号楼门口没有路灯").one()
    assert (merged.state, merged.merged_into_id) == (NeedState.MERGED, there.id)
    assert counts(there.id) == (2, 2)


def test_all_may_be_joined_or_left_at_once(story: Story, visitor: PageClient, worker: Actor) -> None:
    need_by(story.resident()[0], "3号楼门口晚上没有路灯")
    rows = [line("3号楼门口没有路灯"), line("3号楼门口没有路灯", name="李强"), line("没有扶手")]
    shown = _bring(visitor, table(rows))
    twins = visitor.get(shown.links("twins")[0])
    assert "并入这张表的第 2 行" in twins.main
    assert "跳过不导入2" in visitor.post(twins.url, {"all": "skip"}).main
    visitor.get(twins.url)
    assert "并入已有的（支持一起算）2" in visitor.post(twins.url, {"all": "join"}).main
    assert "并入已有的需求2" in _take(visitor, shown).main
    assert len(_titles(NeedState.MERGED)) == 2


def test_lines_of_one_table_that_say_the_same_are_joined_among_themselves(
    visitor: PageClient, worker: Actor
) -> None:
    shown = _bring(visitor, table([line("路灯不亮"), line("路灯 不亮。", name="李强"), line("路灯不亮")]))
    assert "和第 2 行完全一样，只算一次" in shown.main
    visitor.get(shown.links("twins")[0])
    visitor.post(shown.links("twins")[0], {"line-3": "line"})
    assert "并入已有的需求1" in _take(visitor, shown).main
    assert _titles(NeedState.OPEN) == ["路灯不亮"]


def test_what_cannot_be_joined_any_more_is_written_down_anew_and_told(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    there = need_by(story.resident()[0], "3号楼门口晚上没有路灯")
    shown = _bring(visitor, table([line("3号楼门口没有路灯")]))
    visitor.get(shown.links("twins")[0])
    visitor.post(shown.links("twins")[0], {"all": "join"})
    with unit_of_work():
        service.hold(there.id, "round:x")
    shown = _take(visitor, shown)
    assert "第 2 行没有并入" in shown.main
    assert db.session.query(Need).filter_by(state=NeedState.OPEN).count() == 2


def test_nonsense_is_chosen_by_nobody(story: Story, visitor: PageClient, worker: Actor) -> None:
    other = need_by(story.resident(B)[0], "东风的路灯", code=B)
    need_by(story.resident()[0], "3号楼门口晚上没有路灯")
    shown = _bring(visitor, table([line("3号楼门口没有路灯")]))
    visitor.get(shown.links("twins")[0])
    visitor.post(shown.links("twins")[0], {"line-2": str(other.id), "line-99": "skip", "all": ""})
    report = db.session.query(Upload).one().report or {}
    assert report["choices"] == {}


def test_days_outside_the_collecting_stage_are_told_before(story: Story, visitor: PageClient) -> None:
    story.cycle(Stage.DELIBERATING)
    visitor.enter(story.staff()[0])
    said = [(today() - timedelta(days=days)).isoformat() for days in (5, 60)]
    shown = _bring(visitor, table([line(f"第{n}条", said_on=day) for n, day in enumerate([*said, ""])]))
    assert "其中 1 行是征集期间说的" in shown.main
    assert "等下一期2" in shown.main
    _take(visitor, shown)
    assert db.session.query(Need).filter(Need.cycle_id.is_(None)).count() == 2


def test_a_category_removed_meanwhile_stops_only_its_own_line(visitor: PageClient, worker: Actor) -> None:
    shown = _bring(visitor, table([line("第一条", category="N06"), line("第二条")]))
    with unit_of_work():
        service.switch_categories(worker, A, ["N06"], [])
    shown = _take(visitor, shown)
    assert "本社区停用" in visitor.get(_bring(visitor, table([line("又一条", category="N06")])).url).main
    assert _titles() == ["第二条"]


def test_hidden_sheets_are_not_read_and_it_is_said(visitor: PageClient, worker: Actor) -> None:
    book = openpyxl.load_workbook(BytesIO(table([line()])))
    book.create_sheet("秘密").append(["不要看"])
    book["秘密"].sheet_state = "hidden"
    book.create_sheet("第二张").append(["别的"])
    content = BytesIO()
    book.save(content)
    shown = _bring(visitor, content.getvalue())
    assert "隐藏的表没有读：秘密" in shown.main
    assert "没有读：第二张" in shown.main


def test_merged_cells_are_filled_and_it_is_said(visitor: PageClient, worker: Actor) -> None:
    book = openpyxl.load_workbook(BytesIO(table([line("第一条"), line("第二条", channel=None)])))
    book.active.merge_cells("J2:J3")
    content = BytesIO()
    book.save(content)
    shown = _bring(visitor, content.getvalue())
    assert "上下合并的单元格" in shown.main
    assert "新的行2" in shown.main


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "没有内容"),
        (OLE + b"\0" * 100, "旧的 .xls"),
        (OLE + ENCRYPTED, "加了密码"),
        (b"PK\x03\x04 not really", "打不开"),
        (b"\xff\xd8\xff\xe0 a picture \x00\x81\xff", "看不懂文件里的文字"),
        ("甲,乙\n1,2\n".encode(), "没有找到这些列：需求名称、提出人、来源"),
        ("需求名称,提出人,来源\n".encode(), "没有可以导入的行"),
    ],
)
def test_a_file_that_is_no_table_of_needs_is_told_kindly(
    content: bytes, words: str, visitor: PageClient, worker: Actor
) -> None:
    shown = _bring(visitor, content)
    assert words in shown.main
    assert not shown.forms("apply")
    assert db.session.query(Need).count() == 0


def test_a_zip_named_xlsx_is_told_kindly(visitor: PageClient, worker: Actor) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "打不开" in _bring(visitor, content.getvalue()).main


def test_more_lines_than_may_be_are_refused_with_the_limit(visitor: PageClient, worker: Actor) -> None:
    heads, row = "需求名称,提出人,来源\n", "路灯不亮,李强,走访\n"
    shown = _bring(visitor, (heads + row * 5_100).encode(), "长.csv")
    assert "一次最多导入 5000 行" in shown.main
    shown = _bring(visitor, (heads + row * 50_011).encode(), "更长.csv")
    assert work_once()
    shown = visitor.get(db.session.query(Job).one().back_url)
    assert "最多 50000 行" in shown.main


def test_a_long_table_is_checked_and_taken_over_in_the_background(
    visitor: PageClient, worker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PORTION", 50)
    content = comma_separated(several(230), "gb18030", HEADS)
    shown = _bring(visitor, content, "长.csv")
    assert "/jobs/" in shown.url
    assert work_once()
    job = db.session.query(Job).one()
    assert (job.state, job.done, job.total) == ("done", 230, 230)
    shown = visitor.get(job.back_url)
    assert "新的行230" in shown.main
    _take(visitor, shown)
    assert work_once()
    shown = visitor.get(job.back_url)
    assert "新登记的需求230" in shown.main
    assert db.session.query(Need).count() == 230
    assert db.session.query(JournalEntry).filter_by(act="needs.import").count() == 1
    assert list(findings()) == []


def test_a_take_over_that_was_cut_off_goes_on_where_it_stopped(
    visitor: PageClient, worker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PORTION", 5)
    _bring(visitor, table(several(12)))
    upload_row = db.session.query(Upload).one()

    class CutOff(Exception):
        pass

    def cut_off(done: int, total: int) -> None:
        if done >= 10:
            raise CutOff

    with unit_of_work():
        importing.begin(upload_row, False)
    with pytest.raises(CutOff):
        importing.take_over(worker, upload_row, cut_off)
    assert db.session.query(Need).count() == 10
    importing.take_over(worker, upload_row, lambda done, total: None)
    db.session.expire_all()
    done = (db.session.query(Upload).one().report or {})["done"]
    assert db.session.query(Need).count() == 12
    assert (done["added"], done["again"]) == (12, 0)


def test_pressing_twice_imports_once(visitor: PageClient, worker: Actor) -> None:
    shown = _bring(visitor, table(several(3)))
    _take(visitor, shown)
    assert "已经在" in _take(visitor, shown).main
    assert db.session.query(Need).count() == 3


def test_a_worker_dismissed_meanwhile_imports_nothing(
    visitor: PageClient, worker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deliberation.needs.views.importing.AT_ONCE", 1)
    _bring(visitor, table(several(3)))
    work_once()
    job = db.session.query(Job).one()
    _take(visitor, visitor.get(job.back_url))
    with unit_of_work():
        people.revoke(machine(), db.session.get_one(Account, worker.account_id), Role.WORKER, A)
    assert work_once()
    assert db.session.query(Need).count() == 0


def test_a_table_nobody_takes_over_is_forgotten_after_a_day(visitor: PageClient, worker: Actor) -> None:
    shown = _bring(visitor, table(several(1)))
    with at(now() + timedelta(hours=25)):
        tasks._swept.clear()
        tasks.sweep()
    tasks._swept.clear()
    assert db.session.query(StoredFile).count() == 0
    assert "已经不在了" in _take(visitor, shown).main


@pytest.mark.parametrize("part", ["", "/problems.xlsx", "/twins"])
def test_somebody_elses_table_does_not_exist(
    story: Story, visitor: PageClient, worker: Actor, part: str
) -> None:
    shown = _bring(visitor, table(several(1)))
    for actor, status in (
        (story.staff(name="同事")[0], 404),
        (story.staff(scope=B, name="外人")[0], 404),
        (story.resident()[0], 403),
    ):
        visitor.enter(actor)
        visitor.get(f"{shown.url}{part}", status=status)
        visitor.post(f"{shown.url}/apply", status=status)
    assert db.session.query(Need).count() == 0


def test_the_template_can_be_filled_in_and_brought_back(
    story: Story, visitor: PageClient, worker: Actor
) -> None:
    story.household()
    book = openpyxl.load_workbook(BytesIO(visitor.download(f"{IMPORT}/template.xlsx")))
    offered = {
        str(each.sqref).split(":")[0]: each.formula1 for each in book.active.data_validations.dataValidation
    }
    assert set(offered) == {"C2", "E2", "J2"}
    assert [cell.value for cell in book["选项"]["B"]][:2] == ["小区", "幸福小区"]
    for column, value in enumerate(
        line("模板里填的", estate="幸福小区", category=book["选项"]["A5"].value), start=1
    ):
        book.active.cell(3, column).value = value
    content = BytesIO()
    book.save(content)
    shown = _bring(visitor, content.getvalue())
    assert "新的行1" in shown.main
    assert "没有读" not in shown.main
    _take(visitor, shown)
    assert _titles() == ["模板里填的"]


def test_an_estates_name_that_looks_like_a_formula_is_no_formula_in_the_template(
    visitor: PageClient, worker: Actor
) -> None:
    from deliberation.needs.import_template import needs_template

    content = needs_template(["=1+1"])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet2.xml")


def test_lookalikes_of_a_long_table_are_those_of_a_single_line(story: Story) -> None:
    author = story.resident()[0]
    for title in ("3号楼门口晚上没有路灯", "电动车没有地方充电", "想有一个修鞋的地方", "5号楼门口没有路灯"):
        need_by(author, title)
    from deliberation.needs.lookalikes import Lookalikes
    from deliberation.needs.similar import similar_to

    heard = Lookalikes(A)
    for title in ("3号楼门口没有路灯", "充电的地方太少", "修鞋", "谁都没有说过的话"):
        one = [each.number for each in similar_to(A, title, most=3, unpublished=True)]
        assert [each.number for each in heard.near(title, "", "", "", 3)] == one


def test_a_dry_run_of_many_lines_takes_few_statements(story: Story) -> None:
    from sqlalchemy import event

    def statements(count: int) -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 — one to remove again
        event.listen(db.engine, "before_cursor_execute", listener)
        report = import_check.report_of(A, table(several(count)))
        event.remove(db.engine, "before_cursor_execute", listener)
        assert report["fresh"] == count
        return len(seen)

    story.cycle()
    assert statements(400) == statements(2)


def test_what_a_line_says_stays_a_text_wherever_it_is_shown(visitor: PageClient, worker: Actor) -> None:
    ugly = "<script>alert(1)</script>=cmd|"
    _take(visitor, _bring(visitor, table([line(ugly, name="Robert'); DROP TABLE need;--")])))
    need = db.session.query(Need).one()
    assert need.title == ugly
    page: Any = visitor.get(f"/c/{A}/needs/{need.id}")
    assert not page.tree.xpath("//script[contains(., 'alert')]")
    assert db.session.query(NeedSupport).count() == 0
    assert again(need).on_behalf_name == "Robert'); DROP TABLE need;--"
