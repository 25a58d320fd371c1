"""One block for all frames: what is done in it comes back, fails as it would anywhere, and costs no chunk."""

import sys

import pytest

from deliberation.papers import roomy


def deep(levels: int) -> int:
    return levels if levels == 0 else 1 + deep(levels - 1)


def test_what_is_done_comes_back_and_what_fails_fails() -> None:
    assert roomy.in_one_block(lambda: deep(200)) == 200
    with pytest.raises(ZeroDivisionError):
        roomy.in_one_block(lambda: 1 // 0)


def test_the_first_frame_asks_for_more_room_than_sixty_deep_calls_of_a_hundred_words() -> None:
    asked = roomy._do_with_room.__code__.co_stacksize
    assert asked * 8 > 512 * 1024, "more than half a block of 1 MiB, so that a block of 1 MiB is given"
    assert 1024 * 1024 - asked * 8 > 60 * 100 * 8


def test_one_block_inside_another_and_a_call_too_deep_are_told_as_usual() -> None:
    assert roomy.in_one_block(lambda: roomy.in_one_block(lambda: deep(100))) == 100
    with pytest.raises(RecursionError):
        roomy.in_one_block(lambda: deep(sys.getrecursionlimit() + 10))
