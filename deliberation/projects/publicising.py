"""Putting a list up for objections (公示): for how long, taking it back, going on, and small corrections.

What weighs (which rows there are, their place, content and money) may not change while a list is put up: it
is taken back, changed, and put up anew for the full time. Other corrections are made at once and listed. A
list taken back and found to weigh the same may go on with the days that were left, so that nobody loses a
day to object on; what was put right meanwhile is listed as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from deliberation.actors import Actor
from deliberation.clock import local, now, today
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.projects.days import Counting, Period, days_left, period
from deliberation.projects.holding import lock, note_step
from deliberation.projects.models import Project, ProjectList, Publicity
from deliberation.projects.objecting import legs_of, running
from deliberation.projects.objection_rules import begins_anew, weight
from deliberation.projects.queries import rows_of
from deliberation.projects.rules import ListState, ProjectKind, step
from deliberation.projects.submission import reason_in, refuse_gaps, went
from deliberation.projects.workdays import worked
from deliberation.wording import tidy

CORRECTED = "projects.corrected"
LIGHT = ("name", "kind", "households", "people", "unit", "partner", "start_on", "finish_on", "note")


@dataclass(frozen=True)
class Correction:
    """What of a row may be put right while it is put up."""

    name: str
    kind: ProjectKind
    households: int | None
    people: int | None
    unit: str
    partner: str
    start_on: date | None
    finish_on: date | None
    note: str


def fingerprint(made: ProjectList) -> dict[str, str]:
    """What of each row may not change while the list is put up, by the row's id."""
    return {row.id.hex: _weight(row) for row in rows_of(made.id)}


def _weight(row: Project) -> str:
    funding = {part.source.value: part.amount_fen for part in row.funding}
    budget = [(line.name, line.amount_fen) for line in row.budget]
    return weight(row.site, (row.lat_e6, row.lon_e6), row.content, row.cost_fen, funding, budget)


def planned(from_on: date, days: int, counting: Counting) -> Period:
    """The putting-up that would begin on a day; refused when that day has passed."""
    if from_on < today():
        raise Refusal("projects.public_in_past")
    return period(from_on, days, counting, worked)


def publicise(
    actor: Actor, made: ProjectList, from_on: date, days: int, counting: Counting = Counting.CALENDAR
) -> Publicity:
    """Put the list up for objections; it must be complete, and begins today or later."""
    lock(made)
    state = step(made.state, ListState.PUBLICISED)
    refuse_gaps(made)
    return _put_up(actor, made, state, planned(from_on, days, counting), goes_on=False)


def may_go_on(made: ProjectList) -> bool:
    """Whether the list was taken back, weighs what it did, and has days left."""
    last = running(made)
    return (
        made.state == ListState.DRAFT
        and last is not None
        and last.withdrawn_at is not None
        and last.from_on <= today()
        and not begins_anew(last.fingerprint, fingerprint(made))
        and _left(last) > 0
    )


def go_on(actor: Actor, made: ProjectList) -> Publicity:
    """Put a list up again for the days that were left when it was taken back; nothing that weighs changed."""
    lock(made)
    state = step(made.state, ListState.PUBLICISED)
    refuse_gaps(made)
    last = running(made)
    if last is None or not may_go_on(made):
        raise Refusal("projects.begins_anew")
    rest = period(today(), _left(last), last.counting, worked)
    _note_what_was_put_right(actor, made, last.wording or {})
    begun_on = legs_of(made)[0].from_on
    put_up = _put_up(actor, made, state, rest, goes_on=True)
    made.public_from = begun_on
    return put_up


def _note_what_was_put_right(actor: Actor, made: ProjectList, wording: Mapping[str, Any]) -> None:
    """What was changed of a list while it was taken back, though it weighs the same, is listed too."""
    for row in rows_of(made.id):
        before, current = wording.get(row.id.hex, {}), _wording(row)
        changes = [
            {"field": field, "before": before[field], "value": current[field]}
            for field in LIGHT
            if field in before and before[field] != current[field]
        ]
        if changes:
            _note_correction(actor, made, row, changes)


