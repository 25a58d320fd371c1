"""Where the money of a list goes: drawn for page and paper, and the same told in words."""

import re
import subprocess

import pytest

from deliberation import papers
from deliberation.papers import money_pictures
from deliberation.projects.money_pictures import money_picture
from tests.papers import believable


def _picture():
    rows = [
        believable.project(1, category="N06", estimate_fen=30_000_000, needs=["甲1", "甲2"]),
        believable.project(2, category="N06", estimate_fen=30_000_000, needs=["甲2", "甲3"]),
        believable.project(
            3, category="", trade="", estimate_fen=40_000_000, needs=[f"乙{n}" for n in range(1, 9)]
        ),
    ]
    return money_picture(rows)


def test_money_is_summed_by_theme_and_a_need_is_counted_once():
    picture = _picture()
    assert [(bar["label"], bar["amount_fen"], bar["projects"]) for bar in picture["bars"]] == [
        ("停车与充电", 60_000_000, 2),
        ("其他", 40_000_000, 1),
    ]
    assert picture["bars"][0]["needs"] == ["甲1", "甲2", "甲3"]
    assert "停车与充电用得最多，60.00万元，占60.0%" in picture["said"]
    assert "回应需求11条" in picture["said"]


def test_a_list_that_costs_nothing_has_no_picture():
    assert money_picture([]) is None
    assert money_picture([believable.project(1, estimate_fen=0)]) is None


def test_the_words_beside_the_picture_say_all_of_it():
    told = list(money_pictures.lines(_picture()))
    assert told[0] == ("停车与充电", "60.00万元（60.0%）", "项目2个，回应需求甲1、甲2、甲3")
    assert told[1][2] == "项目1个，回应需求乙1、乙2、乙3、乙4、乙5、乙6等8条"


@pytest.mark.parametrize("place", [(), ("Noto", 11)])
def test_no_figure_stands_behind_a_bar_where_a_phone_or_a_large_sum_has_no_room(place):
    drawing = str(money_pictures.drawn(_picture(), *place))
    assert "chart-figure" not in drawing
    assert "60.00万元（60.0%）" in re.sub(r"<[^>]+>|\s", "", drawing)


def test_a_name_of_a_theme_is_text_in_the_drawing():
    picture = money_picture([believable.project(1, category="", trade="<script>&")])
    assert "<script>" not in str(money_pictures.drawn(picture))


@pytest.mark.pdf
def test_a_list_of_many_themes_keeps_its_picture_on_one_page_and_loses_no_money():
    rows = [
        believable.project(
            at, category="", trade=f"第{at:02d}类业态", estimate_fen=at * 1_000_000, needs=["很长的编号"] * 9
        )
        for at in range(1, 31)
    ]
    facts = believable.project_list(0, rows=rows, picture=money_picture(rows))
    run = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"],
        input=papers.render("project-list", facts),
        capture_output=True,
        check=True,
    )
    pages = run.stdout.decode().split("<page ")[1:]
    page = next(page for page in pages if "其余23类" in page)
    assert "第30类业态" in page
    lowest = [float(found) for found in re.findall(r'yMax="([\d.]+)">(?!—)[^<]*[类元]', page)]
    assert max(lowest) <= (297 - 35) * 72 / 25.4 + 2
    assert "276.00万元（59.4%）" in str(money_pictures.drawn(facts["picture"], "Noto", 11))
