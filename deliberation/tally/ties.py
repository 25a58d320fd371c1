"""What decides between equal options, written down before the round opens: one order for all steps."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deliberation.errors import Refusal
from deliberation.tally.ballots import Option

RULES = ("cost", "votes", "order", "lot")

Key = tuple[Any, ...]


@dataclass(frozen=True)
class TieOrder:
    """The announced rules, first to last; the place in the list settles whatever they leave equal.

    `cost`: the cheaper first, unknown cost last. `votes`: more votes first. `order`: place in the list.
    `lot`: lowest SHA-256 of the UTF-8 text `seed|round|option` first; the seed is announced beforehand.
    Errors: Refusal `tally.tie_rule_unknown` (rule), `tally.tie_rule_repeated`, `tally.tie_seed_missing`.
    """

    rules: tuple[str, ...] = ("order",)
    seed: str | None = None
    steps: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for rule in self.rules:
            if rule not in RULES:
                raise Refusal("tally.tie_rule_unknown", rule=rule)
        if len(set(self.rules)) != len(self.rules):
            raise Refusal("tally.tie_rule_repeated")
        if "lot" in self.rules and not self.seed:
            raise Refusal("tally.tie_seed_missing")
        object.__setattr__(self, "steps", tuple(self.rules) + (() if "order" in self.rules else ("order",)))

    def keys(
        self, options: Sequence[Option], votes: Mapping[str, int], round_id: int | str
    ) -> dict[str, Key]:
        """One sortable key an option, lowest first, one part for each of `steps`; no two keys are equal."""
        return {
            option.id: tuple(self._part(rule, option, place, votes, round_id) for rule in self.steps)
            for place, option in enumerate(options)
        }

    def _part(
        self, rule: str, option: Option, place: int, votes: Mapping[str, int], round_id: int | str
    ) -> Any:
        """What one rule says about one option, as something that sorts lowest first."""
        if rule == "cost":
            return (option.cost_fen is None, option.cost_fen or 0)
        if rule == "votes":
            return -votes[option.id]
        if rule == "lot":
            return lot(self.seed or "", round_id, option.id)
        return place

    def decided_by(self, one: Key, other: Key) -> str:
        """The first rule that tells two options apart, by their keys."""
        return next(rule for rule, a, b in zip(self.steps, one, other, strict=True) if a != b)


def lot(seed: str, round_id: int | str, option_id: str) -> str:
    """The lot an option draws: SHA-256, in hex, of the UTF-8 text `seed|round|option`; the lowest wins."""
    return hashlib.sha256(f"{seed}|{round_id}|{option_id}".encode()).hexdigest()
