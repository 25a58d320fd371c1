"""The shapes of the facts of papers about carrying out: progress table and acceptance record."""

from collections.abc import Iterable
from typing import NamedTuple, TypedDict


class LastAcceptance(TypedDict):
    """What the last acceptance of a project said; `mend_by` where it did not pass."""

    held_on: str
    passed: bool
    mend_by: str | None


class Satisfaction(TypedDict):
    """How many answered, and how many of them chose one of the top three steps."""

    answers: int
    top3: int


class ProgressRow(TypedDict):
    """How far one project is; `stage` as printed.

    `spent_fen` None: nothing was reported; `milestone` "" and `due_on` None: nothing is to come;
    `days_late` 0: not overdue; `reason`: why the next milestone is late or was put off.
    """

    number: str
    name: str
    unit: str
    estimate_fen: int
    spent_fen: int | None
    stage: str
    milestone: str
    due_on: str | None
    days_late: int
    reason: str
    acceptance: LastAcceptance | None
    satisfaction: Satisfaction | None


class ProjectProgressFacts(TypedDict):
    """`project-progress`: how far the projects of an accepted list are, as of `dated_on`."""

    title: str
    community: str
    list_title: str
    list_number: str
    version: int
    short_hash: str
    dated_on: str
    prepared_by: str
    checked_by: str
    rows: list[ProgressRow]


class Participant(TypedDict):
    """Who stood at an acceptance: `side` as printed."""

    side: str
    name: str


class AcceptanceRecordFacts(TypedDict):
    """`acceptance-record`: one acceptance of one project; `time` counts them (1 the first).

    `unit` and `site` "" print a dash; `mend_by` None where it passed.
    """

    title: str
    community: str
    list_title: str
    list_number: str
    version: int
    short_hash: str
    number: str
    name: str
    site: str
    content: str
    unit: str
    estimate_fen: int
    spent_fen: int | None
    time: int
    held_on: str
    participants: list[Participant]
    passed: bool
    mend_by: str | None
    remarks: str
    dated_on: str


class ProgressSums(NamedTuple):
    """What the projects cost by estimate and what was spent, in 分; how many passed and how many are late."""

    estimate_fen: int
    spent_fen: int
    passed: int
    late: int


def progress_sums(rows: Iterable[ProgressRow]) -> ProgressSums:
    """What a progress table adds up to; exact, what was not reported counts as nothing spent."""
    told = list(rows)
    return ProgressSums(
        sum(row["estimate_fen"] for row in told),
        sum(row["spent_fen"] or 0 for row in told),
        sum(1 for row in told if row["acceptance"] and row["acceptance"]["passed"]),
        sum(1 for row in told if row["days_late"]),
    )
