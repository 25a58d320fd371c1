"""A result told so that a resident understands it: what won and why, option by option."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from deliberation.rounds.outcomes import OptionRow, Outcome
from deliberation.rounds.rules import ballots_needed
from deliberation.rounds.texts.results import amount, score
from deliberation.tally.rule import Method
from deliberation.web.phrases import phrase

HUNDRED = 100
MOST_COMPARED = 15


def titles(rows: Sequence[OptionRow]) -> str:
    """Some options in one line."""
    return _("、").join(_("“%(title)s”", title=row.title) for row in rows)


def summary(outcome: Outcome) -> list[str]:
    """What came of the round, in a few sentences: what won, and what it costs."""
    if not outcome.valid:
        return [_("参加的人没有达到事先定的门槛：下面的数字照样公布，这轮不作数，没有入选的。")]
    if not outcome.decides:
        return [_("这轮只排先后，做哪几项另外再定。")]
    won = outcome.winners
    if not won:
        said = [_("没有一项入选。")]
    else:
        count = ngettext("入选 %(num)s 项", "入选 %(num)s 项", len(won))
        said = [_("%(count)s：%(titles)s。", count=count, titles=titles(won))]
    budget = outcome.round.budget_fen
    if budget is not None:
        spent = sum(row.cost_fen or 0 for row in won)
        left = amount(budget - spent)
        said.append(
            _(
                "这轮一共有 %(budget)s，入选的合计 %(spent)s，剩 %(left)s。",
                budget=amount(budget or 0),
                spent=amount(spent),
                left=left,
            )
        )
    return said


def thresholds(outcome: Outcome) -> list[tuple[str, bool]]:
    """What had to be reached by the round, and whether it was."""
    row = outcome.round
    if outcome.turnout_reached is None:
        return []
    needed = ballots_needed(outcome.register_size, row.min_turnout_percent, row.majority)
    asked = []
    if row.min_turnout_percent is not None:
        asked.append(_("参与率不低于 %(percent)s%%", percent=row.min_turnout_percent))
    if row.majority:
        asked.append(_("投票的超过名册的一半"))
    said = _(
        "%(asked)s（名册 %(register)s，要 %(needed)s 张票），收到 %(ballots)s 张",
        asked=_("、").join(asked),
        register=outcome.register_size,
        needed=needed,
        ballots=outcome.ballots,
    )
    return [(said, outcome.turnout_reached)]


def why(outcome: Outcome, row: OptionRow) -> list[str]:
    """Where one option came, whether it is in, and the reason of both."""
    about = {"unit": outcome.unit, "ballot": outcome.round.ballot.value}
    said = [phrase(f"placed.{row.reason}", {**row.facts, **about})]
    said += _ranked_by(outcome, row)
    if outcome.valid and outcome.decides and row.why and row.why != "no_votes":
        said.append(phrase(f"decided.{row.why}", {**row.why_facts, **about}))
    return said


def _ranked_by(outcome: Outcome, row: OptionRow) -> list[str]:
    """On how many ballots an option is ranked, and on how many first, where ballots are orders."""
    named, first = row.facts.get("named"), outcome.details.get("first", {}).get(row.key)
    if not named:
        return []
    if not first:
        return [ngettext("有 %(num)s 张票排了它。", "有 %(num)s 张票排了它。", named)]
    return [_("有 %(named)s 张票排了它，其中 %(first)s 张排在第一。", named=named, first=first)]


@dataclass(frozen=True)
class Compared:
    """Two options: how many ballots put the one before the other, and the other before the one."""

    one: str
    other: str
    for_one: int
    for_other: int


def against(outcome: Outcome, row: OptionRow) -> list[str]:
    """How one option did against the others, where options were compared two by two: against all of them, or
    where they are many against those that came closest."""
    others = [other for other in outcome.rows if other is not row]
    nearest = sorted(others, key=lambda other: abs(other.rank - row.rank))[:MOST_COMPARED]
    return [
        _(
            "“%(one)s”对“%(other)s”：%(for_one)s 比 %(for_other)s",
            one=duel.one,
            other=duel.other,
            for_one=duel.for_one,
            for_other=duel.for_other,
        )
        for duel in _duels(outcome, [(row, other) for other in others if other in nearest])
    ]


def neighbours(outcome: Outcome) -> list[Compared]:
    """Every option against the one that came next."""
    return _duels(outcome, list(pairwise(outcome.rows)))


def _duels(outcome: Outcome, pairs: Sequence[tuple[OptionRow, OptionRow]]) -> list[Compared]:
    numbers = outcome.details.get("pairwise")
    if not numbers:
        return []
    place = {option.key: number for number, option in enumerate(outcome.round.options)}
    return [
        Compared(
            one.title,
            other.title,
            numbers[place[one.key]][place[other.key]],
            numbers[place[other.key]][place[one.key]],
        )
        for one, other in pairs
    ]


@dataclass(frozen=True)
class Bought:
    """One step of equal shares as it is told; `price` is what each paid, "" where nobody paid by shares."""

    title: str
    cost: str
    price: str
    supporters: int
    exhausted: int
    effective: str


@dataclass(frozen=True)
class Shares:
    """Equal shares told: the share of a ballot, the steps, and what votes alone would have given."""

    said: list[str]
    steps: list[Bought]
    plain: str


def shares(outcome: Outcome) -> Shares | None:
    """How the money was shared; None for other methods, and where the steps would show single ballots."""
    found = outcome.details
    if outcome.round.method != Method.EQUAL_SHARES or "end_fen" not in found:
        return None
    by_key = {row.key: row for row in outcome.rows}
    plain = [by_key[key] for key in found.get("plain_winners", [])]
    return Shares(
        _share_told(outcome),
        [_bought(outcome, by_key, step) for step in outcome.steps],
        _plain(outcome, plain),
    )


def _share_told(outcome: Outcome) -> list[str]:
    found, budget = outcome.details, outcome.round.budget_fen
    start, end = int(found["start_fen"]), int(found["end_fen"])
    said = [
        _(
            "%(budget)s 平分给 %(ballots)s 张票，每张票名下 %(start)s。",
            budget=amount(budget or 0),
            ballots=outcome.ballots,
            start=amount(start),
        )
    ]
    if end > start:
        said.append(_("钱没有用完，所以每张票 1 元 1 元地往上加，加到 %(end)s。", end=amount(end)))
    if found.get("stopped") == "over_budget":
        said.append(_("再加 1 元，入选的就超过总钱数了，所以停在这里。"))
    elif found.get("stopped") == "all_in":
        said.append(_("有人选、够条件的都入选了，所以停在这里。"))
    said.append(_("也就是说，100 个人合起来能定下 %(money)s 的事。", money=amount(end * HUNDRED)))
    return said


def _bought(outcome: Outcome, by_key: dict[str, OptionRow], step: dict[str, Any]) -> Bought:
    row = by_key[step["option"]]
    price = Fraction(step["share_fen"])
    effective = outcome.details.get("effective_votes", {}).get(row.key)
    return Bought(
        row.title,
        amount(row.cost_fen or 0),
        amount(-int(-price // 1)) if step["by"] == "shares" else "",
        step["supporters"],
        step["exhausted"],
        _tenths(Fraction(effective)) if effective else "",
    )


def _tenths(number: Fraction) -> str:
    """A number with one place behind the point, rounded down: nobody is given more support than there was."""
    tenths = int(number * 10)
    return f"{tenths // 10}.{tenths % 10}"


def _plain(outcome: Outcome, plain: Sequence[OptionRow]) -> str:
    if {row.key for row in plain} == set(outcome.won):
        return _("如果只看票数从多到少、钱够就做，入选的也是这几项。")
    if not plain:
        return _("如果只看票数从多到少、钱够就做，一项也做不了。")
    return _("如果只看票数从多到少、钱够就做，入选的会是：%(titles)s。", titles=titles(plain))


def choices_told(outcome: Outcome, choices: Sequence[Any]) -> list[str]:
    """What one published ballot says, line by line."""
    named = {option.key: option.title for option in outcome.round.options}
    if outcome.round.ballot == "points":
        return [
            _("%(title)s：%(score)s", title=named[key], score=score(given, "points"))
            for key, given in choices
        ]
    if outcome.round.ballot == "ranking":
        places = [[place] if isinstance(place, str) else place for place in choices]
        return [
            _("第 %(place)s：%(titles)s", place=number, titles=_("、").join(named[key] for key in place))
            for number, place in enumerate(places, 1)
        ]
    return [named[key] for key in choices]
