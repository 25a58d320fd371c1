"""Ways to meet a shortlisted need: proposed, checked, reviewed, talked about, chosen; by whom, till when."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.actors import Actor, Role
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.models import JournalEntry
from deliberation.meetings.rules import MotionKind
from deliberation.needs import queries, service, solutions
from deliberation.needs.models import Need, NeedComment, NeedSolution
from deliberation.needs.rules import Channel, Feasibility, NeedState, Proposer
from deliberation.needs.ways import MOST_WAYS, Assessment, Proposal
from deliberation.notices.models import Message
from tests.meetings.stories import MeetingStory
from tests.needs.stories import again, need_by, unconfirmed
from tests.page import PageClient
from tests.projects.stories import ListStory
from tests.stories import A, B, Story

FULL = Assessment(
    Feasibility.READY, "自行车棚有电", 3_800_000, "问了两家报价", "社区居委会", "物业每年约 600 元"
)
TYPED = {
    "feasibility": "ready",
    "cost": "38000",
    "cost_source": "问了两家报价",
    "unit": "社区居委会",
    "upkeep": "物业管",
}


class Sheet:
    """A shortlisted need, its author, a worker, a planner, and ways to meet it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.author, _phone = story.resident(name="张桂兰")
        self.worker, _phone = story.staff()
        self.planner, _phone = story.staff(Role.PLANNER, A, "梁思远")
        self.need = need_by(self.author, "配钥匙没地方去了")
        with unit_of_work():
            service.shortlist(self.worker, again(self.need), 5_000_000, "随口估的")
        self.at = f"/c/{A}/needs/{self.need.id}/solutions"

    def way(self, actor: Actor | None = None, title: str = "隔一间便民屋", key: str | None = None) -> UUID:
        with unit_of_work():
            said = service.propose(
                actor or self.author, again(self.need), Proposal(title, "自行车棚东头。"), key
            )
            return said.id

    def checked(self, actor: Actor | None = None, found: Assessment = FULL, **more: Any) -> UUID:
        way_id = self.way(**more)
        self.assess(way_id, actor or self.planner, found)
        return way_id

    def assess(self, way_id: UUID, actor: Actor, found: Assessment, version: int | None = None) -> None:
        with unit_of_work():
            said = way(way_id)
            service.assess_way(actor, again(self.need), said, found, version or said.version)

    def choose(self, way_id: UUID, version: int | None = None) -> None:
        with unit_of_work():
            said = way(way_id)
            service.choose_way(self.worker, again(self.need), said, version or said.version)

    def unchoose(self, way_id: UUID) -> None:
        with unit_of_work():
            said = way(way_id)
            service.unchoose_way(self.worker, again(self.need), said, said.version)

    def kinds(self) -> list[str]:
        return [event.kind.removeprefix("needs.") for event in queries.events_of(self.need.id)]


@pytest.fixture
def sheet(story: Story) -> Sheet:
    return Sheet(story)


def way(way_id: UUID) -> NeedSolution:
    return db.session.get_one(NeedSolution, way_id, populate_existing=True)


def told(actor: Actor) -> list[str]:
    query = select(Message.kind).where(Message.account_id == actor.account_id).order_by(Message.created_at)
    return [kind.removeprefix("notice.needs.") for kind in db.session.scalars(query)]


def journalled(act: str) -> list[JournalEntry]:
    return list(db.session.scalars(select(JournalEntry).where(JournalEntry.act == act)))


