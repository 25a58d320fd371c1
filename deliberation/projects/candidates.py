"""What the conversion desk offers: the needs of each signed ranking, first to last, then of signed minutes.

A need stands there once, under the latest round it was voted on in, with the motions about it, whether a row
answers it already, and why it cannot be taken where it cannot.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from deliberation.meetings import queries as meetings
from deliberation.meetings.queries import SignedDecision
from deliberation.needs import queries as needs
from deliberation.needs.queries import NeedBrief
from deliberation.needs.rules import LIVE
from deliberation.projects import queries
from deliberation.projects.grounds import ABOUT_NEEDS, cost_of, motions_about
from deliberation.projects.models import Project, ProjectList
from deliberation.rounds.outcomes import OptionRow, Outcome


@dataclass(frozen=True)
class Candidate:
    """A need on the left of the desk: its place in the ranking, its motions, the rows that answer it, and
    a reason word (`label.weighed.…`) where it cannot be taken."""

    need: NeedBrief
    option: OptionRow | None
    motions: Sequence[SignedDecision]
    rows: Sequence[Project]
    barred: str
    cost_fen: int | None

    @property
    def free(self) -> bool:
        """Whether it can become a row now."""
        return not self.rows and not self.barred


@dataclass(frozen=True)
class Pile:
    """The needs of one signed ranking, or (without one) of signed minutes."""

    outcome: Outcome | None
    candidates: Sequence[Candidate]


def piles(
    made: ProjectList, rows: Sequence[Project], outcomes: Sequence[Outcome], first: UUID | None = None
) -> list[Pile]:
    """Everything that was decided on in the list's cycle; `first` is the round to begin with."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.round.id != first)
    decided = [
        each
        for each in meetings.signed_decisions(made.community_code, made.cycle_id)
        if each.kind in ABOUT_NEEDS
    ]
    ids = {option.need_id for outcome in ordered for option in outcome.rows if option.need_id}
    ids |= {need_id for each in decided for need_id in each.need_ids}
    look = _Look(made, rows, needs.need_rows(ids), decided)
    found = [Pile(outcome, look.ranked(outcome)) for outcome in ordered]
    moved = look.moved(need_id for each in decided for need_id in each.need_ids)
    return [pile for pile in (*found, Pile(None, moved)) if pile.candidates]


class _Look:
    """One look at needs, rows and lists; names each need once."""

    def __init__(
        self,
        made: ProjectList,
        rows: Sequence[Project],
        briefs: dict[UUID, NeedBrief],
        decided: Sequence[SignedDecision],
    ) -> None:
        self.made, self.briefs, self.decided = made, briefs, decided
        self.elsewhere = queries.lists_by_need(made.community_code)
        self.rows: defaultdict[UUID, list[Project]] = defaultdict(list)
        for row in rows:
            for need in row.needs:
                self.rows[need.need_id].append(row)
        self.named: set[UUID] = set()

    def ranked(self, outcome: Outcome) -> list[Candidate]:
        """The needs of a ranking that stand under no later one."""
        return [
            self._candidate(self.briefs[option.need_id], option)
            for option in outcome.rows
            if option.need_id in self.briefs and self._anew(option.need_id)
        ]

    def moved(self, need_ids: Iterable[UUID]) -> list[Candidate]:
        """The needs motions name that stand under no ranking and may become projects."""
        found = [
            self._candidate(self.briefs[need_id], None)
            for need_id in need_ids
            if need_id in self.briefs and self._anew(need_id)
        ]
        return [each for each in found if each.motions]

    def _anew(self, need_id: UUID | None) -> bool:
        if need_id is None or need_id in self.named:
            return False
        self.named.add(need_id)
        return True

    def _candidate(self, need: NeedBrief, option: OptionRow | None) -> Candidate:
        motions = motions_about(need, self.decided)
        priced = [each.cost_fen for each in motions if each.cost_fen is not None]
        cost = cost_of(option, need) if option else (priced[-1] if priced else need.cost_fen)
        return Candidate(
            need, option, motions, self.rows.get(need.id, []), self._barred(need, option, motions), cost
        )

    def _barred(self, need: NeedBrief, option: OptionRow | None, motions: Sequence[SignedDecision]) -> str:
        if self.elsewhere.get(need.id, set()) - {self.made.id}:
            return "in_other_list"
        if need.state not in LIVE:
            return "need_gone"
        return "not_reached" if option and not option.reached and not motions else ""
