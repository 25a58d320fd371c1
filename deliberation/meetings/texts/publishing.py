"""Words of consent to be named, of searching minutes and of the archive."""

from typing import Any

from flask_babel import lazy_gettext as _l

PHRASES: dict[str, Any] = {
    "refusal.meetings.was_not_there": _l("只有到会的人才用回答这个问题。请先登记到会。"),
    "act.meetings.agree_to_name": _l("同意在公开的纪要里署名"),
    "act.meetings.hide_name": _l("不再同意在公开的纪要里署名"),
}
