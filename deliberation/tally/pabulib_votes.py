"""What the ballots of a Pabulib file say: names, points or an order, by the file's vote type."""

from collections.abc import Callable
from dataclasses import dataclass

from deliberation.tally.ballots import Choices
from deliberation.tally.refused_files import FileRefused
from deliberation.tally.rule import Paper

PAPERS = {
    "approval": Paper.APPROVAL,
    "choose-1": Paper.APPROVAL,
    "cumulative": Paper.POINTS,
    "scoring": Paper.POINTS,
    "ordinal": Paper.RANKING,
}


@dataclass(frozen=True)
class Limits:
    """What META allows a ballot: `least` and `most` projects, points `in_all` and `on_one`."""

    least: int = 0
    most: int | None = None
    in_all: int | None = None
    on_one: int | None = None


class Ballots:
    """Reads ballots; `refused` makes the refusal of the file at a line.

    A project that is named twice counts once, where it stands first; its points are added up, as the city did
    whose file holds such ballots. A project given no points is not named.
    """

    def __init__(
        self, vote_type: str, limits: Limits, projects: list[str], refused: Callable[..., FileRefused]
    ) -> None:
        self.paper = PAPERS[vote_type]
        self.limits = limits
        self.most = len(projects) if limits.most is None else limits.most
        self.ids = {project: project for project in projects}
        self.refused = refused

    def said(self, vote: str, points: str, line: int) -> Choices:
        """One ballot: the ids in their order, or pairs of id and points; `()` when it is blank."""
        written = vote.split(",")
        try:
            named = list(map(self.ids.__getitem__, written))
        except KeyError:
            if not vote.strip() and not points.strip():
                return ()
            named = [self._known(item.strip(), line) for item in written]
        if self.paper == Paper.POINTS:
            return self._points(named, points.split(","), line)
        chosen = tuple(named if len(set(named)) == len(named) else dict.fromkeys(named))
        if len(chosen) > self.most or len(written) < self.limits.least:
            self._fits(len(chosen), len(written), line)
        return chosen

    def _known(self, item: str, line: int) -> str:
        """The project that one item of a ballot names."""
        if item not in self.ids:
            raise self.refused(line, "vote_unknown_project" if item else "vote_empty_item", project=item)
        return self.ids[item]

    def _fits(self, named: int, written: int, line: int) -> None:
        limits = self.limits
        if limits.most is not None and named > limits.most:
            raise self.refused(line, "vote_too_long", named=named, most=limits.most)
        if written < limits.least:
            raise self.refused(line, "vote_too_short", named=written, least=limits.least)

    def _points(self, named: list[str], written: list[str], line: int) -> Choices:
        if len(written) != len(named):
            raise self.refused(line, "points_and_projects", named=len(named), points=len(written))
        given: dict[str, int] = {}
        for project, text in zip(named, written, strict=True):
            value = text.strip()
            if not (value.isascii() and value.isdigit()) or len(value) > 9:
                raise self.refused(line, "points_wrong", value=value)
            given[project] = given.get(project, 0) + int(value)
        limits, most, in_all = self.limits, max(given.values()), sum(given.values())
        if limits.on_one is not None and most > limits.on_one:
            raise self.refused(line, "points_on_one", points=most, most=limits.on_one)
        if limits.in_all is not None and in_all > limits.in_all:
            raise self.refused(line, "points_in_all", points=in_all, most=limits.in_all)
        self._fits(len(given), len(named), line)
        return tuple((project, points) for project, points in given.items() if points)
