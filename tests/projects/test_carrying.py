"""Carrying out: reports, acceptance, changes; what goes wrong and what comes twice."""

from copy import deepcopy
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.needs.darkroom import developed
from deliberation.needs.models import NeedEvent
from deliberation.notices.models import Message
from deliberation.projects import carry_reminding, carrying, changing, checking, queries, resourcing
from deliberation.projects.carrying import Progress, ReportedPhoto
from deliberation.projects.carrying_rules import (
    CarryStage,
    ChangeKind,
    ChangeState,
    MilestonePlan,
    PhotoMoment,
)
from deliberation.projects.changing import Wish
from deliberation.projects.checking import Finding, Side
from deliberation.projects.models import ProgressPhoto, ProgressReport, Project, ProjectChange, ProjectList
from deliberation.projects.resourcing import Offer
from deliberation.projects.rules import FundingSource, ResourceKind
from tests.projects.stories import DAY, ListStory, one
from tests.stories import Story

PEOPLE = ((Side.COMMUNITY, "王敏"), (Side.RESIDENTS, "张桂兰"), (Side.UNIT, "施工队"))


@pytest.fixture
def lists(story: Story) -> ListStory:
    return ListStory(story)


def said(key: str = "k1", **values: Any) -> Progress:
    return Progress(**{"key": key, "reported_on": today(), "text": "地面做好了。", **values})


def reported(lists: ListStory, made: ProjectList, **values: Any) -> Project:
    row = one(made)
    with unit_of_work():
        carrying.report(lists.worker, made, row, said(**values))
    return one(made)


def told(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(Message.kind == kind)) or 0


def events(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(NeedEvent.kind == kind)) or 0


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refusal) as refusal, unit_of_work():
        act()
    assert refusal.value.code == code


def test_a_project_waits_runs_is_finished_and_accepted(lists: ListStory) -> None:
    made = lists.accepted()
    assert one(made).stage == CarryStage.WAITING
    assert reported(lists, made).stage == CarryStage.RUNNING
    row = reported(lists, made, key="k2", finished=True)
    assert row.stage == CarryStage.FINISHED
    with unit_of_work():
        checking.accept_work(
            lists.worker, made, row, Finding(today(), PEOPLE, passed=True), row.carry_revision
        )
    assert one(made).stage == CarryStage.ACCEPTED
    assert (events("projects.need_started"), events("projects.need_finished")) == (1, 1)


def test_what_is_done_anyway_counts_as_its_milestone_reached(lists: ListStory) -> None:
    made = lists.accepted()
    row = one(made)
    plans = [MilestonePlan(word, "", today() + 9 * DAY) for word in ("design", "completed", "checked")]
    with unit_of_work():
        carrying.set_milestones(lists.worker, made, row, plans, row.carry_revision)
    row = reported(lists, made)
    assert reached(row) == {"design": None, "completed": None, "checked": None}
    row = reported(lists, made, key="k2", finished=True)
    assert reached(row) == {"design": None, "completed": today(), "checked": None}
    mended = Finding(today(), PEOPLE, False, today() + DAY, "扶手松")
    with unit_of_work():
        checking.accept_work(lists.worker, made, row, mended, row.carry_revision)
    assert reached(one(made))["checked"] is None
    row = reported(lists, made, key="k3", finished=True)
    with unit_of_work():
        checking.accept_work(lists.worker, made, row, Finding(today(), PEOPLE, True), row.carry_revision)
    assert reached(one(made)) == {"design": None, "completed": today(), "checked": today()}


def reached(row: Project) -> dict[str, date | None]:
    db.session.expire_all()
    return {each.word: each.reached_on for each in carrying.milestones_of(row.id)}


def test_a_report_sent_twice_is_one_report(lists: ListStory) -> None:
    made = lists.accepted()
    reported(lists, made)
    reported(lists, made)
    assert db.session.scalar(select(func.count()).select_from(ProgressReport)) == 1


def test_nothing_is_reported_of_a_list_that_is_not_accepted(lists: ListStory) -> None:
    made = lists.submitted()
    row = one(made)
    refused("projects.not_accepted_yet", lambda: carrying.report(lists.worker, made, row, said()))


@pytest.mark.parametrize(("days", "code"), [(1, "projects.day_in_future"), (-1, "projects.day_before_start")])
def test_no_report_is_of_tomorrow_or_of_before_the_start(lists: ListStory, days: int, code: str) -> None:
    made = lists.accepted()
    row, progress = one(made), said(reported_on=today() + timedelta(days=days))
    refused(code, lambda: carrying.report(lists.worker, made, row, progress))


def test_more_spent_than_estimated_is_taken_and_told_to_the_officer(lists: ListStory) -> None:
    made = lists.accepted()
    cost = one(made).cost_fen or 0
    reported(lists, made, spent_fen=cost)
    assert told("notice.projects.overspent") == 0
    reported(lists, made, key="k2", spent_fen=cost + 1)
    assert told("notice.projects.overspent") == 1


