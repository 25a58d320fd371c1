"""The published board: its shape, its leaves, its tree, and one voter's proof."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refusal
from deliberation.rounds import board as boards
from tests.rounds.boards import approval_board

OPTIONS: list[tuple[str, int | None]] = [("a", 300), ("灯", 100), ("c", None)]
BALLOTS = [(f"T{place:03}", ("灯", "a") if place % 3 else ("c",)) for place in range(12)] + [("BLANK", ())]

# The tree heads and audit paths that Certificate Transparency implementations test RFC 6962 with.
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def built(**changes: object) -> boards.Board:
    terms = {"k": 2, "options": OPTIONS, "tie": ["cost", "lot"], "seed": "s", "ballots": BALLOTS}
    return approval_board(**(terms | changes))


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def head_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word by word: split at the largest power of two below n."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha(b"\x01" + head_by_definition(leaves[:split]) + head_by_definition(leaves[split:]))


def path_by_definition(place: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 §2.1.1, word by word."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if place < split:
        return [*path_by_definition(place, leaves[:split]), head_by_definition(leaves[split:])]
    return [*path_by_definition(place - split, leaves[split:]), head_by_definition(leaves[:split])]


def test_the_board_has_the_published_shape() -> None:
    board = built()
    terms = [name for name in board if name in boards.TERMS]
    assert set(terms) == set(boards.TERMS)
    results = [
        "terms",
        "register",
        "cast",
        "blank",
        "ballots",
        "unit",
        "tally",
        "ranking",
        "winners",
        "valid",
        "root",
    ]
    assert [name for name in board if name not in terms] == results
    assert (board["format"], board["method"], board["ballot"], board["unit"]) == (
        2,
        "approval",
        "approval",
        "votes",
    )
    unused = ("points", "most_points", "budget_fen", "utility", "completion", "then", "unit_fen", "skip")
    assert [board[name] for name in unused] == [None] * len(unused)
    assert board["options"][1] == {"id": "灯", "cost_fen": 100}
    assert board["tally"] == {"a": 8, "灯": 8, "c": 4}
    assert board["ranking"] == ["灯", "a", "c"]
    assert {"tracker": "BLANK", "choices": []} in board["ballots"]
    assert all(list(ballot) == ["tracker", "choices"] for ballot in board["ballots"])


def test_a_leaf_is_the_hash_of_plain_json_written_in_one_way() -> None:
    board = built()
    texts = [
        json.dumps(
            {"choices": sorted(choices), "tracker": tracker},
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )
        for tracker, choices in BALLOTS
    ]
    assert '{"choices":["a","灯"],"tracker":"T001"}' in texts
    leaves = sorted(sha(b"\x00" + text.encode("utf-8")) for text in texts)
    assert [boards.leaf_hash(ballot) for ballot in board["ballots"]] == leaves
    assert board["root"] == head_by_definition(leaves).hex()


def test_the_tree_heads_are_those_of_rfc_6962() -> None:
    leaves = [sha(b"\x00" + bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [boards.merkle_root(leaves[:size]).hex() for size in range(1, 9)] == HEADS
    assert boards.merkle_root([]).hex() == hashlib.sha256().hexdigest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_tree_is_the_definitions_for_any_number_of_leaves(leaves: list[bytes]) -> None:
    assert boards.merkle_root(leaves) == head_by_definition(leaves)


@pytest.mark.parametrize("size", [*range(10, 36), 64, 65])
def test_every_ballot_can_be_proved_to_be_on_the_board(size: int) -> None:
    board = built(ballots=[(f"T{place}", ("a",)) for place in range(size)])
    leaves = [boards.leaf_hash(ballot) for ballot in board["ballots"]]
    for place, ballot in enumerate(board["ballots"]):
        proof = boards.inclusion_proof(board, ballot["tracker"])
        assert proof is not None
        assert (proof["index"], proof["size"]) == (place, size)
        assert proof["path"] == [step.hex() for step in path_by_definition(place, leaves)]
        assert boards.verify_inclusion(ballot, proof, board["root"])
        assert boards.verify_inclusion(ballot, proof, board["root"].upper())


def test_a_proof_holds_for_no_other_ballot_place_path_or_root() -> None:
    board = built()
    ballot = board["ballots"][4]
    proof = boards.inclusion_proof(board, ballot["tracker"])
    assert proof is not None
    wrong = [
        (ballot | {"choices": ["c"]}, proof, board["root"]),
        (ballot | {"tracker": "T999"}, proof, board["root"]),
        (ballot, proof | {"index": 5}, board["root"]),
        (ballot, proof | {"index": -1}, board["root"]),
        (ballot, proof | {"index": 99}, board["root"]),
        (ballot, proof | {"size": 3}, board["root"]),
        (ballot, proof | {"path": proof["path"][:-1]}, board["root"]),
        (ballot, proof | {"path": [*proof["path"], "00" * 32]}, board["root"]),
        (ballot, proof | {"path": ["00" * 32, *proof["path"][1:]]}, board["root"]),
        (ballot, proof, "0" * 64),
    ]
    assert [boards.verify_inclusion(*case) for case in wrong] == [False] * len(wrong)
    assert boards.inclusion_proof(board, "NOBODY") is None


def test_under_ten_ballots_only_totals_are_published() -> None:
    small = built(ballots=BALLOTS[:9])
    assert (small["ballots"], small["root"]) == (None, None)
    assert small["tally"] == {"a": 6, "灯": 6, "c": 3}
    assert boards.inclusion_proof(small, "T001") is None
    assert "T001" not in boards.dump(small)
    assert built(ballots=BALLOTS[:10])["root"]


@given(st.permutations(BALLOTS))
def test_the_order_of_casting_cannot_be_seen(cast: list[tuple[str, tuple[str, ...]]]) -> None:
    mixed = [(tracker, tuple(reversed(choices))) for tracker, choices in cast]
    assert boards.dump(built(ballots=mixed)) == boards.dump(built())


def test_the_file_is_the_board_with_one_ballot_a_line() -> None:
    board = built()
    text = boards.dump(board)
    assert json.loads(text) == board
    assert text.count('"tracker"') == len(BALLOTS)
    assert max(line.count('"tracker"') for line in text.splitlines()) == 1
    assert "灯" in text
    assert text.endswith("}\n")


def test_the_terms_are_told_apart_by_their_digest() -> None:
    digest = built()["terms"]
    assert built(ballots=[])["terms"] == digest
    for change in (
        {"k": 3},
        {"seed": "t"},
        {"tie": ["lot"]},
        {"round_id": "r-2"},
        {"options": [*OPTIONS, ("d", 1)]},
    ):
        assert built(**change)["terms"] != digest


def test_what_cannot_stand_on_a_board_is_refused() -> None:
    with pytest.raises(ValueError, match="tracker"):
        built(ballots=[*BALLOTS, ("T001", ())])
    with pytest.raises(Refusal, match="ballot_too_long"):
        built(k=1)
    with pytest.raises(Refusal, match="ballot_unknown_option"):
        built(ballots=[("T", ("x",))])


def test_a_board_holds_a_hundred_thousand_ballots() -> None:
    names = [f"L{place:02}" for place in range(40)]
    cast = [
        (f"T{place}", tuple(names[(place * step) % 40] for step in (1, 1 + 40 // 2)[:1]))
        for place in range(100_000)
    ]
    board = built(k=1, options=[(name, 1) for name in names], tie=["order"], seed=None, ballots=cast)
    assert len(boards.dump(board)) > 2_000_000
