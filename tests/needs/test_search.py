"""Words find needs: two characters, one, numbers, rare characters; and nothing typed becomes syntax."""

import pytest
from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import db, unit_of_work
from deliberation.needs import service
from deliberation.needs.models import Need
from deliberation.needs.search import matching
from tests.needs.stories import again, draft, need_by
from tests.stories import A, B, Story


def found(words: str, code: str = A) -> set[str]:
    """The titles that the words find."""
    return set(db.session.scalars(select(Need.title).where(matching(code, words))))


@pytest.fixture
def author(story: Story) -> Actor:
    return story.resident()[0]


def test_two_characters_are_found_wherever_they_stand(author: Actor) -> None:
    need_by(author, "3号楼门口晚上没有路灯", body="")
    need_by(author, "小区缺一个菜市场", body="买菜要走二十分钟路，灯火通明的那家也远。", place="东门外")
    assert found("路灯") == {"3号楼门口晚上没有路灯"}
    assert found("买菜") == found("东门") == found("市场") == {"小区缺一个菜市场"}
    assert found("没有路灯") == {"3号楼门口晚上没有路灯"}
    assert found("路灯 菜场") == set()
    assert len(found("路")) == 2


def test_one_character_is_found_also_at_the_end(author: Actor) -> None:
    need_by(author, "楼道太黑", body="")
    assert found("黑") == found("楼") == found("道") == {"楼道太黑"}
    assert found("白") == set()


def test_several_words_must_all_be_there_in_any_order(author: Actor) -> None:
    need_by(author, "北门缺LED路灯", body="")
    need_by(author, "北门缺长椅", body="")
    assert found("路灯 北门") == found("led 北门") == found("ＬＥＤ") == {"北门缺LED路灯"}
    assert found("北门") == {"北门缺LED路灯", "北门缺长椅"}


def test_a_number_finds_its_need(author: Actor) -> None:
    first, second = need_by(author, "缺路灯"), need_by(author, "缺长椅")
    assert found(first.number) == {"缺路灯"}
    assert found(second.number) == {"缺长椅"}
    assert found(f"  {second.number}，") == {"缺长椅"}


@pytest.mark.parametrize("rare", ["㛃", "䶮", "𬭎", "㛃䶮", "䶮𬭎", "㛃䶮𬭎"])
def test_rare_characters_are_found(author: Actor, rare: str) -> None:
    need_by(author, "㛃䶮𬭎楼缺扶手")
    need_by(author, "别的楼缺扶手")
    assert found(rare) == {"㛃䶮𬭎楼缺扶手"}


@pytest.mark.parametrize(
    "syntax",
    ['"', '路灯"', "路灯*", "* AND *", "NEAR(路灯 没有)", "路灯 OR 早餐", "-路灯", "words:路灯", "路灯'; --",
     "\\", "路灯 & !", "路灯:*", "(路灯", "^路灯", "%", "_", "路灯\x00", "👵🏽 路灯", "\u202e路灯\u200b",
     "路灯" * 2500, "a" * 5000, "字" * 5000, " ".join("路灯" for _ in range(2000)), "İ ﬀ ß ⺁ ꭰ"],
)  # fmt: skip
def test_nothing_typed_becomes_syntax(author: Actor, syntax: str) -> None:
    need_by(author, "北门没有路灯", body="NEAR AND OR words")
    assert found(syntax) <= {"北门没有路灯"}


def test_signs_around_a_word_do_not_matter_and_signs_alone_find_nothing(author: Actor) -> None:
    need_by(author, "北门没有路灯")
    for words in ('"路灯"', "路灯!!!", "*路灯*", "-路灯", "👵🏽 路灯", "（路灯）", "路\u200b灯\u202e"):
        assert found(words) == {"北门没有路灯"}, words
    for nothing in ("!!!", "👵🏽", "……", "*", '"', "%_"):
        assert found(nothing) == set(), nothing
    for everything in ("", "  ", "\u3000", "\u200b\ufeff"):
        assert found(everything) == {"北门没有路灯"}, everything


def test_another_community_is_not_searched(story: Story, author: Actor) -> None:
    need_by(author, "北门没有路灯")
    need_by(story.resident(code=B)[0], "南门没有路灯", code=B)
    assert found("路灯") == {"北门没有路灯"}
    assert found("路灯", B) == {"南门没有路灯"}
    assert found("place999999001002") == set()


def test_a_changed_text_is_found_by_its_new_words_only(story: Story, author: Actor) -> None:
    need = need_by(author, "没有路灯", body="")
    with unit_of_work():
        service.edit(story.staff()[0], again(need), draft("没有早餐店", body=""), owners_decision=False)
    assert found("路灯") == set()
    assert found("早餐") == {"没有早餐店"}


def test_a_word_longer_than_any_index_takes_is_kept(author: Actor) -> None:
    need_by(author, "很长的字母", body="ж" * 2000)
    assert found("ж" * 60) == {"很长的字母"}
