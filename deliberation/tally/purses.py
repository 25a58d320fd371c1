"""One run of equal shares: everybody has the same share, and options are bought while supporters can pay.

The run works on floats and knows how wrong they may be: every price comes with a bound on its error. What
the bounds cannot tell apart (prices that are alike, money that just reaches or just misses a cost, a voter
whose money is just used up) is worked out again in whole numbers by `ledger`. So the outcome is exact.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from deliberation.tally.ledger import Ledger
from deliberation.tally.supporters import Flags, Floats, Ints, Supporters

EPSILON = float(np.finfo(np.float64).eps)
# A price as uncertain as this (of itself) is worked out exactly: always, or when it is paid, so that errors
# do not build up from step to step.
TOO_UNSURE = 1e-4
UNSURE_TO_PAY = 1e-6
NEVER = float("inf")
PIECE = 8192


@dataclass(frozen=True)
class Market:
    """What does not change between runs: who supports what, costs in fen, what an option is worth, ties.

    `wanted`: the places of the options that may be bought; `by_cost`: supporters value an option by its cost
    (else by one, or by their points); `order`: the tie order, one number an option, lowest first.
    """

    supporters: Supporters
    costs: list[int]
    wanted: list[int]
    by_cost: bool
    order: list[int]

    @cached_property
    def free(self) -> list[int]:
        """What is wanted and costs nothing, in the tie order."""
        free = [option for option in self.wanted if not self.costs[option]]
        return sorted(free, key=self.order.__getitem__)

    @cached_property
    def worth(self) -> list[float]:
        """What an option is worth to one supporter (or for one point)."""
        return [float(cost) if self.by_cost else 1.0 for cost in self.costs]

    @cached_property
    def first_rates(self) -> Floats:
        """The rate of each option when everybody can pay in full, the least it can ever be."""
        rates = np.full(len(self.costs), NEVER)
        for option in self.wanted:
            if self.costs[option]:
                price = Fraction(self.costs[option], self.supporters.totals[option])
                rates[option] = float(self.rate(option, price)) * (1 - 4 * EPSILON)
        return rates

    def rate(self, option: int, price: Fraction) -> Fraction:
        """The price for one unit of what the option is worth to them; the lowest rate is bought."""
        return price / self.costs[option] if self.by_cost else price


class Priced(NamedTuple):
    """A price of an option now: `slack` bounds the error of `price`, `low` and `high` bound its rate.

    `exact` is the price itself where it had to be worked out.
    """

    option: int
    price: float
    slack: float
    low: float
    high: float
    exact: Fraction | None


class Purses(NamedTuple):
    """The supporters of an option who may have money: groups, mass, points (None: one each), mass in all."""

    who: Ints
    mass: Floats
    points: Floats | None
    total: float


def dot(one: Floats, other: Floats | Flags) -> float:
    """The sum of products, in pieces too short for BLAS to start threads, which cost more than they help."""
    if len(one) <= PIECE:
        return float(one @ other)
    starts = range(0, len(one), PIECE)
    return sum(float(one[start : start + PIECE] @ other[start : start + PIECE]) for start in starts)


class Run:
    """One run with one share; `bought` are the places of what it buys, in order, `cost` what they cost."""

    def __init__(self, market: Market, share: Fraction) -> None:
        self.market = market
        self.ledger = Ledger(market.supporters, market.costs, share)
        self.bought: list[int] = []
        self.cost = 0
        self.left: Floats = np.full(len(market.supporters.weights), float(share))
        # The most that `left` may be wrong, in fen.
        self.error = EPSILON * float(share)
        self.step_error = 2 * EPSILON * float(share)
        # For each option a rate it cannot be below any more: prices only rise as money is spent.
        self.low = market.first_rates.copy()
        self.purses: dict[int, Purses] = {}

    def go(self, limit: int) -> "Run":
        """Buy until nothing more can be paid, or the cost is above the limit; what is free comes first."""
        for option in self.market.free:
            self.ledger.enter(option, np.empty(0, np.int64), 1, Fraction(0))
            self.bought.append(option)
        while self.cost <= limit and (cheapest := self._cheapest()) is not None:
            self._buy(cheapest)
        return self

    def _cheapest(self) -> Priced | None:
        """The option with the lowest rate; rates that may be equal are compared exactly, then by ties."""
        close: list[Priced] = []
        high = NEVER
        for option in np.argsort(self.low, kind="stable").tolist():
            low = float(self.low[option])
            if low > high or low == NEVER:
                break
            priced = self._price(option, low * self.market.worth[option])
            if priced is None:
                self.low[option] = NEVER
                continue
            self.low[option] = priced.low
            high = min(high, priced.high)
            close.append(priced)
        close = [priced for priced in close if priced.low <= high]
        if len(close) < 2:
            return close[0] if close else None
        return min(map(self._exactly, close), key=self._place)

    def _place(self, priced: Priced) -> tuple[Fraction, int]:
        """What decides between options: the exact rate, then the tie order."""
        assert priced.exact is not None
        return self.market.rate(priced.option, priced.exact), self.market.order[priced.option]

    def _supporting(self, option: int) -> Purses:
        """Who supports an option; those found without money are left out for the rest of the run."""
        if option not in self.purses:
            all_of = self.market.supporters
            points = None if all_of.points is None else all_of.points[option]
            total = float(all_of.totals[option])
            self.purses[option] = Purses(all_of.who[option], all_of.mass[option], points, total)
        return self.purses[option]

    def _limits(self, purses: Purses) -> Floats:
        """The highest price that each of them can pay in full."""
        limits = self.left[purses.who]
        return limits if purses.points is None else limits / purses.points

    def _price(self, option: int, start: float) -> Priced | None:
        """The price at which the supporters' money just pays the cost; None when there is too little.

        Raises the price from a lower bound: who cannot pay it gives all they have, the others share what is
        missing; until nobody more drops out.
        """
        cost = float(self.market.costs[option])
        purses = self._supporting(option)
        limits = self._limits(purses)
        mass, total = purses.mass, purses.total
        money = mass * limits
        rounding = (len(mass) + 8) * EPSILON * cost
        if cost - float(money.sum()) > rounding + self.error * total:
            self._note_unpaid(option, purses, cost - float(money.sum()) - self.error * total)
            return None
        price, rich = start, NEVER
        while True:
            poor = limits < price
            now_rich = total - dot(mass, poor)
            if now_rich >= rich:
                break
            missing = cost - dot(money, poor)
            if now_rich < 0.5:
                return self._filled(option, purses)
            rich, price = now_rich, missing / now_rich
        # Everybody who, whatever the errors, can still pay the price in full.
        sure_rich = total - dot(mass, limits < price * (1 + 4 * TOO_UNSURE))
        unsure = rounding + self.error * (total - sure_rich - dot(mass, limits <= 0))
        if unsure > TOO_UNSURE * price * sure_rich or self.error > TOO_UNSURE * price:
            return self._filled(option, purses)
        self._note_price(option, purses, poor, rich)
        if rich < total / 2:
            self._leave_out(option, purses, limits > 0)
        slack = unsure / sure_rich + 4 * EPSILON * price
        worth = self.market.worth[option]
        return Priced(option, price, slack, (price - slack) / worth, (price + slack) / worth, None)

    def _note_unpaid(self, option: int, purses: Purses, missing: float) -> None:
        """For runs that look further: at least so much is missing."""

    def _note_price(self, option: int, purses: Purses, poor: Flags, rich: float) -> None:
        """For runs that look further: who is poor at the price that was found."""

    def _note_sale(self, priced: Priced, purses: Purses, limits: Floats, poor: Flags, doubtful: bool) -> None:
        """For runs that look further: what is about to be paid, and by whom."""

    def _leave_out(self, option: int, purses: Purses, having: Flags) -> None:
        """Forget the supporters who have nothing left, where they are many."""
        if np.count_nonzero(having) < 0.8 * len(having):
            points = None if purses.points is None else purses.points[having]
            mass = purses.mass[having]
            self.purses[option] = Purses(purses.who[having], mass, points, float(mass.sum()))

    def _filled(self, option: int, purses: Purses) -> Priced | None:
        """The exact price, by going through the purses one by one."""
        exact = self.ledger.fill(option, purses.who[self.left[purses.who] > 0])
        if exact is None:
            self._note_unpaid(option, purses, 0.0)
            return None
        # Whoever may have no more than the price is poor: so it falls the faster, and looks less far.
        poor = self._limits(purses) <= float(exact) * (1 + 4 * EPSILON) + self.error
        self._note_price(option, purses, poor, purses.total - dot(purses.mass, poor))
        return self._known(option, exact)

    def _known(self, option: int, exact: Fraction) -> Priced:
        price, worth = float(exact), self.market.worth[option]
        slack = EPSILON * price
        return Priced(option, price, slack, (price - 2 * slack) / worth, (price + 2 * slack) / worth, exact)

    def _exactly(self, priced: Priced) -> Priced:
        """The same with its exact price: by counts where it is clear who is poor, else purse by purse."""
        if priced.exact is not None:
            return priced
        purses = self._supporting(priced.option)
        limits = self._limits(purses)
        if np.any(np.abs(limits - priced.price) <= priced.slack + self.error):
            filled = self._filled(priced.option, purses)
            assert filled is not None
            return filled
        poor = limits < priced.price
        rich = round(purses.total - dot(purses.mass, poor))
        exact = self.ledger.price(priced.option, purses.who[poor & (limits > 0)], rich)
        return self._known(priced.option, exact)

    def _buy(self, priced: Priced) -> None:
        """Everybody pays the price, or all they have."""
        if priced.slack > UNSURE_TO_PAY * priced.price:
            priced = self._exactly(priced)
        purses = self._supporting(priced.option)
        limits = self._limits(purses)
        poor = limits < priced.price
        near = np.abs(limits - priced.price) <= priced.slack + self.error
        if np.any(near):
            priced = self._exactly(priced)
            assert priced.exact is not None
            poor &= ~near
            poor |= np.isin(purses.who, self.ledger.spent(purses.who[near], priced.option, priced.exact))
        rich = round(purses.total - dot(purses.mass, poor))
        self._note_sale(priced, purses, limits, poor, bool(near.any()))
        self.ledger.enter(priced.option, purses.who[poor & (limits > 0)], rich, priced.exact)
        pays = priced.price if purses.points is None else priced.price * purses.points
        most = 1.0 if purses.points is None else float(purses.points.max())
        left = np.maximum(self.left[purses.who] - pays, 0.0)
        left[poor] = 0.0
        self.left[purses.who] = left
        self.error += priced.slack * most + self.step_error
        self.low[priced.option] = NEVER
        self.bought.append(priced.option)
        self.cost += self.market.costs[priced.option]