def refused(act: Any, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        act()
    db.session.rollback()
    assert caught.value.code == code


def test_a_resident_proposes_in_two_fields_and_the_neighbours_read_it(
    sheet: Sheet, visitor: PageClient
) -> None:
    neighbour, _phone = sheet.story.resident(name="李四")
    visitor.enter(neighbour)
    shown = visitor.post(sheet.at, {"title": "流动师傅每周来两次", "text": "周三和周六。", "key": "k"})
    assert "流动师傅每周来两次" in shown
    assert "您的办法已经列在这里了" in shown
    visitor.client = visitor.app.test_client()
    page = visitor.get(sheet.at)
    assert "流动师傅每周来两次" in page
    assert "李*" in page
    assert "还没核" in page
    assert told(sheet.author)[-1] == "way_proposed"
    assert sheet.kinds()[-1] == "way_proposed"


def test_a_proposal_sent_five_times_is_one(sheet: Sheet, visitor: PageClient) -> None:
    visitor.enter(sheet.author)
    for _time in range(5):
        visitor.post(sheet.at, {"title": "装自助柜", "key": "the same showing"})
    assert solutions.solution_count(sheet.need.id) == 1


def test_somebody_elses_form_key_opens_nothing(sheet: Sheet) -> None:
    sheet.way(key="k")
    refused(lambda: sheet.way(sheet.story.resident()[0], key="k"), "needs.sent_already")


@pytest.mark.parametrize(
    ("title", "text", "told_why"),
    [
        ("  \u200b", "一二三", "这一项要填写"),
        ("长" * 61, "", "最多 60 个字"),
        ("短", "说" * 1001, "最多 1000 个字"),
    ],
)
def test_what_cannot_be_taken_is_told_and_kept(
    sheet: Sheet, visitor: PageClient, title: str, text: str, told_why: str
) -> None:
    visitor.enter(sheet.author)
    shown = visitor.post(sheet.at, {"title": title, "text": text})
    assert told_why in shown
    assert text in shown.source
    assert solutions.solution_count(sheet.need.id) == 0


def test_an_unconfirmed_persons_way_waits_is_published_and_then_told_of(
    sheet: Sheet, visitor: PageClient
) -> None:
    newcomer = unconfirmed(sheet.story)
    way_id = sheet.way(newcomer, "还没看过的办法")
    assert "way_proposed" not in sheet.kinds()
    assert solutions.solutions_waiting_count(A) == 1
    assert "还没看过的办法" not in visitor.get(sheet.at)
    visitor.get(f"{sheet.at}/{way_id}", status=404)
    visitor.enter(newcomer)
    assert "等待审核" in visitor.get(f"{sheet.at}/{way_id}")
    visitor.enter(sheet.worker)
    assert "等待审核" in visitor.get(sheet.at)
    visitor.post(f"{sheet.at}/{way_id}/publish")
    assert way(way_id).published_at is not None
    assert solutions.solutions_waiting_count(A) == 0
    assert sheet.kinds()[-1] == "way_proposed"
    assert told(newcomer)[-1] == "way_published"
    assert journalled("needs.publish_way")


def test_a_way_taken_down_is_gone_for_others_and_its_proposer_knows_why(
    sheet: Sheet, visitor: PageClient
) -> None:
    proposer, _phone = sheet.story.resident()
    way_id = sheet.way(proposer, "骂人的办法")
    visitor.enter(sheet.worker)
    visitor.post(f"{sheet.at}/{way_id}/hide", {"why": "里面有骂人的话"})
    assert told(proposer)[-1] == "way_hidden"
    visitor.enter(proposer)
    assert "里面有骂人的话" in visitor.get(f"{sheet.at}/{way_id}")
    visitor.enter(sheet.author)
    visitor.get(f"{sheet.at}/{way_id}", status=404)
    assert "骂人的办法" not in visitor.get(sheet.at)
    assert "骂人的办法" not in visitor.get(f"/c/{A}/needs/{sheet.need.id}")
    with unit_of_work():
        service.publish_way(sheet.worker, again(sheet.need), way(way_id))
    assert "骂人的办法" in visitor.get(sheet.at)


def test_a_way_is_not_taken_down_without_a_reason_nor_while_it_is_chosen(sheet: Sheet) -> None:
    way_id = sheet.checked()
    refused(
        lambda: service.hide_way(sheet.worker, again(sheet.need), way(way_id), " "), "needs.reason_missing"
    )
    sheet.choose(way_id)
    refused(
        lambda: service.hide_way(sheet.worker, again(sheet.need), way(way_id), "重复"), "needs.way_is_chosen"
    )


def test_the_planner_checks_a_way_and_its_proposer_is_told(sheet: Sheet, visitor: PageClient) -> None:
    way_id = sheet.way()
    visitor.enter(sheet.planner)
    shown = visitor.post(f"{sheet.at}/{way_id}/assess", {**TYPED, "version": "1"})
    assert "3.80 万元" in shown
    assert "问了两家报价" in shown
    assert "社区规划师" in shown
    said = way(way_id)
    assert (said.feasibility, said.cost_fen, said.unit) == (Feasibility.READY, 3_800_000, "社区居委会")
    assert said.assessed_as == "planner"
    assert told(sheet.author)[-1] == "way_assessed"
    assert sheet.kinds()[-1] == "way_assessed"
    entry = journalled("needs.assess_way")[0]
    assert entry.actor_id == sheet.planner.account_id
    assert entry.changes["after"]["cost_source"] == "问了两家报价"


def test_a_cost_without_its_source_is_refused_and_everything_typed_is_kept(
    sheet: Sheet, visitor: PageClient
) -> None:
    way_id = sheet.way()
    visitor.enter(sheet.planner)
    shown = visitor.post(f"{sheet.at}/{way_id}/assess", {**TYPED, "cost_source": "  ", "version": "1"})
    assert "这个数怎么来的" in shown
    assert "38000" in shown.source
    assert "物业管" in shown.source
    assert way(way_id).cost_fen is None


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(sheet: Sheet, visitor: PageClient) -> None:
    way_id = sheet.way()
    visitor.enter(sheet.planner)
    visitor.get(f"{sheet.at}/{way_id}/assess")
    sheet.assess(way_id, sheet.worker, FULL)
    shown = visitor.post(f"{sheet.at}/{way_id}/assess", {**TYPED, "unit": "街道城建科", "version": "1"})
    assert "刚才有人改过" in shown
    assert "街道城建科" in shown.source
    assert "物业每年约 600 元" in shown
    assert way(way_id).unit == "社区居委会"
    current = shown.tree.xpath("//input[@name='version']/@value")[0]
    visitor.post(f"{sheet.at}/{way_id}/assess", {**TYPED, "unit": "街道城建科", "version": current})
    assert way(way_id).unit == "街道城建科"


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "９", "99999999999999"])
def test_a_form_that_does_not_say_what_it_saw_changes_nothing(
    sheet: Sheet, visitor: PageClient, version: str
) -> None:
    way_id = sheet.way()
    visitor.enter(sheet.worker)
    visitor.post(f"{sheet.at}/{way_id}/assess", {**TYPED, "version": version})
    visitor.post(f"{sheet.at}/{way_id}/choose", {"version": version}, status=409)
    assert way(way_id).cost_fen is None
    assert way(way_id).chosen_at is None


