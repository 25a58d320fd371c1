"""Paper ballots: typed by two hands, settled by a third, in the box once, destroyed with the secret."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from deliberation.actors import machine
from deliberation.clock import at
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs.models import Job
from deliberation.journal.models import JournalEntry
from deliberation.people import counter
from deliberation.people.models import Resident
from deliberation.rounds import keys, paper_box, paper_piles, service
from deliberation.rounds.models import Ballot, LoosePapers, Round, RoundResult, TypedPaper
from deliberation.rounds.paper_rules import PaperTotals, Standing, outcome
from deliberation.rounds.rules import Hand, Kind, Stands, State, Unit
from deliberation.tally.rule import Method, Paper
from tests.rounds.paper import code_of, in_the_box, settle, type_in, with_papers
from tests.rounds.stories import RoundStory, after, cast, kept
from tests.stories import Story


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is inside is refused with this sentence."""
    with pytest.raises(Refusal) as told:
        yield
    assert told.value.code == code


def ended(row: Round, rounds: RoundStory) -> RoundResult:
    """The result a minute after the last paper could be typed in."""
    assert row.papers_until is not None
    with at(row.papers_until + timedelta(minutes=1)), unit_of_work():
        result = service.close(machine(), row.id)
    return kept(result)


def test_two_hands_that_agree_put_a_paper_into_the_box_at_once(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    assert type_in(row, rounds.worker, code, ["n2", "n1"]) == Standing.ONCE
    assert in_the_box(row, voter.resident_id) is None
    assert type_in(row, rounds.teller, code, ["n1", "n2"]) == Standing.AGREED
    assert in_the_box(row, voter.resident_id) == (["n1", "n2"], True)


def test_one_worker_cannot_be_both_hands(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    for _time in range(3):
        assert type_in(row, rounds.worker, code, ["n1"]) == Standing.ONCE
    assert in_the_box(row, voter.resident_id) is None


def test_a_typist_corrects_their_own_typing_until_the_pair_agrees(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    type_in(row, rounds.worker, code, ["n1"])
    with refused("rounds.typed_by_you"):
        type_in(row, rounds.worker, code, ["n2"])
    assert type_in(row, rounds.worker, code, ["n2"], again=True) == Standing.ONCE
    assert type_in(row, rounds.teller, code, ["n3"]) == Standing.DIFFERS
    assert type_in(row, rounds.teller, code, ["n2"], again=True) == Standing.AGREED
    with refused("rounds.paper_stands"):
        type_in(row, rounds.worker, code, ["n1"], again=True)
    assert in_the_box(row, voter.resident_id) == (["n2"], True)


def test_a_third_hand_is_turned_away_and_may_only_settle(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    type_in(row, rounds.worker, code, ["n1"])
    type_in(row, rounds.teller, code, ["n2"])
    with refused("rounds.typed_twice"):
        type_in(row, rounds.lead, code, ["n1"])
    for typist in (rounds.worker, rounds.teller):
        with refused("rounds.settled_by_third"):
            settle(row, typist, code, ["n1"])
    settle(row, rounds.scrutineer, code, ["n3"])
    assert in_the_box(row, voter.resident_id) == (["n3"], True)
    with refused("rounds.nothing_to_settle"):
        settle(row, rounds.lead, code, ["n1"])
    with refused("rounds.paper_stands"):
        type_in(row, rounds.worker, code, ["n3"], again=True)


def test_blank_papers_count_and_spoiled_ones_do_not(rounds: RoundStory) -> None:
    voters = rounds.voters(3)
    row = rounds.open(**with_papers())
    for voter, said, kind in zip(
        voters, (["n1"], [], []), (Kind.VALID, Kind.BLANK, Kind.SPOILED), strict=True
    ):
        for hand in (rounds.worker, rounds.teller):
            type_in(row, hand, code_of(row, voter.resident_id), said, kind)
    assert in_the_box(row, voters[1].resident_id) == ([], True)
    assert in_the_box(row, voters[2].resident_id) is None
    result = ended(row, rounds)
    assert (result.ballots, result.blank, result.on_paper, result.spoiled) == (2, 1, 2, 1)
    assert result.tally == {"n1": 1, "n2": 0, "n3": 0}


@pytest.mark.parametrize(
    ("stands", "first", "left"),
    [
        (Stands.ONLINE, "paper", (["n2"], False)),
        (Stands.ONLINE, "phone", (["n2"], False)),
        (Stands.LAST, "paper", (["n2"], False)),
        (Stands.LAST, "phone", (["n1"], True)),
    ],
)
def test_one_code_on_paper_and_phone_counts_once(
    rounds: RoundStory, stands: Stands, first: str, left: tuple[list[str], bool]
) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers(unit=Unit.HOUSEHOLD, stands=stands))
    code = code_of(row, voter.household_id)
    for way in ("paper", "phone") if first == "paper" else ("phone", "paper"):
        if way == "phone":
            assert voter.household_id is not None
            with unit_of_work():
                service.cast(service.open_box(row.id), voter.household_id, ["n2"])
            continue
        type_in(row, rounds.worker, code, ["n1"])
        assert type_in(row, rounds.teller, code, ["n1"]) == Standing.AGREED
    assert in_the_box(row, voter.household_id) == left
    papers = paper_box.paper_totals(row.id)
    db.session.rollback()
    assert papers.set_aside == (0 if left[1] else 1)
    result = ended(row, rounds)
    assert (result.ballots, result.on_paper) == (1, int(left[1]))
    assert result.details["papers"]["set_aside"] == papers.set_aside


def test_the_typist_is_not_told_who_voted_online(rounds: RoundStory) -> None:
    """The same answer, whether an online ballot stands or not."""
    voters = rounds.voters(2)
    row = rounds.open(**with_papers())
    cast(row.id, voters[0], ["n2"])
    answers = [
        [type_in(row, hand, code_of(row, voter.resident_id), ["n1"]) for hand in (rounds.worker, rounds.lead)]
        for voter in voters
    ]
    assert answers[0] == answers[1] == [Standing.ONCE, Standing.AGREED]


def test_what_nobody_agreed_on_counts_as_spoiled_at_the_last_hour(rounds: RoundStory) -> None:
    voters = rounds.voters(3)
    row = rounds.open(**with_papers())
    once, differs, agreed = (code_of(row, voter.resident_id) for voter in voters)
    type_in(row, rounds.worker, once, ["n1"])
    type_in(row, rounds.worker, differs, ["n1"])
    type_in(row, rounds.teller, differs, ["n2"])
    for hand in (rounds.worker, rounds.teller):
        type_in(row, hand, agreed, ["n3"])
    result = ended(row, rounds)
    assert (result.ballots, result.on_paper, result.spoiled) == (1, 1, 2)
    assert result.details["papers"]["unsettled"] == 2
    assert result.tally == {"n1": 0, "n2": 0, "n3": 1}


def test_when_all_papers_are_in_the_count_follows_by_itself(rounds: RoundStory) -> None:
    voters = rounds.voters(2)
    row = rounds.open(**with_papers())
    code = code_of(row, voters[0].resident_id)
    with refused("rounds.papers_done_later"), unit_of_work():
        paper_piles.finish(rounds.worker, row.id)
    with at(after(row)):
        type_in(row, rounds.worker, code, ["n1"])
        service.sweep()
        assert kept(db.session.get_one(Round, row.id)).state == State.TYPING
        with refused("rounds.papers_unsettled"), unit_of_work():
            paper_piles.finish(rounds.worker, row.id)
        with refused("rounds.second_hand_missing"):
            settle(row, rounds.lead, code, ["n1"])
        with refused("rounds.settled_by_third"):
            settle(row, rounds.worker, code, kind=Kind.SPOILED)
        settle(row, rounds.lead, code, kind=Kind.SPOILED)
        with unit_of_work():
            paper_piles.finish(rounds.worker, row.id)
        with refused("rounds.typing_over"):
            type_in(row, rounds.worker, code_of(row, voters[1].resident_id), ["n1"])
        service.sweep()
        assert kept(db.session.get_one(RoundResult, row.id)).spoiled == 1


def test_papers_are_typed_while_the_round_is_open_and_after_it_and_never_else(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    draft = rounds.draft(**with_papers())
    row = rounds.open(**with_papers())
    without = rounds.open()
    code = code_of(row, voter.resident_id)
    for round_, sentence in ((draft, "typing_not_yet"), (without, "no_paper")):
        with refused(f"rounds.{sentence}"):
            type_in(round_, rounds.worker, code, ["n1"])
    assert row.papers_until is not None
    with at(row.papers_until - timedelta(minutes=1)):
        assert type_in(row, rounds.worker, code, ["n1"]) == Standing.ONCE
    with at(row.papers_until), refused("rounds.typing_over"):
        type_in(row, rounds.teller, code, ["n1"])


def test_a_code_of_another_round_is_told_apart_from_one_nobody_printed(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row, other = rounds.open(**with_papers()), rounds.open(title="另一轮", **with_papers())
    with refused("rounds.code_of_another_round"):
        type_in(row, rounds.worker, code_of(other, voter.resident_id), ["n1"])
    for nonsense in ("", "22222-22222", "7KQMP3XW9T"):
        with refused("rounds.code_not_printed"):
            type_in(row, rounds.worker, nonsense, ["n1"])


def test_a_struck_entry_s_paper_is_typed_alike_and_counted_as_struck(rounds: RoundStory) -> None:
    voters = rounds.voters(2)
    row = rounds.open(**with_papers())
    codes = [code_of(row, voter.resident_id) for voter in voters]
    assert voters[0].resident_id is not None
    with unit_of_work():
        service.strike(rounds.worker, row.id, voters[0].resident_id, "不住这里了")
    for code in codes:
        assert type_in(row, rounds.worker, code, ["n1"]) == Standing.ONCE
        assert type_in(row, rounds.teller, code, ["n1"]) == Standing.AGREED
    result = ended(row, rounds)
    assert (result.ballots, result.struck, result.on_paper) == (1, 1, 1)


def test_somebody_who_has_moved_out_meanwhile_keeps_their_paper(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    with unit_of_work():
        counter.move_out(rounds.worker, db.session.get_one(Resident, voter.resident_id), False)
    for hand in (rounds.worker, rounds.teller):
        type_in(row, hand, code, ["n1"])
    assert ended(row, rounds).ballots == 1


def test_papers_of_points_and_rankings_are_kept_as_the_box_keeps_them(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    points = rounds.open(**with_papers(method=Method.POINTS, ballot=Paper.POINTS, points=5, k=3))
    ranking = rounds.open(**with_papers(method=Method.RANKING, ballot=Paper.RANKING, k=3))
    with refused("rounds.too_many_points"):
        type_in(points, rounds.worker, code_of(points, voter.resident_id), [["n1", 4], ["n2", 2]])
    for hand in (rounds.worker, rounds.teller):
        type_in(points, hand, code_of(points, voter.resident_id), [["n3", 2], ["n1", 3]])
        type_in(ranking, hand, code_of(ranking, voter.resident_id), ["n3", "n1"])
    assert in_the_box(points, voter.resident_id) == ([["n1", 3], ["n3", 2]], True)
    assert in_the_box(ranking, voter.resident_id) == (["n3", "n1"], True)


def test_unreadable_and_late_papers_are_numbers_only(rounds: RoundStory) -> None:
    rounds.voters(1)
    row = rounds.open(**with_papers())
    with unit_of_work():
        loose = paper_box.count_loose(rounds.worker, row.id, Kind.SPOILED, 2, "码被撕掉了")
        wrong = paper_box.count_loose(rounds.worker, row.id, Kind.SPOILED, 7, "按错了")
        loose_id, wrong_id = loose.id, wrong.id
    with refused("rounds.not_late_yet"), unit_of_work():
        paper_box.count_loose(rounds.worker, row.id, Kind.LATE, 1, "")
    for number, kind, sentence in ((0, Kind.LATE, "loose_number"), (1, Kind.VALID, "loose_kind")):
        with at(after(row)), refused(f"rounds.{sentence}"), unit_of_work():
            paper_box.count_loose(rounds.worker, row.id, kind, number, "")
    with at(after(row)), unit_of_work():
        paper_box.count_loose(rounds.lead, row.id, Kind.LATE, 3, "第二天送来")
        paper_box.take_back_loose(rounds.worker, row.id, wrong_id)
    with refused("rounds.loose_gone"), unit_of_work():
        paper_box.take_back_loose(rounds.worker, row.id, wrong_id)
    result = ended(row, rounds)
    assert (result.spoiled, result.late, result.ballots) == (2, 3, 0)
    assert result.details["papers"]["unreadable"] == 2
    assert db.session.get(LoosePapers, loose_id) is not None


def test_the_table_of_typings_knows_no_door_and_no_time(app: Flask) -> None:
    columns = {column["name"] for column in inspect(db.engine).get_columns("typed_paper")}
    assert columns == {"round_id", "token", "hand", "account_id", "kind", "choices"}
    if db.engine.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE name = 'typed_paper'"
        assert "WITHOUT ROWID" in str(db.session.connection().exec_driver_sql(query).scalar())


@pytest.mark.parametrize("end", ["close", "annul"])
def test_typings_die_with_their_round(rounds: RoundStory, end: str) -> None:
    voters = rounds.voters(2)
    row, other = rounds.open(**with_papers()), rounds.open(**with_papers())
    for voter in voters:
        for hand in (rounds.worker, rounds.teller):
            type_in(row, hand, code_of(row, voter.resident_id), ["n1"])
    type_in(other, rounds.worker, code_of(other, voters[0].resident_id), ["n1"])
    if end == "close":
        ended(row, rounds)
    else:
        with unit_of_work():
            service.annul(rounds.lead, row.id, "写错了费用")
    left = set(db.session.scalars(select(TypedPaper.round_id)))
    db.session.rollback()
    assert left == {other.id}
    assert all(on_paper is False for on_paper in _on_paper(row))


def _on_paper(row: Round) -> list[bool]:
    found = list(db.session.scalars(select(Ballot.on_paper).where(Ballot.round_id == row.id)))
    db.session.rollback()
    return found


def test_after_the_clean_up_no_typing_is_left_in_the_file(app: Flask, rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    type_in(row, rounds.worker, code, ["n1"])
    name = db.session.scalars(select(TypedPaper.token)).one()
    db.session.rollback()
    ended(row, rounds)
    job = db.session.scalars(select(Job).where(Job.kind == service.CLEAN_UP)).one()
    db.session.expunge(job)
    db.session.rollback()
    for _time in range(2):
        service.clean_up(job, lambda done, total: None)
    db.session.remove()
    assert not db.session.scalars(select(TypedPaper.token)).all()
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        for path in Path(app.config["SETTINGS"].data_dir).glob("test.sqlite*"):
            assert name.encode() not in path.read_bytes(), path


def test_the_journal_says_who_typed_how_many_and_no_single_paper(rounds: RoundStory) -> None:
    voters = rounds.voters(3)
    row = rounds.open(**with_papers())
    before = len(db.session.scalars(select(JournalEntry.seq)).all())
    codes = [code_of(row, voter.resident_id) for voter in voters]
    for code in codes:
        type_in(row, rounds.worker, code, ["n1"])
    type_in(row, rounds.teller, codes[0], ["n1"])
    type_in(row, rounds.teller, codes[1], ["n2"])
    settle(row, rounds.lead, codes[1], ["n2"])
    assert len(db.session.scalars(select(JournalEntry.seq)).all()) == before
    db.session.rollback()
    ended(row, rounds)
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.act == "rounds.type_papers")).one()
    assert entry.changes["after"]["typed"] == {
        str(rounds.worker.account_id): {"first": 3},
        str(rounds.teller.account_id): {"second": 2},
        str(rounds.lead.account_id): {"settling": 1},
    }
    said = str([each.changes for each in db.session.scalars(select(JournalEntry))])
    assert not [code for code in codes if code in said]


def test_two_workers_typing_the_same_code_at_once_are_two_hands(app: Flask, rounds: RoundStory) -> None:
    voters = rounds.voters(6)
    row = rounds.open(**with_papers())
    answers: dict[str, set[Standing]] = {}
    codes = [code_of(row, voter.resident_id) for voter in voters]
    db.session.rollback()
    gate = threading.Barrier(2)

    def type_all(actor: object) -> None:
        with app.app_context():
            for code in codes:
                gate.wait()
                answer = type_in(row, actor, code, ["n1"])  # type: ignore[arg-type]  # an Actor, in a thread
                answers.setdefault(code, set()).add(answer)
            db.session.remove()

    threads = [threading.Thread(target=type_all, args=[hand]) for hand in (rounds.worker, rounds.teller)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(answers.values()) == [{Standing.ONCE, Standing.AGREED}] * 6
    assert {in_the_box(row, voter.resident_id)[1] for voter in voters} == {True}  # type: ignore[index]


def test_a_correction_and_a_second_hand_at_the_same_moment_never_disagree_with_the_box(
    app: Flask, rounds: RoundStory
) -> None:
    voters = rounds.voters(8)
    row = rounds.open(**with_papers())
    codes = [code_of(row, voter.resident_id) for voter in voters]
    for code in codes:
        type_in(row, rounds.worker, code, ["n1"])
    db.session.rollback()
    gate = threading.Barrier(2)

    def correct() -> None:
        with app.app_context():
            for code in codes:
                gate.wait()
                with suppress(Refusal):
                    type_in(row, rounds.worker, code, ["n2"], again=True)
            db.session.remove()

    def second() -> None:
        with app.app_context():
            for code in codes:
                gate.wait()
                type_in(row, rounds.teller, code, ["n1"])
            db.session.remove()

    threads = [threading.Thread(target=act) for act in (correct, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for voter, code in zip(voters, codes, strict=True):
        with unit_of_work():
            hands = paper_box.hands_of(row.id, paper_box.token_of(row, code))
        agreed = outcome(hands)
        boxed = in_the_box(row, voter.resident_id)
        assert boxed == ((agreed.choices, True) if agreed else None)
        assert hands[Hand.SECOND].choices == ["n1"]


def test_the_totals_of_papers_add_up(rounds: RoundStory) -> None:
    voters = rounds.voters(4)
    row = rounds.open(**with_papers())
    kinds = ((["n1"], Kind.VALID), ([], Kind.BLANK), ([], Kind.SPOILED))
    for voter, (said, kind) in zip(voters[:3], kinds, strict=True):
        for hand in (rounds.worker, rounds.teller):
            type_in(row, hand, code_of(row, voter.resident_id), said, kind)
    type_in(row, rounds.worker, code_of(row, voters[3].resident_id), ["n1"])
    cast(row.id, voters[0], ["n2"])
    found = paper_box.paper_totals(row.id)
    db.session.rollback()
    assert found == PaperTotals(
        typed=4, valid=1, blank=1, spoiled=2, unsettled=1, unreadable=0, late=0, set_aside=1
    )
    pile = paper_piles.piles(row.id)
    db.session.rollback()
    assert (pile.typed, pile.once, pile.differing, pile.standing) == (4, 1, 0, 3)


def test_a_lost_secret_stops_the_typing_with_a_sentence(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(**with_papers())
    code = code_of(row, voter.resident_id)
    keys.destroy(row.id)
    with refused("rounds.secret_lost"):
        type_in(row, rounds.worker, code, ["n1"])
