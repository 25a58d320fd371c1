"""Acts of sorting: putting a need where it belongs, splitting, handing on, answers that lie ready."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from deliberation.actors import Actor, Role
from deliberation.clock import now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.needs import queries, queues, ready, service
from deliberation.needs.models import Need, NeedSupport
from deliberation.needs.parts import guessed_titles
from deliberation.needs.policy import possible_acts
from deliberation.needs.rules import Channel, Destination, Draft, NeedState, Queue, Reason
from deliberation.notices.queries import inbox_of
from deliberation.people.models import Account, RoleGrant
from tests.needs.stories import again, counts, draft, need_by, supported_by, unconfirmed
from tests.stories import A, B, Story

LAMP, STEPS = Draft("南门外没有灯", "晚上看不清。", "N02"), Draft("南门台阶打滑", "下雨滑。", "N07", "南门")


def kinds(need: Need) -> list[str]:
    return [event.kind for event in queries.events_of(need.id)]


def told(actor: Actor) -> list[str]:
    assert actor.account_id is not None
    return [message.kind for message in inbox_of(actor.account_id, 1).items]


def split(story: Story, need: Need, keeps_first: bool = True) -> list[Need]:
    with unit_of_work():
        return service.split(story.staff()[0], again(need), [LAMP, STEPS], keeps_first)


def test_a_need_is_put_where_it_belongs_and_the_history_says_from_where(story: Story) -> None:
    need, worker = need_by(story.resident()[0]), story.staff()[0]
    with unit_of_work():
        service.categorise(worker, again(need), "N07")
        service.categorise(worker, again(need), "N07")
    assert again(need).category == "N07"
    assert kinds(need).count("needs.edited") == 1
    with pytest.raises(Refusal, match="unknown_category"), unit_of_work():
        service.categorise(worker, again(need), "X99")


def test_owners_are_flagged_and_unflagged_in_one_act_each(story: Story) -> None:
    need, worker = need_by(story.resident()[0]), story.staff()[0]
    for wanted in (True, True, False):
        with unit_of_work():
            service.flag_owners(worker, again(need), wanted)
    assert kinds(need)[-2:] == ["needs.owners_flagged", "needs.owners_cleared"]
    assert not again(need).owners_decision


def test_an_entry_keeps_the_first_part_and_the_second_is_a_need_of_its_own(story: Story) -> None:
    author, neighbour = story.resident()[0], story.resident(name="李四")[0]
    need = need_by(author, "南门晚上太黑，台阶也滑")
    supported_by(need, neighbour)
    (part,) = split(story, need)
    kept = again(need)
    assert (kept.title, kept.category, kept.state) == (LAMP.title, "N02", NeedState.OPEN)
    assert (part.title, part.category, part.place) == (STEPS.title, "N07", "南门")
    assert (part.split_from_id, part.author_account_id) == (need.id, author.account_id)
    assert counts(need.id) == counts(part.id) == (2, 2)
    assert kinds(kept)[-1] == "needs.split"
    assert kinds(part) == ["needs.split_from"]
    assert told(author)[0] == told(neighbour)[0] == "notice.needs.split"
    origins = db.session.scalars(select(NeedSupport.origin_need_id).where(NeedSupport.need_id == part.id))
    assert set(origins) == {need.id}


def test_an_entry_closed_as_split_lives_on_in_its_parts(story: Story) -> None:
    need = need_by(story.resident()[0])
    parts = split(story, need, keeps_first=False)
    assert again(need).state == NeedState.SPLIT
    assert [part.title for part in parts] == [LAMP.title, STEPS.title]
    assert all(part.created_at == again(need).created_at for part in parts), "the parts have waited as long"
    with pytest.raises(Refusal, match="not_supportable"), unit_of_work():
        service.support(story.resident(name="晚")[0], again(need))


def test_the_parts_keep_who_said_it_and_how_it_came(story: Story) -> None:
    with unit_of_work():
        said = service.submit_on_behalf(story.staff()[0], A, draft(), Channel.PAPER, "孙奶奶")
    part = split(story, said)[0]
    assert (part.channel, part.on_behalf_name, part.entered_by) == (Channel.PAPER, "孙奶奶", said.entered_by)


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([LAMP], "wrong_parts"),
        ([LAMP] * 6, "wrong_parts"),
        ([LAMP, LAMP], "same_parts"),
        ([LAMP, Draft("", "", "N02")], "title_missing"),
        ([LAMP, Draft("灯", "", "Z1")], "unknown_category"),
        ([LAMP, Draft("灯", "", "N02", "", uuid4())], "unknown_estate"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(story: Story, parts: list[Draft], why: str) -> None:
    need, worker = need_by(story.resident()[0]), story.staff()[0]
    with pytest.raises(Refusal, match=why), unit_of_work():
        service.split(worker, again(need), parts)


def test_what_is_held_or_closed_is_not_split(story: Story) -> None:
    held, closed = need_by(story.resident()[0]), need_by(story.resident()[0])
    worker = story.staff()[0]
    with unit_of_work():
        service.hold(held.id, "round:1")
        service.reject(worker, again(closed), Reason.OUTSIDE)
    for need, why in ((held, "held"), (closed, "wrong_state")):
        with pytest.raises(Refusal, match=why), unit_of_work():
            service.split(worker, again(need), [LAMP, STEPS])


@pytest.mark.parametrize(
    ("title", "titles"),
    [
        ("南门晚上太黑，台阶也滑", ["南门晚上太黑", "台阶也滑"]),
        ("想要早餐店；还有修鞋摊", ["想要早餐店", "修鞋摊"]),
        ("和平里三区路灯", ["和平里三区路灯"]),
        ("灯坏，黑", ["灯坏，黑"]),
    ],
)
def test_an_entry_that_lists_two_things_is_seen_to(title: str, titles: list[str]) -> None:
    assert guessed_titles(title) == titles


def test_a_need_is_handed_to_a_department_whose_reply_is_its_answer(story: Story) -> None:
    author, worker = story.resident()[0], story.staff()[0]
    need = need_by(author, "27路车站没有座椅")
    with unit_of_work():
        service.hand_over(worker, again(need), Destination.DEPARTMENT, "市公交集团", "站亭归公交公司。")
    assert again(need).state == NeedState.HANDED_OVER
    with pytest.raises(Refusal, match="not_supportable"), unit_of_work():
        service.support(story.resident(name="晚")[0], again(need))
    with unit_of_work():
        service.answer(worker, again(need), "下个月装。")
    assert kinds(need)[-2:] == ["needs.handed_over", "needs.replied"]
    assert told(author)[:2] == ["notice.needs.replied", "notice.needs.handed_over"]
    with unit_of_work():
        service.reopen(worker, again(need))
    assert (again(need).state, again(need).destination, again(need).destination_unit) == (
        NeedState.OPEN,
        None,
        "",
    )


def test_nothing_is_handed_over_to_nobody_or_away_from_a_vote(story: Story) -> None:
    need, worker = need_by(story.resident()[0]), story.staff()[0]
    with pytest.raises(Refusal, match="unit_missing"), unit_of_work():
        service.hand_over(worker, again(need), Destination.ESTATE, " \u200b")
    with pytest.raises(Refusal, match="unit_long"), unit_of_work():
        service.hand_over(worker, again(need), Destination.ESTATE, "委" * 81)
    with unit_of_work():
        service.hold(need.id, "round:1")
    with pytest.raises(Refusal, match="held"), unit_of_work():
        service.hand_over(worker, again(need), Destination.ESTATE, "业委会")


def test_a_need_is_given_to_a_colleague_of_this_community_who_is_told(story: Story) -> None:
    need, lead, colleague = need_by(story.resident()[0]), story.staff(Role.LEAD)[0], story.staff()[0]
    strangers = [story.staff(Role.WORKER, B)[0], story.resident()[0], story.staff(Role.PLANNER)[0]]
    for stranger in strangers:
        with pytest.raises(Refusal, match="unknown_colleague"), unit_of_work():
            service.assign(lead, again(need), stranger.account_id)
    with unit_of_work():
        service.assign(lead, again(need), colleague.account_id)
    assert told(colleague) == ["notice.needs.assigned"]
    mine = queues.Pile(A, Queue.MINE, account_id=colleague.account_id)
    assert [row.id for row in queues.rows_in(mine, 1, 20).items] == [need.id]
    assert queries.queue_counts(A, colleague.account_id)[Queue.MINE] == 1
    assert queries.queue_counts(A, lead.account_id)[Queue.MINE] == 0
    assert "needs.assigned" not in kinds(need), "who works on it is nobody else's business"
    with unit_of_work():
        service.assign(lead, again(need), None)
    assert queries.queue_counts(A, colleague.account_id)[Queue.MINE] == 0


@pytest.mark.parametrize("gone", ["closed", "moved to another office"])
def test_nothing_is_given_to_somebody_who_left(story: Story, gone: str) -> None:
    need, lead, left = need_by(story.resident()[0]), story.staff(Role.LEAD)[0], story.staff()[0]
    with unit_of_work():
        if gone == "closed":
            db.session.get_one(Account, left.account_id).closed_at = now()
        else:
            grants = select(RoleGrant).where(RoleGrant.account_id == left.account_id)
            db.session.scalars(grants).one().scope = B
    with pytest.raises(Refusal, match="unknown_colleague"), unit_of_work():
        service.assign(lead, again(need), left.account_id)


def test_the_starter_answers_stand_until_a_community_writes_its_own(story: Story) -> None:
    worker = story.staff()[0]
    begun = ready.ready_answers(A)
    assert 6 <= len(begun) <= 8
    assert [each.id for each in ready.ready_answers(A)] == [each.id for each in begun]
    with unit_of_work():
        service.keep_template(worker, A, begun[0].id, "换个名称", "新的文字")
        service.keep_template(worker, A, None, "再加一条", "{标题}办好了")
    own = ready.ready_answers(A)
    assert len(own) == len(begun) + 1
    assert {each.title for each in own} >= {"换个名称", "再加一条", begun[1].title}
    assert [each.title for each in ready.ready_answers(B)] == [each.title for each in begun]
    with unit_of_work():
        for each in own:
            service.drop_template(worker, A, each.id)
    assert [each.title for each in ready.ready_answers(A)] == [each.title for each in begun]


def test_an_answer_to_keep_ready_has_a_name_of_its_own_and_words(story: Story) -> None:
    worker, there = story.staff()[0], ready.ready_answers(B)[0].id
    for title, text, why in (
        ("", "字", "template_untitled"),
        ("名" * 41, "字", "template_title_long"),
        ("名", " ", "answer_missing"),
        ("名", "字" * 1001, "answer_long"),
        (ready.STARTERS[0][0], "字", "template_twice"),
    ):
        with pytest.raises(Refusal, match=why), unit_of_work():
            service.keep_template(worker, A, None, title, text)
    for act in (
        lambda: service.keep_template(worker, A, there, "名", "字"),
        lambda: service.drop_template(worker, A, there),
    ):
        with pytest.raises(Refusal, match="no_template"), unit_of_work():
            act()


def test_blanks_are_filled_once_and_everything_else_stays_as_it_is_written() -> None:
    facts = dict(zip(ready.BLANKS, ("2026-001", "{社区} <b>{{7*7}}</b>", "和平里社区", "010"), strict=True))
    text = "{编号}：{标题}在{社区}，{别的} {标 题} {} { {{编号}} %s"
    assert ready.filled(text, facts) == (
        "2026-001：{社区} <b>{{7*7}}</b>在和平里社区，{别的} {标 题} {} { {2026-001} %s"
    )


def test_merging_a_merged_need_goes_to_its_survivor_and_never_in_a_circle(story: Story) -> None:
    worker = story.staff()[0]
    a, b, c = (need_by(story.resident()[0], title) for title in ("甲", "乙", "丙"))
    with unit_of_work():
        service.merge(worker, again(a), again(b))
    with pytest.raises(Refusal, match="wrong_state"), unit_of_work():
        service.merge(worker, again(a), again(c))
    with pytest.raises(Refusal, match="merge_into_itself"), unit_of_work():
        service.merge(worker, again(b), again(a))
    with unit_of_work():
        assert service.merge(worker, again(c), again(a)).id == b.id


def test_each_act_is_journalled_with_what_was_and_what_is(story: Story) -> None:
    need, worker = need_by(story.resident()[0]), story.staff()[0]
    with unit_of_work():
        service.categorise(worker, again(need), "N07")
        service.assign(worker, again(need), worker.account_id)
        service.hand_over(worker, again(need), Destination.ESTATE, "业委会")
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.actor_id == worker.account_id)).all()
    changes = {entry.act: entry.changes for entry in entries}
    assert changes["needs.categorise"] == {"before": {"category": "N02"}, "after": {"category": "N07"}}
    assert changes["needs.assign"]["after"] == {"assigned_to": str(worker.account_id)}
    assert changes["needs.hand_over"]["before"]["state"] == "open"
    assert changes["needs.hand_over"]["after"]["destination_unit"] == "业委会"


def state(story: Story, wanted: NeedState, worker: Actor) -> Need:
    """A need of a wanted state."""
    need = need_by(story.resident()[0], f"要{wanted}的")
    with unit_of_work():
        if wanted == NeedState.MERGED:
            service.merge(worker, again(need), again(need_by(story.resident()[0], "留下的")))
        elif wanted == NeedState.REJECTED:
            service.reject(worker, again(need), Reason.OUTSIDE)
        elif wanted == NeedState.SHORTLISTED:
            service.shortlist(worker, again(need), 100)
        elif wanted == NeedState.HANDED_OVER:
            service.hand_over(worker, again(need), Destination.DEPARTMENT, "城管")
        elif wanted == NeedState.SPLIT:
            service.split(worker, again(need), [LAMP, STEPS], keeps_first=False)
    return need


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("wanted", NeedState)
def test_what_the_desk_offers_is_what_the_acts_allow(story: Story, wanted: NeedState, held: bool) -> None:
    worker = story.staff()[0]
    other = need_by(story.resident()[0], "别的")
    need = state(story, wanted, worker)
    if held:
        with unit_of_work():
            service.hold(need.id, "round:1")
    acts = {
        "answer": lambda one: service.answer(worker, one, "好"),
        "assign": lambda one: service.assign(worker, one, worker.account_id),
        "publish": lambda one: service.publish(worker, one),
        "categorise": lambda one: service.categorise(worker, one, "N99"),
        "edit": lambda one: service.edit(worker, one, draft("改过"), True),
        "flag_owners": lambda one: service.flag_owners(worker, one),
        "hand_over": lambda one: service.hand_over(worker, one, Destination.ESTATE, "业委会"),
        "merge": lambda one: service.merge(worker, one, again(other)),
        "reject": lambda one: service.reject(worker, one, Reason.OUTSIDE),
        "shortlist": lambda one: service.shortlist(worker, one, 200),
        "split": lambda one: service.split(worker, one, [LAMP, STEPS]),
        "withhold": lambda one: service.withhold(worker, one, "先不公开"),
        "unshortlist": lambda one: service.unshortlist(worker, one),
        "reopen": lambda one: service.reopen(worker, one),
    }
    offered = possible_acts(worker, A, wanted, held)
    assert offered <= set(acts)
    for name, act in acts.items():
        one = again(need)
        allowed = True
        try:
            with db.session.begin_nested():
                act(one)
                raise ValueError("as it was")
        except Refusal:
            allowed = False
        except ValueError:
            pass
        if name in offered:
            assert allowed, f"{name} is offered and refused"
        elif wanted in (NeedState.OPEN, NeedState.SHORTLISTED):
            assert not allowed, f"{name} is not offered and done"


def test_only_published_or_reviewed_needs_leave_the_pile_of_texts_to_look_at(story: Story) -> None:
    fresh, worker = need_by(unconfirmed(story)), story.staff()[0]
    with unit_of_work():
        service.hand_over(worker, again(fresh), Destination.ESTATE, "业委会")
    assert again(fresh).published_at is not None
    assert queries.queue_counts(A)[Queue.UNPUBLISHED] == 0