def test_the_author_corrects_the_words_of_a_way_and_no_other_resident_may(
    sheet: Sheet, visitor: PageClient
) -> None:
    way_id = sheet.way()
    visitor.enter(sheet.author)
    visitor.post(f"{sheet.at}/{way_id}/edit", {"title": "隔两间便民屋", "version": "1"})
    assert way(way_id).title == "隔两间便民屋"
    shown = visitor.post(f"{sheet.at}/{way_id}/edit", {"title": "隔三间", "version": "1"})
    assert "刚才有人改过" in shown
    assert way(way_id).title == "隔两间便民屋"
    sheet.assess(way_id, sheet.planner, FULL)
    current = str(way(way_id).version)
    shown = visitor.post(f"{sheet.at}/{way_id}/edit", {"title": "隔十间", "version": current})
    assert "已经核过" in shown
    assert "隔十间" in shown.source
    visitor.enter(sheet.worker)
    visitor.post(f"{sheet.at}/{way_id}/edit", {"title": "隔两间便民小屋", "version": current})
    assert way(way_id).title == "隔两间便民小屋"
    visitor.enter(sheet.story.resident()[0])
    visitor.get(f"{sheet.at}/{way_id}/edit", status=403)
    visitor.post(f"{sheet.at}/{way_id}/edit", {"title": "别人的", "version": "2"}, status=403)


