"""Public papers just drawn, kept a minute in memory, so that clicking twice does not draw twice.

The same page gives the same bytes, so nothing grows stale; papers that carry codes are never kept.
"""

import hashlib
import time
from collections.abc import Callable

PUBLIC = frozenset(
    {
        *(
            "needs-list",
            "need-statistics",
            "project-list",
            "street-list",
            "year-report",
            "publication-notice",
            "objection-outcome",
            "project-progress",
        ),
        *("result-sheet", "result-notice", "minutes", "meeting-record", "meeting-notice", "minutes-index"),
    }
)
FOR_S = 60.0
MOST_BYTES = 16 * 1024 * 1024

_kept: dict[str, tuple[float, bytes]] = {}


def once(template: str, page: str, draw: Callable[[], bytes]) -> bytes:
    """The PDF of a laid-out page: the one kept, or drawn now. In: the paper's name, its whole HTML."""
    if template not in PUBLIC:
        return draw()
    key = hashlib.sha256(page.encode()).hexdigest()
    _forget_old()
    found = _kept.get(key)
    if found is not None:
        return found[1]
    drawn = draw()
    if len(drawn) + sum(len(data) for _at, data in list(_kept.values())) <= MOST_BYTES:
        _kept[key] = (time.monotonic(), drawn)
    return drawn


def _forget_old() -> None:
    since = time.monotonic() - FOR_S
    for key in [key for key, (at, _data) in list(_kept.items()) if at < since]:
        _kept.pop(key, None)
