"""Satisfaction in figures: by project, theme, year and in all, and never of fewer than five people."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from deliberation.clock import at, now
from deliberation.database import unit_of_work
from deliberation.needs import service as needs
from deliberation.projects import conversion, following, satisfaction
from deliberation.projects.rules import Taking
from deliberation.surveys import queries as surveys
from deliberation.surveys import service
from deliberation.surveys.rules import Grade, Lot, Reply, Subject, Tie
from deliberation.surveys.service import Whom
from tests.needs.stories import again, supported_by
from tests.page import PageClient
from tests.projects.stories import ListStory, one
from tests.stories import A, B, Story

AFTER = timedelta(days=15)
GOOD, BAD = Grade.SATISFIED, Grade.VERY_DISSATISFIED


@pytest.fixture
def told(story: Story) -> ListStory:
    return ListStory(story)


def _rated(told: ListStory, title: str, grades: list[Grade], theme: str = "N06") -> None:
    """A survey about something with these answers, over in two weeks."""
    people = [told.story.resident(told.code, f"{title}{n}")[0] for n in range(len(grades))]
    with unit_of_work():
        survey = service.open_survey(
            told.worker,
            told.code,
            Subject(following.KIND, uuid4(), title, theme, following.REASONS, "", {}),
            [Whom(Tie.SUPPORTER, each.account_id, each.resident_id) for each in people],
        )
    for person, grade in zip(people, grades, strict=True):
        asked = surveys.asked_as(person, survey.id)
        assert asked is not None
        with unit_of_work():
            service.answer(person, survey, asked, Reply(grade))


def _main(visitor: PageClient, path: str = f"/c/{A}/projects/satisfaction") -> str:
    return visitor.get(path).main


def test_four_answers_are_shown_as_nothing_and_everybody_may_look(
    told: ListStory, visitor: PageClient
) -> None:
    assert "还没有评完的项目" in _main(visitor)
    _rated(told, "坡道", [GOOD, GOOD, GOOD, BAD])
    assert "还没有评完的项目" in _main(visitor)
    with at(now() + AFTER):
        page = _main(visitor)
    assert "坡道" in page
    assert "不到 5 位，不公布" in page
    assert "75" not in page
    assert "答满 5 位以后" in page


def test_nobody_asked_has_no_share_and_no_gap(told: ListStory, visitor: PageClient) -> None:
    _rated(told, "坡道", [])
    with at(now() + AFTER):
        page = _main(visitor)
    assert "坡道" in page
    assert "不到 5 位，不公布" in page


def test_project_theme_and_whole_are_told_exactly_and_cut_off(told: ListStory, visitor: PageClient) -> None:
    _rated(told, "坡道", [GOOD] * 5 + [BAD])
    _rated(told, "充电棚", [GOOD] * 10, "N05")
    with at(now() + AFTER):
        page = _main(visitor)
        figures = satisfaction.of_community(A)
    assert "83.3% 不到 90%" in page
    assert "100.0% 达到 90%" in page
    assert "16 位评了，15 位基本满意以上，满意率 93.7%" in page
    assert "%%" not in page
    assert [(theme, rated.answers) for theme, rated in figures.themes] == [("N05", 10), ("N06", 6)]


def test_small_projects_count_together_without_a_figure_of_their_own(told: ListStory) -> None:
    _rated(told, "坡道", [GOOD] * 3)
    _rated(told, "扶手", [BAD] * 3)
    _rated(told, "路灯", [BAD] * 2)
    with at(now() + AFTER):
        figures = satisfaction.of_community(A)
        page = satisfaction.projects_of(A, 1)
    assert (figures.whole.answers, figures.whole.top3) == (6, 3)
    assert [rated.share for _survey, rated in page.items] == [None, None, None]


def test_nine_in_ten_reach_the_goal_and_a_hair_less_does_not() -> None:
    def whole(top3: int) -> bool:
        lot = Lot((uuid4(),), A, "N06", 2026, 10_000, top3)
        return satisfaction.figures([lot]).whole.reaches_goal

    assert whole(9_000)
    assert not whole(8_999)


def test_years_stand_newest_first_and_an_unknown_theme_last() -> None:
    lots = [Lot((uuid4(),), A, theme, year, 5, 5) for theme, year in (("", 2025), ("N06", 2026))]
    figures = satisfaction.figures(lots)
    assert [year for year, _rated in figures.years] == [2026, 2025]
    assert [theme for theme, _rated in figures.themes] == ["N06", ""]


def test_the_officer_sees_each_community_and_one_elsewhere_sees_none_of_them(
    told: ListStory, visitor: PageClient
) -> None:
    there = ListStory(told.story, B)
    _rated(told, "坡道", [GOOD] * 5)
    _rated(there, "东风的坡道", [BAD] * 5)
    with at(now() + AFTER):
        visitor.enter(told.officer)
        page = _main(visitor, "/office/satisfaction")
        assert "10 位评了，5 位基本满意以上，满意率 50.0%" in page
        assert "100.0% 达到 90%" in page
        assert "0.0% 不到 90%" in page
        visitor.enter(told.worker)
        visitor.get("/office/satisfaction", status=403)
        assert "东风的坡道" not in _main(visitor)


def test_the_page_costs_the_same_however_many_projects_were_rated(
    told: ListStory, visitor: PageClient, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    _rated(told, "坡道", [GOOD])
    with at(now() + AFTER):
        _main(visitor)
        few = queries_of(lambda: _main(visitor))
    for number in range(5):
        _rated(told, f"扶手{number}", [GOOD])
    with at(now() + AFTER):
        assert queries_of(lambda: _main(visitor)) == few


def test_who_supported_a_need_and_one_merged_into_it_is_asked_once(told: ListStory) -> None:
    offered, twin = told.needs(), told.need("又一个充电棚")
    neighbour, _phone = told.story.resident(A, "何爱国")
    for need in (offered[0], twin):
        supported_by(need, neighbour)
    with unit_of_work():
        needs.merge(told.worker, again(twin), again(offered[0]))
    made, round_id = told.list(), told.voted(options=offered)
    with unit_of_work():
        conversion.take(told.worker, made, round_id, Taking.TOP, 1)
    people = [each.resident_id for each in following.whom_to_ask(one(made)) if each.resident_id]
    assert people.count(neighbour.resident_id) == 1
    assert people.count(told.author.resident_id) == 1
