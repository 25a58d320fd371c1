"""Words of what people are told of a meeting, and of what is kept of it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import moment

# The messages from which a member excuses themselves with one tap, and the word on it.
EXCUSABLE = ("notice.meetings.called", "notice.meetings.moved", "notice.meetings.reminder")
EXCUSE = _l("我要请假")


def _reminder(facts: Mapping[str, Any]) -> str:
    said = {**facts, "time": moment(facts.get("starts_at"))}
    return _("提醒您：会议“%(title)s”就要开了，%(time)s，%(place)s。来不了请说一声。", **said)


PHRASES: dict[str, Any] = {
    "notice.meetings.reminder": _reminder,
    "label.job.meetings.archive": _l("打包一年的会议档案"),
    "act.meetings.take_archive": _l("打包带全名的会议档案"),
}
