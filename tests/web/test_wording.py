"""What people type is tidied without losing what they meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.wording import mask_name, mask_phone, tidy, tidy_lines


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  路灯　　坏了 ", "路灯 坏了"),
        ("路\u200b灯\u202e坏了\ufeff", "路灯坏了"),
        ("\u200b\u3000 \t", ""),
        ("㛃䶮𬭎😀", "㛃䶮𬭎😀"),
        ("一行\r\n两行", "一行 两行"),
        ("a\x00b\x07", "ab"),
        (None, ""),
    ],
)
def test_one_line_is_tidied(typed: str | None, kept: str) -> None:
    assert tidy(typed) == kept


def test_lines_are_kept_but_not_a_hundred_empty_ones() -> None:
    assert tidy_lines("一\r\n\r\n\r\n\r\n二  \r三\n") == "一\n\n二\n三"


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy_lines(tidy_lines(text)) == tidy_lines(text)


def test_names_and_numbers_are_masked() -> None:
    assert [mask_name(name) for name in ("张三", "欧阳娜娜", "张", "")] == ["张*", "欧**", "张*", ""]
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("123") == "****"
