"""In which order speakers are called: for and against alternate, whoever asked."""

from hypothesis import given
from hypothesis import strategies as st

from deliberation.meetings.rules import Side
from deliberation.meetings.turns import Waiting, suggested_order

FOR, AGAINST, NEUTRAL = Waiting(Side.FOR), Waiting(Side.AGAINST), Waiting(Side.NEUTRAL)
LISTS = st.lists(st.builds(Waiting, st.sampled_from(Side), st.integers(0, 2)), max_size=8)


def test_for_and_against_alternate_in_the_order_they_asked() -> None:
    assert suggested_order([FOR, FOR, AGAINST, FOR, AGAINST], None) == [0, 2, 1, 4, 3]


def test_after_a_speech_for_somebody_against_comes_first() -> None:
    assert suggested_order([FOR, NEUTRAL, AGAINST], Side.FOR) == [2, 0, 1]
    assert suggested_order([FOR, NEUTRAL], Side.FOR) == [1, 0], "neither side comes before the same side"


def test_who_spoke_less_comes_before_who_spoke_already() -> None:
    assert suggested_order([Waiting(Side.FOR, 1), FOR], None) == [1, 0]


@given(LISTS, st.sampled_from([None, *Side]))
def test_everybody_is_called_once_and_no_side_twice_while_the_other_waits(
    waiting: list[Waiting], last: Side | None
) -> None:
    order = suggested_order(waiting, last)
    assert sorted(order) == list(range(len(waiting)))
    before = last if last in (Side.FOR, Side.AGAINST) else None
    for place, each in enumerate(order):
        side = waiting[each].side
        others = {waiting[later].side for later in order[place:]}
        if before and side == before:
            assert others == {before}
        before = side if side != Side.NEUTRAL else before
