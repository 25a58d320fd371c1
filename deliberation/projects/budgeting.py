"""The budget of a row: its lines are put down as a whole, and may become the estimate."""

from collections.abc import Sequence

from deliberation.actors import Actor
from deliberation.journal.service import record
from deliberation.projects.budget_rules import Line, checked, total_of
from deliberation.projects.holding import draft_only, lock, same_revision
from deliberation.projects.models import BudgetLine, Project, ProjectList


def put_down(
    actor: Actor, made: ProjectList, row: Project, lines: Sequence[Line], revision: int, as_estimate: bool
) -> None:
    """Put a row's budget lines in place of those it had; `as_estimate` makes their sum the estimate."""
    lock(made)
    draft_only(made)
    same_revision(made, revision)
    clean = checked(lines)
    before = {"lines": _told(row), "cost_fen": row.cost_fen}
    kept = {line.position: line for line in row.budget}
    row.budget = [_line(kept.get(place), place, line) for place, line in enumerate(clean, 1)]
    if as_estimate and clean:
        _estimate(row, total_of(clean))
    made.revision += 1
    after = {"lines": _told(row), "cost_fen": row.cost_fen}
    record(actor, "projects.put_down_budget", "project", row.id, made.community_code, before, after)


def _line(kept: BudgetLine | None, place: int, line: Line) -> BudgetLine:
    row = kept or BudgetLine(position=place)
    row.name, row.unit, row.quantity = line.name, line.unit, line.quantity
    row.price_fen, row.amount_fen = line.price_fen, line.amount_fen
    return row


def _estimate(row: Project, total_fen: int) -> None:
    """The sum is the estimate; where one source paid for all of it, it pays for all of it now."""
    paid_alone = [part for part in row.funding if part.amount_fen == row.cost_fen and len(row.funding) == 1]
    row.cost_fen = total_fen
    for part in paid_alone:
        if total_fen:
            part.amount_fen = total_fen
        else:
            row.funding.remove(part)


def _told(row: Project) -> list[list[object]]:
    return [[line.name, line.unit, line.quantity, line.price_fen] for line in row.budget]
