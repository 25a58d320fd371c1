"""How many needs a long list holds, for some seconds: counting them costs more than showing twenty.

Only lists of thousands are remembered, where one need more or less is nothing to a reader; each process for
itself, in memory, so nothing has to be kept right.
"""

import time
from collections.abc import Hashable

LEAST = 2_000
FOR_S = 5.0
MOST_LISTS = 500

_known: dict[Hashable, tuple[float, int]] = {}


def known(which: Hashable) -> int | None:
    """How many a list held a moment ago, if it is a long one that was counted lately."""
    total = _known.get(which)
    return total[1] if total is not None and time.monotonic() - total[0] < FOR_S else None


def learn(which: Hashable, total: int) -> None:
    """Keep in mind how many a list holds."""
    if total < LEAST:
        return
    if len(_known) >= MOST_LISTS:
        _known.clear()
    _known[which] = (time.monotonic(), total)
