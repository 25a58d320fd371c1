"""A sheet of signatures: every line is one supporter, or a question who it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import db
from deliberation.needs.behalf import speaker_of, support_for, undo_support
from deliberation.needs.finding import Person, people_meant
from deliberation.needs.models import Need, NeedSupport
from deliberation.needs.rules import Channel
from deliberation.needs.supporting import supportable


class Outcome(StrEnum):
    """What became of a line."""

    NEW = "new"
    ALREADY = "already"
    SEVERAL = "several"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class LineResult:
    """A line, what became of it, and who it was or may be."""

    line: str
    outcome: Outcome
    people: Sequence[Person]


def sign_sheet(
    actor: Actor, need: Need, lines: Sequence[str], picks: Mapping[str, str], channel: Channel
) -> list[LineResult]:
    """Count whoever a line means among the supporters of a need; nobody is guessed at."""
    survivor = supportable(need)
    results = []
    for line in [*lines, *(line for line in picks if line not in lines)]:
        people = people_meant(need.community_code, line)
        chosen = [person for person in people if str(person.id) == picks.get(line)] or people
        results.append(_sign(actor, survivor, line, chosen, channel))
    return results


def _sign(actor: Actor, need: Need, line: str, people: Sequence[Person], channel: Channel) -> LineResult:
    if not people:
        return LineResult(line, Outcome.UNKNOWN, [])
    if len(people) > 1:
        return LineResult(line, Outcome.SEVERAL, people)
    _need, new = support_for(actor, need, speaker_of(people[0].id, need.community_code), channel)
    return LineResult(line, Outcome.NEW if new else Outcome.ALREADY, people)


def undo_sheet(actor: Actor, need: Need, resident_ids: Sequence[UUID]) -> int:
    """Take back the supports this worker entered for these persons; returns how many there were."""
    there = [
        each
        for each in resident_ids
        if (given := db.session.get(NeedSupport, (need.id, each))) and given.entered_by == actor.account_id
    ]
    for resident_id in there:
        undo_support(actor, need, resident_id)
    return len(there)
