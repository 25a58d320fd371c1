"""Words with which a round is made, announced, extended and signed."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {"label.round_state.typing": _l("正在录入纸质选票")}
