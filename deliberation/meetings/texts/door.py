"""Words of the door: who came, who represents whom, the code that is scanned."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import moment


def _already_listed(facts: Mapping[str, Any]) -> str:
    said = {
        "name": facts.get("name", ""),
        "door": facts.get("door", ""),
        "time": moment(facts.get("came_at")),
    }
    if facts.get("came_at") and said["door"]:
        return _(
            "“%(name)s”（%(door)s）已经在名单上，%(time)s 登记到会的。同名的两个人，请写上门牌。", **said
        )
    if facts.get("came_at"):
        return _("“%(name)s”已经在名单上，%(time)s 登记到会的。同名的两个人，请写上门牌。", **said)
    if said["door"]:
        return _("“%(name)s”（%(door)s）已经在名单上了。同名的两个人，请写上门牌。", **said)
    return _("“%(name)s”已经在名单上了。如果是同名的两个人，请写上门牌。", **said)


def _not_open(facts: Mapping[str, Any]) -> str:
    return _("还没有到登记的时间，%(time)s 以后再扫。", time=moment(facts.get("opens_at")))


PHRASES: dict[str, Any] = {
    "label.arrival.desk": _l("签到台登记"),
    "label.arrival.account": _l("本人账号登记"),
    "label.arrival.code": _l("本人扫码登记"),
    "refusal.meetings.already_listed": _already_listed,
    "refusal.meetings.not_here": _l("“%(name)s”现在不在会场，不能登记离会。"),
    "refusal.meetings.represented": _l(
        "“%(name)s”这一户已经由%(by)s代表。本人来了，请先点“登记错了”再登记到会。"
    ),
    "refusal.meetings.is_here": _l("“%(name)s”本人登记过到会，不用别人代表。"),
    "refusal.meetings.represents_others": _l("“%(name)s”自己还代表着别的户，不能再由别人代表。"),
    "refusal.meetings.several_of_name": _l("名单上有几个“%(name)s”，请写门牌。"),
    "refusal.meetings.fewer_than_named": _l(
        "写的是代表 %(households)s 户，可是连本户在内点到了 %(named)s 户，请检查。"
    ),
    "refusal.meetings.whom_needed": _l("请写明代表哪几户，例如门牌或者姓名，中间用顿号隔开。"),
    "refusal.meetings.area_needed": _l("“%(name)s”代表业主，请填写他代表的面积合计。"),
    "refusal.meetings.not_by_roll": _l("这种会议的成员不按名册列，请选居民代表，或者写姓名。"),
    "refusal.meetings.list_too_long": _l("一份名单最多 %(most)s 人。"),
    "refusal.meetings.no_lines": _l("请贴上名单，一行一个人：门牌,姓名,面积。"),
    "refusal.meetings.line_unread": _l("第 %(line)s 行看不懂：“%(text)s”。一行一个人：门牌,姓名,面积。"),
    "refusal.meetings.line_area": _l("第 %(line)s 行的面积不对：“%(text)s”。要在 0 以上，最多四位小数。"),
    "refusal.meetings.wrong_code": _l(
        "这个二维码不是今天门口的那一个，可能是旧的，请再扫一次门口或者大屏幕上的。"
    ),
    "refusal.meetings.door_not_open": _not_open,
    "refusal.meetings.not_listed": _l("您不在应到名单上，可以列席。"),
    "act.meetings.leave": _l("登记中途离会"),
    "act.meetings.undo_mark": _l("撤回到会登记"),
    "act.meetings.check_in_many": _l("照签到表登记到会"),
    "act.meetings.represent": _l("登记代表的户数和面积"),
    "act.meetings.list_from_roll": _l("按名册列应到名单"),
    "act.meetings.list_pasted": _l("贴入应到名单"),
    "act.meetings.renew_code": _l("换到会登记的二维码"),
    "act.meetings.sit_in": _l("扫码登记列席"),
}
