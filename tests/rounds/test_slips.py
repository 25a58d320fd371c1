"""The code on a slip: found in the same number of steps whatever it is, and one vote a household."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select

from deliberation.database import db
from deliberation.rounds import keys, registers, slips
from deliberation.rounds.models import Ballot
from deliberation.rounds.rules import Unit, slip_code
from tests.page import PageClient
from tests.rounds.booth import KINDS, OPTIONS, address, code_of, press
from tests.rounds.stories import RoundStory, close
from tests.stories import A, Story


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


class Asked(dict[bytes, UUID]):
    """An index that counts how often it is asked."""

    times = 0

    def get(self, key: bytes, default: UUID | None = None) -> UUID | None:  # type: ignore[override]  # as used
        Asked.times += 1
        return super().get(key, default)


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_right_and_a_wrong_code_are_looked_for_in_every_round(place: int) -> None:
    secret, rounds, voter = b"s" * 32, [uuid4() for _ in range(7)], uuid4()
    indexes = []
    for number, round_id in enumerate(rounds):
        slips.forget_others([])
        voters = [voter, uuid4()] if number == place else [uuid4(), uuid4()]
        indexes.append((round_id, Asked(slips.remember(round_id, secret, 2, voters))))
    slips.forget_others([])
    for code, found in (
        (slip_code(secret, rounds[place], voter), slips.Found(rounds[place], voter)),
        ("2222222222", None),
    ):
        Asked.times = 0
        assert slips.find(code, indexes) == found
        assert Asked.times == len(rounds)


def test_a_right_and_a_wrong_code_ask_the_same_of_the_database(rounds: RoundStory) -> None:
    voter = rounds.voters(3)[1]
    row, _other = rounds.open(), rounds.open()
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    right, asked = code_of(row, voter), []
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for code in (right, "2222222222", right, "3333333333"):
            statements.clear()
            registers.slip_owner(code)
            asked.append(list(statements))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert asked[1] == asked[2] == asked[3], "once the codes are at hand"
    assert asked[1]


def test_a_household_has_one_vote_whoever_of_it_casts_it_and_however(
    story: Story, rounds: RoundStory, visitor: PageClient
) -> None:
    home = story.household(A)
    she, he = story.resident(A, "王秀兰", home)[0], story.resident(A, "李建国", home)[0]
    rounds.voters(2)
    row = rounds.open(options=OPTIONS, unit=Unit.HOUSEHOLD, **KINDS["ranking"])
    secret = keys.read(row.id)
    assert secret is not None
    code = slip_code(secret, row.id, home.id)
    for member, places in ((she, {"place-n4": "1"}), (he, {"place-n4": "2", "place-n1": "1"}), (None, {})):
        if member:
            visitor.enter(member)
        else:
            visitor.sign_out()
        shown = visitor.get(address(row.id) if member else f"/vote/{code}")
        if member is not she:
            assert "已经投过票了" in shown
        press(visitor, press(visitor, shown, "", changes=places), "step=cast")
        count = select(func.count()).select_from(Ballot).where(Ballot.round_id == row.id)
        assert db.session.scalar(count) == 1
        db.session.rollback()
    left = db.session.scalars(select(Ballot.choices).where(Ballot.round_id == row.id)).one()
    assert left == ["n1", "n4"]
    db.session.rollback()
    assert close(row, rounds.worker).ballots == 1


def test_the_ballot_says_what_is_kept_secret_and_what_nobody_can_promise(
    rounds: RoundStory, visitor: PageClient
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(options=OPTIONS, **KINDS["approval"])
    for size in ("0", "1"):
        visitor.client.set_cookie("display", size)
        shown = visitor.get(f"/vote/{code_of(row, voter)}")
        for words in ("也不记“谁投过了”", "技术上拦不住", "挡不住花钱买票", "别人就能替您投"):
            assert words in shown
