"""Words of needs: the map."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "refusal.needs.point_far": _l("标的位置离社区超过 %(km)s 公里，多半是点错了。请重新点一下，或者不标。"),
}
