"""Bars and columns: proportion, words, and nothing a page may not have."""

import re

import pytest
from lxml import etree

from deliberation.papers.charts import MOST_BARS, Duel, Mark, bars, columns, duels, lines_of

SVG = "{http://www.w3.org/2000/svg}"


def drawn(picture: str) -> etree._Element:
    """The picture as an XML reader sees it."""
    return etree.fromstring(picture)


def widths(picture: str) -> list[str]:
    return [each.get("width") for each in drawn(picture).iter(f"{SVG}rect") if "bar" in each.get("class")]


def test_bars_are_as_long_as_their_figures() -> None:
    picture = bars("k", "题", "一句话", [Mark("甲", 40), Mark("乙", 10), Mark("丙", 0)])
    assert widths(picture) == ["76.00%", "19.00%"]
    assert [text.text for text in drawn(picture).iter(f"{SVG}text")] == ["甲", "40", "乙", "10", "丙", "0"]


def test_columns_stand_in_order_and_grow_from_one_line() -> None:
    picture = columns("k", "题", "一句话", [Mark("6/1", 2), Mark("6/8", 0), Mark("6/15", 4)])
    boxes = list(drawn(picture).iter(f"{SVG}rect"))
    assert [each.get("height") for each in boxes] == ["4.50em", "9.00em"]
    ends = {round(float(each.get("y")[:-2]) + float(each.get("height")[:-2]), 2) for each in boxes}
    assert ends == {float(drawn(picture).find(f"{SVG}line").get("y1")[:-2])}
    assert [each.get("x") for each in boxes] == ["0.00%", "32.00%"]
    assert "6/8 · 0" not in picture


def test_a_picture_is_named_for_those_who_cannot_see_it() -> None:
    tree = drawn(bars("by-week", "按周", "最多的是甲", [Mark("甲", 1)]))
    assert tree.get("role") == "img"
    ids = {each.get("id"): each.text for each in tree if each.get("id")}
    assert [ids[each] for each in tree.get("aria-labelledby").split()] == ["按周", "最多的是甲"]


@pytest.mark.parametrize("draw", [bars, columns])
def test_words_are_words_and_there_is_no_style(draw: object) -> None:
    assert callable(draw)
    picture = draw("k", "<b>题", '"说"', [Mark("<script>alert(1)</script>&", 3)])
    drawn(picture)
    assert "<script" not in picture
    assert "style" not in picture


def test_the_first_fifteen_are_drawn() -> None:
    picture = bars("k", "题", "", [Mark(f"第{each}", 100 - each) for each in range(40)])
    assert len(widths(picture)) == MOST_BARS
    assert "第15" not in picture


def test_many_weeks_have_few_labels_and_one_has_one() -> None:
    year = columns("k", "题", "", [Mark(f"{each}/1", each + 1) for each in range(52)])
    assert len(re.findall("chart-axis", year)) <= 5
    assert len(re.findall("chart-axis", columns("k", "题", "", [Mark("6/1", 1)]))) == 1
    assert "svg" in columns("k", "题", "", [])


def test_long_labels_are_cut_where_a_phone_in_large_type_ends() -> None:
    lines = lines_of("托育机构 / 托育点（全日/半日/临时/计时）")
    assert len(lines) == 2
    assert "".join(lines).replace(" ", "") == "托育机构/托育点（全日/半日/临时/计时）"
    assert lines_of("care and mutual aid for the old and the young") == [
        "care and mutual aid for",
        "the old and the young",
    ]
    assert lines_of("") == []
    assert max(map(len, lines_of("a" * 300))) <= 24


def test_on_paper_it_names_its_fonts() -> None:
    picture = bars("k", "题", "", [Mark("甲", 1)], "FandolHei-Regular, NotoSansSC-Regular", 11)
    assert drawn(picture).get("font-family") == "FandolHei-Regular, NotoSansSC-Regular"
    assert drawn(picture).get("font-size") == "11pt"


def test_a_part_of_a_whole_takes_all_the_width_and_has_no_figure_of_its_own() -> None:
    marks = [Mark("甲", 30, "", "还差 10 元", whole=40, chosen=False), Mark("乙", 40, "", "凑够了", 40, True)]
    picture = bars("k", "题", "一句话", marks)
    boxes = [(each.get("class"), each.get("width")) for each in drawn(picture).iter(f"{SVG}rect")]
    assert boxes == [
        ("chart-track", "100.00%"),
        ("chart-other", "75.00%"),
        ("chart-track", "100.00%"),
        ("chart-bar", "100.00%"),
    ]
    assert [text.text for text in drawn(picture).iter(f"{SVG}text")] == [
        "甲",
        "还差 10 元",
        "乙",
        "凑够了",
    ]


def test_a_figure_may_be_written_otherwise_than_its_value() -> None:
    assert "5.5" in bars("k", "题", "一句话", [Mark("甲", 11, "5.5")])


def test_two_against_each_other_share_one_bar_from_both_ends() -> None:
    picture = duels("k", "题", "一句话", [Duel("甲", "乙", 30, 10), Duel("丙", "丁", 0, 0)])
    boxes = [
        (each.get("class"), each.get("x"), each.get("width")) for each in drawn(picture).iter(f"{SVG}rect")
    ]
    assert boxes == [
        ("chart-track", "0.00%", "100.00%"),
        ("chart-bar", "0.00%", "74.60%"),
        ("chart-other", "75.40%", "24.60%"),
        ("chart-track", "0.00%", "100.00%"),
    ]
    words = [(text.text, text.get("text-anchor")) for text in drawn(picture).iter(f"{SVG}text")]
    assert words == [("甲 30", None), ("乙 10", "end"), ("丙 0", None), ("丁 0", "end")]


def test_no_line_of_a_label_begins_with_a_closing_sign() -> None:
    lines = lines_of("水岸新居北门晚上停不下车，能不能跟学校错时")
    assert lines[0].endswith("下")
    assert "".join(lines) == "水岸新居北门晚上停不下车，能不能跟学校错时"
    assert max(map(len, lines_of("，" * 60))) < 60
