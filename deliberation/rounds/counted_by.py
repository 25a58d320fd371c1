"""The rule a round is counted by, read from its terms as they were planned or announced. Pure."""

from typing import Any

from deliberation.tally.rule import Rule
from deliberation.tally.ties import TieOrder

# The lot of a draft: its seed is drawn when it is announced.
DRAWN_LATER = "drawn when announced"
TERMS = (
    *("method", "ballot", "k", "least", "points", "most_points", "budget_fen", "winners"),
    *("utility", "completion", "then", "min_votes", "majority"),
)


def rule_of(terms: Any) -> Rule:
    """The one rule for the ballot's check, the close, the board and every recount.

    In: a `Plan` or a `Round` (both have the fields named in `TERMS`, and `ties`, `seed`).
    Errors: Refusal as `tally.rule.Rule` and `tally.ties.TieOrder` have them.
    """
    ties = TieOrder(tuple(terms.ties), terms.seed or DRAWN_LATER)
    return Rule(**{name: getattr(terms, name) for name in TERMS}, ties=ties)
