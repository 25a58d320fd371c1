"""选择投票: every ballot names up to k options, every naming is one vote, more votes rank higher."""

from collections.abc import Sequence

from deliberation.errors import Refusal
from deliberation.tally.ballots import Ballots, Choices, Option
from deliberation.tally.counted import Scored, Unit
from deliberation.tally.rule import Rule


def score(rule: Rule, options: Sequence[Option], ballots: Ballots) -> Scored:
    """One vote an option from every ballot that names it.

    In: ballots grouped as {("a", "c"): how many}, in whatever order a ballot names its options.
    Out: votes an option, zeros included. Time grows with the different ballots.
    Errors: Refusal `tally.ballot_unknown_option`, `tally.ballot_repeats_option` (option),
    `tally.ballot_too_long` (named, k). Source: VOTING.md, method `approval`.
    """
    votes = {option.id: 0 for option in options}
    for choices, weight in ballots.items():
        check(rule, votes, choices)
        for choice in choices:
            votes[choice] += weight
    return Scored(Unit.VOTES, votes, votes)


def check(rule: Rule, known: dict[str, int], choices: Choices) -> None:
    """A ballot names at most k known options, each once."""
    if len(set(choices)) != len(choices):
        repeated = next(choice for place, choice in enumerate(choices) if choice in choices[:place])
        raise Refusal("tally.ballot_repeats_option", option=repeated)
    for choice in choices:
        if choice not in known:
            raise Refusal("tally.ballot_unknown_option", option=choice)
    if len(choices) > rule.k:
        raise Refusal("tally.ballot_too_long", named=len(choices), k=rule.k)