def planned(lists: ListStory, made: ProjectList) -> None:
    row = one(made)
    plans = [MilestonePlan("design", "", today()), MilestonePlan("", "装灯", today() + 9 * DAY)]
    with unit_of_work():
        carrying.set_milestones(lists.worker, made, row, plans, row.carry_revision)


def test_a_delay_needs_its_reason_and_moves_the_milestone(lists: ListStory) -> None:
    made = lists.accepted()
    planned(lists, made)
    first = carrying.milestones_of(one(made).id)[0].id
    later = today() + 5 * DAY
    silent, row = said(milestone_id=first, new_due_on=later), one(made)
    refused("projects.delay_unexplained", lambda: carrying.report(lists.worker, made, row, silent))
    reported(lists, made, milestone_id=first, new_due_on=later, delay_reason="下雨")
    moved = carrying.milestones_of(one(made).id)[0]
    assert (moved.due_on, moved.reached_on) == (later, None)
    reported(lists, made, key="k2", milestone_id=first)
    assert carrying.milestones_of(one(made).id)[0].reached_on == today()


def test_milestones_planned_anew_keep_what_was_reached(lists: ListStory) -> None:
    made = lists.accepted()
    planned(lists, made)
    reported(lists, made, milestone_id=carrying.milestones_of(one(made).id)[0].id)
    planned(lists, made)
    kept = carrying.milestones_of(one(made).id)
    assert [(each.word or each.name, each.reached_on) for each in kept] == [
        ("design", today()),
        ("装灯", None),
    ]


def test_a_missed_milestone_is_told_of_once(lists: ListStory) -> None:
    made = lists.accepted()
    planned(lists, made)
    carry_reminding.remind_overdue()
    assert told("notice.projects.overdue") == 0
    with at(now() + 2 * DAY):
        carry_reminding.remind_overdue()
        before = told("notice.projects.overdue")
        carry_reminding.remind_overdue()
    assert before == told("notice.projects.overdue") > 0


def test_nothing_is_accepted_before_anything_was_reported(lists: ListStory) -> None:
    made = lists.accepted()
    row, finding = one(made), Finding(today(), PEOPLE, passed=True)
    refused(
        "projects.nothing_reported",
        lambda: checking.accept_work(lists.worker, made, row, finding, row.carry_revision),
    )


def test_what_did_not_pass_is_mended_by_a_day_and_runs_again(lists: ListStory) -> None:
    made = lists.accepted()
    row = reported(lists, made, finished=True)
    bare = Finding(today(), PEOPLE, passed=False, remarks="扶手松")
    refused(
        "projects.mend_by_when",
        lambda: checking.accept_work(lists.worker, made, row, bare, row.carry_revision),
    )
    whole = Finding(today(), PEOPLE, False, today() + 7 * DAY, "扶手松")
    row = one(made)
    with unit_of_work():
        checking.accept_work(lists.worker, made, row, whole, row.carry_revision)
    assert one(made).stage == CarryStage.RUNNING
    assert events("projects.need_finished") == 0


def asked(lists: ListStory, made: ProjectList, wish: Wish) -> ProjectChange:
    row = one(made)
    with unit_of_work():
        return changing.ask(lists.worker, made, row, wish)


def test_an_approved_sum_applies_while_the_frozen_version_stays(lists: ListStory) -> None:
    made = lists.accepted()
    frozen = queries.version_of(made.id, 1)
    assert frozen is not None
    before = (frozen.sha256, deepcopy(frozen.facts))
    change = asked(lists, made, Wish(ChangeKind.MONEY, "加了雨棚", cost_fen=900_000_000_000))
    assert set(change.warnings) == {"cap_fen"}
    row = one(made)
    with unit_of_work():
        changing.approve(lists.officer, made, row, change)
    assert (one(made).cost_fen, one(made).funding_fen) == (900_000_000_000, 900_000_000_000)
    after = queries.version_of(made.id, 1)
    assert after is not None
    assert (after.sha256, after.facts) == before


def test_a_new_sum_says_who_pays_how_much_to_the_fen(lists: ListStory) -> None:
    made = lists.accepted()
    total = (one(made).cost_fen or 0) + 1_000
    for off in (-1, 1):
        wish = Wish(ChangeKind.MONEY, "加了雨棚", total, funding={FundingSource.STREET: total + off})
        refused("projects.change_funding", lambda wish=wish: asked(lists, made, wish))
    shared = {FundingSource.STREET: total - 200, FundingSource.RESIDENTS: 200, FundingSource.SOCIAL: 0}
    change = asked(lists, made, Wish(ChangeKind.MONEY, "居民出一点", total, funding=shared))
    assert change.funding == {"street": total - 200, "residents": 200}
    assert {part.source for part in one(made).funding} == {FundingSource.STREET}
    row = one(made)
    with unit_of_work():
        changing.approve(lists.officer, made, row, change)
    row = one(made)
    assert {part.source: part.amount_fen for part in row.funding} == {
        FundingSource.STREET: total - 200,
        FundingSource.RESIDENTS: 200,
    }
    assert row.funding_fen == row.cost_fen == total
    refused(
        "projects.change_funding",
        lambda: asked(lists, made, Wish(ChangeKind.MONEY, "又加", total + 1)),
    )


