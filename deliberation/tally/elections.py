"""A recorded election as it was read from a file: what was asked, what it costs, what the voters said."""

from dataclasses import dataclass, field
from typing import NamedTuple

from deliberation.tally.ballots import Choices
from deliberation.tally.pabulib_votes import PAPERS
from deliberation.tally.rule import Paper


class Project(NamedTuple):
    """One project of the file; `selected` is the recorded 0/1/2/3, None when the file does not say."""

    id: str
    name: str
    cost_fen: int
    selected: int | None
    category: str


@dataclass(frozen=True)
class Election:
    """One recorded election; money in fen.

    `ballots`: one a voter, in the file's order, `()` for a blank one: project ids, (id, points) or, where the
    vote was a ranking, ids from first to last (`paper`).
    `min_votes`: the file's least number of votes (or points) for a project, or None. `max_points`: the most
    points of a ballot in all, `most_points` on one project, or None.
    """

    path: str
    meta: dict[str, str]
    budget_fen: int
    max_length: int | None
    min_length: int
    min_votes: int | None
    max_points: int | None
    most_points: int | None
    projects: tuple[Project, ...]
    ballots: list[Choices] = field(repr=False)

    @property
    def vote_type(self) -> str:
        """The file's own name for its ballots, such as `choose-1`."""
        return self.meta["vote_type"]

    @property
    def paper(self) -> Paper:
        """What a ballot says: names, points or an order."""
        return PAPERS[self.vote_type]

    @property
    def rule(self) -> str:
        """The file's own name for the city's rule, such as `greedy-no-skip`."""
        return self.meta["rule"]

    @property
    def k(self) -> int:
        """The most projects a ballot may name: the file's max_length, else the number of projects."""
        return self.max_length or len(self.projects)

    def by_place(self) -> list[Choices]:
        """Orders as points, as cities count them: as many as a ballot may name for the first, then one less.

        In Kraków and elsewhere: three for the first, two for the second, one for the third.
        """
        return [
            tuple((project, self.k - place) for place, project in enumerate(order)) for order in self.ballots
        ]


class OfficialRule(NamedTuple):
    """How the greedy count runs to follow the city: skip what does not fit or stop there, least votes."""

    skip: bool
    min_votes: int | None


def recorded_winners(election: Election) -> list[str] | None:
    """The projects the city selected, in the file's order; None when the file does not say."""
    # Files also hold 2 and 3 (funded otherwise, withdrawn): only 1 is a win in this vote.
    if all(project.selected is None for project in election.projects):
        return None
    return [project.id for project in election.projects if project.selected == 1]


def official_rule(election: Election) -> OfficialRule:
    """Skip what does not fit unless the file's rule says no-skip; keep its least number of votes."""
    return OfficialRule("no-skip" not in election.rule, election.min_votes)