def test_the_chosen_way_fills_the_cost_of_the_need_and_giving_it_up_restores_it(sheet: Sheet) -> None:
    dear = Assessment(Feasibility.HARD, "", 9_900_000, "设计院估算", "街道", "")
    first, second = sheet.checked(), sheet.checked(found=dear, title="盖一栋楼")
    sheet.choose(first)
    assert (again(sheet.need).cost_fen, again(sheet.need).cost_note) == (3_800_000, "问了两家报价")
    assert way(first).chosen_by == sheet.worker.account_id
    sheet.choose(second)
    assert (again(sheet.need).cost_fen, again(sheet.need).cost_note) == (9_900_000, "设计院估算")
    assert way(first).chosen_at is None
    sheet.unchoose(second)
    assert (again(sheet.need).cost_fen, again(sheet.need).cost_note) == (5_000_000, "随口估的")
    assert sheet.kinds()[-3:] == ["way_chosen", "way_chosen", "way_unchosen"]
    assert [entry.actor_id for entry in journalled("needs.choose_way")] == [sheet.worker.account_id] * 2
    assert "own_way_chosen" in told(sheet.author)


def test_choosing_through_the_page_marks_the_way_with_a_word(sheet: Sheet, visitor: PageClient) -> None:
    way_id = sheet.checked()
    visitor.enter(sheet.worker)
    shown = visitor.post(f"{sheet.at}/{way_id}/choose", {"version": str(way(way_id).version)})
    marked = shown.tree.xpath("//tr[contains(@class, 'way-chosen')]")
    assert len(marked) == 1
    assert "选定" in marked[0].text_content()
    assert "选定" in visitor.get(f"/c/{A}/needs/{sheet.need.id}")
    shown = visitor.post(f"{sheet.at}/{way_id}/unchoose", {"version": str(way(way_id).version)})
    assert not shown.tree.xpath("//tr[contains(@class, 'way-chosen')]")


def test_a_new_figure_for_the_chosen_way_is_the_needs_new_figure(sheet: Sheet) -> None:
    way_id = sheet.checked()
    sheet.choose(way_id)
    sheet.assess(way_id, sheet.planner, Assessment(Feasibility.READY, "", 4_000_000, "重新报价", "社区", ""))
    assert (again(sheet.need).cost_fen, again(sheet.need).cost_note) == (4_000_000, "重新报价")
    refused(lambda: service.shortlist(sheet.worker, again(sheet.need), 1, "乱写"), "needs.cost_from_way")


def test_only_what_everybody_reads_is_chosen(sheet: Sheet) -> None:
    waiting = sheet.way(unconfirmed(sheet.story))
    refused(lambda: sheet.choose(waiting), "needs.way_not_public")
    down = sheet.way()
    with unit_of_work():
        service.hide_way(sheet.worker, again(sheet.need), way(down), "重复")
    refused(lambda: sheet.choose(down), "needs.way_not_public")


def test_a_choice_made_on_an_old_page_is_refused(sheet: Sheet) -> None:
    way_id = sheet.way()
    sheet.assess(way_id, sheet.planner, FULL)
    refused(lambda: sheet.choose(way_id, version=1), "needs.way_moved")


def test_a_need_that_is_not_shortlisted_takes_no_ways(sheet: Sheet, visitor: PageClient) -> None:
    with unit_of_work():
        service.unshortlist(sheet.worker, again(sheet.need))
    refused(lambda: sheet.way(), "needs.not_shortlisted")
    visitor.enter(sheet.author)
    shown = visitor.get(sheet.at)
    assert "现在不在候选清单里" in shown
    assert not shown.forms("/solutions")


def test_so_many_ways_are_enough(sheet: Sheet) -> None:
    for place in range(MOST_WAYS):
        sheet.way(title=f"办法{place}")
    refused(lambda: sheet.way(title="再一个"), "needs.too_many_ways")


