"""Words of needs: what to add and how, and carrying over."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import day


def _joined_late(facts: Mapping[str, Any]) -> str:
    return _(
        "%(day)s征集时说的，补登记到“%(cycle)s”",
        day=day(facts.get("said_on")),
        cycle=facts.get("cycle", ""),
    )


PHRASES: dict[str, Any] = {
    "event.needs.joined_late": _joined_late,
    "refusal.needs.said_in_future": _l("说这句话的日子还没有到，请再看一下日期。"),
    "refusal.needs.said_long_ago": _l("这个日期太早了，最早只能填 %(years)s 年以内，请再看一下。"),
}