def _wording(row: Project) -> dict[str, Any]:
    return {field: _told(getattr(row, field)) for field in LIGHT}


def _left(last: Publicity) -> int:
    """The days left of a putting-up on the day it was taken back, that day counted again."""
    assert last.withdrawn_at is not None  # asked only of what was taken back
    back_on = max(local(last.withdrawn_at).date(), last.from_on)
    return days_left(back_on, last.to_on, last.counting, worked)


def _put_up(actor: Actor, made: ProjectList, state: ListState, told: Period, goes_on: bool) -> Publicity:
    made.state = state
    made.public_from, made.public_to = told.from_on, told.to_on
    made.revision += 1
    put_up = Publicity(
        community_code=made.community_code,
        list_id=made.id,
        version=made.version,
        from_on=told.from_on,
        to_on=told.to_on,
        days=told.days,
        counting=told.counting,
        unknown_year=told.unknown_year,
        fingerprint=fingerprint(made),
        goes_on=goes_on,
    )
    db.session.add(put_up)
    db.session.flush()
    facts = {"from_on": told.from_on, "to_on": told.to_on, "days": told.days, "counting": told.counting.value}
    went(actor, made, "projects.publicise", "projects.publicised", facts)
    return put_up


def withdraw(actor: Actor, made: ProjectList, reason: str) -> None:
    """Take a publicised list back to mend it."""
    lock(made)
    made.state = step(made.state, ListState.DRAFT)
    put_up = running(made)
    if put_up is not None:
        put_up.withdrawn_at = now()
        put_up.wording = {row.id.hex: _wording(row) for row in rows_of(made.id)}
    made.public_from = made.public_to = None
    made.revision += 1
    went(actor, made, "projects.withdraw", "projects.withdrawn", {"reason": reason_in(reason)})


def correct(actor: Actor, made: ProjectList, row: Project, given: Correction, revision: int) -> int:
    """Put right what does not weigh, while the list is put up; what was changed is listed for everybody.
    How many fields changed."""
    lock(made)
    if made.state != ListState.PUBLICISED:
        raise Refusal("projects.wrong_state", state=made.state.value)
    if made.revision != revision:
        raise Refusal("projects.changed_meanwhile")
    if not tidy(given.name):
        raise Refusal("projects.no_name")
    if given.start_on and given.finish_on and given.finish_on < given.start_on:
        raise Refusal("projects.deadline_before_start")
    if not tidy(given.unit) or given.finish_on is None:
        raise Refusal("projects.correction_gap")
    changes = _changes(row, given)
    for change in changes:
        setattr(row, change["field"], change["value"])
    if changes:
        made.revision += 1
        shown = [{key: _told(value) for key, value in change.items()} for change in changes]
        _note_correction(actor, made, row, shown)
    return len(changes)


def _note_correction(actor: Actor, made: ProjectList, row: Project, changes: list[dict[str, Any]]) -> None:
    note_step(made, CORRECTED, {"project": row.number, "name": row.name, "changes": changes})
    before = {change["field"]: change["before"] for change in changes}
    after = {change["field"]: change["value"] for change in changes}
    record(actor, CORRECTED, "project", row.id, made.community_code, before, after)


def _changes(row: Project, given: Correction) -> list[dict[str, Any]]:
    wanted: Mapping[str, Any] = {
        "name": tidy(given.name),
        "kind": given.kind,
        "households": given.households,
        "people": given.people,
        "unit": tidy(given.unit),
        "partner": tidy(given.partner),
        "start_on": given.start_on,
        "finish_on": given.finish_on,
        "note": tidy(given.note),
    }
    return [
        {"field": field, "before": getattr(row, field), "value": value}
        for field, value in wanted.items()
        if getattr(row, field) != value
    ]


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else getattr(value, "value", value)
