"""The ballots of a closed round as files that other programs read: Pabulib, and PrefLib for rankings.

What was published on the board stands in them, and nothing else.
"""

from collections import Counter
from random import Random

from sqlalchemy import select

from deliberation.clock import local
from deliberation.database import db
from deliberation.places.queries import region_of
from deliberation.rounds.choices import as_counted
from deliberation.rounds.counted_by import rule_of
from deliberation.rounds.models import Ballot, Round, RoundResult
from deliberation.rounds.outcomes import Outcome
from deliberation.tally import pabulib_written, preflib_written
from deliberation.tally.ballots import Option
from deliberation.tally.counting import Choices, Count, Unit
from deliberation.tally.pabulib_written import About
from deliberation.tally.placing import Placed
from deliberation.tally.rule import Paper
from deliberation.tally.selection import Decision


def ballot_file(outcome: Outcome) -> tuple[str, str] | None:
    """The text and the ending of the file; None where so few voted that only totals are published.

    The same round always gives the same file: ballots are numbered by a draw from the published root.
    """
    if outcome.root is None:
        return None
    row = outcome.round
    if row.ballot == Paper.RANKING:
        return _preflib(row)
    return _pabulib(outcome), "pb"


def _preflib(row: Round) -> tuple[str, str]:
    """The options are numbered in the order that decides between equals, as it was announced."""
    rule, titles = rule_of(row), {option.key: option.title for option in row.options}
    options = [Option(option.key, option.cost_fen) for option in row.options]
    numbered = preflib_written.in_tie_order(options, rule.ties, str(row.id))
    named = [(option.id, titles[option.id]) for option in numbered]
    told = f"round {row.id}; of equals the option with the lower number wins"
    return preflib_written.written(named, _ballots(row), row.title, local(row.closes_at).date(), told)


def _pabulib(outcome: Outcome) -> str:
    row = outcome.round
    region = region_of(row.community_code)
    return pabulib_written.written(
        _count(row),
        [Option(option.key, option.cost_fen) for option in row.options],
        {option.key: option.title for option in row.options},
        _ballots(row),
        About(
            title=row.title,
            community=region.name if region else row.community_code,
            opened_on=local(row.opens_at).date(),
            closed_on=local(row.closes_at).date(),
            round_id=str(row.id),
        ),
        selected=list(outcome.won),
        draw=Random(outcome.root),
    )


def _ballots(row: Round) -> dict[Choices, int]:
    kept = db.session.scalars(select(Ballot.choices).where(Ballot.round_id == row.id))
    return dict(sorted(Counter(as_counted(row.ballot, choices) for choices in kept).items(), key=str))


def _count(row: Round) -> Count:
    """The count as it was found at the close."""
    result = db.session.get_one(RoundResult, row.id)
    return Count(
        rule=rule_of(row),
        unit=Unit(result.unit),
        scores=result.tally,
        ranking=tuple(Placed(**each) for each in result.ranking),
        decisions=tuple(Decision(**each) for each in result.decisions),
        steps=(),
        ballots=result.ballots,
        blank=result.blank,
        details={},
    )
