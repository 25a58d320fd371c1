"""Supports are counted by the database itself, whoever writes them; texts are cut into pairs."""

from sqlalchemy import delete, select, text

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.needs import service
from deliberation.needs.grams import document, grams
from deliberation.needs.models import Need, NeedDocument, NeedFollow, NeedSupport
from deliberation.notices.models import Message
from deliberation.people.models import Resident
from tests.needs.stories import again, confirm, counts, draft, need_by, supported_by, unconfirmed
from tests.stories import A, Story


def counted(need: Need) -> tuple[int, int]:
    """What a count of the rows themselves gives."""
    query = text(
        "SELECT count(*), count(DISTINCT r.household_id) FROM need_support s JOIN resident r "
        "ON r.id = s.resident_id JOIN need n ON n.id = s.need_id "
        "WHERE n.number = :number AND r.confirmed_at IS NOT NULL"
    )
    row = db.session.execute(query, {"number": need.number}).one()
    return row[0], row[1]


def agree(need: Need, persons: int, households: int) -> None:
    """The kept counts are what is expected, and what counting gives."""
    db.session.expire_all()
    assert counts(need.id) == counted(need) == (persons, households)


def couple(story: Story) -> tuple[Actor, Actor]:
    home = story.household()
    return story.resident(name="张三", household=home)[0], story.resident(name="李四", household=home)[0]


def test_two_of_one_household_are_two_persons_and_one_household(story: Story) -> None:
    one, other = couple(story)
    need = need_by(story.resident(name="王五")[0])
    agree(need, 1, 1)
    supported_by(need, one, other)
    agree(need, 3, 2)


def test_a_support_taken_back_leaves_its_household_while_somebody_of_it_stays(story: Story) -> None:
    one, other = couple(story)
    need = need_by(story.resident(name="王五")[0])
    supported_by(need, one, other)
    with unit_of_work():
        service.withdraw_support(one, again(need))
    agree(need, 2, 2)
    with unit_of_work():
        service.withdraw_support(other, again(need))
    agree(need, 1, 1)


def test_whoever_is_confirmed_later_or_moves_is_counted_anew(story: Story) -> None:
    one, other = couple(story)
    need = need_by(one)
    supported_by(need, other, newcomer := unconfirmed(story))
    agree(need, 2, 1)
    confirm(newcomer)
    agree(need, 3, 2)
    with unit_of_work():
        db.session.get_one(Resident, other.resident_id).household_id = story.household().id
    agree(need, 3, 3)


def test_deleted_people_and_merged_needs_are_counted_right(story: Story) -> None:
    worker, one = story.staff()[0], story.resident(name="赵六")[0]
    kept, twin = need_by(story.resident(name="王五")[0]), need_by(one, "路灯坏了")
    supported_by(twin, *couple(story))
    with unit_of_work():
        service.merge(worker, again(twin), again(kept))
    agree(kept, 4, 3)
    with unit_of_work():
        service.reopen(worker, again(twin))
    agree(kept, 1, 1)
    agree(twin, 3, 2)
    with unit_of_work():
        db.session.execute(delete(NeedSupport).where(NeedSupport.resident_id == one.resident_id))
    agree(twin, 2, 1)


def test_a_text_is_cut_into_pairs_and_latin_words_stay_whole() -> None:
    assert grams("3号楼LED路灯") == ["3", "号楼", "楼", "led", "路灯", "灯"]
    assert grams("ＬＥＤ") == ["led"]
    assert grams("㛃䶮𬭎") == ["㛃䶮", "䶮x2cb4e", "x2cb4e"]
    assert grams("👵🏽 !?") == []


def test_the_document_of_a_need_follows_its_words(story: Story) -> None:
    worker = story.staff()[0]
    need = need_by(story.resident()[0], "没有路灯", body="")
    query = select(NeedDocument.words).where(NeedDocument.need_id == need.id)
    assert db.session.scalar(query) == document(A, need.number, "没有路灯", "", "")

    with unit_of_work():
        service.edit(worker, again(need), draft("没有早餐店", body=""), owners_decision=False)
    assert "早餐" in str(db.session.scalar(query))
    assert "路灯" not in str(db.session.scalar(query))


def test_a_need_s_stage_only_goes_forward(story: Story) -> None:
    need = need_by(story.resident()[0])
    for kind, stage in (
        ("rounds.opened", Stage.VOTING),
        ("meetings.discussed", Stage.VOTING),
        ("projects.converted", Stage.LISTING),
    ):
        with unit_of_work():
            service.record_event(need.id, kind, {})
        db.session.expire_all()
        assert again(need).stage == stage


def test_a_follower_is_told_of_every_step_and_supporters_are_not_told_twice(story: Story) -> None:
    author, fan, worker = story.resident()[0], story.resident(name="李四")[0], story.staff()[0]
    need = need_by(author)
    supported_by(need, fan)
    with unit_of_work():
        db.session.add(NeedFollow(need_id=need.id, account_id=fan.account_id, community_code=A, at=now()))
    with unit_of_work():
        service.answer(worker, again(need), "马上修。")
    told = select(Message.kind).where(Message.account_id == fan.account_id)
    assert list(db.session.scalars(told)) == ["notice.needs.step"]
    told = select(Message.kind).where(Message.account_id == author.account_id)
    assert "notice.needs.answered" in list(db.session.scalars(told))
