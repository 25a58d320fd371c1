"""What changed between two texts and two records: nothing is lost, nothing invented, nothing hangs."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.meetings.comparing import Budget, FactChange, Mark, Piece, compared, facts_changed

WORDS = st.text(alphabet="同意装路灯3盏。，！\n👍🏽a1", max_size=60)


def without(pieces: list[Piece], mark: Mark) -> str:
    return "".join(piece.text for piece in pieces if piece.mark != mark)


@given(WORDS, WORDS)
def test_both_texts_stand_whole_in_what_is_shown(old: str, new: str) -> None:
    pieces = compared(old, new)
    assert without(pieces, Mark.PUT) == old
    assert without(pieces, Mark.TAKEN) == new
    assert all(piece.text for piece in pieces)
    assert all(one.mark != other.mark for one, other in pairwise(pieces))


@given(WORDS)
def test_a_text_compared_with_itself_shows_no_change(text: str) -> None:
    assert {piece.mark for piece in compared(text, text)} <= {Mark.SAME}


def test_only_the_changed_letters_of_a_sentence_are_marked() -> None:
    pieces = compared("会上同意装3盏路灯。大家鼓掌。", "会上同意装30盏路灯。大家鼓掌。")
    assert [(piece.mark, piece.text) for piece in pieces] == [
        (Mark.SAME, "会上同意装"),
        (Mark.TAKEN, "3"),
        (Mark.PUT, "30"),
        (Mark.SAME, "盏路灯。大家鼓掌。"),
    ]


def test_a_sign_and_its_colour_are_one_letter() -> None:
    pieces = compared("好👍🏽", "好👍🏿")
    assert [(piece.mark, piece.text) for piece in pieces] == [
        (Mark.SAME, "好"), (Mark.TAKEN, "👍🏽"), (Mark.PUT, "👍🏿"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("字" * 20_000, "文" * 20_000),
        ("甲乙" * 10_000, "乙甲" * 10_000),
        ("甲。" * 10_000, "乙。甲。" * 5_000),
        ("甲\n乙\n" * 5_000, "乙\n丙\n" * 5_000),
        ("今天天气很好，" * 2_800, "今天天气不好，" * 2_800),
    ],
    ids=["other letters", "turned round", "sentences", "lines", "no full stop"],
)
def test_texts_of_twenty_thousand_letters_stay_within_the_budget(old: str, new: str) -> None:
    budget = Budget()
    pieces = compared(old, new, budget)
    assert budget.left >= 0
    assert without(pieces, Mark.PUT) == old
    assert without(pieces, Mark.TAKEN) == new


def test_when_the_budget_is_spent_whole_sentences_are_shown() -> None:
    assert compared("我们同意装路灯", "他们都想装电梯吗", Budget(0)) == [
        Piece(Mark.TAKEN, "我们同意装路灯"), Piece(Mark.PUT, "他们都想装电梯吗"),
    ]  # fmt: skip


def person(name: str, status: str = "present", **more: object) -> dict[str, object]:
    return {"id": name, "name": name, "status": status, "reason": "", **more}


def motion(votes: int, outcome: str = "passed") -> dict[str, object]:
    return {"id": "m1", "kind": "free", "text": "装灯", "votes_for": votes, "outcome": outcome}


def record(**more: object) -> dict[str, object]:
    return {"title": "春季议事会", "due": 6, "present": 5, "attendance": [], "items": [], **more}


def test_recorded_facts_that_changed_are_named_with_both_values() -> None:
    old = record(attendance=[person("张三"), person("李四", "expected")])
    new = record(present=6, attendance=[person("张三"), person("李四")])
    assert facts_changed(old, new) == [
        FactChange("count.present", "", 5, 6),
        FactChange("person.status", "李四", "expected", "present"),
    ]


def test_a_corrected_count_and_a_matter_taken_away_are_named() -> None:
    lamp = {"id": "i1", "title": "路灯", "motions": [motion(4)]}
    lift: dict[str, object] = {"id": "i2", "title": "电梯", "motions": []}
    old = record(items=[lamp, lift])
    new = record(items=[{**lamp, "motions": [motion(2, "failed")]}])
    assert facts_changed(old, new) == [
        FactChange("item.gone", "", "电梯", None),
        FactChange("motion.votes_for", "装灯", 4, 2),
        FactChange("motion.outcome", "装灯", "passed", "failed"),
    ]


def test_two_people_of_one_name_are_told_apart() -> None:
    old = record(attendance=[person("张三"), person("张三", "absent")])
    new = record(attendance=[person("张三"), person("张三", "excused")])
    assert facts_changed(old, new) == [FactChange("person.status", "张三", "absent", "excused")]


def test_keys_an_older_record_never_held_are_no_change() -> None:
    new = record(series_name="议事会", actions=[], attendance=[person("张三", households=3)])
    assert facts_changed(record(attendance=[person("张三")]), new) == []
