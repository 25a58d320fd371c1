"""How far shares can be raised before a run of equal shares buys anything else, or in another order.

While the same options are bought and the same voters are emptied, everybody's money and all prices are
straight lines over the share. A price falls ever more slowly as shares rise, so the line at one share lies
below it: what comes later at this share comes later as long as its line stays above. The least share at which
a line crosses, an emptied voter could pay in full, or supporters could pay who cannot now, ends the reach.
Where shares are a hundred thousand units large, as with forints or few voters, this saves as many runs.
"""

from fractions import Fraction

import numpy as np

from deliberation.tally.purses import NEVER, Market, Priced, Purses, Run, dot
from deliberation.tally.supporters import Flags, Floats

# The lines are floats; so much of the reach is given away for their errors, and one unit more.
SAFE = 1 - 1e-6


class FarRun(Run):
    """A run that also knows its reach: by how many fen the share may rise without changing what is bought."""

    def __init__(self, market: Market, share: Fraction) -> None:
        super().__init__(market, share)
        self.reach = NEVER
        # What a share larger by one fen adds to the money of each group, and to the lower bound of each rate.
        self.gain: Floats = np.ones(len(self.left))
        self.drift: Floats = np.zeros(len(market.costs))

    def units(self, unit: int) -> int:
        """How many whole units the share may surely rise."""
        if self.reach == NEVER:
            return 0
        return max(0, int(self.reach * SAFE / unit) - 1)

    def _gains(self, purses: Purses) -> Floats:
        """What one fen more of a share adds to the price that each supporter can pay in full."""
        gains = self.gain[purses.who]
        return gains if purses.points is None else gains / purses.points

    def _note_unpaid(self, option: int, purses: Purses, missing: float) -> None:
        gained = dot(purses.mass, self._gains(purses))
        if gained > 0:
            self.reach = min(self.reach, missing / gained)

    def _note_price(self, option: int, purses: Purses, poor: Flags, rich: float) -> None:
        if rich < 0.5:
            self.reach = 0.0
            return
        fall = dot(purses.mass * self._gains(purses), poor) / rich
        self.drift[option] = -fall / self.market.worth[option]

    def _note_sale(self, priced: Priced, purses: Purses, limits: Floats, poor: Flags, doubtful: bool) -> None:
        rich = purses.total - dot(purses.mass, poor)
        if doubtful or rich < 0.5:
            self.reach = 0.0
            return
        gains = self._gains(purses)
        fall = dot(purses.mass * gains, poor) / rich
        closing = gains[poor] + fall
        if fall > 0:
            self.reach = min(self.reach, float(((priced.price - limits[poor]) / closing).min()))
        self._compare(priced, -fall / self.market.worth[priced.option])
        paid_less = fall if purses.points is None else fall * purses.points
        self.gain[purses.who] = np.where(poor, 0.0, self.gain[purses.who] + paid_less)

    def _compare(self, priced: Priced, drift: float) -> None:
        """When a lower bound of another option could first fall below the rate that is paid."""
        others = self.low < NEVER
        others[priced.option] = False
        gaps = self.low[others] - priced.high
        drifts = self.drift[others] - drift
        # Rates that nobody's money bears on stay as they are, and so does the order of equals.
        moving = (drifts < 0) | ((gaps < 0) & ((self.drift[others] != 0) | (drift != 0)))
        if np.any(moving):
            gaps, drifts = gaps[moving], drifts[moving]
            with np.errstate(divide="ignore"):
                first = np.where(gaps <= 0, 0.0, gaps / -drifts)
            self.reach = min(self.reach, float(first.min()))
