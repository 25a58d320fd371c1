"""The codes on printed slips: recomputed from the round's secret, stored nowhere.

While a round is open each process keeps in memory which code opens which entry, so that a code is found
without walking the register. The memory holds blinded codes only, and forgets a round that has ended.
"""

import hmac
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from deliberation.rounds.rules import slip_code

TRIES = 20
WITHIN_S = 600.0
MOST_REMEMBERED = 10_000

_blinding = secrets.token_bytes(32)
_indexes: dict[UUID, tuple[int, dict[bytes, UUID]]] = {}


@dataclass(frozen=True)
class Found:
    """The entry a code belongs to."""

    round_id: UUID
    voter_id: UUID


def remember(round_id: UUID, secret: bytes, size: int, voters: Iterable[UUID]) -> dict[bytes, UUID]:
    """The blinded codes of a round's register, made again when the register has grown."""
    known = _indexes.get(round_id)
    if known is None or known[0] != size:
        index = {_blind(slip_code(secret, round_id, voter)): voter for voter in voters}
        known = _indexes[round_id] = (size, index)
    return known[1]


def remembered(round_id: UUID, size: int) -> bool:
    """Whether the codes of a register of this size are at hand."""
    return round_id in _indexes and _indexes[round_id][0] == size


def forget_others(open_rounds: Iterable[UUID]) -> None:
    """Forget the codes of rounds that are no longer open."""
    for gone in set(_indexes) - set(open_rounds):
        del _indexes[gone]


def find(code: str, indexes: Iterable[tuple[UUID, dict[bytes, UUID]]]) -> Found | None:
    """The entry of a code; every round is asked, so the time tells nothing about the code."""
    blinded, found = _blind(code), None
    for round_id, index in indexes:
        voter_id = index.get(blinded)
        if voter_id is not None:
            found = Found(round_id, voter_id)
    return found


def _blind(code: str) -> bytes:
    return hmac.digest(_blinding, code.encode(), sha256)


class Guesses:
    """Wrong codes from one address, counted in memory only: twenty in ten minutes, then wait."""

    def __init__(self) -> None:
        self._tries: dict[str, list[float]] = {}

    def too_many(self, origin: str) -> bool:
        """Whether this address has guessed wrong too often lately."""
        return len(self._lately(origin)) >= TRIES

    def wrong(self, origin: str) -> None:
        """Count one wrong code."""
        if len(self._tries) >= MOST_REMEMBERED:
            self._tries.clear()
        self._tries[origin] = [*self._lately(origin), time.monotonic()]

    def _lately(self, origin: str) -> list[float]:
        since = time.monotonic() - WITHIN_S
        return [moment for moment in self._tries.get(origin, ()) if moment > since]


guesses = Guesses()
