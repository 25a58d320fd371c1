"""What makes a sound round, who may do what with it, and that nothing changes once it is announced."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from deliberation.actors import Actor, Grant, Role, machine
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import queries as needs_queries
from deliberation.needs import service as needs
from deliberation.needs.rules import Draft
from deliberation.rounds import policy, queries, registers, service
from deliberation.rounds.counted_by import rule_of
from deliberation.rounds.forms import typed_options
from deliberation.rounds.models import Round
from deliberation.rounds.outcomes import result_of, signed_results
from deliberation.rounds.rules import (
    OptionPlan,
    Purpose,
    State,
    Unit,
    ballots_needed,
    new_tracker,
    normal_code,
    receipt_word,
    state_at,
    turnout_by_group,
    turnout_reached,
)
from deliberation.tally.rule import Method
from tests.rounds.stories import DAY, RoundStory, cast, close
from tests.stories import A, B, Story

T = datetime(2026, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def rounds(story: Story) -> RoundStory:
    return RoundStory(story)


@pytest.mark.parametrize(
    ("moment", "announced", "closed", "annulled", "state"),
    [
        (T, None, None, None, State.DRAFT),
        (T + 2 * DAY, None, None, None, State.DRAFT),
        (T - HOUR, T - DAY, None, None, State.ANNOUNCED),
        (T, T - DAY, None, None, State.OPEN),
        (T + DAY - timedelta(seconds=1), T - DAY, None, None, State.OPEN),
        (T + DAY, T - DAY, None, None, State.DUE),
        (T + DAY, T - DAY, T + DAY, None, State.CLOSED),
        (T - HOUR, T - DAY, T + DAY, None, State.CLOSED),
        (T, T - DAY, None, T, State.ANNULLED),
    ],
)
def test_a_round_s_state_follows_from_its_facts(
    moment: datetime, announced: Any, closed: Any, annulled: Any, state: State
) -> None:
    assert state_at(moment, T, T + DAY, announced, closed, annulled) == state


@pytest.mark.parametrize(
    ("moment", "until", "state"),
    [
        (T + DAY - timedelta(seconds=1), T + 2 * DAY, State.OPEN),
        (T + DAY, T + 2 * DAY, State.TYPING),
        (T + 2 * DAY - timedelta(seconds=1), T + 2 * DAY, State.TYPING),
        (T + 2 * DAY, T + 2 * DAY, State.DUE),
        (T + DAY, None, State.DUE),
    ],
)
def test_papers_are_typed_in_after_the_end_and_before_the_count(
    moment: datetime, until: datetime | None, state: State
) -> None:
    assert state_at(moment, T, T + DAY, T - DAY, None, None, until) == state


ACTORS = {
    "stranger": Actor(),
    "resident": Actor(uuid4(), resident_id=uuid4(), community_code=A, confirmed=True),
    "neighbour": Actor(uuid4(), resident_id=uuid4(), community_code=B, confirmed=True),
    "worker": Actor(uuid4(), grants=(Grant(Role.WORKER, A),)),
    "other worker": Actor(uuid4(), grants=(Grant(Role.WORKER, B),)),
    "lead": Actor(uuid4(), grants=(Grant(Role.LEAD, A),)),
    "officer": Actor(uuid4(), grants=(Grant(Role.OFFICER, A[:9]),)),
    "machine": machine(),
}
WORKERS, ALL = {"worker", "lead"}, set(ACTORS)
MATRIX: dict[str, dict[State, set[str]]] = {
    "may_see": {state: WORKERS if state == State.DRAFT else ALL for state in State},
    "may_edit": {State.DRAFT: WORKERS},
    "may_announce": {State.DRAFT: WORKERS},
    "may_vote": {State.OPEN: {"resident"}},
    "may_see_register": {state: WORKERS for state in State if state != State.DRAFT},
    "may_change_register": {State.ANNOUNCED: WORKERS, State.OPEN: WORKERS},
    "may_print_slips": {State.ANNOUNCED: WORKERS, State.OPEN: WORKERS},
    "may_annul": {state: {"lead"} for state in policy.UNCOUNTED},
    "may_close": {State.DUE: WORKERS | {"machine"}},
}


@pytest.mark.parametrize(("act", "state", "who"), list(product(MATRIX, State, ACTORS)))
def test_who_may_do_what_with_a_round(act: str, state: State, who: str) -> None:
    assert getattr(policy, act)(ACTORS[who], A, state) == (who in MATRIX[act].get(state, set()))


@pytest.mark.parametrize("who", list(ACTORS))
def test_who_may_plan_a_round(who: str) -> None:
    assert policy.may_plan(ACTORS[who], A) == (who in WORKERS)


def test_only_the_two_who_were_named_sign_and_only_once() -> None:
    teller, scrutineer = ACTORS["worker"], ACTORS["resident"]
    named = (teller.account_id, scrutineer.account_id)
    assert policy.signs_as(teller, State.CLOSED, *named) == "teller"
    assert policy.signs_as(scrutineer, State.CLOSED, *named) == "scrutineer"
    assert policy.signs_as(teller, State.CLOSED, *named, {"teller"}) is None
    assert policy.signs_as(ACTORS["lead"], State.CLOSED, *named) is None
    assert policy.signs_as(ACTORS["stranger"], State.CLOSED, None, None) is None
    assert all(policy.signs_as(teller, state, *named) is None for state in State if state != State.CLOSED)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": " \u200b"}, "no_title"),
        ({"closes_at": now() - DAY}, "closes_before_it_opens"),
        ({"k": 0}, "k_too_small"),
        ({"options": [OptionPlan("", 1)]}, "option_without_title"),
        ({"options": [OptionPlan("早餐店", -1)]}, "negative_cost"),
        ({"options": [OptionPlan("甲", key="x"), OptionPlan("乙", key="x")]}, "option_repeated"),
        ({"options": [OptionPlan("甲")] * 401}, "too_many_options"),
        ({"ties": ("luck",)}, "tie_rule_unknown"),
        ({"min_turnout_percent": 101}, "turnout_not_a_percentage"),
        ({"min_votes": -1}, "negative_votes"),
        ({"options": [OptionPlan("甲", need_id=uuid4()), OptionPlan("乙")]}, "need_not_shortlisted"),
    ],
)
def test_what_can_never_be_a_round_is_refused(rounds: RoundStory, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(Refusal, match=why):
        rounds.draft(**changes)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"k": 4}, "k_beyond_options"),
        ({"options": [], "k": 1}, "too_few_options"),
        ({"teller_id": None}, "no_signers"),
        ({"opens_at": now() - 3 * DAY, "closes_at": now() - DAY}, "ends_in_the_past"),
    ],
)
def test_what_is_not_complete_is_not_announced(rounds: RoundStory, changes: dict[str, Any], why: str) -> None:
    rounds.voters(1)
    with pytest.raises(Refusal, match=why):
        rounds.open(**changes)


def test_teller_and_scrutineer_are_two_people_of_the_community(story: Story, rounds: RoundStory) -> None:
    rounds.voters(1)
    with pytest.raises(Refusal, match="same_signer"):
        rounds.open(scrutineer_id=rounds.teller.account_id)
    stranger, _phone = story.staff(Role.WORKER, B)
    with pytest.raises(Refusal, match="unknown_signer"):
        rounds.open(scrutineer_id=stranger.account_id)


def test_a_round_nobody_may_vote_in_is_not_announced(rounds: RoundStory) -> None:
    with pytest.raises(Refusal, match="empty_register"):
        rounds.open()


def test_nothing_of_an_announced_round_changes(rounds: RoundStory) -> None:
    rounds.voters(1)
    row = rounds.open(opens_at=now() + DAY)
    assert row.state == State.ANNOUNCED
    with pytest.raises(Refusal, match="frozen"), unit_of_work():
        service.revise(rounds.worker, row.id, rounds.plan(k=1))
    with pytest.raises(Refusal, match="frozen"), unit_of_work():
        service.discard(rounds.worker, row.id)
    with pytest.raises(Refusal, match="already_announced"), unit_of_work():
        service.announce(rounds.worker, row.id)


def test_a_draft_changes_and_may_be_thrown_away(rounds: RoundStory) -> None:
    row = rounds.draft()
    with unit_of_work():
        service.revise(
            rounds.worker, row.id, rounds.plan(title="改过的", options=[OptionPlan("甲"), OptionPlan("乙")])
        )
    found = db.session.get_one(Round, row.id)
    assert (found.title, [option.key for option in found.options]) == ("改过的", ["1", "2"])
    db.session.rollback()
    with unit_of_work():
        service.discard(rounds.worker, row.id)
    assert db.session.get(Round, row.id) is None


def test_the_register_is_frozen_and_corrected_only_with_a_reason(story: Story, rounds: RoundStory) -> None:
    early = rounds.voters(1)[0]
    row = rounds.open()
    late, _phone = story.resident(A, "后来的")
    assert late.resident_id is not None
    with pytest.raises(Refusal, match="not_on_register"):
        cast(row.id, late, ["n1"])
    with pytest.raises(Refusal, match="reason_missing"), unit_of_work():
        service.add_to_register(rounds.worker, row.id, late.resident_id, " ")
    with unit_of_work():
        service.add_to_register(rounds.worker, row.id, late.resident_id, "刚核对")
    cast(row.id, late, ["n1"])
    with pytest.raises(Refusal, match="on_register_already"), unit_of_work():
        service.add_to_register(rounds.worker, row.id, late.resident_id, "再来")
    foreigner, _phone = story.resident(B)
    assert foreigner.resident_id is not None
    with pytest.raises(Refusal, match="may_not_vote"), unit_of_work():
        service.add_to_register(rounds.worker, row.id, foreigner.resident_id, "朋友")
    assert early.resident_id is not None
    with unit_of_work():
        service.strike(rounds.worker, row.id, early.resident_id, "弄错")
    with unit_of_work():
        service.add_to_register(rounds.worker, row.id, early.resident_id, "又核对过")
    assert db.session.get_one(Round, row.id).register_size == 2


def test_a_household_has_one_vote_whoever_casts_it(story: Story, rounds: RoundStory) -> None:
    home = story.household()
    first, _a = story.resident(A, "老张", home)
    second, _b = story.resident(A, "小张", home)
    row = rounds.open(unit=Unit.HOUSEHOLD)
    assert row.register_size == 1
    voter = registers.voter_of(second, row)
    assert voter == registers.voter_of(first, row) == home.id
    for choice in ("n1", "n2"):
        with unit_of_work():
            service.cast(service.open_box(row.id), home.id, [choice])
    assert close(row, rounds.worker).tally == {"n1": 0, "n2": 1, "n3": 0}
    page = registers.register_of(row, 1)
    assert [(each.name, each.voter_id) for each in page.items] == [("", home.id)]


def test_ties_are_broken_by_the_announced_rule_and_say_so(rounds: RoundStory) -> None:
    voter = rounds.voters(1)[0]
    row = rounds.open(ties=("cost", "votes", "lot"))
    assert row.seed
    cast(row.id, voter, ["n1", "n3"])
    close(row, rounds.worker)
    outcome = result_of(row.id)
    assert outcome is not None
    assert [(each.key, each.rank, each.facts.get("by")) for each in outcome.rows][:2] == [
        ("n3", 1, "cost"),
        ("n1", 2, "cost"),
    ]


def test_thresholds_are_told_with_the_figures(rounds: RoundStory) -> None:
    voters = rounds.voters(4)
    row = rounds.open(min_turnout_percent=50, min_votes=2)
    for voter in voters[:2]:
        cast(row.id, voter, ["n1"])
    cast(row.id, voters[0], [], blank=True)
    close(row, rounds.worker)
    outcome = result_of(row.id)
    assert outcome is not None
    assert (outcome.ballots, outcome.blank, outcome.valid) == (2, 1, True)
    assert not any(each.reached for each in outcome.rows)


@pytest.mark.parametrize(
    ("ballots", "size", "reached"), [(1, 2, True), (1, 3, False), (0, 0, True), (50, 101, False)]
)
def test_half_of_the_register_means_at_least_half(ballots: int, size: int, reached: bool) -> None:
    assert turnout_reached(ballots, size, 50) is reached
    assert (ballots >= ballots_needed(size, 50)) is reached


def test_turnout_never_picks_anybody_out() -> None:
    registered, voted = {"1号楼": 40, "2号楼": 30, "3号楼": 8}, {"1号楼": 20, "2号楼": 15, "3号楼": 4}
    assert turnout_by_group(registered, voted) == []
    assert [row.group for row in turnout_by_group({**registered, "4号楼": 30}, {**voted, "4号楼": 9})] == [
        "1号楼",
        "2号楼",
        None,
    ]
    assert turnout_by_group({"1号楼": 20, "2号楼": 40}, {"1号楼": 20, "2号楼": 20}) == []


def test_trackers_and_codes_use_letters_nobody_mistakes() -> None:
    made = {new_tracker() for _ in range(500)}
    assert len(made) == 500
    assert not set("".join(made)) & set("01ILO")
    assert receipt_word(" 小\u200b雨 <b>-下了一整个夏天呀 ") == "小雨b下了一整个夏天"
    assert normal_code("abcde 23456") == "ABCDE23456"
    assert normal_code("abc") == normal_code("0000000000") == ""


def test_typed_options_may_carry_a_cost() -> None:
    options = typed_options("早餐店；1200.50\n\n 路灯 \n冷柜;3,000元")
    assert [(each.title, each.cost_fen) for each in options] == [
        ("早餐店", 120050),
        ("路灯", None),
        ("冷柜", 300000),
    ]
    for wrong in ("甲；NaN", "甲；-1", "甲；0.001", "甲；1e99"):
        with pytest.raises(Refusal, match="cost_not_read"):
            typed_options(wrong)


def test_a_need_s_history_tells_of_the_vote_and_the_need_is_held(story: Story, rounds: RoundStory) -> None:
    story.cycle()
    author, _phone = story.resident()
    with unit_of_work():
        need = needs.submit(author, A, Draft("早餐店", "门口没有早餐店", "B01"))
        needs.shortlist(rounds.worker, need, 100)
        need_id = need.id
    options = [OptionPlan("早餐店", 100, need_id), OptionPlan("路灯")]
    row = rounds.open(options=options, k=1)
    assert needs_queries.is_held(need_id)
    cast(row.id, author, ["1"])
    close(row, rounds.worker)
    events = needs_queries.events_of(need_id)
    assert [event.kind for event in events if event.kind.startswith("rounds.")] == [
        "rounds.opened",
        "rounds.ranked",
    ]
    assert {key: events[-1].facts[key] for key in ("rank", "of", "votes")} == {"rank": 1, "of": 2, "votes": 1}
    outcome = result_of(row.id)
    assert outcome is not None
    assert outcome.rows[0].need_id == need_id
    again = rounds.open(options=options, k=1)
    with unit_of_work():
        service.annul(rounds.lead, again.id, "说明")
    assert "rounds.annulled" in [event.kind for event in needs_queries.events_of(need_id)]


def test_a_motion_may_have_one_option(rounds: RoundStory) -> None:
    rounds.voters(1)
    row = rounds.open(purpose=Purpose.MOTION, options=[OptionPlan("同意")], k=1)
    close(row, rounds.worker)
    assert signed_results(A) == []
    assert queries.closed_rounds(A) == []
    with at(row.closes_at):
        assert queries.open_rounds(A) == []


def test_a_round_with_papers_waits_for_them_before_it_is_counted(rounds: RoundStory) -> None:
    rounds.voters(1)
    row = rounds.open(papers_until=now() + 9 * DAY)
    with at(row.closes_at + HOUR):
        assert db.session.get_one(Round, row.id).state == State.TYPING
        assert queries.due_rounds() == []
        with pytest.raises(Refusal, match="not_due"), unit_of_work():
            service.close(rounds.worker, row.id)
        with pytest.raises(Refusal, match=r"rounds\.not_open"):
            service.open_box(row.id)
        service.sweep()
    db.session.rollback()
    with at(row.closes_at + 2 * DAY):
        service.sweep()
    assert db.session.get_one(Round, row.id).state == State.CLOSED


def test_the_rule_of_a_round_is_the_rule_of_its_plan(rounds: RoundStory) -> None:
    plan = rounds.plan(method=Method.KNAPSACK, budget_fen=500, min_votes=2, majority=True, ties=("lot",))
    row = rounds.draft(method=Method.KNAPSACK, budget_fen=500, min_votes=2, majority=True, ties=("lot",))
    assert rule_of(row) == rule_of(plan)
    rule = rule_of(row)
    assert (rule.method, rule.budget_fen, rule.min_votes, rule.majority) == (Method.KNAPSACK, 500, 2, True)


def test_signed_results_are_read_in_as_many_statements_however_many_there_are(
    rounds: RoundStory, queries_of: Callable[[Callable[[], object]], int]
) -> None:
    rounds.voters(1)

    def signed_round() -> None:
        row = rounds.open()
        close(row, rounds.worker)
        with unit_of_work():
            service.sign(rounds.teller, row.id)
            service.sign(rounds.scrutineer, row.id)

    signed_round()
    once = queries_of(lambda: signed_results(A))
    for _ in range(3):
        signed_round()
    db.session.expire_all()
    assert queries_of(lambda: signed_results(A)) == once
    assert len(signed_results(A)) == 4
