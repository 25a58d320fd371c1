"""What is voted on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One thing to vote for; `cost_fen` is None while nobody has estimated it."""

    id: str
    cost_fen: int | None = None
