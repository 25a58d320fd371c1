"""How figures, days and texts are written: the cases that go wrong when nobody looks."""

import pytest

from deliberation.papers import sums, wording
from tests.papers import believable


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (0, "0.00"),
        (4_999, "0.00"),
        (5_000, "0.01"),
        (1_000_000, "1.00"),
        (12_345_000, "12.35"),
        (12_344_999, "12.34"),
        (-5_000, "-0.01"),
        (-4_999, "0.00"),
        (99_999_999_999_999_999, "100000000000.00"),
    ],
)
def test_money_is_written_in_wan_with_half_rounded_up(fen, written):
    assert wording.wan(fen) == written


def test_a_share_is_exact_to_one_decimal_and_nothing_of_nothing_is_a_dash():
    assert wording.percent(1, 3) == "33.3%"
    assert wording.percent(2, 3) == "66.7%"
    assert wording.percent(1, 2000) == "0.1%"
    assert wording.percent(0, 0) == "—"


def test_times_are_written_on_the_clock_of_shanghai():
    assert wording.long_time("2026-07-08T16:30:00+00:00") == "2026年7月9日0:30"
    assert (
        wording.span("2026-06-18T14:00:00+08:00", "2026-06-18T16:05:00+08:00") == "2026年6月18日14:00—16:05"
    )
    assert (
        wording.span("2026-06-20T08:00:00", "2026-06-28T20:00:00") == "2026年6月20日8:00—2026年6月28日20:00"
    )


def test_days_have_no_leading_noughts():
    assert wording.long_day("2026-07-08") == "2026年7月8日"
    assert wording.short_day("2026-07-08") == "2026.7.8"
    assert wording.short_day(None) == ""


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (12, "十二"), (21, "二十一"), (100, "100")]
)
def test_heads_count_in_chinese(number, written):
    assert wording.ordinal(number) == written


def test_a_long_title_is_cut_where_a_word_ends():
    assert wording.title_lines("关于报送朝阳社区2026年第三季度居民需求转化项目清单的报告") == [
        "关于报送朝阳社区2026年第三季度",
        "居民需求转化项目清单的报告",
    ]
    assert wording.title_lines("短标题") == ["短标题"]
    assert wording.title_lines("上行\n下行") == ["上行", "下行"]
    assert "".join(wording.title_lines("甲" * 60)) == "甲" * 60


def test_characters_no_font_holds_become_a_block_and_invisible_ones_vanish():
    covered = {ord(character) for character in "居民的字喆a"}
    assert wording.printable("居民😀的\u200d字\x07喆️", covered) == "居民〓的字喆"
    assert wording.printable({"a": ["居\n民", 3, None]}, covered) == {"a": ["居\n民", 3, None]}
    assert wording.lost_characters({"rows": [{"note": "😀"}]}, covered)
    assert not wording.lost_characters({"rows": [{"note": "居民\u200d"}]}, covered)


def test_totals_are_exact_where_rounded_amounts_would_not_add_up():
    rows = [believable.project(estimate_fen=3_335_000, funding=[]) for _ in range(3)]
    assert [wording.wan(row["estimate_fen"]) for row in rows] == ["3.34"] * 3
    assert wording.wan(sums.estimate(rows)) == "10.01"


def test_money_by_source_keeps_every_fen():
    rows = believable.project_list(7)["rows"]
    assert sum(fen for _, fen in sums.by_source(rows)) == sum(row["estimate_fen"] for row in rows)


def test_slips_follow_the_walk_through_the_estate():
    ordered = sums.slips_in_order(believable.slips(60)["slips"])
    first = [slip for slip in ordered if slip["estate"] == "朝阳里小区"]
    numbers = [int(slip["building"].removesuffix("号楼")) for slip in first]
    assert numbers == sorted(numbers)
    assert {2, 11, 12} <= set(numbers)
    assert len(ordered) == 60
