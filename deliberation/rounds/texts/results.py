"""Words with which a result is shown, explained and published."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

Facts = Mapping[str, Any]
BY = {
    "cost": _l("费用低的在前"),
    "votes": _l("票多的在前"),
    "lot": _l("抽签决定先后"),
    "order": _l("选票上列在前面的在前"),
}


def figure(votes: int, unit: str) -> str:
    """A score as its number alone: halves of a point as x.5."""
    if unit != "half_points":
        return str(votes)
    return f"{votes // 2}.5" if votes % 2 else str(votes // 2)


def amount(fen: int) -> str:
    """Fen as yuan, with its fen only where there are any."""
    whole, rest = divmod(fen, 100)
    return _("%(amount)s 元", amount=f"{whole:,}.{rest:02}" if rest else f"{whole:,}")


def score(votes: int, unit: str) -> str:
    """A score with what it counts."""
    if unit in ("points", "half_points"):
        return _("%(points)s 分", points=figure(votes, unit))
    if unit == "wins":
        return ngettext("胜过 %(num)s 项", "胜过 %(num)s 项", votes)
    return ngettext("%(num)s 票", "%(num)s 票", votes)


def what_counts(unit: str) -> str:
    """What a score is called at the head of a column."""
    if unit in ("points", "half_points"):
        return _("得分")
    return _("胜过几项") if unit == "wins" else _("得票")


def _score_of(facts: Facts) -> str:
    return score(int(facts["votes"]), str(facts.get("unit", "votes")))


def _alone(facts: Facts) -> str:
    if facts.get("unit") == "wins":
        return _("两个两个地比，%(score)s。", score=_score_of(facts))
    return _("得 %(score)s，没有和它一样多的。", score=_score_of(facts))


def _tie_broken(facts: Facts) -> str:
    return _(
        "得 %(score)s，和另外 %(others)s 项一样多；按事先公布的规则，%(by)s。",
        score=_score_of(facts),
        others=int(facts["tied"]) - 1,
        by=BY[str(facts["by"])],
    )


def _ranked(facts: Facts) -> str:
    """A need's place in a vote; rounds counted when there was one method say no unit."""
    said = {"round": facts["round"], "score": _score_of(facts), "of": facts["of"], "rank": facts["rank"]}
    if facts.get("won"):
        return _("在“%(round)s”得 %(score)s，%(of)s 项里排第 %(rank)s，入选", **said)
    return _("在“%(round)s”得 %(score)s，%(of)s 项里排第 %(rank)s", **said)


def _with_money(sentence: Any) -> Callable[[Facts], str]:
    """A sentence whose facts in fen are said in yuan, `cost_fen` as `cost`."""

    def said(facts: Facts) -> str:
        amounts = {
            name.removesuffix("_fen"): amount(value) for name, value in facts.items() if name.endswith("_fen")
        }
        return str(sentence) % {**facts, **amounts}

    return said


def _below_threshold(facts: Facts) -> str:
    least = score(int(facts["min_votes"]), str(facts.get("unit", "votes")))
    return _("没有达到事先定的 %(least)s，没有入选。", least=least)


def _shares(facts: Facts) -> str:
    """What was bought with shares; what costs nothing takes nobody's money."""
    if not facts["cost_fen"]:
        return _("第 %(step)s 个入选：它不用花钱。", step=facts["step"])
    said = {
        "step": facts["step"],
        "supporters": facts["supporters"],
        "cost": amount(facts["cost_fen"]),
        "price": amount(facts["price_fen"]),
    }
    if facts.get("ballot") == "points":
        paid = _(
            "第 %(step)s 个入选：给它分的 %(supporters)s 张票凑够了 %(cost)s，给 1 分就出 %(price)s。", **said
        )
    else:
        paid = _("第 %(step)s 个入选：选它的 %(supporters)s 张票凑够了 %(cost)s，每张出 %(price)s。", **said)
    if not facts["exhausted"]:
        return paid
    return paid + ngettext(
        "其中 %(num)s 张把名下的钱用完了。", "其中 %(num)s 张把名下的钱用完了。", facts["exhausted"]
    )


def _shares_short(facts: Facts) -> str:
    return _(
        "没有入选：要 %(cost)s，选它的票名下合起来只剩 %(money)s，还差 %(short)s。",
        cost=amount(facts["cost_fen"]),
        money=amount(facts["money_fen"]),
        short=amount(facts["short_fen"]),
    )


PHRASES: dict[str, Any] = {
    "event.rounds.ranked": _ranked,
    "placed.more_votes": _alone,
    "placed.no_votes": _l("没有人选它。"),
    "placed.tie_broken": _tie_broken,
    "decided.in_top_n": _l("在前 %(n)s 名里，入选。"),
    "decided.over_top_n": _l("只取前 %(n)s 名，没有入选。"),
    "decided.fits": _with_money(_l("要 %(cost)s，钱够，入选；做完它还剩 %(left)s。")),
    "decided.does_not_fit": _with_money(_l("要 %(cost)s，轮到它只剩 %(left)s，还差 %(short)s，没有入选。")),
    "decided.after_stop": _l("排在它前面的一项钱不够；按事先公布的规则，到那里为止，没有入选。"),
    "decided.below_threshold": _below_threshold,
    "decided.below_majority": _l(
        "%(ballots)s 张票里有 %(named)s 张选它，没有过半（要 %(needed)s 张），没有入选。"
    ),
    "decided.no_votes": _l("没有人选的不入选。"),
    "decided.cost_unknown": _l("不知道要多少钱，没法入选。"),
    "decided.shares": _shares,
    "decided.rest": _with_money(
        _l("入选：选它的票名下的钱不够，但是最后剩下的钱还够做它；做完还剩 %(left)s。")
    ),
    "decided.shares_short": _shares_short,
}
