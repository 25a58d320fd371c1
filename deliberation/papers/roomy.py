"""Deep calls without the cost of a boundary: the frames of one piece of work stand in one block of memory.

CPython (seen in 3.11) keeps its frames in chunks of 16 KB. Where a chunk ends right under a loop of a deep
call, every call of the loop maps a new chunk and gives it back: of WeasyPrint's layout, which is some sixty
calls deep, that was a quarter of the time. A first frame that asks for more stack than it uses is given a
chunk that all the others fit into. Elsewhere it changes nothing.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

T = TypeVar("T")

WORDS = 70_000  # of 8 bytes: makes the chunk 1 MiB, of which the work has what is left


def _do(work: Callable[[], Any]) -> Any:
    return work()


_do_with_room = FunctionType(_do.__code__.replace(co_stacksize=_do.__code__.co_stacksize + WORDS), globals())


def in_one_block(work: Callable[[], T]) -> T:
    """What `work` returns or raises."""
    done: T = _do_with_room(work)
    return done
