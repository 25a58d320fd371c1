"""Reading tables as they come: ugly ones are refused with their reason, or read as a person would."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from deliberation.errors import Refusal
from deliberation.people.roll_rows import RollRow, read_roll
from deliberation.people.sheets import ENCRYPTED, OLE, read_sheet
from deliberation.people.staff_rows import read_staff
from deliberation.people.templates import roll_template, staff_template
from tests.people.stories import HEADINGS, ROW, comma_separated, xlsx

YEAR = 2026
PERSON = RollRow("幸福小区", "1号楼", "2", "301", "王秀英", "13500000001", 1956, 2)


def _read(content: bytes) -> list[RollRow]:
    read = read_roll(read_sheet(content), YEAR)
    assert read.wrongs == []
    return list(read.rows)


def _wrong(*rows: tuple[object, ...], headings: tuple[str, ...] = HEADINGS) -> list[tuple[int, str, str]]:
    read = read_roll(read_sheet(xlsx(rows, headings)), YEAR)
    return [(wrong.line, wrong.column, wrong.code) for wrong in read.wrongs]


def _with(**changed: object) -> tuple[object, ...]:
    keys = ("estate", "building", "unit", "door", "name", "phone", "birth_year", "adults")
    return tuple(changed.get(key, value) for key, value in zip(keys, ROW, strict=True))


def test_a_workbook_is_read() -> None:
    assert _read(xlsx([ROW])) == [PERSON]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_people_have(encoding: str) -> None:
    assert _read(comma_separated([ROW], encoding)) == [PERSON]


def test_headings_are_known_with_blanks_brackets_and_other_words() -> None:
    headings = (
        "所属小区 ",
        " 楼 号",
        "单元号",
        "房号*",
        "居民姓名",
        "联系电话（必填）",
        "出生年月",
        "成年 人数",
        "建筑面积(㎡)",
    )
    assert _read(xlsx([(*ROW, 89.5)], headings))[0].area_cm2 == 895_000


def test_a_title_above_the_headings_is_passed_over() -> None:
    assert _read(xlsx([("",), HEADINGS, ROW], ("和平里社区住户花名册",))) == [PERSON]


def test_numbers_typed_as_numbers_are_read_exactly() -> None:
    row = ("幸福小区", "1号楼", 2.0, 301, "王秀英", 13500000001.0, 1956.0, 2)
    assert _read(xlsx([row])) == [PERSON]


def test_full_width_digits_and_blanks_are_read() -> None:
    row = _with(phone="１３５　００００－０００１", birth_year="１９５６年", door="３０１室", unit="２单元")
    assert _read(xlsx([row])) == [PERSON]


def test_a_day_of_birth_gives_the_year() -> None:
    assert _read(xlsx([_with(birth_year="1956-07-08")])) == [PERSON]
    assert _read(xlsx([_with(birth_year="19560708")])) == [PERSON]


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        ({"phone": "1.38E+10"}, "phone", "scientific"),
        ({"phone": "010-12345678"}, "phone", "bad_phone"),
        ({"phone": "13500000001/13500000002"}, "phone", "bad_phone"),
        ({"birth_year": "56"}, "birth_year", "bad_year"),
        ({"birth_year": "2031"}, "birth_year", "bad_year"),
        ({"birth_year": "195"}, "birth_year", "bad_year"),
        ({"adults": "-1"}, "adults", "negative"),
        ({"adults": "2.5"}, "adults", "bad_count"),
        ({"adults": "9" * 30}, "adults", "bad_count"),
        ({"name": "名" * 100}, "name", "long"),
        ({"estate": None}, "estate", "empty"),
        ({"door": " \u200b"}, "door", "empty"),
        ({"building": "#REF!"}, "building", "formula_error"),
        ({"door": "1" * 40}, "door", "long"),
    ],
)
def test_what_is_wrong_is_told_with_line_and_column(
    changed: dict[str, object], column: str, code: str
) -> None:
    somebody_else = {"name": "别人", "phone": "", "adults": ""}
    assert _wrong(ROW, _with(**(somebody_else | changed))) == [(3, column, code)]


def test_a_formula_that_was_never_calculated_is_an_empty_cell() -> None:
    assert _wrong(_with(estate='="幸福"&"小区"')) == [(2, "estate", "empty")]


def test_merged_cells_are_empty_below_the_first() -> None:
    book = Workbook()
    for row in (HEADINGS, ROW, _with(estate=None, name="李强", phone="13500000002")):
        book.active.append(list(row))
    book.active.merge_cells("A2:A3")
    content = BytesIO()
    book.save(content)
    read = read_roll(read_sheet(content.getvalue()), YEAR)
    assert [(wrong.line, wrong.code) for wrong in read.wrongs] == [(3, "empty")]


def test_hidden_sheets_are_not_read() -> None:
    book = Workbook()
    book.active.append(["秘密"])
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("名册")
    for row in (HEADINGS, ROW):
        shown.append(list(row))
    book.create_sheet("别的").append(["x"])
    content = BytesIO()
    book.save(content)
    sheet = read_sheet(content.getvalue())
    assert read_roll(sheet, YEAR).rows == [PERSON]
    assert sheet.others == ["别的"]


def test_a_person_twice_counts_once_and_is_noted() -> None:
    read = read_roll(read_sheet(xlsx([ROW, ROW])), YEAR)
    assert (len(read.rows), [(note.line, note.code) for note in read.notes]) == (1, [(3, "twice")])


def test_a_person_twice_with_different_phones_is_wrong() -> None:
    assert _wrong(ROW, _with(phone="13500000009")) == [(3, "name", "person_differs")]


def test_one_household_with_two_numbers_of_adults_is_wrong() -> None:
    assert _wrong(ROW, _with(name="李强", phone="", adults="3")) == [(3, "adults", "home_differs")]


def test_two_persons_with_one_phone_are_noted_but_not_wrong() -> None:
    read = read_roll(read_sheet(xlsx([ROW, _with(name="李强")])), YEAR)
    assert (read.wrongs, [note.code for note in read.notes]) == ([], ["phone_shared"])


def test_a_line_without_a_name_is_only_a_door() -> None:
    assert _read(xlsx([_with(name="", phone="", birth_year="")]))[0].name == ""


def test_lines_are_counted_as_the_file_counts_them() -> None:
    assert _wrong(ROW, (None,), (None,), _with(name="李强", phone="x"))[0][0] == 5


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_empty"),
        (b"\xef\xbb\xbf", "sheet_empty"),
        (b" ,,\n,,\n", "sheet_empty"),
        (OLE + b"\0" * 100, "sheet_old"),
        (OLE + ENCRYPTED, "sheet_locked"),
        (b"PK\x03\x04 not really", "sheet_broken"),
        (b"\xff\xd8\xff\xe0 a picture \x00\x81\xff", "sheet_encoding"),
        (b"\x00" * 500, "sheet_encoding"),
        (b"x" * (10 * 1024 * 1024 + 1), "sheet_too_big"),
        ("楼,房\n1,2\n".encode(), "sheet_no_header"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_roll(read_sheet(content), YEAR)
    assert refusal.value.code == f"people.{code}"


def _zip(parts: dict[str, bytes]) -> bytes:
    result = BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return result.getvalue()


def test_a_zip_bomb_is_refused_before_it_unfolds() -> None:
    bomb = _zip({"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": b" " * (301 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Refusal, match="sheet_bomb"):
        read_sheet(bomb)


def test_entities_and_other_archives_are_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><x/>'
    for content in (_zip({"[Content_Types].xml": laughs}), _zip({"word.txt": b"hello"})):
        with pytest.raises(Refusal, match="sheet_broken"):
            read_sheet(content)


def test_more_rows_than_may_be_are_refused() -> None:
    content = "小区,楼栋,门牌\n" + "".join(f"幸福,1,{number}\n" for number in range(50_011))
    with pytest.raises(Refusal, match="too_many_rows"):
        read_sheet(content.encode())


def test_the_templates_can_be_read_back() -> None:
    assert _read(roll_template())[0].name == "张三"
    rows, wrongs = read_staff(read_sheet(staff_template()))
    assert (len(rows), wrongs) == (1, [])
