"""Paper ballots for tests, typed in through the service."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.rounds import keys, paper_box
from deliberation.rounds.models import Ballot, Round
from deliberation.rounds.paper_rules import Standing
from deliberation.rounds.rules import Kind, slip_code, token
from tests.rounds.stories import DAY


def with_papers(**changes: Any) -> dict[str, Any]:
    """Terms of a round whose papers are typed in until two days after its end."""
    return {"papers_until": now() + 9 * DAY, **changes}


def code_of(row: Round, voter_id: UUID | None) -> str:
    """The code printed on somebody's paper."""
    secret = keys.read(row.id)
    assert secret is not None
    assert voter_id is not None
    return slip_code(secret, row.id, voter_id)


def type_in(
    row: Round,
    actor: Actor,
    code: str,
    said: Sequence[Any] = (),
    kind: Kind | None = None,
    again: bool = False,
) -> Standing:
    """One typing, in its own transaction; without choices a blank paper."""
    with unit_of_work():
        return paper_box.type_in(
            actor, row.id, code, kind or (Kind.VALID if said else Kind.BLANK), said, again
        )


def settle(row: Round, actor: Actor, code: str, said: Sequence[Any] = (), kind: Kind | None = None) -> None:
    """The third look, in its own transaction."""
    with unit_of_work():
        paper_box.settle(actor, row.id, code, kind or (Kind.VALID if said else Kind.BLANK), said)


def in_the_box(row: Round, voter_id: UUID | None) -> tuple[list[Any], bool] | None:
    """What lies in the box under somebody's token, and whether it came from paper."""
    secret = keys.read(row.id)
    assert secret is not None
    assert voter_id is not None
    query = select(Ballot.choices, Ballot.on_paper).where(
        Ballot.round_id == row.id, Ballot.token == token(secret, row.id, voter_id)
    )
    found = db.session.execute(query).first()
    db.session.rollback()
    return (found.choices, found.on_paper) if found else None
