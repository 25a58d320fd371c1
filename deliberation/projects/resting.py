"""Which signed decisions a row rests on, and which of them still hold when its needs change."""

from uuid import UUID

from sqlalchemy import select

from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.meetings import queries as meetings
from deliberation.meetings.rules import MotionKind
from deliberation.projects.grounds import Decisions, places_in, with_places
from deliberation.projects.models import Project, ProjectDecision, ProjectList
from deliberation.projects.rules import DecisionKind
from deliberation.rounds.models import RoundOption


def still_resting(made: ProjectList, row: Project, stay: dict[UUID, str]) -> Decisions:
    """Those of a row's decisions that are about needs that stay, as far as they are; none is a refusal."""
    voted = _needs_in_rounds(row)
    about = {each.motion_id: each for each in meetings.signed_decisions(made.community_code, None)}
    kept: Decisions = {}
    for key, facts in decisions_of(row).items():
        if key[0] == DecisionKind.ROUND:
            if voted.get(key[1], set()) & set(stay):
                lines = [line for line in places_in(facts) if line["need"] in ("", *stay.values())]
                kept[key] = with_places(facts, lines) if lines else facts
            continue
        motion = about.get(key[1])
        if motion is None:
            continue
        named = set(motion.need_ids)
        if motion.kind == MotionKind.ADOPT_RANKING and motion.round_id:
            named |= voted.get(motion.round_id, set())
        if named & set(stay):
            kept[key] = facts
    if not kept:
        raise Refusal("projects.untraced")
    return kept


def _needs_in_rounds(row: Project) -> dict[UUID, set[UUID]]:
    """Which needs each round under a row was about."""
    ids = [each.source_id for each in row.decisions if each.kind == DecisionKind.ROUND]
    query = select(RoundOption.round_id, RoundOption.need_id).where(RoundOption.round_id.in_(ids))
    found: dict[UUID, set[UUID]] = {}
    for round_id, need_id in db.session.execute(query):
        if need_id is not None:
            found.setdefault(round_id, set()).add(need_id)
    return found


def decisions_of(row: Project) -> Decisions:
    """The signed decisions under a row, with their facts."""
    return {(each.kind, each.source_id): each.facts for each in row.decisions}


def rest_on(row: Project, decisions: Decisions) -> None:
    """A row rests on these decisions and on no others."""
    kept = {(each.kind, each.source_id): each for each in row.decisions}
    for key, facts in decisions.items():
        if key in kept:
            kept.pop(key).facts = facts
        else:
            row.decisions.append(ProjectDecision(kind=key[0], source_id=key[1], facts=facts))
    for each in kept.values():
        row.decisions.remove(each)
