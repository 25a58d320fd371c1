"""Casting: the one transaction that writes a ballot, and nothing but the ballot.

No row says who voted or when, and no statement carries a voter together with a ballot: the register is asked
for the voter, the ballot is written under its token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.rounds import keys
from deliberation.rounds.ballot_rules import Terms, clean_choices, terms_of
from deliberation.rounds.models import Round, RoundOption
from deliberation.rounds.rules import State, new_tracker, receipt_word, state_at, token

# Plain statements over tables: a rehearsal casts 90,000 ballots, and none needs an object.
ENTRIES = db.metadata.tables["round_register"]
LISTED = select(ENTRIES.c.voter_id).where(
    ENTRIES.c.round_id == bindparam("of_round"),
    ENTRIES.c.voter_id == bindparam("of_voter"),
    ENTRIES.c.struck_at.is_(None),
)

TERMS = (Round.method, Round.ballot, Round.k, Round.least, Round.points, Round.most_points, Round.budget_fen)
TIMES = (
    *(Round.opens_at, Round.closes_at, Round.opened_at, Round.closed_at, Round.annulled_at),
    Round.stopped_at,
)
OF_ROUND = select(*TIMES, *TERMS).where(Round.id == bindparam("of_round")).with_for_update(read=True)
OPTIONS = (
    select(RoundOption.key, RoundOption.cost_fen)
    .where(RoundOption.round_id == bindparam("of_round"))
    .order_by(RoundOption.position)
)


@dataclass(frozen=True)
class OpenBox:
    """A round's ballot box, held open by the transaction that looked it up: no close can come between."""

    round_id: UUID
    secret: bytes
    terms: Terms
    transaction: Any


def open_box(round_id: UUID, terms: Terms | None = None) -> OpenBox:
    """The box of a round that is open now; good for any number of ballots until this transaction ends.

    `terms`, where they were read before, stand: nothing of them changes once a round is announced.
    """
    facts = db.session.execute(OF_ROUND, {"of_round": round_id}).first()
    if facts is None:
        raise Refusal("rounds.not_open")
    state = state_at(
        now(),
        facts.opens_at,
        facts.closes_at,
        facts.opened_at,
        facts.closed_at,
        facts.annulled_at,
        stopped_at=facts.stopped_at,
    )
    if state != State.OPEN:
        raise Refusal("rounds.not_yet_open" if state == State.ANNOUNCED else "rounds.not_open")
    secret = keys.read(round_id)
    if secret is None:
        raise Refusal("rounds.secret_lost")
    if terms is None:
        terms = terms_of(facts, db.session.execute(OPTIONS, {"of_round": round_id}).all())
    return OpenBox(round_id, secret, terms, db.session().get_transaction())


def cast(box: OpenBox, voter_id: UUID, choices: Sequence[Any], word: str = "", blank: bool = False) -> str:
    """Put a ballot into the box, in place of this voter's earlier one; returns its tracker.

    An empty ballot counts as blank, and has to be meant (`blank`). Refuses a voter who is not on the
    register, and choices the round does not allow.
    """
    if box.transaction is not db.session().get_transaction():
        raise RuntimeError("a ballot box is open only in the transaction that opened it")
    named = clean_choices(box.terms, choices)
    if not named and not blank:
        raise Refusal("rounds.nothing_chosen")
    connection = db.session.connection()
    if not _registered(connection, box.round_id, voter_id):
        raise Refusal("rounds.not_on_register")
    tracker = new_tracker(receipt_word(word))
    row = {
        "round_id": box.round_id,
        "token": token(box.secret, box.round_id, voter_id),
        "tracker": tracker,
        "choices": named,
        "on_paper": False,
    }
    try:
        connection.execute(_upsert(connection.dialect.name), row)
    except IntegrityError as error:
        raise Refusal("rounds.not_kept") from error
    return tracker


def may_vote(round_id: UUID, voter_id: UUID) -> bool:
    """Whether the register names this voter and has not struck them."""
    return _registered(db.session.connection(), round_id, voter_id)


def _registered(connection: Connection, round_id: UUID, voter_id: UUID) -> bool:
    return connection.execute(LISTED, {"of_round": round_id, "of_voter": voter_id}).first() is not None


@lru_cache
def _upsert(dialect: str) -> Any:
    """Insert a ballot, or replace the one under the same token (a paper's too), in one statement."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = make(db.metadata.tables["ballot"])
    new = {name: statement.excluded[name] for name in ("tracker", "choices", "on_paper")}
    return statement.on_conflict_do_update(index_elements=["round_id", "token"], set_=new)
