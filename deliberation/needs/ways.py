"""Ways to meet a shortlisted need (补什么、如何补): what is proposed, and what is checked about it. Pure."""

from dataclasses import dataclass

from deliberation.errors import Refusal
from deliberation.needs.rules import Feasibility, NeedState, checked_cost, fits
from deliberation.wording import tidy, tidy_lines

TITLE_LENGTH = 60
TEXT_LENGTH = 1000
NOTE_LENGTH = 300
SOURCE_LENGTH = 200
UNIT_LENGTH = 80
UPKEEP_LENGTH = 200
PROPOSER_LENGTH = 80
MOST_WAYS = 40


@dataclass(frozen=True)
class Proposal:
    """A way to meet a need, as proposed: what is to be done, and more words about it."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class Assessment:
    """What planner or worker found out about a way; money in fen, never without where it comes from."""

    feasibility: Feasibility = Feasibility.UNKNOWN
    feasibility_note: str = ""
    cost_fen: int | None = None
    cost_source: str = ""
    unit: str = ""
    upkeep: str = ""


def checked_proposal(proposal: Proposal) -> Proposal:
    """The proposal with tidied words; refuses an empty or overlong one."""
    return Proposal(
        fits(tidy(proposal.title), TITLE_LENGTH, "needs.way_title_missing", "needs.way_title_long"),
        fits(tidy_lines(proposal.text), TEXT_LENGTH, "", "needs.way_text_long"),
    )


def checked_assessment(found: Assessment) -> Assessment:
    """The assessment with tidied words; a cost without its source is refused."""
    source = fits(tidy(found.cost_source), SOURCE_LENGTH, "", "needs.way_source_long")
    if checked_cost(found.cost_fen) is not None and not source:
        raise Refusal("needs.cost_without_source")
    return Assessment(
        found.feasibility,
        fits(tidy(found.feasibility_note), NOTE_LENGTH, "", "needs.way_note_long"),
        found.cost_fen,
        source,
        fits(tidy(found.unit), UNIT_LENGTH, "", "needs.way_unit_long"),
        fits(tidy(found.upkeep), UPKEEP_LENGTH, "", "needs.way_upkeep_long"),
    )


def takes_ways(state: NeedState) -> bool:
    """How to meet a need is asked once it is on the shortlist."""
    return state == NeedState.SHORTLISTED
