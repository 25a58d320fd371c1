"""The board of a closed round: what is published so that anybody can find their ballot and count again.

Leaves and tree are those of RFC 6962 (SHA-256): a leaf is hashed with 0x00 before it, a pair with 0x01, and a
row's odd last node moves up unchanged. `recount.py` checks the same file without this code. Boards of format
1 (approval only) were published before there were other methods; they stay as they are.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from deliberation.rounds.choices import as_published
from deliberation.rounds.rules import turnout_reached
from deliberation.tally.ballots import Option
from deliberation.tally.counting import Choices, Count
from deliberation.tally.rule import Method, Paper, Rule

FORMAT = 2
LEAST_BALLOTS = 10
TERMS = (
    *("format", "round", "method", "ballot", "k", "least", "points", "most_points", "budget_fen"),
    *("most_winners", "utility", "completion", "then", "unit_fen", "skip", "min_votes", "majority"),
    *("min_turnout_percent", "options", "tie", "seed", "hash"),
)

Board = dict[str, Any]

_canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def build(
    round_id: int | str,
    counted: Count,
    options: Sequence[Option],
    ballots: Iterable[tuple[str, Choices]],
    register: int,
    min_turnout_percent: int | None = None,
) -> Board:
    """Everything a reader needs to count again; fewer than 10 ballots are published as totals only.

    In: options in their listed order; ballots as (tracker, what it says in the counts' form), those that were
    counted; `register` = how many could vote.
    Out: a dict ready for `dump`: ballots sorted by leaf hash, `terms` the digest of everything announced
    before the vote (`terms_digest`), `winners` in the order they were taken (none where the round only
    orders), `valid` whether enough of the register took part (if not, nobody wins). What a method does not
    use is null.
    Errors: ValueError for a tracker given twice, which the box rules out.
    """
    entries = [{"choices": as_published(choices), "tracker": tracker} for tracker, choices in ballots]
    _check_trackers(entries)
    secret = len(entries) < LEAST_BALLOTS
    leaves = [] if secret else sorted((leaf_hash(entry), place) for place, entry in enumerate(entries))
    valid = _valid(counted, register, min_turnout_percent)
    board: Board = {
        "format": FORMAT,
        "round": round_id,
        **_terms(counted.rule),
        "min_turnout_percent": min_turnout_percent,
        "options": [{"id": option.id, "cost_fen": option.cost_fen} for option in options],
        "tie": list(counted.rule.ties.rules),
        "seed": counted.rule.ties.seed if "lot" in counted.rule.ties.rules else None,
        "hash": "sha256",
    }
    board["terms"] = terms_digest(board)
    board["register"] = register
    board["cast"], board["blank"] = counted.ballots, counted.blank
    board["ballots"] = None if secret else [_published(entries[place]) for _, place in leaves]
    board["unit"] = counted.unit.value
    board["tally"] = counted.scores
    board["ranking"] = list(counted.order)
    board["winners"] = list(counted.winners) if valid and counted.rule.decides else []
    board["valid"] = valid
    board["root"] = None if secret else merkle_root([leaf for leaf, _ in leaves]).hex()
    return board


def _valid(counted: Count, register: int, percent: int | None) -> bool:
    return turnout_reached(counted.ballots, register, percent, counted.rule.majority) is not False


def _terms(rule: Rule) -> Board:
    """The rule as the board states it."""
    shares, points = rule.method == Method.EQUAL_SHARES, rule.ballot == Paper.POINTS
    return {
        "method": rule.method.value,
        "ballot": rule.ballot.value,
        "k": rule.k,
        "least": rule.least,
        "points": rule.points if points else None,
        "most_points": rule.most_points if points else None,
        "budget_fen": rule.budget_fen,
        "most_winners": rule.winners if rule.budget_fen is None else None,
        "utility": rule.utility.value if shares else None,
        "completion": rule.completion.value if shares else None,
        "then": rule.then.value if shares else None,
        "unit_fen": rule.unit_fen if shares else None,
        "skip": None if rule.budget_fen is None or shares else rule.skip,
        "min_votes": rule.min_votes,
        "majority": rule.majority,
    }


def dump(board: Board) -> str:
    """The text of `board.json`: one line a field, one line a ballot, always the same for the same board."""
    lines = [f"{_canonical(name)}:{_field_text(name, value)}" for name, value in board.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _field_text(name: str, value: Any) -> str:
    """One field as JSON; ballots and options stand one a line, so that people and `diff` can read them."""
    if name in ("ballots", "options") and value:
        return "[\n" + ",\n".join(map(_canonical, value)) + "\n]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def terms_digest(board: Board) -> str:
    """SHA-256, in hex, of the canonical JSON of what was fixed before the vote: the fields `TERMS`.

    It shows a slip in a copied file. It is no proof against a forger, who can write a fitting one: compare k,
    options, tie rules and seed with the notice that opened the round.
    """
    terms = {name: value for name, value in board.items() if name in TERMS}
    return hashlib.sha256(_canonical(terms).encode()).hexdigest()


def _published(entry: dict[str, Any]) -> dict[str, Any]:
    """A ballot as it stands on the board."""
    return {"tracker": entry["tracker"], "choices": entry["choices"]}


def _check_trackers(entries: Sequence[dict[str, Any]]) -> None:
    """No two ballots share a tracker, or two voters would be shown the same ballot as theirs."""
    seen: set[str] = set()
    for entry in entries:
        if entry["tracker"] in seen:
            raise ValueError("two ballots share a tracker")
        seen.add(entry["tracker"])


# hashes


def leaf_hash(ballot: dict[str, Any]) -> bytes:
    """SHA-256(0x00 ‖ UTF-8 JSON of the ballot's choices and tracker, sorted keys, no blanks): 32 bytes."""
    text = _canonical({"choices": ballot["choices"], "tracker": ballot["tracker"]})
    return hashlib.sha256(b"\x00" + text.encode()).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right): 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The RFC 6962 tree head of hashed leaves in their order; of none, SHA-256 of nothing."""
    row = list(leaves)
    while len(row) > 1:
        row = _row_above(row)
    return row[0] if row else hashlib.sha256().digest()


def _row_above(row: Sequence[bytes]) -> list[bytes]:
    """Hash neighbours in pairs; an odd last one moves up unchanged."""
    above = [node_hash(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)]
    return above + list(row[-1:]) if len(row) % 2 else above


# one voter's check


def inclusion_proof(board: Board, tracker: str) -> dict[str, Any] | None:
    """What shows that the ballot with this tracker is under the root; None when the board does not hold it.

    Out: {"index", "size", "path": [hex, from the leaf's neighbour up]}, the audit path of RFC 6962 §2.1.1.
    """
    ballots = board["ballots"] or []
    index = next((place for place, ballot in enumerate(ballots) if ballot["tracker"] == tracker), None)
    if index is None:
        return None
    row, place, path = [leaf_hash(ballot) for ballot in ballots], index, []
    while len(row) > 1:
        neighbour = place ^ 1
        if neighbour < len(row):
            path.append(row[neighbour].hex())
        row, place = _row_above(row), place // 2
    return {"index": index, "size": len(ballots), "path": path}


def verify_inclusion(ballot: dict[str, Any], proof: dict[str, Any], root: str) -> bool:
    """Whether the path leads from this ballot to this root (hex); never raises for a wrong path."""
    place, last, node = proof["index"], proof["size"] - 1, leaf_hash(ballot)
    path = [bytes.fromhex(step) for step in proof["path"]]
    if not 0 <= place <= last:
        return False
    while last > 0:
        alone = place == last and place % 2 == 0
        if not alone:
            if not path:
                return False
            neighbour = path.pop(0)
            node = node_hash(neighbour, node) if place % 2 else node_hash(node, neighbour)
        place, last = place // 2, last // 2
    return not path and node.hex() == root.lower()
