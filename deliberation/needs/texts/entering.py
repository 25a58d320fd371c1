"""Words of needs: paper forms, entry on behalf, and statistics."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


def _entered_already(facts: Mapping[str, Any]) -> str:
    if not facts.get("number"):
        return _("编号 %(reference)s 的表（工单）刚刚已经有人登记了。", reference=facts.get("reference", ""))
    return _(
        "编号 %(reference)s 的表（工单）已经登记过了，就是需求 %(number)s。",
        reference=facts.get("reference", ""),
        number=facts["number"],
    )


PHRASES: dict[str, Any] = {
    "label.counted_by.category": _l("按类别"),
    "label.counted_by.theme": _l("按主题"),
    "label.counted_by.estate": _l("按小区"),
    "label.counted_by.channel": _l("按来源"),
    "label.counted_by.state": _l("按走到哪一步"),
    "label.counted_by.week": _l("按周"),
    "label.counted_by.households": _l("按支持的户数"),
    "label.counted_theme.matters": _l("公共事务"),
    "label.counted_theme.shops": _l("其他小店和服务"),
    "label.households_step.0": _l("还没有人支持"),
    "label.households_step.1": _l("1 户"),
    "label.households_step.2": _l("2—5 户"),
    "label.households_step.6": _l("6—20 户"),
    "label.households_step.21": _l("21—50 户"),
    "label.households_step.51": _l("51 户以上"),
    "refusal.needs.entered_already": _entered_already,
    "refusal.needs.reference_long": _l("表号、工单号最多 %(most)s 个字。"),
}
