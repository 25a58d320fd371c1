"""The ballot on a meeting's motion: its register is given, it stands in no list, and it is stopped once."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from deliberation.actors import Actor
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.desk import queries as desk_queries
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.notices.models import Message
from deliberation.rounds import keys, motion_rounds, paper_piles, queries, registers, service
from deliberation.rounds.models import Ballot, RegisterEntry, Round, RoundResult
from deliberation.rounds.motion_rounds import MotionPlan
from deliberation.rounds.outcomes import signed_results
from deliberation.rounds.paper_box import type_in
from deliberation.rounds.rules import Kind, Purpose, State, Unit
from tests.page import PageClient
from tests.rounds.stories import RoundStory, cast, kept
from tests.stories import A, Story

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


def opened(rounds: RoundStory, voters: list[UUID], **changes: Any) -> Round:
    """A ballot on a motion that is open for half an hour."""
    given = {
        "title": "表决：装路灯",
        "note": "同意装3盏路灯",
        "answers": ("赞成", "反对", "弃权"),
        "closes_at": now() + HALF_AN_HOUR,
        "teller_id": rounds.teller.account_id,
        "scrutineer_id": rounds.scrutineer.account_id,
    }
    with unit_of_work():
        plan = MotionPlan(**{**given, **changes})
        row = motion_rounds.open_for_motion(rounds.worker, A, plan, [(voter, None) for voter in voters])
    return kept(row)


def residents(rounds: RoundStory, number: int) -> tuple[list[Actor], list[UUID]]:
    actors = rounds.voters(number)
    return actors, [actor.resident_id for actor in actors if actor.resident_id]


def stop(rounds: RoundStory, row: Round) -> Round:
    with unit_of_work():
        stopped = motion_rounds.stop(rounds.worker, row.id)
    return kept(stopped)


def test_it_opens_at_once_for_exactly_those_given_with_the_answers_in_their_order(rounds: RoundStory) -> None:
    actors, voters = residents(rounds, 2)
    guest = uuid4()
    row = opened(rounds, [voters[0], guest])
    assert (row.state, row.purpose, row.unit, row.k, row.shuffled) == (
        State.OPEN,
        Purpose.MOTION,
        Unit.RESIDENT,
        1,
        False,
    )
    assert [(option.key, option.title) for option in row.options] == [
        ("for", "赞成"),
        ("against", "反对"),
        ("abstain", "弃权"),
    ]
    register = db.session.execute(select(RegisterEntry.voter_id, RegisterEntry.building_id)).all()
    assert {tuple(entry) for entry in register} == {(voters[0], None), (guest, None)}
    assert row.register_size == 2
    assert keys.read(row.id) is not None
    cast(row.id, actors[0], ["for"])
    with pytest.raises(Refusal, match="not_on_register"):
        cast(row.id, actors[1], ["for"])


def test_nobody_on_the_register_or_one_signer_twice_opens_nothing(rounds: RoundStory) -> None:
    with pytest.raises(Refusal, match="empty_register"):
        opened(rounds, [])
    for signers, why in (
        ({"scrutineer_id": rounds.teller.account_id}, "same_signer"),
        ({"scrutineer_id": None}, "no_signers"),
        ({"closes_at": now()}, "closes_before_it_opens"),
    ):
        with pytest.raises(Refusal, match=why):
            opened(rounds, [uuid4()], **signers)
    assert db.session.scalars(select(Round)).all() == []


def test_after_it_is_stopped_no_ballot_enters_and_it_is_counted_like_any_other(rounds: RoundStory) -> None:
    actors, voters = residents(rounds, 3)
    row = opened(rounds, voters)
    cast(row.id, actors[0], ["for"])
    cast(row.id, actors[1], ["against"])
    stopped = stop(rounds, row)
    assert stopped.state == State.DUE
    assert stopped.ends_at == stopped.stopped_at < stopped.closes_at
    with pytest.raises(Refusal, match="not_open"):
        cast(row.id, actors[2], ["for"])
    with pytest.raises(Refusal, match="not_open"):
        cast(row.id, actors[0], ["against"])
    db.session.rollback()
    assert queries.open_boxes() == []
    service.sweep()
    result = db.session.get_one(RoundResult, row.id)
    assert (result.tally, result.ballots) == ({"for": 1, "against": 1, "abstain": 0}, 2)
    assert result.root is None, "under ten ballots only totals are published"
    assert not keys.path_of(row.id).exists()


def test_it_is_stopped_once_and_only_a_ballot_on_a_motion_is(rounds: RoundStory) -> None:
    _actors, voters = residents(rounds, 1)
    row = opened(rounds, voters)
    first = stop(rounds, row).stopped_at
    with at(now() + timedelta(minutes=1)):
        assert stop(rounds, row).stopped_at == first
    acts = db.session.scalars(select(JournalEntry.act).where(JournalEntry.act == "rounds.stop")).all()
    assert len(acts) == 1
    db.session.rollback()
    for moment in ("NULL", "'2026-01-01 00:00:00'"):
        with pytest.raises(DatabaseError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(f"UPDATE round SET stopped_at = {moment}"))
    other = rounds.open()
    with pytest.raises(Refusal, match="not_of_meeting"):
        stop(rounds, other)


def test_a_clock_set_back_opens_nothing_that_was_stopped(rounds: RoundStory) -> None:
    actors, voters = residents(rounds, 1)
    row = stop(rounds, opened(rounds, voters))
    for moment in (row.opens_at - timedelta(hours=1), row.opens_at):
        with at(moment):
            assert row.state == State.DUE
            with pytest.raises(Refusal, match="not_open"):
                cast(row.id, actors[0], ["for"])


def test_casts_at_the_moment_of_stopping_are_in_or_refused_never_half(app: Flask, rounds: RoundStory) -> None:
    actors, voters = residents(rounds, 8)
    row = opened(rounds, voters)
    db.session.remove()
    kept_, refused, broken = [], [], []
    start = threading.Barrier(len(actors) + 2)

    def run(act: Any, *given: Any) -> None:
        with app.app_context():
            start.wait()
            try:
                act(*given)
            except Exception as error:
                broken.append(error)
            finally:
                db.session.remove()

    def vote(actor: Actor) -> None:
        try:
            kept_.append(cast(row.id, actor, ["for"]))
        except Refusal as refusal:
            refused.append(refusal.code)

    threads = [threading.Thread(target=run, args=(vote, actor)) for actor in actors]
    threads += [threading.Thread(target=run, args=(stop, rounds, row)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken
    assert len(kept_) + len(refused) == len(actors)
    assert set(refused) <= {"rounds.not_open"}
    with unit_of_work():
        result = service.close(rounds.worker, row.id)
    assert kept(result).ballots == len(kept_)


def test_its_register_takes_nobody_in_and_strikes_nobody(rounds: RoundStory) -> None:
    _actors, voters = residents(rounds, 2)
    row = opened(rounds, voters[:1])
    with pytest.raises(Refusal, match="register_of_meeting"), unit_of_work():
        service.add_to_register(rounds.worker, row.id, voters[1], "漏了")
    with pytest.raises(Refusal, match="register_of_meeting"), unit_of_work():
        service.strike(rounds.worker, row.id, voters[0], "走了")
    with pytest.raises(Refusal, match="nobody_to_remind"), unit_of_work():
        service.remind(rounds.worker, row.id)
    with pytest.raises(Refusal, match="may_not_be_extended"), unit_of_work():
        service.extend(rounds.lead, row.id, row.closes_at + HALF_AN_HOUR, "慢")


def test_codes_open_it_for_those_on_the_register_only_and_what_is_printed_is_a_number(
    rounds: RoundStory,
) -> None:
    guest = uuid4()
    row = opened(rounds, [guest])
    with unit_of_work():
        codes = motion_rounds.codes_for(rounds.worker, row.id, [guest])
    found = registers.slip_owner(codes[guest])
    assert found is not None
    assert (found.round_id, found.voter_id) == (row.id, guest)
    with pytest.raises(Refusal, match="not_on_register"), unit_of_work():
        motion_rounds.codes_for(rounds.worker, row.id, [uuid4()])
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.act == "rounds.print_slips")).one()
    assert entry.changes["after"] == {"slips": 1}
    db.session.rollback()
    stop(rounds, row)
    assert registers.slip_owner(codes[guest]) is None
    with pytest.raises(Refusal, match="not_open"), unit_of_work():
        motion_rounds.codes_for(rounds.worker, row.id, [guest])


def test_papers_are_typed_twice_after_it_was_stopped_and_then_counted(rounds: RoundStory) -> None:
    guest = uuid4()
    row = opened(rounds, [guest], on_paper=True)
    with unit_of_work():
        code = motion_rounds.codes_for(rounds.worker, row.id, [guest])[guest]
    assert stop(rounds, row).state == State.TYPING
    for typist in (rounds.worker, rounds.teller):
        with unit_of_work():
            type_in(typist, row.id, code, Kind.VALID, ["against"])
    with unit_of_work():
        paper_piles.finish(rounds.worker, row.id)
    with unit_of_work():
        result = service.close(rounds.worker, row.id)
    assert kept(result).tally == {"for": 0, "against": 1, "abstain": 0}


def test_no_list_of_rounds_shows_it_whatever_its_state(rounds: RoundStory, visitor: PageClient) -> None:
    actors, voters = residents(rounds, 1)
    row = opened(rounds, voters, on_paper=True)

    def seen() -> list[Any]:
        db.session.rollback()
        return [
            queries.rounds_of(A, True, 1).items,
            queries.open_rounds(A),
            queries.closed_rounds(A),
            queries.typing_round(A) or [],
            registers.open_to(actors[0], A) or [],
            signed_results(A),
            desk_queries.rounds_to_end(A) or [],
            desk_queries.round_to_sign(rounds.teller.account_id) or [],
        ]

    def nowhere() -> bool:
        for actor, paths in ((actors[0], ("", "rounds/")), (rounds.lead, ("desk", "rounds/"))):
            visitor.enter(actor)
            for path in paths:
                assert "表决：装路灯" not in visitor.get(f"/c/{A}/{path}").text, path
        return not any(seen())

    assert nowhere()
    stop(rounds, row)
    assert nowhere(), "while papers are typed"
    with at(row.closes_at + timedelta(hours=3)):
        assert nowhere(), "when it is due"
        with unit_of_work():
            service.close(rounds.worker, row.id)
        assert nowhere(), "when it is counted"


def test_the_rooms_tell_nobody_of_it_but_the_meeting(rounds: RoundStory) -> None:
    _actors, voters = residents(rounds, 1)
    row = opened(rounds, voters)
    stop(rounds, row)
    service.sweep()
    other = opened(rounds, voters)
    with unit_of_work():
        service.annul(rounds.lead, other.id, "弄错了")
    assert not [kind for kind in db.session.scalars(select(Message.kind)) if ".rounds." in kind]
    assert db.session.scalars(select(Ballot)).all() == []


def test_its_pages_stay_public_and_the_register_s_pages_do_not_exist(
    rounds: RoundStory, visitor: PageClient
) -> None:
    _actors, voters = residents(rounds, 1)
    row = opened(rounds, voters)
    visitor.get(f"/c/{A}/rounds/{row.id}")
    visitor.enter(rounds.lead)
    page = visitor.get(f"/c/{A}/rounds/{row.id}")
    assert page.links("/register") == []
    for missing in ("register", "register/add", f"register/{voters[0]}/strike", "extend"):
        assert visitor.client.get(f"/c/{A}/rounds/{row.id}/{missing}").status_code == 404
    stop(rounds, row)
    visitor.get(f"/c/{A}/rounds/{row.id}")
    service.sweep()
    visitor.get(f"/c/{A}/rounds/{row.id}")
    visitor.get(f"/c/{A}/rounds/{row.id}/board")
