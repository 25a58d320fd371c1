"""What typists type, read back as they meant it."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.rounds.paper_rules import (
    PaperTotals,
    Standing,
    Typing,
    code_typed,
    outcome,
    read,
    standing,
    totals,
    written,
)
from deliberation.rounds.rules import Hand, Kind
from deliberation.tally.rule import Paper

KEYS = [f"n{place}" for place in range(1, 101)]
VALID = Kind.VALID


@pytest.mark.parametrize(
    ("ballot", "typed", "meant"),
    [
        (Paper.APPROVAL, "1 3 5", (VALID, ["n1", "n3", "n5"])),
        (Paper.APPROVAL, " １，３、5 ", (VALID, ["n1", "n3", "n5"])),
        (Paper.APPROVAL, "100+2.7;1", (VALID, ["n100", "n2", "n7", "n1"])),
        (Paper.APPROVAL, "0", (Kind.BLANK, [])),
        (Paper.POINTS, "0", (Kind.BLANK, [])),
        (Paper.RANKING, "ｘ", (Kind.SPOILED, [])),
        (Paper.POINTS, "1=5 3:2", (VALID, [["n1", 5], ["n3", 2]])),
        (Paper.POINTS, "1-5，3/2 4*0", (VALID, [["n1", 5], ["n3", 2], ["n4", 0]])),
        (Paper.RANKING, "3 1 2", (VALID, ["n3", "n1", "n2"])),
    ],
)
def test_numbers_are_read_however_they_are_set_apart(ballot: Paper, typed: str, meant: object) -> None:
    assert read(ballot, typed, KEYS) == meant


@pytest.mark.parametrize(
    ("ballot", "typed", "sentence"),
    [
        (Paper.APPROVAL, "", "typed_nothing"),
        (Paper.APPROVAL, " ， ", "typed_nothing"),
        (Paper.APPROVAL, "101", "typed_no_such_option"),
        (Paper.APPROVAL, "1 0", "typed_no_such_option"),
        (Paper.APPROVAL, "9" * 30, "typed_no_such_option"),
        (Paper.APPROVAL, "一", "typed_not_read"),
        (Paper.APPROVAL, "1=2", "typed_not_read"),
        (Paper.APPROVAL, "1 " * 3000, "typed_not_read"),
        (Paper.POINTS, "1", "typed_no_pair"),
        (Paper.POINTS, "1=", "typed_no_pair"),
        (Paper.POINTS, "1=-3", "typed_no_pair"),
        (Paper.POINTS, "1=9999999999", "typed_no_pair"),
        (Paper.POINTS, "200=1", "typed_no_such_option"),
        (Paper.RANKING, "١", "typed_not_read"),
    ],
)
def test_what_cannot_be_read_is_refused(ballot: Paper, typed: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=rf"rounds\.{sentence}"):
        read(ballot, typed, KEYS)


@given(st.lists(st.sampled_from(KEYS), unique=True, min_size=1), st.integers(1, 999))
def test_what_is_written_is_read_back_as_the_same(keys: list[str], points: int) -> None:
    for ballot in (Paper.APPROVAL, Paper.RANKING):
        assert read(ballot, written(ballot, VALID, keys, KEYS), KEYS) == (VALID, keys)
    pairs = [[key, points] for key in keys]
    assert read(Paper.POINTS, written(Paper.POINTS, VALID, pairs, KEYS), KEYS) == (VALID, pairs)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    for ballot in Paper:
        refused = ""
        try:
            kind, said = read(ballot, text, KEYS)
        except Refusal as refusal:
            refused = refusal.code
        assert refused.startswith("rounds.typed_") or bool(said) == (kind == VALID)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7kqmp3xw9t", "7KQMP3XW9T"),
        ("7KQMP 3XW9T", "7KQMP3XW9T"),
        ("7KQMP-3XW9T", "7KQMP3XW9T"),
        ("https://yishi.example.cn/vote/7KQMP3XW9T", "7KQMP3XW9T"),
        ("https://yishi.example.cn/vote/7KQMP3XW9T/\r\n", "7KQMP3XW9T"),
        ("７ＫＱＭＰ３ＸＷ９Ｔ", "7KQMP3XW9T"),
        ("7KQMP3XW9", ""),
        ("0KQMP3XW9T", ""),
        ("", ""),
        ("https://yishi.example.cn/vote/", ""),
    ],
)
def test_a_code_is_known_typed_or_scanned(typed: str, code: str) -> None:
    assert code_typed(typed) == code


def typing(kind: Kind, choices: Sequence[Any] = ()) -> Typing:
    return Typing(uuid4(), kind, list(choices))


def test_a_paper_goes_from_one_hand_to_the_third_look() -> None:
    one, other = typing(VALID, ["n1"]), typing(VALID, ["n2"])
    assert standing({Hand.FIRST: one}) == Standing.ONCE
    assert standing({Hand.FIRST: one, Hand.SECOND: typing(VALID, ["n1"])}) == Standing.AGREED
    assert standing({Hand.FIRST: one, Hand.SECOND: other}) == Standing.DIFFERS
    differ = {Hand.FIRST: typing(Kind.BLANK), Hand.SECOND: typing(Kind.SPOILED)}
    assert (standing(differ), outcome(differ)) == (Standing.DIFFERS, None)
    settled = {**differ, Hand.SETTLING: other}
    assert (standing(settled), outcome(settled)) == (Standing.SETTLED, other)


def test_every_paper_is_counted_under_one_head() -> None:
    papers = [
        {Hand.FIRST: typing(VALID, ["n1"]), Hand.SECOND: typing(VALID, ["n1"])},
        {Hand.FIRST: typing(Kind.BLANK), Hand.SECOND: typing(Kind.BLANK)},
        {Hand.FIRST: typing(Kind.SPOILED), Hand.SECOND: typing(Kind.SPOILED)},
        {Hand.FIRST: typing(VALID, ["n1"])},
        {Hand.FIRST: typing(VALID, ["n1"]), Hand.SECOND: typing(VALID, ["n2"])},
    ]
    found = totals(papers, {Kind.SPOILED: 4, Kind.LATE: 2}, in_the_box=1)
    assert found == PaperTotals(5, 1, 1, spoiled=7, unsettled=2, unreadable=4, late=2, set_aside=1)
    assert found.typed == found.valid + found.blank + (found.spoiled - found.unreadable)
    assert totals([], {}, 0) == PaperTotals()
