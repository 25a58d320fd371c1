"""What belongs to one voter alone in a round: their ballot in the box, and their order of the options."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.database import db
from deliberation.rounds import keys
from deliberation.rounds.ballot_rules import device_mark, shuffled
from deliberation.rounds.models import Ballot, Round
from deliberation.rounds.rules import token


@dataclass(frozen=True)
class OwnBallot:
    """`choices`: what the ballot says now (None: none was cast); `order`: the options as this voter sees
    them; `mark`: under which name their own device keeps what is not sent ("" when the box is shut)."""

    choices: list[Any] | None
    order: Sequence[str]
    mark: str


def own_ballot(row: Round, voter_id: UUID) -> OwnBallot:
    """A voter's own ballot and order, found by their token; as listed once the secret is gone."""
    listed = [option.key for option in row.options]
    secret = keys.read(row.id)
    if secret is None:
        return OwnBallot(None, listed, "")
    name = token(secret, row.id, voter_id)
    choices = db.session.scalar(select(Ballot.choices).where(Ballot.round_id == row.id, Ballot.token == name))
    return OwnBallot(choices, shuffled(name, listed) if row.shuffled else listed, device_mark(name))
