"""A ballot as a page shows it: its options in the voter's order, what is filled in, and how far that goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from deliberation.errors import Refusal
from deliberation.rounds.ballot_rules import Said, Terms, cost_of, points_given, terms_of
from deliberation.rounds.ballot_steps import fits
from deliberation.rounds.forms import BallotForm
from deliberation.tally.rule import Method, Paper
from deliberation.web.formats import money

SHARERS = 100


@dataclass(frozen=True)
class Line:
    """One option: `chosen` on an approval ballot, its `points` as typed, its `place` in a ranking (or None);
    `fits`: it can still be chosen."""

    key: str
    title: str
    summary: str
    way: dict[str, Any]
    cost_fen: int | None
    chosen: bool
    points: str
    place: int | None
    fits: bool


@dataclass(frozen=True)
class Share:
    """Equal shares in figures: what each of so many voters decides over, and how many pay for an example."""

    voters: int
    each_fen: int
    title: str
    cost_fen: int
    supporters: int


@dataclass(frozen=True)
class Sheet:
    """Everything a ballot page shows; `kind` is approval, knapsack, points or ranking."""

    kind: str
    terms: Terms
    lines: Sequence[Line]
    legend: str
    rule: str
    progress: str
    share: Share | None

    @property
    def chosen(self) -> list[Line]:
        """What is filled in, in the order in which it counts."""
        named = [line for line in self.lines if line.chosen]
        return sorted(named, key=lambda line: line.place or 0) if self.kind == "ranking" else named

    @property
    def rest(self) -> list[Line]:
        """What is not."""
        return [line for line in self.lines if not line.chosen]


def sheet_of(row: Any, options: Sequence[Any], form: BallotForm, order: Iterable[str] = ()) -> Sheet:
    """The ballot of a round or a plan of one, with what `form` holds; options in `order`, else as listed."""
    terms = terms_of(row, options)
    by_key = {option.key: option for option in options}
    said = _as_far_as_read(form, terms)
    lines = [_line(by_key[key], form, terms, said) for key in list(order) or list(by_key)]
    kind = "knapsack" if terms.budget_fen is not None else str(terms.ballot)
    return Sheet(
        kind,
        terms,
        lines,
        _legend(terms),
        _rule(row, terms),
        progress(terms, said),
        _share(row, options) if row.method == Method.EQUAL_SHARES else None,
    )


def progress(terms: Terms, said: Said) -> str:
    """How much of the ballot is used."""
    if terms.ballot == Paper.POINTS:
        used = points_given(said)
        return _("已用 %(used)s 分 / 共 %(points)s 分", used=used, points=terms.points)
    if terms.budget_fen is not None:
        return _(
            "已用 %(used)s / 共 %(budget)s", used=money(cost_of(terms, said)), budget=money(terms.budget_fen)
        )
    if terms.ballot == Paper.RANKING:
        return _("已排 %(named)s 项 / 最多 %(k)s 项", named=len(said), k=terms.k)
    return _("已选 %(named)s 项 / 最多 %(k)s 项", named=len(said), k=terms.k)


def left_over(terms: Terms, said: Said) -> str:
    """A hint at what is not used, which nobody has to use; empty when all is."""
    if not said:
        return ""
    if terms.ballot == Paper.POINTS:
        left = (terms.points or 0) - points_given(said)
        return _("您还有 %(left)s 分没有用。", left=left) if left > 0 else ""
    if any(fits(terms, said, key) for key in terms.places if key not in said):
        if terms.budget_fen is not None:
            left_fen = terms.budget_fen - cost_of(terms, said)
            return _("还剩 %(left)s，还放得下别的。", left=money(left_fen))
        return _("您还可以再选 %(left)s 项。", left=min(terms.k, len(terms.places)) - len(said))
    return ""


def option_hint(option: Any) -> str:
    """How one option is to be done, and what it costs."""
    if option.way and option.cost_fen is not None:
        cost = money(option.cost_fen)
        return _("怎么办：%(way)s · 估算 %(cost)s", way=option.way["title"], cost=cost)
    if option.way:
        return _("怎么办：%(way)s", way=option.way["title"])
    return "" if option.cost_fen is None else _("估算 %(cost)s", cost=money(option.cost_fen))


def _as_far_as_read(form: BallotForm, terms: Terms) -> Said:
    """What the form says, without what cannot be read in it."""
    try:
        said = form.said(terms.ballot)
    except Refusal:
        return []
    if terms.ballot == Paper.POINTS:
        return [pair for pair in said if pair[0] in terms.places and pair[1] > 0]
    return [key for key in said if key in terms.places]


def _line(option: Any, form: BallotForm, terms: Terms, said: Said) -> Line:
    key, points, place = option.key, "", None
    if terms.ballot == Paper.POINTS:
        points = form.points.typed.get(key, "")
        chosen = bool(points.strip("0 "))
    elif terms.ballot == Paper.RANKING:
        place = _place(form.place.typed.get(key, ""))
        chosen = place is not None
    else:
        chosen = key in (form.choices.data or [])
    return Line(
        key,
        option.title,
        option.summary,
        dict(option.way or {}),
        option.cost_fen,
        chosen,
        points,
        place,
        terms.ballot == Paper.POINTS or chosen or fits(terms, said, key),
    )


def _place(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None


def _legend(terms: Terms) -> str:
    """What one is asked to do, in one sentence."""
    if terms.ballot == Paper.POINTS:
        if terms.most_on_one == terms.points:
            return _("把 %(points)s 分分给您想要的", points=terms.points)
        return _(
            "把 %(points)s 分分给您想要的，一项最多 %(most)s 分", points=terms.points, most=terms.most_on_one
        )
    if terms.ballot == Paper.RANKING:
        return _("请按您想要的先后排，最多排 %(k)s 项", k=terms.k)
    if terms.budget_fen is not None:
        return _("请选，加起来不超过 %(budget)s", budget=money(terms.budget_fen))
    return _("请选一项") if terms.k == 1 else _("请选，最多选 %(k)s 项", k=terms.k)


def _rule(row: Any, terms: Terms) -> str:
    """What else the voter should know about the count: the least to name, and how the money is spent."""
    said = []
    if terms.least > 1:
        said.append(_("至少要选 %(least)s 项。", least=terms.least))
    if terms.k < len(terms.places) and (terms.budget_fen is not None or terms.ballot == Paper.POINTS):
        said.append(_("最多选 %(k)s 项。", k=terms.k))
    if terms.ballot == Paper.RANKING:
        said.append(_("不用全排完，没排的算作不分先后、都在后面。"))
    if row.budget_fen is not None and row.method != Method.EQUAL_SHARES:
        said.append(_("这轮一共有 %(budget)s，从排在最前的做起，钱够的就做。", budget=money(row.budget_fen)))
    return " ".join(said)


def _share(row: Any, options: Sequence[Any]) -> Share | None:
    """The share in figures, by the cheapest option that costs anything."""
    priced = [option for option in options if option.cost_fen]
    each = (row.budget_fen or 0) // SHARERS
    if not priced or not each:
        return None
    example = min(priced, key=lambda option: option.cost_fen)
    supporters = -(-example.cost_fen // each)
    return (
        Share(SHARERS, each, example.title, example.cost_fen, supporters) if supporters <= SHARERS else None
    )