class TestWhatRestsOnANeed:
    """Once a vote, a meeting or a project holds the need, the way to meet it stands."""

    def test_a_round_settles_the_way(self, sheet: Sheet, visitor: PageClient) -> None:
        chosen, other = sheet.checked(), sheet.checked(title="别的办法")
        sheet.choose(chosen)
        self.hold(sheet, "round:0f8fad5b-d9cb-469f-a165-70867728950e")
        refused(lambda: sheet.choose(other), "needs.way_settled")
        refused(lambda: sheet.unchoose(chosen), "needs.way_settled")
        refused(lambda: sheet.assess(other, sheet.planner, Assessment()), "needs.way_settled")
        refused(lambda: sheet.way(), "needs.way_settled")
        refused(lambda: sheet.assess(chosen, sheet.planner, Assessment()), "needs.way_settled")
        visitor.enter(sheet.worker)
        shown = visitor.get(sheet.at)
        assert "办法定下来了" in shown
        assert not shown.forms("choose")

    def test_a_project_settles_the_way(self, sheet: Sheet) -> None:
        way_id = sheet.checked()
        self.hold(sheet, "list:0f8fad5b-d9cb-469f-a165-70867728950e")
        refused(lambda: sheet.choose(way_id), "needs.way_settled")

    def test_before_a_meeting_ways_are_proposed_and_checked_and_none_is_chosen(
        self, sheet: Sheet, visitor: PageClient
    ) -> None:
        chosen = sheet.checked()
        sheet.choose(chosen)
        told_meeting = MeetingStory(sheet.story)
        planned = told_meeting.plan()
        told_meeting.item(planned, need_id=sheet.need.id)
        told_meeting.announce(planned)
        other = sheet.checked(title="会前又想到一个")
        refused(lambda: sheet.choose(other), "needs.choice_settled")
        refused(lambda: sheet.unchoose(chosen), "needs.choice_settled")
        refused(lambda: sheet.assess(chosen, sheet.planner, Assessment()), "needs.choice_settled")
        visitor.enter(sheet.worker)
        shown = visitor.get(sheet.at)
        assert "选定哪一个等会议开完" in shown
        assert not shown.forms("choose")
        assert shown.forms("/solutions")
        assert not visitor.get(f"{sheet.at}/{chosen}").links("/assess")
        assert visitor.get(f"{sheet.at}/{other}").links("/assess")

    def test_signed_minutes_that_shortlisted_it_leave_the_way_open(self, sheet: Sheet) -> None:
        MeetingStory(sheet.story).signed(
            kind=MotionKind.SHORTLIST_NEED,
            item={"need_id": sheet.need.id},
            motion={"cost_fen": 4_000_000},
        )
        assert queries.is_held(sheet.need.id)
        way_id = sheet.checked()
        sheet.choose(way_id)
        assert again(sheet.need).cost_fen == 3_800_000

    def test_signed_minutes_that_made_it_a_project_settle_the_way(self, sheet: Sheet) -> None:
        way_id = sheet.checked()
        MeetingStory(sheet.story).signed(
            kind=MotionKind.ADOPT_PROJECT,
            item={"need_id": sheet.need.id},
            motion={"cost_fen": 4_000_000, "unit": "社区"},
        )
        refused(lambda: sheet.choose(way_id), "needs.choice_settled")

    def hold(self, sheet: Sheet, holder: str) -> None:
        with unit_of_work():
            service.hold(sheet.need.id, holder)


