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
    "label.box.N02": _l("安全消防"),
    "label.box.N03": _l("环境绿化"),
    "label.box.N04": _l("文体活动"),
    "label.box.N05": _l("关爱互助"),
    "label.box.N06": _l("停车充电"),
    "label.box.N07": _l("无障碍适老"),
    "label.box.N08": _l("路水电气热"),
    "label.box.N09": _l("卫生垃圾"),
    "label.box.N10": _l("物业公共"),
    "label.box.N11": _l("一老一小"),
    "label.box.N12": _l("应急防灾"),
    "label.box.N13": _l("科技便民"),
    "label.box.N99": _l("其他"),
    "label.box.B04": _l("菜市场"),
    "label.box.B05": _l("生鲜菜店"),
    "label.box.B03": _l("早餐店"),
    "label.box.B01": _l("便利店"),
    "label.box.B02": _l("超市"),
    "label.box.B12": _l("药店"),
    "label.box.B06": _l("小修小补"),
    "label.box.B09": _l("理发店"),
    "label.box.B11": _l("家政"),
    "label.box.B13": _l("快递点"),
    "label.box.B19": _l("社区食堂"),
    "label.box.B20": _l("养老服务"),
    "label.box.Q01": _l("托育"),
    "label.box.B16": _l("废品回收"),
    "label.box.Q08": _l("健身"),
    "label.box.Q21": _l("银行"),
    "act.needs.print_forms": _l("印问需表"),
    "refusal.needs.no_doors": _l("名册上没有这里的住户，请换一个范围，或者印空白表。"),
    "refusal.needs.copies": _l("一次最多印 %(most)s 张空白表。"),
    "refusal.needs.numbers_missing": _l("请填需求的编号，例如 003。"),
    "refusal.needs.numbers_many": _l("一次最多填 %(most)s 条需求的编号。"),
    "refusal.needs.no_such_number": _l("没有编号是 %(number)s 的需求，请核对。"),
    "refusal.needs.not_supportable_now": _l("需求 %(number)s 现在不能支持：它还没有公开，或者已经办结。"),
    "event.needs.taken_back": _l("登记时录错了，社区工作者撤销了"),
    "notice.needs.taken_back": _l("社区工作者替您登记的需求 %(number)s“%(title)s”录错了，已经撤销。"),
    "act.needs.take_back": _l("撤销录错的需求"),
    "refusal.needs.sheet_empty": _l("这一张还是空的：请填缺什么，或者填支持的编号。"),
    "refusal.needs.undo_late": _l(
        "需求 %(number)s 录了超过一小时，或者已经有了答复，不能直接撤销；请到“梳理”里处理。"
    ),
    "refusal.needs.undo_touched": _l("需求 %(number)s 已经有人支持或评论，不能直接撤销；请到“梳理”里处理。"),
    "refusal.needs.entered_already": _entered_already,
    "refusal.needs.reference_long": _l("表号、工单号最多 %(most)s 个字。"),
}
