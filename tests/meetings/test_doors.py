"""Doors as hurried people type them, and the initials names are found by."""

import fnmatch

import pytest

from deliberation.meetings.doors import door_of, is_door, parts_of, patterns, plain
from deliberation.meetings.pinyin import initials_of


@pytest.mark.parametrize(
    "typed",
    [
        "3-2-501",
        "3 2 501",
        "3号楼2单元501室",
        "三号楼二单元501",
        "3栋2单元501",
        "３－２－５０１",
        "3幢2-501",
        "3.2.501",
        "3/2/501",
    ],
)
def test_every_way_to_type_a_door_is_the_same_door(typed: str) -> None:
    assert plain(typed) == "3-2-501"
    assert is_door(typed)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("十二号楼501", ("12", "501")),
        ("二十号楼1", ("20", "1")),
        ("A座b2", ("A", "B2")),
        ("", ()),
        ("号楼", ()),
    ],
)
def test_a_door_is_read_part_by_part(typed: str, parts: tuple[str, ...]) -> None:
    assert parts_of(typed) == parts


@pytest.mark.parametrize(
    ("typed", "found", "missed"),
    [
        ("3 501", ("3-2-501", "3-501", "幸福小区 3-2-501"), ("13-2-501", "3-2-1501")),
        ("501", ("3-2-501", "501", "幸福小区 501"), ("3-2-1501",)),
        ("3-2-5", ("3-2-501", "3-2-5"), ("3-1-501", "2-2-501")),
    ],
)
def test_a_door_is_found_while_it_is_typed(
    typed: str, found: tuple[str, ...], missed: tuple[str, ...]
) -> None:
    def matches(door: str) -> bool:
        return any(fnmatch.fnmatchcase(door, pattern.replace("%", "*")) for pattern in patterns(typed))

    assert all(map(matches, found))
    assert not any(matches(door) for door in missed)


def test_no_sign_of_the_search_stands_for_anything() -> None:
    assert patterns("%") == ()
    assert patterns("_-%") == ()


def test_a_household_is_written_as_people_say_it() -> None:
    assert door_of("3号楼", "2单元", "501室") == "3-2-501"
    assert door_of("3栋", "", "501", "幸福小区") == "幸福小区 3-501"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("赵一鸣", "zym"),
        ("单雄信", "sxx"),
        ("曾国藩", "zgf"),
        ("解晓东", "xxd"),
        ("仇英", "qy"),
        ("查良镛", "zly"),
        ("区桃", "ot"),
        ("任重", "rz"),
        ("翟志刚", "zzg"),
        ("万俟卨", "mqx"),
        ("尉迟恭", "ycg"),
        ("澹台灭明", "ttmm"),
        ("欧阳修", "oyx"),
        ("单于飞", "cyf"),
        ("阿依古丽·买买提", "ayglmmt"),
        ("Anna 王", "annaw"),
        ("李（3号楼）", "lhl"),
        ("𬭎", "h"),
    ],
)
def test_a_name_is_found_by_the_letters_its_owner_would_say(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_initials_of_anything_fit_their_column() -> None:
    assert len(initials_of("王" * 200)) == 60
    assert initials_of("") == ""
    assert initials_of("🙂・1") == ""
