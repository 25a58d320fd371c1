"""Carrying a project out: its stages, its milestones, what is late and what a change may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from deliberation.errors import Refusal
from deliberation.projects.rules import MOST_FEN, ProjectKind

MOST_MILESTONES = 12
MOST_REPORTED_PHOTOS = 6


class CarryStage(StrEnum):
    """Where a project is; finished waits for the acceptance."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    ACCEPTED = "accepted"
    STOPPED = "stopped"


NEXT: Mapping[CarryStage, frozenset[CarryStage]] = {
    CarryStage.WAITING: frozenset({CarryStage.RUNNING, CarryStage.FINISHED, CarryStage.STOPPED}),
    CarryStage.RUNNING: frozenset({CarryStage.RUNNING, CarryStage.FINISHED, CarryStage.STOPPED}),
    CarryStage.FINISHED: frozenset({CarryStage.RUNNING, CarryStage.ACCEPTED}),
    CarryStage.ACCEPTED: frozenset(),
    CarryStage.STOPPED: frozenset(),
}
REPORTED = frozenset({CarryStage.WAITING, CarryStage.RUNNING})


class ChangeKind(StrEnum):
    """What a worker may ask to be changed while a project is carried out."""

    MONEY = "money"
    TIME = "time"
    CONTENT = "content"
    STOP = "stop"


class ChangeState(StrEnum):
    """A request waits until the street office approves or refuses it."""

    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


class PhotoMoment(StrEnum):
    """Whether a photo shows the place before or after the work."""

    BEFORE = "before"
    AFTER = "after"


COMPLETED, CHECKED = "completed", "checked"

# Default milestones: a word, and after how many hundredths of the time they are due.
USUAL: Mapping[ProjectKind, Sequence[tuple[str, int]]] = {
    ProjectKind.WORKS: (("design", 15), ("tender", 30), ("begun", 40), (COMPLETED, 90), (CHECKED, 100)),
    ProjectKind.SERVICES: (("prepared", 20), ("begun", 40), (COMPLETED, 90), (CHECKED, 100)),
    ProjectKind.GOODS: (("chosen", 30), ("delivered", 80), (CHECKED, 100)),
}


@dataclass(frozen=True)
class MilestonePlan:
    """A milestone as it is planned: a known word, or a name of its own, and the day it is due."""

    word: str
    name: str
    due_on: date


def step(now: CarryStage, to: CarryStage) -> CarryStage:
    """The next stage, if the project may go there from here."""
    if to not in NEXT[now]:
        raise Refusal("projects.wrong_stage", stage=now.value)
    return to


def usual_milestones(kind: ProjectKind, start_on: date, finish_on: date) -> list[MilestonePlan]:
    """The milestones usual for this kind, spread over the time from start to deadline."""
    days = max((finish_on - start_on).days, 0)
    return [
        MilestonePlan(word, "", start_on + timedelta(days=days * part // 100)) for word, part in USUAL[kind]
    ]


def check_milestones(plans: Sequence[MilestonePlan], start_on: date | None) -> None:
    """One to twelve milestones, each named, none due before the start."""
    if not 1 <= len(plans) <= MOST_MILESTONES:
        raise Refusal("projects.milestone_count", most=MOST_MILESTONES)
    if any(not plan.word and not plan.name for plan in plans):
        raise Refusal("projects.milestone_unnamed")
    if start_on and any(plan.due_on < start_on for plan in plans):
        raise Refusal("projects.milestone_before_start", start_on=start_on.isoformat())


def is_overdue(stage: CarryStage, due_on: date, reached_on: date | None, today: date) -> bool:
    """A milestone is overdue from the day after its due day until it is reached or the project ends."""
    return stage in REPORTED and reached_on is None and due_on < today


def days_late(due_on: date, reached_on: date | None, today: date) -> int:
    """How many days after its due day a milestone was reached, or is still missing."""
    return max(((reached_on or today) - due_on).days, 0)


def check_day(day: date, starts: Sequence[date], today: date) -> None:
    """A report or an acceptance is neither of a day to come nor of one before all began."""
    if day > today:
        raise Refusal("projects.day_in_future")
    if starts and day < min(starts):
        raise Refusal("projects.day_before_start", start_on=min(starts).isoformat())


def check_spent(spent_fen: int | None) -> None:
    """Money spent is known or not, never less than nothing."""
    if spent_fen is not None and not 0 <= spent_fen <= MOST_FEN:
        raise Refusal("projects.negative_money")


def overspent(spent_fen: int | None, cost_fen: int | None) -> int:
    """By how much more was spent than estimated, in fen."""
    return max((spent_fen or 0) - cost_fen, 0) if cost_fen is not None else 0
