"""Names hidden in texts: however they are typed, whatever they are part of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.meetings.hiding import Cover, hidden, looks_like_a_name, possible_names, without_numbers


def test_a_name_inside_a_longer_word_is_hidden_too() -> None:
    assert hidden("这是高明的办法，高明说", ["高明"]) == "这是高*的办法，高*说"


def test_a_name_that_is_part_of_a_hidden_name_hides_both() -> None:
    assert hidden("王小说，王小明也说", ["王小", "王小明"]) == "王*说，王**也说"


def test_a_shown_name_is_not_cut_by_a_hidden_one_inside_it() -> None:
    assert hidden("王小说，王小明也说", ["王小"], ["王小明"]) == "王*说，王小明也说"
    assert hidden("小明说，王小明也说", ["小明"], ["王小明"]) == "小*说，王小明也说"


def test_a_hidden_name_with_a_shown_one_inside_is_hidden_whole() -> None:
    assert hidden("王小明说，王小也说", ["王小明"], ["王小"]) == "王**说，王小也说"


@pytest.mark.parametrize("typed", ["张 三", "张　三", "张\u00a0三", "张\u200b三", "张  三"])
def test_a_name_typed_with_blanks_is_hidden(typed: str) -> None:
    assert hidden(f"会上{typed}同意", ["张三"]) == "会上张*同意"


@pytest.mark.parametrize("dot", ["·", "•", "・", "‧", ".", "．", " ", "", " · "])
def test_a_name_with_a_middle_dot_is_hidden_however_the_dot_is_typed(dot: str) -> None:
    assert hidden(f"请阿依古丽{dot}买买提说", ["阿依古丽·买买提"]) == "请阿**说"


def test_half_of_a_long_name_is_hidden_too() -> None:
    assert hidden("请阿依古丽说，买买提也说", ["阿依古丽·买买提"]) == "请阿**说，买**也说"


def test_full_width_letters_and_capitals_are_the_same_name() -> None:
    assert hidden("Ｊｏｈｎ　Ｓｍｉｔｈ、JOHN SMITH、JohnSmith", ["John Smith"]) == "J**、J**、J**"


def test_a_name_in_letters_is_not_found_inside_a_word() -> None:
    assert hidden("Linda and Li Na, light", ["Li"]) == "Linda and L* Na, light"


def test_a_note_behind_a_name_does_not_protect_it() -> None:
    assert hidden("张三说，张三（3号楼）也说", ["张三（3号楼）"]) == "张*说，张*也说"
    assert hidden("张三说，李四也说", ["张三（代李四）"]) == "张*说，李*也说"
    assert hidden("张三说", ["张三 3号楼"]) == "张*说"


def test_a_single_character_is_no_name_in_a_text() -> None:
    assert hidden("李子树", ["李"]) == "李子树"


def test_compatibility_characters_do_not_smuggle_a_name_through() -> None:
    assert hidden("请\uf9e1四发言", ["李四"]) == "请李*发言"


def test_names_are_told_from_offices() -> None:
    names = ("郑七", "欧阳锋", "阿依古丽·买买提", "张 三", "陈大勇")
    offices = ("居委会", "王书记", "李科长", "物业", "全体居民", "高层住户", "", "3号楼居民", "John")
    assert [looks_like_a_name(each) for each in (*names, *offices)] == [True] * len(names) + [False] * 9


def test_runs_that_begin_like_a_name_are_asked_about() -> None:
    found = possible_names("3号楼的陈大勇家漏水，欧 阳锋说，阿依古丽.买买提同意")
    assert {"陈大勇", "欧阳锋", "阿依古丽·买买提"} <= found


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打13812345678找他", "打138****5678找他"),
        ("打138 1234 5678找他", "打138****5678找他"),
        ("证号110101199001011234。", "证号1101**********1234。"),
        ("3号楼2单元501室漏水", "3号楼2单元***漏水"),
        ("住3-2-501的人说", "住3-2-***的人说"),
        ("幸福小区1号楼501室", "幸福小区1号楼***室"),
        ("二楼会议室、2026-12-01、3号楼装3盏灯", "二楼会议室、2026-12-01、3号楼装3盏灯"),
        ("a13812345678b", "a13812345678b"),
    ],
)
def test_phones_and_doors_are_not_told(said: str, shown: str) -> None:
    assert without_numbers(said) == shown


SYLLABLES = "王李小明大勇张三四阿"
NAMES = st.lists(st.text(SYLLABLES, min_size=2, max_size=4), min_size=1, max_size=6, unique=True)
BLANKS = st.sampled_from(["", " ", "　", "·"])


@given(NAMES, st.data())
def test_no_hidden_name_is_left_in_a_text(names: list[str], data: st.DataObject) -> None:
    pieces = data.draw(st.lists(st.sampled_from([*names, "说", "，", "楼", *SYLLABLES]), max_size=30))
    text = "".join(data.draw(BLANKS).join(piece) for piece in pieces)
    covered = Cover(names).over(text)
    plain = "".join(each for each in covered if each not in " 　·")
    assert not [name for name in names if name in plain]


@given(st.text(), NAMES)
def test_what_is_covered_once_stays_as_it_is(text: str, names: list[str]) -> None:
    cover = Cover(names)
    assert cover.over(cover.over(text)) == cover.over(text)
