"""The rule profiles against a brute-force oracle: fractions compared the slow way."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.meetings.rules import (
    PROFILES,
    Phase,
    Share,
    Turnout,
    Votes,
    passes,
    phase_of,
    profile_from,
    quorum_met,
)
from deliberation.meetings.writing import speeches_of, text_hash

# What DOMAIN.md §3 says, written down a second time: quorum, and how many yes votes of those present.
ORACLE = {
    "council": (lambda part: part >= Fraction(2, 3), lambda part: part > Fraction(1, 2)),
    "representatives": (lambda part: part >= Fraction(2, 3), lambda part: part > Fraction(1, 2)),
    "residents": (lambda part: part > Fraction(1, 2), lambda part: part > Fraction(1, 2)),
    "households": (lambda part: part > Fraction(1, 2), lambda part: part > Fraction(1, 2)),
    "owners": (lambda part: part >= Fraction(2, 3), lambda part: part > Fraction(1, 2)),
    "owners_special": (lambda part: part >= Fraction(2, 3), lambda part: part >= Fraction(3, 4)),
}
deciding = st.sampled_from(sorted(ORACLE))


@st.composite
def halls(draw: st.DrawFn) -> tuple[Turnout, Votes, Votes]:
    """A turnout with votes that fit it, by heads and by area."""
    due, due_area = draw(st.integers(1, 400)), draw(st.integers(1, 10**9))
    present, area = draw(st.integers(1, due)), draw(st.integers(1, due_area))
    yes = draw(st.integers(0, present))
    no = draw(st.integers(0, present - yes))
    blank = draw(st.integers(0, present - yes - no))
    area_yes = draw(st.integers(0, area)) if yes else 0
    area_no = draw(st.integers(0, area - area_yes)) if no else 0
    return Turnout(due, present, due_area, area), Votes(yes, no, blank), Votes(area_yes, area_no, 0)


@given(deciding, halls())
def test_every_profile_agrees_with_fractions(key: str, hall: tuple[Turnout, Votes, Votes]) -> None:
    turnout, votes, areas = hall
    profile, (enough, majority) = PROFILES[key], ORACLE[key]
    there = enough(Fraction(turnout.present, turnout.due))
    agreed = majority(Fraction(votes.votes_for, turnout.present))
    if profile.by_area:
        there = there and enough(Fraction(turnout.present_area, turnout.due_area))
        agreed = agreed and majority(Fraction(areas.votes_for, turnout.present_area))
    assert quorum_met(profile, turnout).met == there
    assert passes(profile, turnout, votes, areas).passed == agreed


@given(deciding, st.integers(1, 400), st.integers(0, 400))
def test_exactly_those_missing_make_the_quorum(key: str, due: int, present: int) -> None:
    profile = PROFILES[key]
    turnout = Turnout(due, min(present, due), due, due)
    missing = quorum_met(profile, turnout).missing
    assert quorum_met(profile, Turnout(due, turnout.present + missing, due, due)).missing == 0
    if missing:
        assert quorum_met(profile, Turnout(due, turnout.present + missing - 1, due, due)).missing == 1


@given(deciding, st.integers(0, 200), st.integers(0, 50))
def test_a_tie_never_passes(key: str, each: int, abstain: int) -> None:
    present = 2 * each + abstain
    if present:
        turnout = Turnout(present, present, present, present)
        assert not passes(PROFILES[key], turnout, Votes(each, each, abstain), Votes(each, each, 0)).passed


@given(st.sampled_from(sorted(PROFILES)))
def test_a_kept_copy_is_the_same_rule(key: str) -> None:
    assert profile_from(PROFILES[key].as_data()) == PROFILES[key]


@pytest.mark.parametrize(
    ("share", "whole", "needed"),
    [
        (Share(2, 3), 15, 10),
        (Share(2, 3), 16, 11),
        (Share(1, 2, strict=True), 12, 7),
        (Share(1, 2, strict=True), 11, 6),
        (Share(3, 4), 8, 6),
        (Share(2, 3), 0, 1),
    ],
)
def test_shares_in_whole_numbers(share: Share, whole: int, needed: int) -> None:
    assert share.needed(whole) == needed


def test_abstentions_are_not_yes() -> None:
    assert not passes(PROFILES["council"], Turnout(12, 12), Votes(6, 0, 6)).passed
    assert passes(PROFILES["council"], Turnout(12, 12), Votes(7, 0, 5)).passed


def test_counts_beyond_those_present_are_refused() -> None:
    with pytest.raises(Refusal, match="too_many_votes") as refused:
        passes(PROFILES["council"], Turnout(12, 10), Votes(6, 4, 1))
    assert refused.value.facts == {"counted": 11, "present": 10}


@pytest.mark.parametrize("votes", [Votes(-1, 0, 0), Votes(3, -1, 0), Votes(3, 0, -2)])
def test_negative_counts_are_refused(votes: Votes) -> None:
    with pytest.raises(Refusal, match="negative_votes"):
        passes(PROFILES["council"], Turnout(12, 10), votes)


def test_a_hearing_decides_nothing() -> None:
    assert quorum_met(PROFILES["hearing"], Turnout(0, 0)).met
    with pytest.raises(Refusal, match="decides_nothing"):
        passes(PROFILES["hearing"], Turnout(10, 10), Votes(10, 0, 0))


@pytest.mark.parametrize(
    ("areas", "code"),
    [
        (None, "areas_needed"),
        (Votes(50, 60, 0), "too_much_area"),
        (Votes(50, -1, 0), "negative_votes"),
        (Votes(50, 0, 10), "area_without_votes"),
    ],
)
def test_owners_areas_must_fit(areas: Votes | None, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        passes(PROFILES["owners"], Turnout(10, 10, 100, 100), Votes(6, 4, 0), areas)


def test_heads_without_area_are_not_enough() -> None:
    turnout = Turnout(10, 10, 100, 100)
    assert not passes(PROFILES["owners"], turnout, Votes(9, 1, 0), Votes(50, 50, 0)).passed
    assert passes(PROFILES["owners"], turnout, Votes(6, 4, 0), Votes(51, 49, 0)).passed
    assert not passes(PROFILES["owners_special"], turnout, Votes(8, 2, 0), Votes(74, 26, 0)).passed


def test_the_phase_is_the_furthest_step_reached() -> None:
    so_far = dict.fromkeys(("cancelled", "noticed", "begun", "ended", "drafted", "signed"), False)
    reached = [phase_of(**so_far)]
    for step in ("noticed", "begun", "ended", "drafted", "signed"):
        so_far[step] = True
        reached.append(phase_of(**so_far))
    assert reached == [
        Phase.PLANNED, Phase.NOTICED, Phase.IN_SESSION, Phase.ENDED, Phase.DRAFTED, Phase.SIGNED,
    ]  # fmt: skip
    assert phase_of(**{**so_far, "ended": False, "signed": False}) == Phase.IN_SESSION


def test_speeches_are_read_line_by_line() -> None:
    text = "大家先看材料\n张三：路灯太暗\n晚上不敢出门\n李四: 我同意"
    assert speeches_of(text) == [
        ("", "大家先看材料"), ("张三", "路灯太暗\n晚上不敢出门"), ("李四", "我同意"),
    ]  # fmt: skip


def test_one_changed_letter_changes_the_hash() -> None:
    assert text_hash({"a": 1}, {"opening": "甲"}) != text_hash({"a": 1}, {"opening": "乙"})
    assert text_hash({"a": 1}, {"x": "1", "y": "2"}) == text_hash({"a": 1}, {"y": "2", "x": "1"})
