"""The box turned out: which ballots count, which were struck or stuffed; new names for those that stay."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from deliberation.database import db
from deliberation.rounds.ballot_rules import is_sound, terms_of
from deliberation.rounds.choices import as_counted, as_published
from deliberation.rounds.models import Ballot, RegisterEntry, Round, TypedPaper
from deliberation.rounds.rules import new_token, token
from deliberation.tally.counting import Choices

CHUNK = 5000
Entry = tuple[UUID, UUID | None, bool]


@dataclass
class Emptied:
    """A box turned out: (tracker, what it says) of every ballot that counts, how many of them came on paper
    and from which building, and how many were struck or refused."""

    accepted: list[tuple[str, Choices]] = field(default_factory=list)
    buildings: Counter[UUID | None] = field(default_factory=Counter)
    on_paper: int = 0
    struck: int = 0
    refused: int = 0


def register_of(round_id: UUID) -> list[Entry]:
    """Everybody who was ever on the register: (voter, building or None, struck)."""
    query = select(RegisterEntry.voter_id, RegisterEntry.building_id, RegisterEntry.struck_at)
    rows = db.session.execute(query.where(RegisterEntry.round_id == round_id))
    return [(voter, building, struck is not None) for voter, building, struck in rows]


def empty(row: Round, register: Sequence[Entry], secret: bytes | None) -> Emptied:
    """Match every ballot with the register; without the secret, ballots count unmatched."""
    owners = {token(secret, row.id, voter): (b, struck) for voter, b, struck in register} if secret else {}
    terms = terms_of(row, row.options)
    result = Emptied()
    for name, tracker, raw, on_paper in _ballots(row.id):
        owner = owners.get(name)
        if (secret and owner is None) or not is_sound(terms, raw):
            result.refused += 1
        elif owner and owner[1]:
            result.struck += 1
        else:
            result.accepted.append((tracker, as_counted(terms.ballot, raw)))
            result.on_paper += on_paper
            if owner:
                result.buildings[owner[0]] += 1
    return result


def _ballots(round_id: UUID) -> Iterator[tuple[str, str, Any, bool]]:
    query = select(Ballot.token, Ballot.tracker, Ballot.choices, Ballot.on_paper)
    for row in db.session.execute(query.where(Ballot.round_id == round_id)).yield_per(CHUNK):
        yield row.token, row.tracker, row.choices, row.on_paper


def rename(round_id: UUID, emptied: Emptied) -> None:
    """Put the counted ballots back under random names, in the order of these names; which of them came on
    paper is forgotten, and typed papers are destroyed."""
    discard(round_id)
    names = sorted(new_token() for _ in emptied.accepted)
    rows = [
        {"round_id": round_id, "token": name, "tracker": tracker, "choices": as_published(choices)}
        for name, (tracker, choices) in zip(names, sorted(emptied.accepted), strict=True)
    ]
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(Ballot), rows[start : start + CHUNK])


def discard(round_id: UUID) -> None:
    """Destroy everything under a token: ballots and typed papers."""
    db.session.execute(delete(Ballot).where(Ballot.round_id == round_id))
    db.session.execute(delete(TypedPaper).where(TypedPaper.round_id == round_id))
