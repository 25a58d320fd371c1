"""What a ballot says, in the form of the counts and in the form of the board. Pure."""

from collections.abc import Sequence
from typing import Any

from deliberation.tally.counting import Choices
from deliberation.tally.rule import Paper


def as_counted(paper: Paper, kept: Sequence[Any]) -> Choices:
    """A sound ballot of the box (`ballot_rules`) as the counts take it: tuples, and by id where the order
    says nothing, so that ballots that say the same are the same."""
    choices = tuple(tuple(part) if isinstance(part, list) else part for part in kept)
    return choices if paper == Paper.RANKING else tuple(sorted(choices))


def as_published(choices: Choices) -> list[Any]:
    """The same as JSON keeps it, in the box after the close and on the board: approval ["a", "c"] and points
    [["a", 3], ["c", 7]] by id, ranking ["c", "a", ["b", "d"]] with a list for those ranked alike."""
    return [list(part) if isinstance(part, tuple) else part for part in choices]
