"""Words of the room places."""

from flask_babel import lazy_gettext as _l

PHRASES = {
    "refusal.places.bad_code": _l("%(code)s 不是区划代码：区 6 位、街道 9 位、社区 12 位数字。"),
    "refusal.places.no_parent": _l("还没有上一级 %(code)s，请先添加它。"),
    "refusal.places.code_taken": _l("代码 %(code)s 已经有了。"),
    "refusal.places.name_taken": _l("已经有叫“%(name)s”的了。"),
    "refusal.places.negative_adults": _l("成年人数不能是负数。"),
    "refusal.places.door_taken": _l("这栋楼已经有门牌 %(door)s 了。"),
    "label.level.district": _l("区"),
    "label.level.street": _l("街道"),
    "label.level.community": _l("社区"),
    "act.places.add_region": _l("添加区划"),
    "act.places.change_region": _l("修改区划"),
    "act.places.add_grid": _l("添加网格"),
    "act.places.change_grid": _l("修改网格"),
    "act.places.add_estate": _l("添加小区"),
    "act.places.rename_estate": _l("小区改名"),
}
