"""The rule of a round in the words of a resident: how to choose, how it is counted, what has to be reached.

Everything here reads the terms alone, of a draft's `Plan` as of a `Round`, so that the preview, the page and
the ballot say the same.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from deliberation.rounds.recommending import Because
from deliberation.rounds.rules import Purpose
from deliberation.tally.rule import Completion, Method, Paper, Then, Utility
from deliberation.web.formats import money
from deliberation.web.phrases import label

EXAMPLE_VOTERS = 100


def choosing(terms: Any) -> str:
    """How one ballot is filled in, in one line."""
    count, k, least = len(terms.options), terms.k, terms.least
    if terms.method == Method.KNAPSACK:
        return _(
            "在 %(count)s 项里选，估算加起来不超过 %(budget)s", count=count, budget=money(terms.budget_fen)
        )
    if terms.ballot == Paper.POINTS:
        most = terms.most_points or terms.points
        given = _("每人 %(points)s 分，一项最多给 %(most)s 分", points=terms.points, most=most)
        return _("%(given)s，分给 %(least)s 到 %(k)s 项", given=given, least=least, k=k)
    if terms.ballot == Paper.RANKING:
        return _("%(count)s 项里挑最想要的，按先后排 %(least)s 到 %(k)s 项", count=count, least=least, k=k)
    if least == k:
        return _("%(count)s 项里选 %(k)s 项", count=count, k=k)
    if least > 1:
        return _("%(count)s 项里选 %(least)s 到 %(k)s 项", count=count, least=least, k=k)
    return _("%(count)s 项里最多选 %(k)s 项", count=count, k=k)


def counting(terms: Any) -> list[str]:
    """How the ballots become a result, sentence by sentence."""
    if terms.method == Method.EQUAL_SHARES:
        return _shares(terms)
    return [_order(terms), _selection(terms)]


def _order(terms: Any) -> str:
    count = len(terms.options)
    if terms.method == Method.POINTS:
        return _("大家给一项的分加起来，分多的在前。")
    if terms.method == Method.RANKING:
        return _(
            "排第一的得 %(most)s 分，每往后一名少 1 分，没有排的平分剩下的分；总分高的在前。",
            most=max(count - 1, 0),
        )
    if terms.method == Method.SCHULZE:
        return _("选项两个两个地比，把它排在前面的人多，它就胜出；综合所有的比较排出先后（舒尔茨法）。")
    return _("选它的人越多，名次越靠前。")


def _selection(terms: Any) -> str:
    if terms.budget_fen is not None:
        return _(
            "这轮一共有 %(budget)s：从第一名往后看，钱够的就做，不够的跳过，再看下一名。",
            budget=money(terms.budget_fen),
        )
    if terms.winners is not None:
        return _("前 %(winners)s 名入选。", winners=terms.winners)
    if terms.majority:
        return _("过半的入选。")
    return _("只排先后，做哪几项另外再定。")


def _shares(terms: Any) -> list[str]:
    """公平份额法 as those explain it who use it: the money belongs to the ballots, alike."""
    said = [
        _(
            "这轮的 %(budget)s 平均分到每一张票上。选了同一项的票一起出钱，凑够了，这一项就入选。",
            budget=money(terms.budget_fen),
        ),
        _("所以花钱少的事，只要不多的人选它；每一群人都有机会办成自己最要紧的事。"),
    ]
    example = _example(terms)
    if example:
        said.append(example)
    if terms.ballot == Paper.POINTS:
        said.append(_("给一项的分越多，替它出的钱也越多。"))
    if terms.utility == Utility.VOTES:
        said.append(_("算每个人得到了多少时，一项就是一项，不看花了多少钱。"))
    if terms.completion == Completion.ADD_ONE:
        said.append(_("钱没有用完，就给每张票多算 1 元重新来一遍，直到再多就超了为止。"))
    if terms.then == Then.GREEDY:
        said.append(_("最后剩下的钱，按票数从多到少，还够做哪一项就做哪一项。"))
    return said


def _example(terms: Any) -> str:
    """The share in figures, by the option that costs least."""
    share = (terms.budget_fen or 0) // EXAMPLE_VOTERS // 100 * 100
    cost = min((option.cost_fen for option in terms.options if option.cost_fen), default=0)
    needed = -(-cost // share) if share and cost else 0
    if not 1 <= needed <= EXAMPLE_VOTERS:
        return ""
    return _(
        "例如 %(voters)s 个人投票，每人名下 %(share)s 元；要 %(cost)s 的一项，有 %(needed)s 个人选就够。",
        voters=EXAMPLE_VOTERS,
        share=f"{share // 100:,}",
        cost=money(cost),
        needed=needed,
    )


def conditions(terms: Any) -> list[str]:
    """What has to be reached: by the round, and by an option."""
    said = []
    if terms.min_turnout_percent is not None:
        said.append(_("参与率不低于 %(percent)s%%，这轮才有效。", percent=terms.min_turnout_percent))
    if terms.majority:
        said.append(_("双过半：投票的要超过名册的一半；一项要有超过一半的票选它（空白票也算在内）。"))
    if terms.min_votes is not None and terms.ballot == Paper.POINTS:
        said.append(_("一项至少要得 %(count)s 分。", count=terms.min_votes))
    elif terms.min_votes is not None:
        said.append(_("一项至少要得 %(count)s 票。", count=terms.min_votes))
    return said


def who(terms: Any, estates: Sequence[Any]) -> str:
    """Who may vote: of the whole community, or of some estates."""
    if terms.purpose == Purpose.MOTION:
        return _("投票开始时到会的人，一人一票")
    unit = label("round_unit", terms.unit)
    names = [estate.name for estate in estates if str(estate.id) in terms.estates]
    return _("%(unit)s，限%(estates)s", unit=unit, estates=_("、").join(names)) if names else unit


def method_hints() -> dict[str, str]:
    """What each method is for, in a line under its name."""
    return {
        Method.APPROVAL: _("每人勾选几项，选的人多的在前。最容易懂；人不多、没有钱数的时候用它。"),
        Method.EQUAL_SHARES: _(
            "有一笔钱要分的时候用：钱平均分给每张票，选同一项的人一起出钱，不会全给了人多的一边。"
        ),
        Method.POINTS: _("每人几分，分给想要的几项，能表示更想要哪一项。"),
        Method.RANKING: _("每人把最想要的三五项排出先后，排在前面的得分多。"),
        Method.KNAPSACK: _("每人自己配一份：选的几项加起来不能超过这轮的钱。"),
        Method.SCHULZE: _("也是排先后，数的时候把选项两个两个地比；一般用上面那种排序就够了。"),
    }


def advice(advice: Any) -> str:
    """A recommendation with its reason."""
    if advice.because == Because.ONE_QUESTION:
        return _("只问一件事：请把选项写成“赞成”“反对”“弃权”三行，每人选一项。")
    if advice.because == Because.NO_MONEY:
        return _("没有钱数：建议用选择投票，每人最多选 %(k)s 项，再写明前几项入选。", k=advice.k)
    if advice.because == Because.LITTLE_MONEY:
        return _("人不多、住一栋楼：建议用选择投票，每人最多选 %(k)s 项，从第一名往后钱够就做。", k=advice.k)
    return _(
        "有一笔钱，住的楼不止一栋或者人数较多：建议用公平份额法，每人至少选 %(least)s 项。",
        least=advice.least,
    )
