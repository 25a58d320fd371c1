"""Every act of sorting can be taken back within a day, as long as nobody has changed the need since."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from deliberation.actors import Actor, Role, machine
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.needs import deeds, queries, search, service
from deliberation.needs.acting import KEPT
from deliberation.needs.bulk import Outcome
from deliberation.needs.models import Need, NeedAct, NeedSupport
from deliberation.needs.rules import Destination, Draft, NeedState, Reason
from deliberation.notices.queries import inbox_of
from tests.needs.stories import again, counts, draft, need_by, supported_by, unconfirmed
from tests.stories import A, Story

Act = Callable[[Actor, Need], object]
PARTS = [Draft("南门外没有灯", "", "N02"), Draft("南门台阶打滑", "", "N07")]
ACTS: dict[str, Act] = {
    "answer": lambda actor, need: service.answer(actor, need, "我们去看看。"),
    "assign": lambda actor, need: service.assign(actor, need, actor.account_id),
    "categorise": lambda actor, need: service.categorise(actor, need, "N07"),
    "edit": lambda actor, need: service.edit(actor, need, draft("别的题目", "N99", place="东门"), True),
    "flag_owners": lambda actor, need: service.flag_owners(actor, need),
    "hand_over": lambda actor, need: service.hand_over(
        actor, need, Destination.DEPARTMENT, "城管", "请他们来"
    ),
    "reject": lambda actor, need: service.reject(actor, need, Reason.OTHER, "办不了"),
    "shortlist": lambda actor, need: service.shortlist(actor, need, 1_200_000, "询价", True),
    "split": lambda actor, need: service.split(actor, need, PARTS),
    "split apart": lambda actor, need: service.split(actor, need, PARTS, keeps_first=False),
    "withhold": lambda actor, need: service.withhold(actor, need, "先不公开"),
}


def did(actor: Actor, need: Need, act: Act) -> UUID:
    """Somebody does something to a need; the batch it can be taken back by."""
    with unit_of_work(), service.together() as batch:
        act(actor, again(need))
    db.session.expire_all()
    return batch


def undone(actor: Actor, batch: UUID) -> Outcome:
    with unit_of_work():
        outcome = service.undo(actor, A, batch)
    db.session.expire_all()
    return outcome


def why(outcome: Outcome) -> list[str]:
    return [refusal.code for _number, refusal in outcome.left]


def values(need: Need) -> dict[str, object]:
    return {name: getattr(again(need), name) for name in KEPT}


def told(actor: Actor) -> list[str]:
    assert actor.account_id is not None
    return [message.kind for message in inbox_of(actor.account_id, 1).items]


@pytest.mark.parametrize("name", ACTS)
def test_an_act_taken_back_leaves_the_need_as_it_was(story: Story, name: str) -> None:
    story.cycle()
    worker, neighbour = story.staff()[0], story.resident(name="李四")[0]
    need = need_by(story.resident()[0], place="北门")
    supported_by(need, neighbour)
    before, supports = values(need), counts(need.id)
    batch = did(worker, need, ACTS[name])
    assert values(need) != before
    outcome = undone(worker, batch)
    assert (outcome.done, outcome.left) == ([again(need).number], [])
    assert values(need) == before
    assert counts(need.id) == supports == (2, 2)
    last = queries.events_of(need.id)[-1].kind
    assert (last == "needs.undone") == (name != "assign")
    assert db.session.scalars(select(JournalEntry.act).order_by(JournalEntry.seq.desc())).first() == (
        "needs.undo"
    )


@pytest.mark.parametrize("name", ["answer", "hand_over", "reject", "shortlist", "split"])
def test_whoever_was_told_is_told_that_it_was_taken_back(story: Story, name: str) -> None:
    author, neighbour, worker = story.resident()[0], story.resident(name="李四")[0], story.staff()[0]
    need = need_by(author)
    supported_by(need, neighbour)
    undone(worker, did(worker, need, ACTS[name]))
    assert told(author)[0] == told(neighbour)[0] == "notice.needs.undone"


def test_an_author_is_told_that_a_text_is_not_public_after_all(story: Story) -> None:
    author, worker = unconfirmed(story), story.staff()[0]
    need = need_by(author)
    undone(worker, did(worker, need, service.publish))
    assert again(need).published_at is None
    assert told(author)[:2] == ["notice.needs.undone", "notice.needs.published"]


def test_a_colleague_is_told_that_a_need_is_not_theirs_after_all(story: Story) -> None:
    lead, colleague = story.staff(Role.LEAD)[0], story.staff()[0]
    need = need_by(story.resident()[0])
    batch = did(lead, need, lambda actor, one: service.assign(actor, one, colleague.account_id))
    undone(lead, batch)
    assert told(colleague) == ["notice.needs.unassigned", "notice.needs.assigned"]


def test_words_put_back_are_found_again(story: Story) -> None:
    need, worker = need_by(story.resident()[0], "路灯不亮"), story.staff()[0]
    undone(worker, did(worker, need, ACTS["edit"]))
    for words, there in (("路灯", True), ("别的题目", False)):
        found = db.session.scalars(select(Need.id).where(search.matching(A, words))).all()
        assert (need.id in found) == there


def test_a_merge_taken_back_gives_everybody_back_and_hides_again_what_it_published(story: Story) -> None:
    cycle_id = story.cycle().id
    worker, both = story.staff()[0], story.resident(name="三")[0]
    survivor, twin = need_by(unconfirmed(story), "门口太黑"), need_by(story.resident()[0])
    supported_by(twin, both)
    before = values(survivor), values(twin)
    batch = did(worker, twin, lambda actor, need: service.merge(actor, need, again(survivor)))
    assert again(survivor).published_at is not None
    assert again(survivor).cycle_id == cycle_id
    assert counts(survivor.id) == (2, 2)
    assert undone(worker, batch).left == []
    assert (values(survivor), values(twin)) == before
    assert (counts(survivor.id), counts(twin.id)) == ((0, 0), (2, 2))


def test_a_merge_is_taken_back_though_its_survivor_was_answered_since(story: Story) -> None:
    worker = story.staff()[0]
    survivor, twin = need_by(unconfirmed(story), "门口太黑"), need_by(story.resident()[0])
    batch = did(worker, twin, lambda actor, need: service.merge(actor, need, again(survivor)))
    did(worker, survivor, ACTS["answer"])
    assert undone(worker, batch).left == []
    assert again(twin).state == NeedState.OPEN
    assert again(survivor).published_at is not None, "what was answered stays public"
    assert again(survivor).answer


def test_a_merge_into_what_a_vote_holds_now_stays(story: Story) -> None:
    worker = story.staff()[0]
    survivor, twin = need_by(story.resident()[0], "门口太黑"), need_by(story.resident()[0])
    batch = did(worker, twin, lambda actor, need: service.merge(actor, need, again(survivor)))
    with unit_of_work():
        service.hold(survivor.id, "round:1")
    assert why(undone(worker, batch)) == ["needs.held"]
    assert again(twin).state == NeedState.MERGED


def test_a_reopening_taken_back_merges_again_with_those_who_came_since(story: Story) -> None:
    worker, late = story.staff()[0], story.resident(name="晚")[0]
    survivor, twin = need_by(story.resident()[0], "门口太黑"), need_by(story.resident()[0])
    did(worker, twin, lambda actor, need: service.merge(actor, need, again(survivor)))
    batch = did(worker, twin, service.reopen)
    assert counts(survivor.id) == (1, 1)
    supported_by(twin, late)
    undone(worker, batch)
    assert again(twin).merged_into_id == survivor.id
    assert counts(survivor.id) == (3, 3)


def test_a_split_taken_back_brings_the_parts_home_with_whoever_supported_them(story: Story) -> None:
    worker, late = story.staff()[0], story.resident(name="晚")[0]
    need = need_by(story.resident()[0], "南门太黑，台阶也滑")
    batch = did(worker, need, ACTS["split"])
    part = db.session.scalars(select(Need).where(Need.split_from_id == need.id)).one()
    supported_by(part, late)
    assert undone(worker, batch).left == []
    assert again(need).title == "南门太黑，台阶也滑"
    assert counts(need.id) == (2, 2)
    assert (again(part).state, again(part).merged_into_id) == (NeedState.MERGED, need.id)


def test_a_split_whose_part_was_answered_since_stays(story: Story) -> None:
    worker = story.staff()[0]
    need = need_by(story.resident()[0])
    batch = did(worker, need, ACTS["split"])
    part = db.session.scalars(select(Need).where(Need.split_from_id == need.id)).one()
    did(worker, part, ACTS["answer"])
    assert why(undone(worker, batch)) == ["needs.changed_since"]
    assert again(part).state == NeedState.OPEN
    supports = select(NeedSupport.need_id).where(NeedSupport.origin_need_id == part.id)
    assert db.session.scalars(supports).all() == [], "nothing is half done"


def test_an_act_is_taken_back_once(story: Story) -> None:
    worker, need = story.staff()[0], need_by(story.resident()[0])
    batch = did(worker, need, ACTS["answer"])
    undone(worker, batch)
    assert why(undone(worker, batch)) == ["needs.undone_already"]


def test_an_act_stays_when_somebody_has_changed_the_need_since(story: Story) -> None:
    worker, colleague, need = story.staff()[0], story.staff()[0], need_by(story.resident()[0])
    batch = did(worker, need, ACTS["answer"])
    did(colleague, need, ACTS["categorise"])
    assert why(undone(worker, batch)) == ["needs.changed_since"]
    assert again(need).answer


def test_support_and_talk_do_not_stand_in_the_way(story: Story) -> None:
    worker, neighbour = story.staff()[0], story.resident(name="李四")[0]
    need = need_by(story.resident()[0])
    batch = did(worker, need, ACTS["shortlist"])
    supported_by(need, neighbour)
    with unit_of_work():
        service.comment(neighbour, again(need), "我也要")
    assert undone(worker, batch).left == []
    assert counts(need.id) == (2, 2)


def test_what_a_vote_holds_stays_but_an_answer_may_be_taken_back(story: Story) -> None:
    worker, need = story.staff()[0], need_by(story.resident()[0])
    shortlisted = did(worker, need, ACTS["shortlist"])
    with unit_of_work():
        service.hold(need.id, "round:1")
    answered = did(worker, need, ACTS["answer"])
    assert undone(worker, answered).left == []
    assert why(undone(worker, shortlisted)) == ["needs.held"]


def test_after_a_day_an_act_stands(story: Story) -> None:
    worker, need = story.staff()[0], need_by(story.resident()[0])
    batch = did(worker, need, ACTS["answer"])
    with at(now() + timedelta(hours=24, minutes=1)):
        assert why(undone(worker, batch)) == ["needs.undone_late"]
    with at(now() + timedelta(hours=23)):
        assert undone(worker, batch).left == []


def test_acts_are_taken_back_one_after_the_other_the_last_first(story: Story) -> None:
    worker, need = story.staff()[0], need_by(story.resident()[0])
    before = values(need)
    batches = [did(worker, need, ACTS[name]) for name in ("categorise", "answer", "shortlist")]
    assert why(undone(worker, batches[0])) == ["needs.changed_since"]
    for batch in reversed(batches):
        assert undone(worker, batch).left == []
    assert values(need) == before


def test_acts_on_several_needs_are_taken_back_together(story: Story) -> None:
    worker = story.staff()[0]
    needs = [need_by(story.resident()[0], f"第{each}件") for each in range(3)]
    with unit_of_work(), service.together() as batch:
        for need in needs:
            service.reject(worker, again(need), Reason.OUTSIDE)
    did(worker, needs[1], service.reopen)
    outcome = undone(worker, batch)
    assert sorted(outcome.done) == [again(needs[0]).number, again(needs[2]).number]
    assert why(outcome) == ["needs.changed_since"]
    assert {again(need).state for need in needs} == {NeedState.OPEN}


def test_another_communitys_acts_are_not_there(story: Story) -> None:
    worker, need = story.staff()[0], need_by(story.resident()[0])
    batch = did(worker, need, ACTS["answer"])
    with unit_of_work():
        assert service.undo(worker, "999999001002", batch).done == []
    assert again(need).answer


def test_what_needs_were_is_forgotten_after_a_month(story: Story) -> None:
    worker, need = story.staff()[0], need_by(story.resident()[0])
    did(worker, need, ACTS["edit"])
    service.forget_deeds()
    assert db.session.scalar(select(NeedAct.id)) is not None
    with at(now() + timedelta(days=31)):
        service.forget_deeds()
    assert db.session.scalar(select(NeedAct.id)) is None


def test_the_last_acts_are_listed_the_newest_first_and_paged(story: Story) -> None:
    worker, other = story.staff()[0], story.staff()[0]
    need = need_by(story.resident()[0])
    for each in range(25):
        with at(now() + timedelta(seconds=each)):
            did(worker, need, lambda actor, one, each=each: service.answer(actor, one, f"第{each}次"))
    did(other, need, ACTS["categorise"])
    first, second = (deeds.batches_of(A, worker.account_id, page) for page in (1, 2))
    assert (first.total, len(first.items), len(second.items)) == (25, 20, 5)
    assert first.items[0][0].NeedAct.created_at > first.items[-1][0].NeedAct.created_at
    assert deeds.batches_of(A, None, 1).total == 26


def test_an_undo_that_fails_midway_changes_nothing(story: Story) -> None:
    worker = story.staff()[0]
    a, b, c = (need_by(story.resident()[0], title) for title in ("甲", "乙", "丙"))
    batch = did(worker, a, lambda actor, need: service.merge(actor, need, again(b)))
    did(worker, b, lambda actor, need: service.merge(actor, need, again(c)))
    supports = counts(b.id), counts(c.id)
    assert why(undone(worker, batch)) == ["needs.survivor_merged"]
    assert (counts(b.id), counts(c.id)) == supports
    assert again(a).merged_into_id == b.id


def test_nobody_undoes_what_the_system_did(story: Story) -> None:
    need = need_by(story.resident()[0])
    with unit_of_work():
        service.shortlist(machine(), again(need), 100)
    assert db.session.scalar(select(NeedAct.id)) is None


def test_what_another_hand_changed_at_the_same_moment_is_never_overwritten(story: Story) -> None:
    worker, need = story.staff()[0], need_by(story.resident()[0])
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        _lose(worker, again(need))
    assert again(need).category == "N02"


def _lose(worker: Actor, mine: Need) -> None:
    """Somebody else is quicker, after the need was read and before it is written."""
    quicker = update(Need).where(Need.id == mine.id).values(version=Need.version + 1, title="另一只手")
    db.session.execute(quicker.execution_options(synchronize_session=False))
    service.categorise(worker, mine, "N07")