class TestOnBehalf:
    """Whatever a resident can do on screen, a worker enters."""

    def test_a_workers_entry_keeps_channel_and_operator_and_tells_the_resident(
        self, sheet: Sheet, visitor: PageClient
    ) -> None:
        neighbour, _phone = sheet.story.resident(name="何爱国")
        visitor.enter(sheet.worker)
        assert "何爱国" in visitor.get(f"{sheet.at}/enter", who="何爱国")
        visitor.get(f"{sheet.at}/enter", resident=str(neighbour.resident_id))
        fields = {"proposer": "resident", "channel": "phone", "title": "请老李回来摆摊", "key": "k"}
        visitor.post(f"{sheet.at}/enter", {**fields, "resident": str(neighbour.resident_id)})
        said = db.session.scalars(select(NeedSolution)).one()
        assert (said.channel, said.entered_by) == (Channel.PHONE, sheet.worker.account_id)
        assert (said.account_id, said.resident_id) == (neighbour.account_id, neighbour.resident_id)
        assert "way_entered" in told(neighbour)
        page = visitor.get(f"{sheet.at}/{said.id}")
        assert "何爱国" in page
        assert "登记的人：李梅" in page
        visitor.enter(sheet.author)
        assert "何爱国" not in visitor.get(f"{sheet.at}/{said.id}")

    def test_what_a_resident_says_about_a_way_is_written_down_with_channel_and_operator(
        self, sheet: Sheet, visitor: PageClient
    ) -> None:
        way_id, (neighbour, _phone) = sheet.way(), sheet.story.resident(name="何爱国")
        visitor.enter(sheet.worker)
        page = f"{sheet.at}/{way_id}/say"
        assert "何爱国" in visitor.get(page, who="何爱国")
        shown = visitor.post(page, {"channel": "visit", "text": "离得近，好。", "name": ""})
        assert "请填写是谁提出的" in shown
        assert "离得近，好。" in shown.source
        visitor.get(page, resident=str(neighbour.resident_id))
        fields = {"channel": "visit", "text": "离得近，好。", "key": "k"}
        for _time in range(2):
            shown = visitor.post(page, {**fields, "resident": str(neighbour.resident_id)})
        assert "离得近，好。" in shown
        said = db.session.scalars(select(NeedComment)).one()
        assert (said.channel, said.entered_by) == (Channel.VISIT, sheet.worker.account_id)
        assert (said.author_resident_id, said.solution_id) == (neighbour.resident_id, way_id)
        assert told(neighbour) == ["way_said"]
        assert told(sheet.author).count("way_commented") == 1

    def test_a_department_proposes_under_its_name(self, sheet: Sheet, visitor: PageClient) -> None:
        visitor.enter(sheet.worker)
        fields = {"proposer": "department", "channel": "visit", "title": "借用公房一间"}
        shown = visitor.post(f"{sheet.at}/enter", {**fields, "name": ""})
        assert "请填写部门或单位的名称" in shown
        assert "借用公房一间" in shown.source
        visitor.post(f"{sheet.at}/enter", {**fields, "name": "区房管局"})
        said = db.session.scalars(select(NeedSolution)).one()
        assert (said.proposer, said.proposer_name) == (Proposer.DEPARTMENT, "区房管局")
        visitor.client = visitor.app.test_client()
        assert "区房管局提的" in visitor.get(sheet.at)

    def test_nobody_of_another_community_is_tied_to_a_way(self, sheet: Sheet) -> None:
        foreign, _phone = sheet.story.resident(B, "外人")
        refused(
            lambda: service.propose_on_behalf(
                sheet.worker,
                again(sheet.need),
                Proposal("办法"),
                Channel.PAPER,
                resident_id=foreign.resident_id,
            ),
            "needs.unknown_resident",
        )


class TestTalk:
    """What people say about a way stands with the way."""

    def test_a_comment_stands_with_the_way_and_its_proposer_is_told(
        self, sheet: Sheet, visitor: PageClient
    ) -> None:
        way_id = sheet.way()
        visitor.enter(sheet.story.resident(name="李四")[0])
        visitor.get(f"{sheet.at}/{way_id}")
        shown = visitor.post(f"{sheet.at}/{way_id}", {"text": "门口要留轮椅的路。", "key": "c"})
        assert "门口要留轮椅的路" in shown
        assert "门口要留轮椅的路" not in visitor.get(f"/c/{A}/needs/{sheet.need.id}")
        assert told(sheet.author)[-1] == "way_commented"
        visitor.enter(sheet.worker)
        assert "门口要留轮椅的路" in visitor.get(f"/c/{A}/needs/desk/{sheet.need.id}")

    def test_the_planner_answers_comments_as_the_planner(self, sheet: Sheet, visitor: PageClient) -> None:
        way_id = sheet.way()
        visitor.enter(sheet.planner)
        visitor.post(f"{sheet.at}/{way_id}", {"text": "已经量过，留一米二。"})
        said = db.session.scalars(select(NeedComment)).one()
        assert said.published_at is not None
        assert said.role == "planner"

    def test_nobody_talks_about_a_way_that_is_down(self, sheet: Sheet, visitor: PageClient) -> None:
        way_id = sheet.way()
        with unit_of_work():
            service.hide_way(sheet.worker, again(sheet.need), way(way_id), "重复")
        visitor.enter(sheet.author)
        shown = visitor.post(f"{sheet.at}/{way_id}", {"text": "为什么撤？"})
        assert "现在没有公开" in shown
        assert "为什么撤？" in shown.source

    def test_many_comments_are_paged(self, sheet: Sheet, visitor: PageClient) -> None:
        way_id = sheet.way()
        with unit_of_work():
            for place in range(25):
                service.comment_on_way(sheet.author, again(sheet.need), way(way_id), f"第{place}句")
        assert "第19句" in visitor.get(f"{sheet.at}/{way_id}")
        assert "第24句" in visitor.get(f"{sheet.at}/{way_id}", page=2)


