"""One picture a method: how the options stand, on the page and on paper alike."""

from flask_babel import gettext as _

from deliberation.papers.charts import MOST_BARS
from deliberation.papers.result_facts import ResultMark, ResultPicture
from deliberation.rounds.explaining import neighbours
from deliberation.rounds.outcomes import OptionRow, Outcome
from deliberation.rounds.texts.results import amount, figure, score
from deliberation.tally.rule import Method


def picture(outcome: Outcome) -> ResultPicture:
    """The picture of a result: bars of what each got; for 公平份额法 how much of its cost those who named it
    had together; for Schulze each option against the one behind it."""
    drawn = _picture(outcome)
    if max(len(drawn["rows"]), len(drawn["pairs"])) > MOST_BARS:
        drawn["said"] += _("图里只画前 %(count)s 条。", count=MOST_BARS)
    return drawn


def _picture(outcome: Outcome) -> ResultPicture:
    if outcome.round.method == Method.SCHULZE and outcome.details.get("pairwise"):
        return _two_by_two(outcome)
    if outcome.round.method == Method.EQUAL_SHARES and outcome.details.get("supporters_money") is not None:
        return _gathered(outcome)
    first = outcome.rows[0]
    best = score(first.votes, outcome.unit)
    return {
        "key": "result",
        "title": _("各项得分") if outcome.unit in ("points", "half_points") else _("各项得票"),
        "said": _("最多的是“%(title)s”，%(score)s。", title=first.title, score=best),
        "rows": [_mark(outcome, row, row.votes, None, "") for row in outcome.rows],
        "pairs": [],
    }


def _mark(outcome: Outcome, row: OptionRow, value: int, whole: int | None, note: str) -> ResultMark:
    chosen = row.selected if outcome.decides and outcome.valid else None
    label = _("%(title)s（入选）", title=row.title) if chosen else row.title
    told = figure(value, outcome.unit) if whole is None else ""
    return {"label": label, "note": note, "value": value, "figure": told, "whole": whole, "chosen": chosen}


def _gathered(outcome: Outcome) -> ResultPicture:
    """For each option that somebody named, how much of its cost its supporters had together."""
    short = outcome.details["supporters_money"]
    rows = [row for row in outcome.rows if row.key in short or row.selected]
    return {
        "key": "result",
        "title": _("选它的票凑了多少钱"),
        "said": _("凑够的入选；没凑够的，写着还差多少。"),
        "rows": [_gathered_by(outcome, row, short.get(row.key)) for row in rows],
        "pairs": [],
    }


def _gathered_by(outcome: Outcome, row: OptionRow, short: dict[str, int] | None) -> ResultMark:
    cost = row.cost_fen or 0
    if not cost:
        return _mark(outcome, row, 1, 1, _("不用花钱"))
    if short is None:
        rest = row.why == "rest"
        said = _("要 %(cost)s，用剩下的钱做") if rest else _("%(cost)s，凑够了")
        return _mark(outcome, row, cost, cost, said % {"cost": amount(cost)})
    note = _("要 %(cost)s，还差 %(short)s", cost=amount(cost), short=amount(short["short_fen"]))
    return _mark(outcome, row, short["money_fen"], cost, note)


def _two_by_two(outcome: Outcome) -> ResultPicture:
    """Each option against the one that came next."""
    return {
        "key": "result",
        "title": _("前一名和后一名比"),
        "said": _("每一条比的是相邻的两项：有多少张票把它排在另一项前面。"),
        "rows": [],
        "pairs": [
            {"one": each.one, "other": each.other, "for_one": each.for_one, "for_other": each.for_other}
            for each in neighbours(outcome)
        ],
    }
