"""Needs through the services: submitting, supporting, waiting, merging, sorting."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from deliberation.actors import machine
from deliberation.clock import at, now, today
from deliberation.cycles import service as cycles
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs.service import do_chores
from deliberation.journal.models import JournalEntry
from deliberation.needs import piles, queries, queues, service
from deliberation.needs.models import Need, NeedEvent
from deliberation.needs.rules import Channel, NeedState, Queue, Reason, may_become
from deliberation.notices.queries import inbox_of
from tests.needs.stories import again, confirm, counts, draft, need_by, supported_by, unconfirmed
from tests.stories import A, B, Story


def kinds(need: Need) -> list[str]:
    return [event.kind for event in queries.events_of(need.id)]


def told(actor: object) -> list[str]:
    account_id = getattr(actor, "account_id")  # noqa: B009 — any actor of these tests
    return [message.kind for message in inbox_of(account_id, 1).items]


def acts() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq)))


def test_numbers_run_through_a_community_and_a_year(story: Story) -> None:
    here, there = story.resident()[0], story.resident(B)[0]
    year = today().year
    assert [need_by(here).number, need_by(here).number] == [f"{year}-001", f"{year}-002"]
    assert need_by(there, code=B).number == f"{year}-001"


def test_a_need_belongs_to_the_cycle_that_collects(story: Story) -> None:
    cycle_id = story.cycle().id
    assert need_by(story.resident()[0]).cycle_id == cycle_id


def test_a_waiting_need_moves_into_a_cycle_once_it_is_planned(story: Story) -> None:
    author, _phone = story.resident()
    need = need_by(author)
    assert need.cycle_id is None
    cycle_id = story.cycle().id
    assert again(need).cycle_id == cycle_id
    assert told(author) == ["notice.needs.adopted", "notice.needs.waits"]
    assert kinds(need) == ["needs.submitted", "needs.waits", "needs.adopted"]


def test_a_cycle_past_its_collecting_takes_nothing_in(story: Story) -> None:
    need = need_by(story.resident()[0])
    story.cycle(Stage.VOTING)
    assert again(need).cycle_id is None


def test_a_waiting_need_moves_in_when_a_planned_cycle_begins_to_collect(story: Story) -> None:
    begins = today() + timedelta(days=5)
    with unit_of_work():
        cycle_id = cycles.plan(machine(), A, "下一期", {Stage.COLLECTING: begins}, None).id
    author, _phone = story.resident()
    need = need_by(author)
    do_chores()
    assert again(need).cycle_id is None
    with at(now() + timedelta(days=6)):
        do_chores()
        do_chores()
    assert again(need).cycle_id == cycle_id
    assert told(author).count("notice.needs.adopted") == 1


def test_a_rejected_need_waits_for_nothing(story: Story) -> None:
    need = need_by(story.resident()[0])
    with unit_of_work():
        service.reject(story.staff()[0], again(need), Reason.OUTSIDE)
    story.cycle()
    assert again(need).cycle_id is None


def test_households_are_counted_beside_persons(story: Story) -> None:
    home = story.household()
    author, wife = story.resident(household=home)[0], story.resident(name="妻", household=home)[0]
    neighbour = story.resident(name="李四")[0]
    need = need_by(author)
    supported_by(need, wife, neighbour, wife)
    assert counts(need.id) == (3, 2)


def test_an_unconfirmed_persons_support_counts_once_the_person_is_confirmed(story: Story) -> None:
    need, late = need_by(story.resident()[0]), unconfirmed(story)
    supported_by(need, late)
    assert counts(need.id) == (1, 1)
    confirm(late)
    assert counts(need.id) == (2, 2)


def test_staff_who_do_not_live_here_cannot_support(story: Story) -> None:
    need = need_by(story.resident()[0])
    for actor in (story.staff()[0], story.resident(B)[0]):
        with pytest.raises(Refusal, match="not_resident"), unit_of_work():
            service.support(actor, again(need))


def test_what_is_closed_or_not_public_cannot_be_supported(story: Story) -> None:
    neighbour, worker = story.resident(name="李四")[0], story.staff()[0]
    rejected, hidden = need_by(story.resident()[0]), need_by(unconfirmed(story))
    with unit_of_work():
        service.reject(worker, again(rejected), Reason.GOVERNMENT_DUTY)
    for need in (rejected, hidden):
        with pytest.raises(Refusal, match="not_supportable"), unit_of_work():
            service.support(neighbour, again(need))


def test_merging_counts_each_person_once_and_leaves_a_trace(story: Story) -> None:
    worker = story.staff()[0]
    one, two, both = (story.resident(name=name)[0] for name in ("一", "二", "三"))
    first, second = need_by(one), need_by(two, "门口太黑")
    supported_by(first, both)
    supported_by(second, both)
    with unit_of_work():
        service.merge(worker, again(second), again(first))
    assert counts(first.id) == (3, 3)
    assert kinds(second)[-1] == "needs.merged_into"
    merged = queries.events_of(first.id)[-1]
    assert (merged.kind, merged.facts["number"], merged.facts["carried"]) == (
        "needs.merged",
        second.number,
        1,
    )
    assert "notice.needs.merged" in told(two)
    assert "notice.needs.merged" in told(both)


def test_a_chain_of_merges_ends_at_the_last_survivor(story: Story) -> None:
    worker, latecomer = story.staff()[0], story.resident(name="晚")[0]
    a, b, c = (need_by(story.resident(name=name)[0], name) for name in ("甲", "乙", "丙"))
    with unit_of_work():
        service.merge(worker, again(a), again(b))
    with unit_of_work():
        service.merge(worker, again(b), again(c))
    with unit_of_work():
        assert service.support(latecomer, again(a)).id == c.id
    assert counts(c.id) == (4, 4)
    with pytest.raises(Refusal, match="merge_into_itself"), unit_of_work():
        service.merge(worker, again(c), again(a))


def test_a_merge_taken_back_gives_every_need_its_own_supporters(story: Story) -> None:
    worker, both = story.staff()[0], story.resident(name="三")[0]
    survivor, second, third = (need_by(story.resident(name=name)[0], name) for name in ("甲", "乙", "丙"))
    supported_by(second, both)
    supported_by(third, both)
    for need in (second, third):
        with unit_of_work():
            service.merge(worker, again(need), again(survivor))
    assert counts(survivor.id) == (4, 4)
    with unit_of_work():
        service.reopen(worker, again(second))
    assert counts(survivor.id) == (3, 3)
    assert counts(second.id) == (2, 2)
    assert again(second).state == NeedState.OPEN


def test_support_withdrawn_from_a_survivor_does_not_come_back_with_an_undo(story: Story) -> None:
    worker, author = story.staff()[0], story.resident(name="二")[0]
    first, second = need_by(story.resident()[0]), need_by(author, "门口太黑")
    with unit_of_work():
        service.merge(worker, again(second), again(first))
    with unit_of_work():
        service.withdraw_support(author, again(second))
    with unit_of_work():
        service.reopen(worker, again(second))
    assert (counts(first.id), counts(second.id)) == ((1, 1), (0, 0))


def test_a_merge_below_a_later_merge_is_not_taken_back(story: Story) -> None:
    worker = story.staff()[0]
    a, b, c = (need_by(story.resident(name=name)[0], name) for name in ("甲", "乙", "丙"))
    for need, into in ((a, b), (b, c)):
        with unit_of_work():
            service.merge(worker, again(need), again(into))
    with pytest.raises(Refusal, match="survivor_merged"), unit_of_work():
        service.reopen(worker, again(a))


def test_needs_of_two_communities_are_never_merged(story: Story) -> None:
    here, there = need_by(story.resident()[0]), need_by(story.resident(B)[0], code=B)
    with pytest.raises(Refusal, match="merge_across"), unit_of_work():
        service.merge(story.staff()[0], again(here), again(there))


@pytest.mark.parametrize("held_one", [0, 1])
def test_what_is_held_is_neither_merged_nor_changed_until_released(story: Story, held_one: int) -> None:
    worker = story.staff()[0]
    pair = need_by(story.resident()[0]), need_by(story.resident(name="李四")[0], "门口太黑")
    held = pair[held_one]
    with unit_of_work():
        service.hold(held.id, "round:1")
        service.hold(held.id, "round:1")
        service.hold(held.id, "meeting:2")
    with unit_of_work():
        service.release(held.id, "round:1")
    for act in (
        lambda: service.merge(worker, again(pair[0]), again(pair[1])),
        lambda: service.reject(worker, again(held), Reason.OUTSIDE),
        lambda: service.edit(worker, again(held), draft("别的"), False),
        lambda: service.withhold(worker, again(held), "先不公开"),
    ):
        with pytest.raises(Refusal, match="held"), unit_of_work():
            act()
    with unit_of_work():
        service.answer(worker, again(held), "会上再说")
        service.release(held.id, "meeting:2")
    with unit_of_work():
        service.merge(worker, again(pair[0]), again(pair[1]))


def test_the_shortlist_offers_needs_with_their_cost_most_supported_first(story: Story) -> None:
    cycle_id, worker = story.cycle().id, story.staff()[0]
    author = story.resident()[0]
    lamp, lift = need_by(author), need_by(author, "加装电梯", category="N07")
    supported_by(lift, story.resident(name="李四")[0])
    with unit_of_work():
        service.shortlist(worker, again(lamp), 500_000)
        service.shortlist(worker, again(lift), 60_000_000, "两家报价", True)
    rows = queries.shortlisted_needs(A, cycle_id)
    assert [(row.id, row.cost_fen, row.supports, row.owners_decision) for row in rows] == [
        (lift.id, 60_000_000, 2, True),
        (lamp.id, 500_000, 1, False),
    ]
    assert queries.need_rows([lamp.id])[lamp.id].title == lamp.title
    assert queries.shortlisted_needs(B) == []
    with unit_of_work():
        service.unshortlist(worker, again(lamp))
    assert len(queries.shortlisted_needs(A)) == 1


@pytest.mark.parametrize("cost", [-1, 10**14])
def test_an_impossible_cost_is_refused(story: Story, cost: int) -> None:
    need = need_by(story.resident()[0])
    with pytest.raises(Refusal, match="impossible_cost"), unit_of_work():
        service.shortlist(story.staff()[0], again(need), cost)


def test_editing_tells_which_category_it_was(story: Story) -> None:
    need = need_by(story.resident()[0])
    with unit_of_work():
        service.edit(story.staff()[0], again(need), draft(category="N07"), True)
    event = queries.events_of(need.id)[-1]
    assert (event.kind, event.role) == ("needs.edited", "worker")
    assert (event.facts["category_from"], event.facts["category_to"]) == ("N02", "N07")
    assert again(need).owners_decision


def test_an_estate_of_another_community_is_refused(story: Story) -> None:
    story.household(B)
    from deliberation.places.queries import estates_of

    estate_id = estates_of(B)[0].id
    with pytest.raises(Refusal, match="unknown_estate"):
        need_by(story.resident()[0], estate_id=estate_id)


def test_a_key_used_by_somebody_else_gives_nothing_away(story: Story) -> None:
    with unit_of_work():
        service.submit(story.resident()[0], A, draft(), "key")
    with pytest.raises(Refusal, match="sent_already"), unit_of_work():
        service.submit(story.resident(name="李四")[0], A, draft(), "key")


def test_later_rooms_add_steps_to_a_needs_way(story: Story) -> None:
    need = need_by(story.resident()[0])
    moment = now() + timedelta(days=1)
    with unit_of_work():
        service.record_event(need.id, "rounds.ranked", {"rank": 3, "of": 27}, moment)
    event = queries.events_of(need.id)[-1]
    assert (event.kind, event.facts, event.at, event.role) == (
        "rounds.ranked",
        {"rank": 3, "of": 27},
        moment,
        "system",
    )


def test_every_change_is_journalled(story: Story) -> None:
    worker, author = story.staff()[0], story.resident()[0]
    need, twin = need_by(author), need_by(author, "门口太黑")
    supported_by(need, story.resident(name="李四")[0])
    with unit_of_work():
        service.comment(author, again(need), "快点修")
        service.answer(worker, again(need), "好")
        service.merge(worker, again(twin), again(need))
        service.shortlist(worker, again(need), 100)
        service.unshortlist(worker, again(need))
        service.reject(worker, again(need), Reason.OTHER, "撤销")
        service.reopen(worker, again(need))
    ours = [act for act in acts() if act.startswith("needs.")]
    assert ours == [
        "needs.submit", "needs.submit", "needs.support", "needs.comment", "needs.answer", "needs.merge",
        "needs.shortlist", "needs.unshortlist", "needs.reject", "needs.reopen",
    ]  # fmt: skip


def test_a_workers_pile_holds_what_is_unpublished_or_unanswered(story: Story) -> None:
    worker = story.staff()[0]
    answered, silent = need_by(story.resident()[0], "已答"), need_by(story.resident()[0], "未答")
    fresh = need_by(unconfirmed(story), "新来的")
    with unit_of_work():
        service.answer(worker, again(answered), "好")
    pile = queues.rows_in(queues.Pile(A), 1, 20)
    assert [row.id for row in pile.items] == [fresh.id, silent.id]
    assert piles.queue_counts(A)[Queue.TODO] == 2
    assert piles.queue_counts(B)[Queue.TODO] == 0


def test_a_name_written_down_by_hand_stays_out_of_the_open_journal(story: Story) -> None:
    with unit_of_work():
        service.submit_on_behalf(story.staff()[0], A, draft(), Channel.PAPER, "孙奶奶")
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.act == "needs.submit")).one()
    assert "孙奶奶" not in str(entry.changes)
    assert "after.name" in entry.digests


@pytest.mark.parametrize("state", NeedState)
def test_only_live_needs_move_on_and_closed_ones_only_reopen(state: NeedState) -> None:
    live = state in (NeedState.OPEN, NeedState.SHORTLISTED)
    for other in NeedState:
        expected = other != state if live else other == NeedState.OPEN
        assert may_become(state, other) == expected


def test_five_hundred_needs_are_submitted_and_shortlisted_in_one_act(story: Story) -> None:
    cycle = story.cycle()
    with unit_of_work():
        for each in range(500):
            need = service.submit(machine(), A, draft(f"第{each}项", "N99"), cycle=cycle)
            service.shortlist(machine(), need, each * 100)
    assert len(queries.shortlisted_needs(A)) == 500
    assert db.session.scalar(select(NeedEvent.id).order_by(NeedEvent.id.desc()).limit(1)) >= 1000
