"""Reading a table of needs: every column, every way people write, every doubt with its line and column."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import Workbook

from deliberation.errors import Refusal
from deliberation.needs.catalogue import CATEGORIES
from deliberation.needs.category_words import category_named, closest
from deliberation.needs.rules import Channel
from deliberation.needs.sheet_rows import Known, NeedLine, NeedsRead, day_of, door_of, read_needs
from deliberation.people.sheets import filled_in, marks_of, read_sheet
from tests.needs.tables import HEADS, ROW, table, with_
from tests.people.stories import comma_separated

ESTATE: UUID = uuid4()
KNOWN = Known({"幸福小区": ESTATE}, {"N13"}, date(2026, 7, 8))


def _read(content: bytes) -> NeedsRead:
    sheet = read_sheet(content, texts=True)
    marks = marks_of(content, sheet)
    return read_needs(filled_in(sheet, marks), KNOWN, marks.uncalculated)


def _one(**changed: object) -> NeedLine:
    read = _read(table([with_(**changed)]))
    assert not read.wrongs, read.wrongs
    return read.rows[0]


def _wrong(*rows: Any) -> list[tuple[int, str, str]]:
    return [(wrong.line, wrong.column, wrong.code) for wrong in _read(table(rows)).wrongs]


def test_a_full_line_is_read() -> None:
    row = _read(table([ROW])).rows[0]
    assert (row.line, row.title, row.category, row.body) == (
        2,
        "3号楼门口没有路灯",
        "N02",
        "老人看不清台阶。",
    )
    assert (row.estate_id, row.place, row.households) == (ESTATE, "3号楼东侧", 30)
    assert (row.name, row.building, row.unit, row.door) == ("王秀英", "1号楼", "2", "301")
    assert (row.channel, row.said_on) == (Channel.VISIT, date(2026, 3, 5))


def test_three_columns_are_enough() -> None:
    row = _read(table([("路灯不亮", "李强", "电话")], ("需求名称*", "提出人*", "来源*"))).rows[0]
    assert (row.title, row.category, row.channel, row.said_on) == ("路灯不亮", "N99", Channel.PHONE, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_comma_separated_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert _read(comma_separated([ROW], encoding, HEADS)).rows[0].title == ROW[1]


def test_semicolons_and_a_title_with_commas_above_are_read() -> None:
    lines = ["和平里社区,2026年,走访登记表", "", "需求名称;提出人;来源", "路灯，台阶，都坏了;李强;走访"]
    read = _read("\n".join(lines).encode("gb18030"))
    assert [(row.line, row.title) for row in read.rows] == [(4, "路灯，台阶，都坏了")]


def test_a_header_in_the_third_line_is_found() -> None:
    read = _read(table([(), HEADS, ROW], ("和平里社区2026年走访登记表",)))
    assert [(row.line, row.title) for row in read.rows] == [(4, ROW[1])]


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        _read(table([("路灯", "李强", "走访", "路灯二")], ("需求名称", "提出人", "来源", "需求名称（全称）")))
    assert (refusal.value.code, refusal.value.facts["column"]) == ("needs.import_column_twice", "需求名称")


def test_without_its_columns_it_is_no_table_of_needs() -> None:
    with pytest.raises(Refusal) as refusal:
        _read(table([("a", "b")], ("甲", "乙")))
    assert refusal.value.code == "people.sheet_no_header"
    assert refusal.value.facts["missing"] == "需求名称、提出人、来源"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("停车与充电", "N06"), ("N06", "N06"), ("n06", "N06"), ("停车/充电", "N06"), ("路灯", "N02"),
        ("早餐店", "B03"), ("菜场", "B04"), ("维修点（小修小补）", "B06"), ("维修点", "B06"),
        ("Ｂ０３", "B03"), ("", "N99"), ("其它", "N99"), ("parking and charging", "N06"),
    ],
)  # fmt: skip
def test_a_category_is_known_by_its_name_its_code_and_what_people_call_it(typed: str, code: str) -> None:
    assert _one(category=typed).category == code


def test_every_category_of_the_catalogue_is_known_by_its_own_name_and_code() -> None:
    for category in CATEGORIES.values():
        assert category_named(category.zh) == category.code
        assert category_named(category.code) == category.code


def test_an_unknown_category_comes_with_three_suggestions() -> None:
    wrong = _read(table([with_(category="电动车乱停")])).wrongs[0]
    assert (wrong.code, wrong.facts["text"]) == ("needs.unknown_category", "电动车乱停")
    for text in ("电动车乱停", "xyz", "路灯坏了没人修", "😀"):
        assert len(closest(text)) == len(set(closest(text))) == 3
        assert set(closest(text)) <= set(CATEGORIES)
    assert closest("修路灯的")[0] == "N02"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-05", date(2026, 3, 5)), ("2026/3/5", date(2026, 3, 5)), ("2026.3.5", date(2026, 3, 5)),
        ("2026年3月5日", date(2026, 3, 5)), ("20260305", date(2026, 3, 5)), ("46086", date(2026, 3, 5)),
        ("2026-03-05 09:30", date(2026, 3, 5)), ("２０２６／３／５", date(2026, 3, 5)),
        (date(2026, 3, 5), date(2026, 3, 5)), (46086, date(2026, 3, 5)), (46086.5, date(2026, 3, 5)),
        ("", None), ("不详", None),
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(typed: object, day: date | None) -> None:
    assert _one(said_on=typed).said_on == day


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026-07-09", "said_in_future"), ("9999-12-31", "said_in_future"), ("1900-01-01", "said_long_ago"),
        ("1", "said_long_ago"), ("2024-07-07", "said_long_ago"), ("2026-02-30", "bad_day"),
        ("3月5日", "bad_day"), ("去年冬天", "bad_day"), ("0000-00-00", "bad_day"), ("99999999999", "bad_day"),
    ],
)  # fmt: skip
def test_an_impossible_day_is_told(typed: str, code: str) -> None:
    assert _wrong(with_(said_on=typed)) == [(2, "said_on", f"needs.{code}")]


def test_a_day_beyond_all_calendars_is_no_day() -> None:
    assert day_of("2958466") is None
    assert day_of("2026-13-01") is None


@pytest.mark.parametrize(
    ("typed", "channel"),
    [
        ("走访", Channel.VISIT), ("入户走访", Channel.VISIT), ("12345 热线", Channel.HOTLINE_12345),
        ("12345", Channel.HOTLINE_12345), (12345, Channel.HOTLINE_12345), ("座谈会", Channel.MEETING),
        ("纸质表", Channel.PAPER), ("微信群", Channel.PHONE), ("phone", Channel.PHONE),
    ],
)  # fmt: skip
def test_a_channel_is_known_by_what_people_call_it(typed: object, channel: Channel) -> None:
    assert _one(channel=typed).channel == channel


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"title": None}, "title", "empty"),
        ({"title": " \u200b\u3000"}, "title", "empty"),
        ({"title": "长" * 41}, "title", "long"),
        ({"title": "#REF!"}, "title", "formula_error"),
        ({"body": "长" * 10_000}, "body", "long"),
        ({"place": "长" * 61}, "place", "long"),
        ({"category": "科技便民"}, "category", "category_off"),
        ({"estate": "别的小区"}, "estate", "unknown_estate"),
        ({"households": "很多"}, "households", "bad_households"),
        ({"households": "0"}, "households", "bad_households"),
        ({"households": "99999999999"}, "households", "bad_households"),
        ({"name": None}, "name", "empty"),
        ({"channel": None}, "channel", "empty"),
        ({"channel": "托梦"}, "channel", "unknown_channel"),
        ({"channel": "线上"}, "channel", "online_channel"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(
    changed: dict[str, object], column: str, code: str
) -> None:
    assert _wrong(with_(**changed)) == [(2, column, f"needs.{code}")]


def test_a_cell_of_ten_thousand_characters_is_told_with_its_length_not_cut() -> None:
    wrong = _read(table([with_(body="长" * 10_000)])).wrongs[0]
    assert (wrong.facts["most"], wrong.facts["have"]) == (2000, 10_000)


def test_a_long_text_keeps_its_lines() -> None:
    assert _one(body="第一行\n第二行").body == "第一行\n第二行"


def test_emoji_rare_characters_and_right_to_left_marks_are_survived() -> None:
    row = _one(title="㛃䶮𬭎家门口\u202e的路灯\u200f😀", name="\u200b㛃小姐")
    assert (row.title, row.name) == ("㛃䶮𬭎家门口的路灯😀", "㛃小姐")


def test_what_looks_like_a_formula_in_a_text_cell_is_a_text() -> None:
    book = Workbook()
    book.active.append(list(HEADS))
    book.active.append(list(ROW))
    cell = book.active["B2"]
    cell.value = "=cmd|' /C calc'!A0"
    cell.data_type = "s"
    content = BytesIO()
    book.save(content)
    assert _read(content.getvalue()).rows[0].title == "=cmd|' /C calc'!A0"


def test_a_formula_without_a_result_is_told_in_every_column() -> None:
    assert _wrong(with_(title='="路"&"灯"', body="=A1")) == [
        (2, "title", "needs.formula_uncalculated"),
        (2, "body", "needs.formula_uncalculated"),
    ]


def test_a_formula_with_its_result_is_the_result() -> None:
    content = _calculated(table([with_(title='="路"&"灯"')]), "路灯")
    assert _read(content).rows[0].title == "路灯"


def _calculated(content: bytes, result: str) -> bytes:
    """The workbook as Excel would have kept it: the formula's result beside the formula."""
    import re
    import zipfile

    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith("sheet1.xml"):
                part = re.sub(
                    rb'<c r="B2"([^>]*)><f>(.*?)</f><v ?/?>(</v>)?</c>',
                    rf'<c r="B2" t="str"><f>\2</f><v>{result}</v></c>'.encode(),
                    part,
                )
                assert result.encode() in part
            target.writestr(name, part)
    return changed.getvalue()


