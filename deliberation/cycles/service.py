"""Planning cycles."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from deliberation.actors import Actor
from deliberation.cycles.models import Cycle, CycleStage
from deliberation.cycles.queries import cycles_beside
from deliberation.cycles.rules import Stage, overlaps, spans
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.wording import tidy

Follower = Callable[[Actor, Cycle], None]
_followers: list[Follower] = []


def when_planned(follower: Follower) -> None:
    """A later room's act that follows a new cycle (waiting needs move in); registered by create_app."""
    if follower not in _followers:
        _followers.append(follower)


def plan(
    actor: Actor, community_code: str, name: str, starts: Mapping[Stage, date], ends_on: date | None
) -> Cycle:
    """Plan a cycle; a community has one at a time."""
    stages = spans(starts, ends_on)
    _refuse_overlap(community_code, stages, None)
    cycle = Cycle(
        community_code=community_code, name=tidy(name), starts_on=stages[0].starts_on, ends_on=ends_on
    )
    cycle.stages = [CycleStage(stage=span.stage, starts_on=span.starts_on) for span in stages]
    db.session.add(cycle)
    db.session.flush()
    record(actor, "cycles.plan", "cycle", cycle.id, community_code, after=_facts(cycle))
    for follower in _followers:
        follower(actor, cycle)
    return cycle


def replan(actor: Actor, cycle: Cycle, name: str, starts: Mapping[Stage, date], ends_on: date | None) -> None:
    """Change a cycle's name and dates."""
    before = _facts(cycle)
    stages = spans(starts, ends_on)
    _refuse_overlap(cycle.community_code, stages, cycle)
    cycle.name, cycle.starts_on, cycle.ends_on = tidy(name), stages[0].starts_on, ends_on
    kept = {row.stage: row for row in cycle.stages}
    for span in stages:
        if span.stage in kept:
            kept.pop(span.stage).starts_on = span.starts_on
        else:
            cycle.stages.append(CycleStage(stage=span.stage, starts_on=span.starts_on))
    for row in kept.values():
        cycle.stages.remove(row)
    db.session.flush()
    record(actor, "cycles.replan", "cycle", cycle.id, cycle.community_code, before, _facts(cycle))


def _refuse_overlap(community_code: str, stages: Any, cycle: Cycle | None) -> None:
    for other in cycles_beside(community_code, cycle.id if cycle else None):
        if overlaps(stages, other.spans()):
            raise Refusal("cycles.overlap", name=other.name)


def _facts(cycle: Cycle) -> dict[str, Any]:
    return {
        "name": cycle.name,
        "ends_on": cycle.ends_on,
        "stages": {row.stage: row.starts_on for row in cycle.stages},
    }