def test_who_pays_may_change_while_the_sum_stays(lists: ListStory) -> None:
    made = lists.accepted()
    total = one(made).cost_fen or 0
    same = Wish(ChangeKind.MONEY, "没有变", total, funding={FundingSource.STREET: total})
    refused("projects.change_of_nothing", lambda: asked(lists, made, same))
    other = Wish(ChangeKind.MONEY, "企业赞助", total, funding={FundingSource.SOCIAL: total})
    change = asked(lists, made, other)
    row = one(made)
    with unit_of_work():
        changing.approve(lists.officer, made, row, change)
    assert [(part.source, part.amount_fen) for part in one(made).funding] == [(FundingSource.SOCIAL, total)]


def test_a_change_asked_for_before_shares_were_kept_still_applies(lists: ListStory) -> None:
    made = lists.accepted()
    change = asked(lists, made, Wish(ChangeKind.MONEY, "加了雨棚", cost_fen=6_000_000))
    with unit_of_work():
        change.funding = {}
        change.before = {name: value for name, value in change.before.items() if name != "funding"}
    row = one(made)
    with unit_of_work():
        changing.approve(lists.officer, made, row, change)
    assert one(made).cost_fen == 6_000_000


def test_a_change_is_decided_once_by_whichever_officer_comes_first(lists: ListStory) -> None:
    made = lists.accepted()
    change = asked(lists, made, Wish(ChangeKind.TIME, "下雨", finish_on=today() + 200 * DAY))
    row = one(made)
    with unit_of_work():
        changing.refuse(lists.officer, made, row, change, "可以赶上")
    refused("projects.change_decided", lambda: changing.approve(lists.officer, made, row, change))
    assert one(made).finish_on == today() + 90 * DAY


def test_a_change_is_not_approved_when_the_project_is_another_meanwhile(lists: ListStory) -> None:
    made = lists.accepted()
    money = asked(lists, made, Wish(ChangeKind.MONEY, "加了雨棚", cost_fen=5_500_000))
    content = asked(lists, made, Wish(ChangeKind.CONTENT, "改做法", content="充电棚两座。"))
    row = one(made)
    with unit_of_work():
        changing.approve(lists.officer, made, row, money)
    refused("projects.row_changed_meanwhile", lambda: changing.approve(lists.officer, made, row, content))
    assert db.session.get_one(ProjectChange, content.id).state == ChangeState.WAITING


def test_a_stopped_project_lets_its_pledged_money_go(lists: ListStory) -> None:
    made = lists.accepted()
    row = one(made)
    with unit_of_work():
        offer = Offer(ResourceKind.MONEY, "爱心捐款", "某公司", amount_fen=100_000)
        resource = resourcing.enter(lists.worker, made.community_code, offer)
        resourcing.pledge(lists.worker, made, row, resource, "", 50_000)
    change = asked(lists, made, Wish(ChangeKind.STOP, "场地收回了"))
    assert change.warnings == {"pledged": ["爱心捐款"]}
    row = one(made)
    with unit_of_work():
        changing.approve(lists.officer, made, row, change)
    row = one(made)
    assert row.stage == CarryStage.STOPPED
    assert row.pledged == []
    assert events("projects.need_stopped") == 1
    refused("projects.wrong_stage", lambda: carrying.report(lists.worker, made, row, said()))


def test_a_photo_is_kept_without_where_it_was_taken_and_only_with_words(lists: ListStory) -> None:
    made = lists.accepted()
    exif, sent = Image.Exif(), BytesIO()
    exif[0x8825] = {1: "N", 2: (30.0, 1.0, 2.0)}
    Image.new("RGB", (80, 60), "green").save(sent, "JPEG", exif=exif)
    sent.seek(0)
    picture = developed(sent, "棚.jpg")
    row, mute = one(made), said(photos=[ReportedPhoto(picture, PhotoMoment.AFTER, " ")])
    refused("projects.photo_unsaid", lambda: carrying.report(lists.worker, made, row, mute))
    reported(lists, made, photos=[ReportedPhoto(picture, PhotoMoment.AFTER, "新的充电棚")])
    photo = db.session.scalars(select(ProgressPhoto)).one()
    kept = files.content(db.session.get_one(StoredFile, photo.file_id))
    assert not Image.open(BytesIO(kept)).getexif()
    assert photo.alt == "新的充电棚"