def test_cells_merged_downwards_stand_in_every_line_they_cover() -> None:
    book = Workbook()
    for row in (HEADS, ROW, with_(title="楼道没有扶手", estate=None, channel=None), with_(title="车位不够")):
        book.active.append(list(row))
    book.active.merge_cells("E2:E3")
    book.active.merge_cells("J2:J3")
    content = BytesIO()
    book.save(content)
    read = _read(content.getvalue())
    assert not read.wrongs
    assert [(row.estate_id, row.channel) for row in read.rows] == [(ESTATE, Channel.VISIT)] * 3


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("3号楼2单元501室", ("3号楼", "2", "501")), ("3-2-501", ("3", "2", "501")),
        ("3号楼501", ("3号楼", "", "501")), ("3－2－501", ("3", "2", "501")),
        ("3号楼 2单元 501", ("3号楼", "2", "501")), ("501室", ("", "", "501")),
        ("幸福小区3栋1单元1202户", ("幸福小区3栋", "1", "1202")),
    ],
)  # fmt: skip
def test_an_address_in_one_cell_is_parted(typed: str, parts: tuple[str, str, str]) -> None:
    row = _one(door=typed)
    assert (row.building, row.unit, row.door) == parts


def test_an_address_nobody_can_part_is_the_door() -> None:
    assert door_of("门卫室旁边") == ("", "", "门卫室旁边")


def test_the_example_of_the_template_is_passed_over() -> None:
    assert [row.line for row in _read(table([with_(own="例子（这一行不导入）"), ROW])).rows] == [3]


def test_a_number_stands_in_one_line_only() -> None:
    rows = [with_(own="7"), with_(own="7", title="另一条"), with_(own="8", reference="F2026-0001")]
    assert _wrong(*rows, with_(title="第四条", reference="F2026-0001")) == [
        (3, "own", "needs.number_twice"),
        (5, "reference", "needs.number_twice"),
    ]


def test_somebody_who_left_no_name_is_nobody() -> None:
    row = _one(name="匿名")
    assert (row.name, row.unnamed) == ("", True)
