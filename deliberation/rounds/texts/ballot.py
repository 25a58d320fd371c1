"""Words with which a ballot is filled in, checked and cast."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from deliberation.web.formats import money


def _beyond_the_budget(facts: Mapping[str, Any]) -> str:
    return _(
        "您选的一共要 %(cost)s，比这轮的 %(budget)s 多了 %(over)s，请去掉一项再送。",
        cost=money(facts["cost"]),
        budget=money(facts["budget"]),
        over=money(facts["cost"] - facts["budget"]),
    )


def _no_money_left(facts: Mapping[str, Any]) -> str:
    return _(
        "放不下：这一项要 %(cost)s，只剩 %(left)s。要选它，请先去掉别的。",
        cost=money(facts["cost"]),
        left=money(facts["left"]),
    )


PHRASES: dict[str, Any] = {
    "refusal.rounds.too_few_choices": _l(
        "至少要选 %(least)s 项，您选了 %(named)s 项，请再选几项。哪一项都不想选，可以投空白票。"
    ),
    "refusal.rounds.points_below_zero": _l("分数不能是负数。不给分就空着，或者填 0。"),
    "refusal.rounds.points_not_whole": _l("“%(typed)s”看不懂。分数请填整数，例如 3；不给分就空着。"),
    "refusal.rounds.too_many_points": _l(
        "一共只有 %(points)s 分，您给了 %(given)s 分，多了 %(over)s 分，请减掉一些。"
    ),
    "refusal.rounds.too_many_points_on_one": _l(
        "一项最多给 %(most)s 分，您有一项给了 %(given)s 分，请改一下。"
    ),
    "refusal.rounds.place_given_twice": _l("第 %(place)s 位您填了两项，一个名次只能给一项，请改一下。"),
    "refusal.rounds.place_unknown": _l("“%(typed)s”不是名次，请从第 1 位开始排；不想排的就空着。"),
    "refusal.rounds.no_room_left": _l("已经选满 %(k)s 项了。要选这一项，请先去掉一项。"),
    "refusal.rounds.no_money_left": _no_money_left,
    "refusal.rounds.beyond_the_budget": _beyond_the_budget,
}
