"""States of a list, what a row must have, and how money adds up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from deliberation.errors import Refusal

PUBLIC_DAYS = 7
MOST_ROWS = 500
MOST_LETTERS = 20_000
PRINTED_AT_ONCE = 200
MOST_FEN = 10_000_000_000_000
REASON_LENGTH = 300
# 负面清单, as words of the reasons a need is refused for (its other reasons concern no project).
NEGATIVE = ("private_cost", "liable_party", "already_covered", "government_duty")


class ListState(StrEnum):
    """Where a list is on its way to the street office."""

    DRAFT = "draft"
    PUBLICISED = "publicised"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


NEXT: dict[ListState, frozenset[ListState]] = {
    ListState.DRAFT: frozenset({ListState.PUBLICISED}),
    ListState.PUBLICISED: frozenset({ListState.DRAFT, ListState.SUBMITTED}),
    ListState.SUBMITTED: frozenset({ListState.ACCEPTED, ListState.RETURNED}),
    ListState.ACCEPTED: frozenset(),
    ListState.RETURNED: frozenset({ListState.DRAFT}),
}


class FileKind(StrEnum):
    """A paper that came back to a list: 盖章扫描件, 批复, or the owners' decision under a row."""

    SEALED = "sealed"
    APPROVAL = "approval"
    OWNERS_DECISION = "owners_decision"


class StreetState(StrEnum):
    """A street's own list: put together, or issued as a frozen version."""

    DRAFT = "draft"
    ISSUED = "issued"


class ProjectKind(StrEnum):
    """项目类别: works, services or goods."""

    WORKS = "works"
    SERVICES = "services"
    GOODS = "goods"


class FundingSource(StrEnum):
    """资金来源: who pays."""

    STREET = "street"
    COMMUNITY = "community"
    SOCIAL = "social"
    RESIDENTS = "residents"


class ResourceKind(StrEnum):
    """资源清单: what can be offered to a community."""

    VENUE = "venue"
    MONEY = "money"
    FIRM = "firm"
    VOLUNTEERS = "volunteers"
    GOODS = "goods"


class DecisionKind(StrEnum):
    """What a row rests on: a signed round result or a motion in signed minutes."""

    ROUND = "round"
    MOTION = "motion"


class RowVerdict(StrEnum):
    """What the street office said to one row of a list it took over."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Taking(StrEnum):
    """How rows are taken from a result: what the count decided for, the first n, or as many as the money
    allows."""

    DECIDED = "decided"
    TOP = "top"
    BUDGET = "budget"


CAPS: Mapping[ProjectKind, int] = {
    ProjectKind.WORKS: 50_000_000,
    ProjectKind.SERVICES: 20_000_000,
    ProjectKind.GOODS: 20_000_000,
}


@dataclass(frozen=True)
class Loss:
    """What happened, after the conversion, to something a row rests on: a reason word and its facts."""

    reason: str
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class RowFacts:
    """What completeness looks at in one row; money in fen. `cap_fen` is the most such a project may cost."""

    position: int
    needs: int
    decisions: int
    cost_fen: int | None
    funding_fen: int
    site: str
    content: str
    unit: str
    start_on: date | None
    finish_on: date | None
    cap_fen: int | None = None
    budget_fen: int | None = None
    negative: str = ""
    losses: Sequence[Loss] = ()


@dataclass(frozen=True)
class Gap:
    """Something a list still lacks: the row (0 = the list itself), a reason word and its facts."""

    position: int
    reason: str
    facts: dict[str, object] = field(default_factory=dict)


def step(now: ListState, to: ListState) -> ListState:
    """The next state, if the list may go there from here."""
    if to not in NEXT[now]:
        raise Refusal("projects.wrong_state", state=now.value)
    return to


def gaps(rows: Sequence[RowFacts]) -> list[Gap]:
    """All that must be mended before a list goes out, row by row; an empty list is complete."""
    if not rows:
        return [Gap(0, "no_rows")]
    return [gap for row in rows for gap in _row_gaps(row)]


def _row_gaps(row: RowFacts) -> list[Gap]:
    missing: list[tuple[bool, str, dict[str, object]]] = [
        (row.needs < 1, "no_need", {}),
        (row.decisions < 1, "no_decision", {}),
        (row.cost_fen is None, "no_cost", {}),
        (row.cost_fen is not None and row.funding_fen != row.cost_fen, "funding", _funding_facts(row)),
        (not row.site, "no_site", {}),
        (not row.content, "no_content", {}),
        (not row.unit, "no_unit", {}),
        (row.finish_on is None, "no_deadline", {}),
        (bool(row.start_on and row.finish_on and row.finish_on < row.start_on), "deadline_before_start", {}),
        (_above(row.cost_fen, row.cap_fen), "over_cap", {"cost_fen": row.cost_fen, "cap_fen": row.cap_fen}),
        (_differs(row.cost_fen, row.budget_fen), "budget", _budget_facts(row)),
        (bool(row.negative), "negative", {"word": row.negative}),
    ]
    lost = [Gap(row.position, loss.reason, loss.facts) for loss in row.losses]
    return [*lost, *(Gap(row.position, reason, facts) for wrong, reason, facts in missing if wrong)]


def _above(cost_fen: int | None, cap_fen: int | None) -> bool:
    return cost_fen is not None and cap_fen is not None and cost_fen > cap_fen


def _differs(cost_fen: int | None, budget_fen: int | None) -> bool:
    """Whether the budget lines, where there are any, add up to something else than the estimate."""
    return cost_fen is not None and budget_fen is not None and cost_fen != budget_fen


def _budget_facts(row: RowFacts) -> dict[str, object]:
    return {"cost_fen": row.cost_fen, "budget_fen": row.budget_fen}


def _funding_facts(row: RowFacts) -> dict[str, object]:
    return {"cost_fen": row.cost_fen, "funding_fen": row.funding_fen}
