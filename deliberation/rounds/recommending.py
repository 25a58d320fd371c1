"""Which method suits a round: by how many vote, whether there is money, how many things are asked. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from deliberation.tally.rule import Method, Paper

MANY_VOTERS = 50
FEW_PICKS, PICKS_OF_SHARES, MOST_PICKS = 3, 3, 5


class Because(StrEnum):
    """Why a method is recommended."""

    ONE_QUESTION = "one_question"
    NO_MONEY = "no_money"
    LITTLE_MONEY = "little_money"
    SHARED_MONEY = "shared_money"


@dataclass(frozen=True)
class Advice:
    """A method with its ballot and how many to pick; `because` says why."""

    method: Method
    ballot: Paper
    k: int
    least: int
    because: Because


def recommend(options: int, voters: int, buildings: int, budget_fen: int | None) -> Advice:
    """The recommendation of VOTING.md.

    In: how many options, register entries and buildings they live in there are, and the money in fen.
    No money: pick a few, the first win. Money: the same as ranked, skipping what does not fit; with several
    buildings or about 50 voters equal shares, at least 3 picks asked for. A single question is not a choice.
    """
    if options == 1:
        return Advice(Method.APPROVAL, Paper.APPROVAL, 1, 1, Because.ONE_QUESTION)
    few = max(1, min(FEW_PICKS, options - 1))
    if budget_fen is None:
        return Advice(Method.APPROVAL, Paper.APPROVAL, few, 1, Because.NO_MONEY)
    if voters < MANY_VOTERS and buildings <= 1:
        return Advice(Method.APPROVAL, Paper.APPROVAL, few, 1, Because.LITTLE_MONEY)
    k = max(1, min(MOST_PICKS, options))
    return Advice(Method.EQUAL_SHARES, Paper.APPROVAL, k, min(PICKS_OF_SHARES, k), Because.SHARED_MONEY)
