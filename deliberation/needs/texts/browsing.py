"""Words of needs: looking through, searching, what is alike."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "label.order_short.newest": _l("最新"),
    "label.order_short.supported": _l("支持最多"),
    "label.order_short.households": _l("户数最多"),
}
