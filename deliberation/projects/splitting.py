"""Several rows out of one, and one out of two: needs, decisions, money and budgets go with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.places.service import next_number
from deliberation.projects import editing, queries
from deliberation.projects.budget_rules import MOST_LINES
from deliberation.projects.grounds import joined
from deliberation.projects.holding import draft_only, lock, same_revision, take_up
from deliberation.projects.joining import need_row, set_cost, told
from deliberation.projects.models import BudgetLine, Project, ProjectList
from deliberation.projects.resting import decisions_of, rest_on, still_resting
from deliberation.projects.rules import MOST_FEN, MOST_ROWS
from deliberation.wording import tidy, tidy_lines

FEWEST_PARTS, MOST_PARTS = 2, 6


@dataclass(frozen=True)
class Part:
    """One of the rows a row is split into; money in fen."""

    name: str
    need_ids: frozenset[UUID]
    cost_fen: int | None = None


def split(
    actor: Actor, made: ProjectList, row: Project, parts: Sequence[Part], revision: int
) -> list[Project]:
    """Several rows in the place of one: the first keeps its number and budget, the others follow it.

    A part answers one or more of the row's needs; the same need may stand in several parts, and none is lost.
    """
    lock(made)
    draft_only(made)
    same_revision(made, revision)
    numbers = {need.need_id: need.number for need in row.needs}
    _check_parts(made, parts, set(numbers))
    rests = [still_resting(made, row, {need_id: numbers[need_id] for need_id in p.need_ids}) for p in parts]
    before = told(row)
    new = [_twin(made, row, part, numbers) for part in parts[1:]]
    for other, decisions in zip(new, rests[1:], strict=True):
        rest_on(other, decisions)
    row.name, row.needs = (
        tidy(parts[0].name)[:120],
        [need for need in row.needs if need.need_id in parts[0].need_ids],
    )
    rest_on(row, rests[0])
    set_cost(row, parts[0].cost_fen)
    _follow(made, row, new)
    for other in new:
        take_up(actor, made, other, [need.need_id for need in other.needs])
    rows = [row, *new]
    after = {"rows": [[each.number, each.name, each.cost_fen] for each in rows]}
    made.revision += 1
    record(actor, "projects.split_row", "project", row.id, made.community_code, before, after)
    return rows


def put_together(actor: Actor, made: ProjectList, row: Project, into: Project) -> None:
    """A row goes up in another one of the list, with its needs, decisions, money, budget and promises."""
    lock(made)
    draft_only(made)
    if row.id == into.id or row.list_id != into.list_id:
        raise Refusal("projects.not_together")
    if len(row.budget) + len(into.budget) > MOST_LINES:
        have = len(row.budget) + len(into.budget)
        raise Refusal("projects.too_many_lines", most=MOST_LINES, have=have)
    before = {"row": told(row), "into": told(into)}
    mine = {need.need_id for need in into.needs}
    moved = [(need.need_id, need.number) for need in row.needs if need.need_id not in mine]
    rest_on(into, joined([decisions_of(into), decisions_of(row)]))
    _bring_money(row, into)
    into.owners_decision = into.owners_decision or row.owners_decision
    into.negative = into.negative or row.negative
    into.content = (
        tidy_lines(f"{into.content}\n{row.content}") if row.content != into.content else into.content
    )
    for pledge in list(row.pledges):
        row.pledges.remove(pledge)
        into.pledges.append(pledge)
    db.session.flush()
    db.session.delete(row)
    db.session.flush()
    into.needs.extend(need_row(made, need_id, number) for need_id, number in moved)
    db.session.flush()
    take_up(actor, made, into, [need_id for need_id, _number in moved])
    _number_on(made)
    made.revision += 1
    record(actor, "projects.put_together", "project", into.id, made.community_code, before, told(into))


def _check_parts(made: ProjectList, parts: Sequence[Part], have: Collection[UUID]) -> None:
    if not FEWEST_PARTS <= len(parts) <= MOST_PARTS:
        raise Refusal("projects.wrong_parts", fewest=FEWEST_PARTS, most=MOST_PARTS)
    if queries.row_count(made.id) + len(parts) - 1 > MOST_ROWS:
        raise Refusal("projects.too_many_rows", most=MOST_ROWS)
    names = [tidy(part.name) for part in parts]
    if not all(names):
        raise Refusal("projects.no_name")
    if len(set(names)) < len(names):
        raise Refusal("projects.same_names")
    if any(not part.need_ids for part in parts):
        raise Refusal("projects.part_without_need")
    if any(not part.need_ids <= set(have) for part in parts):
        raise Refusal("projects.not_in_row")
    if set().union(*(part.need_ids for part in parts)) != set(have):
        raise Refusal("projects.need_lost")
    if any(not 0 <= (part.cost_fen or 0) <= MOST_FEN for part in parts):
        raise Refusal("projects.negative_money")


def _twin(made: ProjectList, row: Project, part: Part, numbers: dict[UUID, str]) -> Project:
    """A row like another one, for some of its needs."""
    year = made.created_at.year
    twin = Project(
        community_code=made.community_code,
        list_id=made.id,
        number=f"{year}-{next_number(made.community_code, 'project', year):03}",
        position=row.position,
        name=tidy(part.name)[:120],
        kind=row.kind,
        category=row.category,
        site=row.site,
        lat_e6=row.lat_e6,
        lon_e6=row.lon_e6,
        content=row.content,
        households=row.households,
        people=row.people,
        unit=row.unit,
        partner=row.partner,
        start_on=row.start_on,
        finish_on=row.finish_on,
        owners_decision=row.owners_decision,
        negative=row.negative,
        flags_reason=row.flags_reason,
        plan_id=row.plan_id,
    )
    twin.needs = [
        need_row(made, need_id, number) for need_id, number in numbers.items() if need_id in part.need_ids
    ]
    set_cost(twin, part.cost_fen)
    db.session.add(twin)
    db.session.flush()
    return twin


def _follow(made: ProjectList, row: Project, new: Sequence[Project]) -> None:
    """The parts stand behind the row they came from."""
    rows = [each for each in queries.rows_of(made.id) if each not in new]
    place = rows.index(row) + 1
    for position, each in enumerate([*rows[:place], *new, *rows[place:]], 1):
        each.position = position


def _bring_money(row: Project, into: Project) -> None:
    """What both cost together, by source; lines of both budgets."""
    if row.cost_fen is not None or into.cost_fen is not None:
        into.cost_fen = (row.cost_fen or 0) + (into.cost_fen or 0)
    paid = {part.source: part.amount_fen for part in into.funding}
    for part in row.funding:
        paid[part.source] = paid.get(part.source, 0) + part.amount_fen
    editing.set_funding(into, paid)
    for place, line in enumerate(row.budget, len(into.budget) + 1):
        into.budget.append(
            BudgetLine(
                position=place,
                name=line.name,
                unit=line.unit,
                quantity=line.quantity,
                price_fen=line.price_fen,
                amount_fen=line.amount_fen,
            )
        )


def _number_on(made: ProjectList) -> None:
    for place, each in enumerate(queries.rows_of(made.id), 1):
        each.position = place
