"""What everybody paid in a run of equal shares, exactly: it settles what floats cannot, and tells the story.

Whoever has not given all they had has the share less the prices they paid, so exact sums over thousands of
voters are a few whole-number counts times a few prices.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple

import numpy as np

from deliberation.tally.supporters import Ints, Supporters


class Sale(NamedTuple):
    """What was paid for an option: the price (of a point), who paid it, who had nothing left afterwards.

    `supporters` and `exhausted` are numbers of ballots; supporters without money are not counted.
    """

    option: int
    price: Fraction
    supporters: int
    exhausted: int


@dataclass
class _Entry:
    """One option bought: `poor` are the groups it left without money, `rich` the mass of all the others."""

    option: int
    poor: Ints
    rich: int
    price: Fraction | None


class Ledger:
    """The purchases of one run, from first to last."""

    def __init__(self, supporters: Supporters, costs: list[int], share: Fraction) -> None:
        self.supporters = supporters
        self.costs = costs
        self.share = share
        self.entries: list[_Entry] = []

    def enter(self, option: int, poor: Ints, rich: int, price: Fraction | None = None) -> None:
        """Note a purchase; its exact price is worked out when somebody asks."""
        self.entries.append(_Entry(option, poor, rich, price))

    def price_of(self, step: int) -> Fraction:
        """The exact price of a purchase, from the first."""
        entry = self.entries[step]
        if entry.price is None:
            entry.price = self.price(entry.option, entry.poor, entry.rich, step)
        return entry.price

    def price(self, option: int, poor: Ints, rich: int, step: int | None = None) -> Fraction:
        """What is missing when the poor have given all they have, divided by the mass of the rich."""
        return (self.costs[option] - self.money(poor, step)) / rich

    def money(self, groups: Ints, step: int | None = None) -> Fraction:
        """What groups that still have money have together, before a step (None: now)."""
        weights = self.supporters.weights[groups]
        money = self.share * int(weights.sum())
        for earlier, entry in enumerate(self.entries[:step]):
            paid = int(weights @ self.supporters.given(entry.option)[groups])
            if paid:
                money -= self.price_of(earlier) * paid
        return money

    def each(self, groups: Ints) -> tuple[list[int], int]:
        """What one ballot of each group has now, as whole numbers over one denominator."""
        prices = [self.price_of(step) for step in range(len(self.entries))]
        denominator = lcm(self.share.denominator, *(price.denominator for price in prices))
        money = np.full(len(groups), int(self.share * denominator), dtype=object)
        for entry, price in zip(self.entries, prices, strict=True):
            money -= self.supporters.given(entry.option)[groups].astype(object) * int(price * denominator)
        return money.tolist(), denominator

    def fill(self, option: int, groups: Ints) -> Fraction | None:
        """The exact price of an option for supporters who have money; None when it is less than the cost.

        From the poorest: whoever has less than the price gives all, the others share the rest.
        """
        money, denominator = self.each(groups)
        weights = self.supporters.weights[groups].tolist()
        points = self.supporters.given(option)[groups].tolist()
        missing = self.costs[option] * denominator
        rich = sum(weight * point for weight, point in zip(weights, points, strict=True))
        poorest = sorted(range(len(money)), key=lambda place: Fraction(money[place], points[place]))
        for place in poorest:
            if missing * points[place] <= money[place] * rich:
                return Fraction(missing, rich * denominator)
            missing -= weights[place] * money[place]
            rich -= weights[place] * points[place]
        return None

    def spent(self, groups: Ints, option: int, price: Fraction) -> Ints:
        """Which of the groups have no more than the price of an option."""
        money, denominator = self.each(groups)
        points = self.supporters.given(option)[groups].tolist()
        limit = price * denominator
        emptied = [has <= limit * point for has, point in zip(money, points, strict=True)]
        return groups[np.array(emptied, dtype=np.bool_)]

    def sales(self) -> list[Sale]:
        """The story from first to last."""
        emptied = np.zeros(len(self.supporters.weights), dtype=np.bool_)
        told = []
        for step, entry in enumerate(self.entries):
            who = self.supporters.who[entry.option]
            payers = int(self.supporters.weights[who[~emptied[who]]].sum())
            emptied[entry.poor] = True
            exhausted = int(self.supporters.weights[entry.poor].sum())
            told.append(Sale(entry.option, self.price_of(step), payers, exhausted))
        return told

    def left_with(self, option: int) -> Fraction:
        """What the supporters of an option have together now."""
        emptied = np.zeros(len(self.supporters.weights), dtype=np.bool_)
        for entry in self.entries:
            emptied[entry.poor] = True
        who = self.supporters.who[option]
        return self.money(who[~emptied[who]])
