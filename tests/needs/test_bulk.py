"""Many needs at once: one act, each by itself; what cannot be done is left and named; one undo for all."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.needs import ready, service
from deliberation.needs.models import Need
from deliberation.needs.rules import BULK_ACTS, Draft, NeedState, Reason
from deliberation.notices.queries import inbox_of
from tests.needs.stories import again, draft, need_by, unconfirmed
from tests.page import PageClient, Shown
from tests.stories import A, B, Story

DESK = f"/c/{A}/needs/desk"


def many(story: Story, count: int) -> list[Need]:
    """So many open needs of one author."""
    author = story.resident()[0]
    with unit_of_work():
        made = [service.submit(author, A, draft(f"第{each}件事")) for each in range(count)]
    return made


def ticks(*needs: Need) -> list[str]:
    """What the checkboxes of their rows send."""
    return [f"{again(need).id}.{again(need).version}" for need in needs]


def send(visitor: PageClient, act: str, chosen: list[str], **said: str) -> Shown:
    return visitor.post(f"{DESK}/bulk?queue=todo", {"act": act, "chosen": chosen, "go": "1", **said})


def undo_button(shown: Shown) -> str:
    return str(shown.tree.xpath("//form[contains(@action, '/undo')]//input[@name='batch']/@value")[0])


SAID: dict[str, dict[str, str]] = {
    "publish": {},
    "flag_owners": {},
    "answer": {"template": str(ready.starters(A)[0].id)},
    "categorise": {"category": "N07"},
    "assign": {},
    "shortlist": {"cost": "1200"},
    "hand_over": {"to": "department", "unit": "城管局"},
    "reject": {"reason": "outside"},
}


@pytest.mark.parametrize("act", BULK_ACTS)
def test_an_act_is_done_to_all_chosen_and_taken_back_with_one_button(
    story: Story, visitor: PageClient, act: str
) -> None:
    worker, colleague = story.staff()[0], story.staff(name="小王")[0]
    needs = [need_by(unconfirmed(story), f"第{each}件") for each in range(3)]
    before = [vars(again(need)).copy() for need in needs]
    visitor.enter(worker)
    said = {**SAID[act], **({"colleague": str(colleague.account_id)} if act == "assign" else {})}
    shown = send(visitor, act, ticks(*needs), **said)
    assert "3 条办好了" in shown
    db.session.expire_all()
    assert all(again(need).version > old["version"] for need, old in zip(needs, before, strict=True))
    assert "撤回了，3 条又是原来的样子" in visitor.post(f"{DESK}/undo", {"batch": undo_button(shown)})
    db.session.expire_all()
    for need, old in zip(needs, before, strict=True):
        now = vars(again(need))
        assert {name for name in old if now[name] != old[name] and not name.startswith("_")} == {"version"}


@pytest.mark.parametrize("act", [each for each in BULK_ACTS if SAID[each] or each == "assign"])
def test_what_must_be_said_is_asked_once_for_all(story: Story, visitor: PageClient, act: str) -> None:
    needs = many(story, 2)
    visitor.enter(story.staff()[0])
    asked = visitor.post(f"{DESK}/bulk?queue=todo", {"act": act, "chosen": ticks(*needs)})
    assert "2 条一起" in asked
    assert all(need.title in asked for need in needs)
    assert len(asked.tree.xpath("//input[@name='chosen'][@checked]")) == 2
    assert again(needs[0]).version == needs[0].version


def test_what_is_missing_is_told_and_what_was_chosen_is_kept(story: Story, visitor: PageClient) -> None:
    needs = many(story, 2)
    visitor.enter(story.staff()[0])
    shown = send(visitor, "hand_over", ticks(*needs), to="department", unit=" ", note="写了的话")
    assert "请写明转给哪个单位" in shown
    assert "写了的话" in shown
    assert len(shown.tree.xpath("//input[@name='chosen'][@checked]")) == 2


def test_those_that_cannot_are_left_and_named_with_the_reason(story: Story, visitor: PageClient) -> None:
    good, held, closed, changed = many(story, 4)
    worker, colleague = story.staff()[0], story.staff(name="小王")[0]
    with unit_of_work():
        service.hold(held.id, "round:1")
        service.reject(worker, again(closed), Reason.OUTSIDE)
    sent = ticks(good, held, closed, changed)
    with unit_of_work():
        service.categorise(colleague, again(changed), "N07")
    visitor.enter(worker)
    shown = send(visitor, "reject", sent, reason="outside")
    assert again(good).state == NeedState.REJECTED
    assert "3 条没有办" in shown
    for need, why in ((held, "正在议事、投票"), (closed, "已经办结"), (changed, "刚刚有人改过")):
        assert f"{need.number} {why}" in shown
    assert again(changed).state == NeedState.OPEN


def test_needs_of_another_community_are_not_there(story: Story, visitor: PageClient) -> None:
    here, there = need_by(story.resident()[0]), need_by(story.resident(B)[0], code=B)
    visitor.enter(story.staff()[0])
    shown = send(visitor, "reject", [*ticks(here, there), f"{uuid4()}.1", "nonsense"], reason="outside")
    assert again(here).state == NeedState.REJECTED
    assert again(there).state == NeedState.OPEN
    assert there.number not in shown.main.replace(here.number, "") or "没有办" not in shown


def test_nothing_chosen_is_told(story: Story, visitor: PageClient) -> None:
    many(story, 1)
    visitor.enter(story.staff()[0])
    assert "还没有选需求" in send(visitor, "publish", [])
    visitor.post(f"{DESK}/bulk", {"act": "delete_everything", "chosen": []}, status=400)


def test_two_hundred_go_at_once_and_one_more_does_not(story: Story, visitor: PageClient) -> None:
    needs = many(story, 201)
    worker = story.staff()[0]
    visitor.enter(worker)
    assert "一次最多办 200 条" in send(visitor, "categorise", ticks(*needs), category="N07")
    assert again(needs[0]).category == "N02"
    shown = send(visitor, "categorise", ticks(*needs[:200]), category="N07")
    assert "200 条办好了" in shown
    moved = select(Need.id).where(Need.category == "N07")
    assert len(db.session.scalars(moved).all()) == 200
    assert "200 条又是原来的样子" in visitor.post(f"{DESK}/undo", {"batch": undo_button(shown)})
    assert db.session.scalars(moved).all() == []


def test_two_hundred_that_cannot_are_all_named(story: Story, visitor: PageClient) -> None:
    needs, worker = many(story, 200), story.staff()[0]
    with unit_of_work():
        for need in needs:
            service.hold(need.id, "round:1")
    visitor.enter(worker)
    shown = send(visitor, "reject", ticks(*needs), reason="outside")
    assert "200 条没有办" in shown
    assert all(need.number in shown.main for need in needs)


def test_a_ready_answer_is_filled_for_each_need_by_itself(story: Story, visitor: PageClient) -> None:
    worker, author = story.staff()[0], story.resident()[0]
    one, other = need_by(author, "{编号}很高"), need_by(author, "<b>路灯</b>")
    with unit_of_work():
        service.keep_template(worker, A, None, "花括号", "“{标题}”（{编号}）请打 {联系电话}，{不知道}")
    mine = next(each for each in ready.ready_answers(A) if each.title == "花括号")
    visitor.enter(worker)
    send(visitor, "answer", ticks(one, other), template=str(mine.id))
    db.session.expire_all()
    assert again(one).answer == f"“{{编号}}很高”（{one.number}）请打 010-0000001，{{不知道}}"
    assert "<b>路灯</b>" in visitor.get(f"/c/{A}/needs/{other.id}").main
    assert author.account_id is not None
    kinds = [message.kind for message in inbox_of(author.account_id, 1).items]
    assert kinds.count("notice.needs.answered") == 2


def test_an_answer_thrown_away_meanwhile_is_told(story: Story, visitor: PageClient) -> None:
    needs = many(story, 1)
    visitor.enter(story.staff()[0])
    shown = send(visitor, "answer", ticks(*needs), template=str(uuid4()))
    assert "没有这条现成的答复" in shown
    assert again(needs[0]).answer == ""


def test_a_batch_is_one_transaction(story: Story) -> None:
    worker, needs = story.staff()[0], many(story, 3)
    seen: list[UUID] = []

    def act(actor: object, need: Need) -> None:
        seen.append(need.id)
        service.split(worker, need, [Draft("甲", "", "N02"), Draft("乙", "", "N02")])
        if len(seen) == 2:
            raise Refusal("needs.held", number=need.number)

    with unit_of_work():
        outcome = service.do_to_all(worker, A, {need.id: None for need in needs}, act)
    assert (len(outcome.done), len(outcome.left)) == (2, 1)
    db.session.expire_all()
    parts = db.session.scalars(select(Need.split_from_id).where(Need.split_from_id.is_not(None))).all()
    assert set(parts) == {seen[0], seen[2]}, "the one that failed left nothing half done"
