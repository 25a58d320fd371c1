"""The rule profiles against a brute-force oracle, which counts people one by one and compares fractions:
at every size from nobody to two hundred, strictly and inclusively, by area, with fractions of one's own."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.meetings.rules import (
    PROFILES,
    Base,
    Group,
    Profile,
    Share,
    Turnout,
    Votes,
    heads,
    passes,
    profile_from,
    quorum_met,
    turnout_of,
)

SIZES = range(201)
shares = st.builds(
    lambda parts, strict: Share(min(parts), max(parts), strict and min(parts) < max(parts)),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.booleans(),
)
bases = st.sampled_from([base for base in Base if base != Base.OPEN])
groups = st.builds(Group, st.integers(0, 300), st.integers(0, 900), st.integers(0, 10**10))


def enough(share: Share, part: int, whole: int) -> bool:
    """Written another way: nobody is never enough, and of no whole a part is as good as all of it."""
    if part < 1:
        return False
    said, there = (
        Fraction(share.numerator, share.denominator),
        Fraction(part, whole) if whole else Fraction(1),
    )
    return there > said or (there == said and not share.strict)


def first_enough(share: Share, whole: int) -> int:
    """Let one after the other come in until they are enough."""
    part = 0
    while not enough(share, part, whole):
        part += 1
    return part


@pytest.mark.parametrize("key", [key for key, profile in PROFILES.items() if profile.decides])
def test_the_boundary_is_the_same_at_every_size(key: str) -> None:
    profile = PROFILES[key]
    assert profile.quorum is not None
    assert profile.majority is not None
    for size in SIZES:
        for share in (profile.quorum, profile.majority):
            needed = first_enough(share, size)
            assert share.needed(size) == needed, (key, size)
            assert share.met(needed, size)
            assert not share.met(needed - 1, size)


@pytest.mark.parametrize(
    ("share", "size", "needed"),
    [
        (Share(2, 3), 3, 2),
        (Share(2, 3), 4, 3),
        (Share(2, 3), 200, 134),
        (Share(1, 2, True), 2, 2),
        (Share(1, 2, True), 3, 2),
        (Share(1, 2, True), 200, 101),
        (Share(1, 2), 200, 100),
        (Share(3, 4), 4, 3),
        (Share(3, 4), 5, 4),
        (Share(1, 1), 7, 7),
        (Share(2, 3), 0, 1),
        (Share(1, 2, True), 0, 1),
        (Share(1, 2, True), 1, 1),
    ],
)
def test_what_people_work_out_on_paper(share: Share, size: int, needed: int) -> None:
    assert share.needed(size) == needed


@given(shares, st.integers(0, 200))
def test_every_fraction_of_ones_own_needs_what_counting_one_by_one_says(share: Share, size: int) -> None:
    assert share.needed(size) == first_enough(share, size)


@given(bases, shares, shares, st.booleans(), st.data())
def test_quorum_and_passing_agree_with_fractions(
    base: Base, quorum: Share, majority: Share, by_area: bool, data: st.DataObject
) -> None:
    profile = Profile("own", base, quorum, majority, by_area)
    due = data.draw(st.integers(1, 200))
    present = data.draw(st.integers(0, due))
    due_area = data.draw(st.integers(1, 10**9))
    area = data.draw(st.integers(0, due_area))
    there = Turnout(due, present, due_area, area)
    met = quorum_met(profile, there)
    by_heads, by_ground = enough(quorum, present, due), enough(quorum, area, due_area)
    assert met.met == (by_heads and (by_ground or not by_area))
    assert enough(quorum, present + met.missing, due)
    if by_area:
        assert enough(quorum, area + met.missing_area, due_area)
        assert not met.missing_area or not enough(quorum, area + met.missing_area - 1, due_area)
    yes = data.draw(st.integers(0, present))
    no = data.draw(st.integers(0, present - yes))
    yes_area = data.draw(st.integers(0, area)) if yes else 0
    decision = passes(profile, there, Votes(yes, no, 0), Votes(yes_area, 0, 0))
    agreed = enough(majority, yes, present) and (not by_area or enough(majority, yes_area, area))
    assert decision.passed == agreed


@given(shares, st.integers(1, 200), st.integers(0, 200))
def test_one_more_yes_never_makes_a_motion_fail(share: Share, present: int, yes: int) -> None:
    profile = Profile("own", Base.MEMBERS, share, share)
    there = Turnout(present, present)
    if passes(profile, there, Votes(min(yes, present), 0, 0)).passed:
        assert passes(profile, there, Votes(min(yes + 1, present), 0, 0)).passed


@given(st.integers(0, 100))
def test_a_tie_never_passes_by_more_than_half(votes: int) -> None:
    for key in ("council", "representatives", "residents", "households"):
        there = Turnout(max(1, 2 * votes), max(1, 2 * votes))
        assert not passes(PROFILES[key], there, Votes(votes, votes, 0)).passed


@given(bases, groups, groups, groups, groups)
def test_who_is_counted_follows_the_base(
    base: Base, listed: Group, there: Group, due: Group, others: Group
) -> None:
    weighed = base in (Base.HOUSEHOLDS, Base.OWNERS)
    counted = turnout_of(base, listed, there, due, others)
    own, came = (listed.households, there.households) if weighed else (listed.persons, there.persons)
    assert counted.due == sorted([due.persons, own])[-1]
    assert counted.present - others.persons == came
    assert counted.present_area - others.area_cm2 == there.area_cm2
    assert counted.due_area >= listed.area_cm2


@pytest.mark.parametrize(
    ("base", "counted"),
    [
        (Base.MEMBERS, 2),
        (Base.REPRESENTATIVES, 2),
        (Base.RESIDENTS, 2),
        (Base.OPEN, 2),
        (Base.HOUSEHOLDS, 7),
        (Base.OWNERS, 7),
    ],
)
def test_persons_are_counted_or_the_number_they_represent(base: Base, counted: int) -> None:
    assert heads(base, 2, 7) == counted


@given(st.builds(Profile, st.just("own"), bases, st.none() | shares, st.none() | shares, st.booleans()))
def test_the_copy_a_meeting_keeps_says_the_same(profile: Profile) -> None:
    assert profile_from(profile.as_data()) == profile


@given(st.integers(0, 50), st.integers(-5, 60), st.integers(-5, 60), st.integers(-5, 60))
def test_counts_that_cannot_be_are_refused(present: int, yes: int, no: int, blank: int) -> None:
    possible = min(yes, no, blank) >= 0 and yes + no + blank <= present
    there = Turnout(60, present)
    if possible:
        passes(PROFILES["council"], there, Votes(yes, no, blank))
    else:
        with pytest.raises(Refusal):
            passes(PROFILES["council"], there, Votes(yes, no, blank))