def test_the_planner_is_led_to_the_needs_that_wait_for_a_way(sheet: Sheet, visitor: PageClient) -> None:
    visitor.enter(sheet.planner)
    home = visitor.get("/")
    assert "1 条候选需求等您出方案、核造价" in home
    shown = visitor.get(f"/c/{A}/needs/to-solve")
    assert "配钥匙没地方去了" in shown
    assert "还没有办法" in shown
    sheet.way()
    assert "1 个办法等着核" in visitor.get(f"/c/{A}/needs/to-solve")
    way_id = sheet.checked(title="另一个")
    assert "核过 1 个办法" in visitor.get(f"/c/{A}/needs/to-solve")
    sheet.choose(way_id)
    assert "候选需求都选定了办法" in visitor.get(f"/c/{A}/needs/to-solve")
    assert "没有等您出方案的候选需求" in visitor.get("/")


def test_a_list_of_needs_to_solve_takes_the_same_queries_however_long(
    sheet: Sheet, visitor: PageClient, queries_of: Any
) -> None:
    visitor.enter(sheet.planner)
    few = queries_of(lambda: visitor.get(f"/c/{A}/needs/to-solve"))
    for place in range(12):
        need = need_by(sheet.author, f"候选{place}")
        with unit_of_work():
            service.shortlist(sheet.worker, again(need))
            service.propose(sheet.author, again(need), Proposal("办法"))
    assert queries_of(lambda: visitor.get(f"/c/{A}/needs/to-solve")) == few


def test_the_sheet_takes_the_same_queries_however_many_ways(
    sheet: Sheet, visitor: PageClient, queries_of: Any
) -> None:
    sheet.checked()
    visitor.get(sheet.at)
    one = queries_of(lambda: visitor.get(sheet.at))
    for place in range(10):
        sheet.checked(title=f"办法{place}")
    visitor.get(sheet.at)
    assert queries_of(lambda: visitor.get(sheet.at)) == one


def test_the_page_of_a_need_asks_for_its_ways_along_with_the_need(
    sheet: Sheet, visitor: PageClient, queries_of: Any
) -> None:
    page = f"/c/{A}/needs/{sheet.need.id}"
    visitor.get(page)
    with_ways = queries_of(lambda: visitor.get(page))
    with unit_of_work():
        service.unshortlist(sheet.worker, again(sheet.need))
    assert queries_of(lambda: visitor.get(page)) == with_ways


def test_what_later_rooms_offer_carries_the_chosen_way_in_one_statement(
    sheet: Sheet, queries_of: Any
) -> None:
    sheet.choose(sheet.checked())
    db.session.rollback()
    assert queries_of(lambda: queries.shortlisted_needs(A)) == 1
    brief = queries.shortlisted_needs(A)[0]
    assert brief.solution_title == "隔一间便民屋"
    assert brief.solution_text == "自行车棚东头。"
    assert (brief.solution_unit, brief.solution_upkeep) == ("社区居委会", "物业每年约 600 元")
    plain = need_by(sheet.author, "没有办法的候选")
    with unit_of_work():
        service.shortlist(sheet.worker, again(plain))
    assert [each.solution_title for each in queries.shortlisted_needs(A)] == ["隔一间便民屋", ""]


@pytest.mark.parametrize("state", [state for state in NeedState if state != NeedState.SHORTLISTED])
def test_ways_belong_to_the_shortlist(sheet: Sheet, state: NeedState) -> None:
    with unit_of_work():
        db.session.execute(Need.__table__.update().values(state=state))
    db.session.expire_all()
    refused(lambda: sheet.way(), "needs.not_shortlisted")


def test_the_street_accepting_the_list_frees_what_was_not_voted_in(story: Story) -> None:
    told_list = ListStory(story)
    made = told_list.accepted()
    rows = db.session.scalars(select(Need).order_by(Need.number)).all()
    held = [queries.is_held(need.id) for need in rows]
    assert made.state.value == "accepted"
    assert held == [True, True, False]
