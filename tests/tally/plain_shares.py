"""Equal shares as a patient teller would do it: one voter at a time, in fractions, nothing clever."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

Said = Mapping[str, int]


class Bought(NamedTuple):
    """What was bought at which price of a point, how many paid, how many had nothing left."""

    option: str
    price: Fraction
    supporters: int
    exhausted: int


def price_of(cost: int, purses: Sequence[tuple[Fraction, int]]) -> Fraction | None:
    """The least price at which (money, points) of the supporters add up to the cost."""

    def paid(price: Fraction) -> Fraction:
        return sum((min(money, price * points) for money, points in purses), Fraction(0))

    if sum(money for money, _ in purses) < cost:
        return None
    below = Fraction(0)
    if paid(below) >= cost:
        return below
    for above in sorted({money / points for money, points in purses}):
        if paid(above) >= cost:
            return below + (cost - paid(below)) * (above - below) / (paid(above) - paid(below))
        below = above
    raise AssertionError


def run(
    costs: Mapping[str, int], ballots: Sequence[Said], share: Fraction, by_cost: bool, order: Sequence[str]
) -> tuple[list[Bought], list[Fraction]]:
    """Buy, with the same share for every ballot; what is equal goes by `order`."""
    left = [share] * len(ballots)
    told: list[Bought] = []
    while True:
        best = None
        for option in order:
            if option in {each.option for each in told}:
                continue
            who = [voter for voter, said in enumerate(ballots) if said.get(option)]
            price = price_of(costs[option], [(left[voter], ballots[voter][option]) for voter in who])
            if price is None:
                continue
            rate = price / costs[option] if by_cost and costs[option] else price
            if best is None or rate < best[0]:
                best = (rate, option, price, who)
        if best is None:
            return told, left
        _, option, price, who = best
        payers = [voter for voter in who if left[voter] > 0 or share == 0]
        for voter in who:
            left[voter] -= min(left[voter], price * ballots[voter][option])
        exhausted = sum(left[voter] == 0 for voter in payers) if price else 0
        told.append(Bought(option, price, len(payers), exhausted))


def completed(
    costs: Mapping[str, int],
    ballots: Sequence[Said],
    budget: int,
    unit: int,
    by_cost: bool,
    order: Sequence[str],
) -> tuple[list[Bought], list[Fraction], Fraction]:
    """Raise every share by one unit until the outcome is too dear or everything is in."""
    share = Fraction(budget // (len(ballots) * unit) * unit if ballots else 0)
    told, left = run(costs, ballots, share, by_cost, order)
    while len(told) < len(order):
        more, then_left = run(costs, ballots, share + unit, by_cost, order)
        if sum(costs[each.option] for each in more) > budget:
            break
        told, left, share = more, then_left, share + unit
    return told, left, share
