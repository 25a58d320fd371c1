"""From signed decisions to a list at the street office, through the services."""

import pytest
from sqlalchemy import select

from deliberation.clock import at, now, today
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.meetings.rules import MotionKind
from deliberation.needs import queries as needs
from deliberation.needs import service as needs_service
from deliberation.needs.models import Need
from deliberation.needs.rules import Feasibility, NeedState, Reason
from deliberation.needs.ways import Assessment, Proposal
from deliberation.notices.models import Message
from deliberation.places.addresses import place_and_phone
from deliberation.projects import adding, conversion, editing, joining, publicising, queries, submission
from deliberation.projects.hashing import facts_hash
from deliberation.projects.papers import facts_of, printed_facts
from deliberation.projects.rules import (
    DecisionKind,
    FundingSource,
    ListState,
    RowFacts,
    Taking,
    gaps,
)
from tests.projects.stories import COSTS, DAY, TITLES, ListStory, edit_of, one
from tests.stories import A, B, Story

SOUND = RowFacts(1, 1, 1, 100, 100, "东门", "一处", "社区", today(), today() + DAY)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"needs": 0}, "no_need"),
        ({"decisions": 0}, "no_decision"),
        ({"cost_fen": None, "funding_fen": 0}, "no_cost"),
        ({"funding_fen": 99}, "funding"),
        ({"funding_fen": 101}, "funding"),
        ({"site": ""}, "no_site"),
        ({"content": ""}, "no_content"),
        ({"unit": ""}, "no_unit"),
        ({"finish_on": None}, "no_deadline"),
        ({"finish_on": today() - DAY}, "deadline_before_start"),
    ],
)
def test_each_thing_that_is_missing_is_named(change: dict[str, object], reason: str) -> None:
    row = RowFacts(**{**SOUND.__dict__, **change})  # type: ignore[arg-type]  # the keys are RowFacts' own
    assert [gap.reason for gap in gaps([row])] == [reason]


def test_a_sound_row_has_no_gaps_and_an_empty_list_has_one() -> None:
    assert gaps([SOUND]) == []
    assert [gap.reason for gap in gaps([])] == ["no_rows"]


@pytest.mark.parametrize(
    ("contact", "parts"),
    [
        ("居委会一楼 010-0000001", ("居委会一楼", "010-0000001")),
        ("居委会一楼", ("居委会一楼", "")),
        ("", ("", "")),
        ("12345678", ("", "12345678")),
    ],
)
def test_a_contact_line_is_cut_into_place_and_phone(contact: str, parts: tuple[str, str]) -> None:
    assert place_and_phone(contact) == parts


def test_what_the_money_allows_becomes_rows_and_what_falls_out_says_why(story: Story) -> None:
    told = ListStory(story)
    made, round_id = told.list(), told.voted()
    seen = conversion.preview(made, round_id, Taking.BUDGET, 13_000_000)
    assert [(each.option.title, each.selected, each.reason) for each in seen.options] == [
        (TITLES[0], True, "fits"),
        (TITLES[1], True, "fits"),
        (TITLES[2], False, "does_not_fit"),
    ]
    assert seen.options[2].facts["short_fen"] == 3_000_000
    with unit_of_work():
        rows = conversion.take(told.worker, made, round_id, Taking.BUDGET, 13_000_000)
    assert [(row.name, row.cost_fen) for row in rows] == list(zip(TITLES[:2], COSTS[:2], strict=True))


def test_a_row_carries_its_need_its_round_and_the_motion_that_adopted_it(story: Story) -> None:
    told = ListStory(story)
    offered = told.needs()
    round_id = told.voted(options=offered)
    made = told.list()
    with unit_of_work():
        row = conversion.take(told.worker, made, round_id, Taking.TOP, 1)[0]
    facts = {each.kind: each.facts for each in row.decisions}
    assert facts[DecisionKind.ROUND] | {"closed_at": None} == {
        "title": "2026年第一轮投票", "votes": 3, "counts": "votes", "rank": 1, "ballots": 3,
        "register": facts[DecisionKind.ROUND]["register"], "closed_at": None, "unit": "resident",
        "need": offered[0].number,
    }  # fmt: skip
    assert [each.number for each in row.needs] == [offered[0].number]
    assert row.site == "3号楼东侧"
    assert row.households == 120
    assert needs.is_held(offered[0].id)
    kinds = [event.kind for event in needs.events_of(offered[0].id)]
    assert "projects.converted" in kinds


def test_a_round_nobody_signed_gives_no_rows(story: Story) -> None:
    told = ListStory(story)
    made, round_id = told.list(), told.voted(signed=False)
    assert conversion.usable_results(made) == []
    with pytest.raises(Refusal, match="no_signed_result"), unit_of_work():
        conversion.take(told.worker, made, round_id, Taking.TOP, 1)


def test_a_round_of_another_community_gives_no_rows(story: Story) -> None:
    round_id = ListStory(story, B).voted()
    told = ListStory(story, A)
    made = told.list()
    with pytest.raises(Refusal, match="no_signed_result"):
        conversion.preview(made, round_id, Taking.TOP, 1)


def test_taking_twice_takes_only_what_is_new(story: Story) -> None:
    told = ListStory(story)
    made, round_id = told.list(), told.voted()
    with unit_of_work():
        conversion.take(told.worker, made, round_id, Taking.TOP, 1)
    with unit_of_work():
        rows = conversion.take(told.worker, made, round_id, Taking.TOP, 2)
    assert [row.name for row in rows] == [TITLES[1]]
    with pytest.raises(Refusal, match="nothing_to_take"), unit_of_work():
        conversion.take(told.worker, made, round_id, Taking.TOP, 2)


def test_a_need_of_an_earlier_list_is_left_out(story: Story) -> None:
    told = ListStory(story)
    first, round_id = told.list(), told.voted()
    with unit_of_work():
        conversion.take(told.worker, first, round_id, Taking.TOP, 1)
    second = told.list()
    seen = conversion.preview(second, round_id, Taking.BUDGET, 100_000_000)
    assert [each.reason for each in seen.options] == ["in_other_list", "fits", "fits"]


def test_no_money_takes_nothing(story: Story) -> None:
    told = ListStory(story)
    made, round_id = told.list(0), told.voted()
    seen = conversion.preview(made, round_id, Taking.BUDGET, 0)
    assert seen.taken == []
    assert seen.cost_fen == 0


def test_a_need_signed_minutes_adopted_becomes_a_row_without_a_vote(story: Story) -> None:
    told = ListStory(story)
    need = told.need("楼道扶手")
    told.decided(need)
    made = told.list()
    assert [offer.need.id for offer in conversion.offers(made)] == [need.id]
    with unit_of_work():
        row = joining.take_needs(told.worker, made, [need.id])[0]
    assert (row.cost_fen, row.unit) == (4_000_000, "社区居委会")
    assert [each.kind for each in row.decisions] == [DecisionKind.MOTION]
    assert conversion.offers(made) == []
    with pytest.raises(Refusal, match="not_on_offer"), unit_of_work():
        joining.take_needs(told.worker, made, [need.id])


def test_a_motion_that_decides_nothing_about_a_need_offers_nothing(story: Story) -> None:
    told = ListStory(story)
    told.decided(told.need("楼道扶手"), MotionKind.FREE)
    assert conversion.offers(told.list()) == []


def test_a_row_without_need_or_decision_is_refused(story: Story) -> None:
    told = ListStory(story)
    made = told.list()
    with pytest.raises(Refusal, match="untraced"), unit_of_work():
        adding.add_rows(told.worker, made, [adding.Entry("空项目", {}, {})])


def test_a_need_taken_twice_in_one_list_is_refused(story: Story) -> None:
    told = ListStory(story)
    made = told.taken(1)
    row = one(made)
    entry = adding.Entry("又一次", {row.needs[0].need_id: "x"}, {(DecisionKind.ROUND, made.id): {}})
    with pytest.raises(Refusal, match="need_taken"), unit_of_work():
        adding.add_rows(told.worker, made, [entry])


def test_a_removed_row_frees_its_need(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    row = one(made)
    need_id = row.needs[0].need_id
    with unit_of_work():
        editing.remove_row(told.worker, made, row)
    assert [row.position for row in queries.rows_of(made.id)] == [1]
    assert made.id not in queries.lists_by_need(A).get(need_id, set())
    assert "projects.removed" in [event.kind for event in needs.events_of(need_id)]


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    row = one(made)
    opened = made.revision
    with unit_of_work():
        editing.edit_row(told.worker, made, row, edit_of(row, name="先改的"), opened)
    with pytest.raises(Refusal, match="changed_meanwhile"), unit_of_work():
        editing.edit_row(told.lead, made, row, edit_of(row, name="后改的"), opened)
    assert one(made).name == "先改的"


def test_negative_money_and_an_empty_name_are_refused(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    row = one(made)
    with pytest.raises(Refusal, match="negative_money"), unit_of_work():
        editing.edit_row(told.worker, made, row, edit_of(row, cost_fen=-1), made.revision)
    row = one(made)
    funding = {FundingSource.STREET: -1}
    with pytest.raises(Refusal, match="negative_money"), unit_of_work():
        editing.edit_row(told.worker, made, row, edit_of(row, funding=funding), made.revision)
    row = one(made)
    with pytest.raises(Refusal, match="no_name"), unit_of_work():
        editing.edit_row(told.worker, made, row, edit_of(row, name=" \u200b"), made.revision)


def test_filling_never_overwrites(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    row = one(made)
    with unit_of_work():
        editing.edit_row(told.worker, made, row, edit_of(row, unit="物业"), made.revision)
    with unit_of_work():
        filling = editing.Filling("社区居委会", "别处", today(), today() + DAY)
        assert editing.fill_empty(told.worker, made, filling) == 1
    assert [(row.unit, row.site) for row in queries.rows_of(made.id)] == [
        ("物业", "3号楼东侧"),
        ("社区居委会", "3号楼东侧"),
    ]


def test_a_list_with_gaps_is_not_put_up(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    with pytest.raises(Refusal, match="incomplete"), unit_of_work():
        publicising.publicise(told.worker, made, today(), 7)
    assert queries.list_of(made.id, A).state == ListState.DRAFT  # type: ignore[union-attr]  # it is there


def test_an_empty_list_is_not_put_up(story: Story) -> None:
    told = ListStory(story)
    made = told.list()
    with pytest.raises(Refusal, match="incomplete"), unit_of_work():
        publicising.publicise(told.worker, made, today(), 7)


def test_a_list_is_not_put_up_in_the_past(story: Story) -> None:
    told = ListStory(story)
    made = told.complete()
    with pytest.raises(Refusal, match="public_in_past"), unit_of_work():
        publicising.publicise(told.worker, made, today() - DAY, 7)


def test_a_list_is_handed_in_only_after_the_last_day(story: Story) -> None:
    told = ListStory(story)
    made = told.publicised()
    for later in (0, 6):
        with at(now() + later * DAY), pytest.raises(Refusal, match="still_public"), unit_of_work():
            submission.submit(told.lead, made, facts_of(made, submitting=True))
    with at(now() + 7 * DAY), unit_of_work():
        submission.submit(told.lead, made, facts_of(made, submitting=True))
    assert made.state == ListState.SUBMITTED


def test_what_was_handed_in_is_frozen_under_its_hash(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    version = queries.version_of(made.id, 1)
    assert version is not None
    assert version.sha256 == facts_hash(version.facts)
    assert version.facts["short_hash"] == version.sha256[:8]
    with unit_of_work():
        queries.rows_of(made.id)[0].name = "偷偷改了"
    assert printed_facts(made)["rows"][0]["name"] == TITLES[0]


def test_a_returned_list_becomes_the_next_version_and_the_first_stays(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    first = queries.rows_of(made.id)[0]
    with unit_of_work():
        submission.return_(told.officer, made, "", {first.id: "请核减"})
    assert made.state == ListState.RETURNED
    with unit_of_work():
        submission.revise(told.worker, made)
    assert (made.state, made.version, made.public_to) == (ListState.DRAFT, 2, None)
    assert [version.version for version in queries.versions_of(made.id)] == [1]


def test_a_list_is_not_returned_without_a_reason(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    with pytest.raises(Refusal, match="no_reason"), unit_of_work():
        submission.return_(told.officer, made, " \n ", {})


def test_a_list_is_decided_once(story: Story) -> None:
    told = ListStory(story)
    made = told.accepted()
    with pytest.raises(Refusal, match="wrong_state"), unit_of_work():
        submission.return_(told.officer, made, "又想了想", {})


def test_the_officers_and_the_workers_are_told(story: Story) -> None:
    from sqlalchemy import select

    from deliberation.database import db

    told = ListStory(story)
    told.accepted()
    kinds = {
        (row.account_id, row.kind)
        for row in db.session.scalars(select(Message).where(Message.kind.like("notice.projects.%")))
    }
    assert (told.officer.account_id, "notice.projects.submitted") in kinds
    assert (told.lead.account_id, "notice.projects.accepted") in kinds


def test_what_a_list_holds_cannot_be_merged_away(story: Story) -> None:
    told = ListStory(story)
    made = told.taken()
    need = needs.need_of(one(made).needs[0].need_id, A)
    assert need is not None
    with pytest.raises(Refusal, match="held"), unit_of_work():
        needs_service.shortlist(told.worker, need, 1)


def solved(told: ListStory, need: Need) -> None:
    """A way to meet the need is proposed, checked and chosen."""
    with unit_of_work():
        said = needs_service.propose(told.worker, need, Proposal("沿东墙搭一排棚", "每格装一个插座。"))
        found = Assessment(Feasibility.READY, "", 4_500_000, "两家报价", "街道城建科", "物业每年约 800 元")
        needs_service.assess_way(told.worker, need, said, found, said.version)
        needs_service.choose_way(told.worker, need, said, said.version)


def test_a_row_is_filled_from_the_way_that_was_voted_on(story: Story) -> None:
    told = ListStory(story)
    made, offered = told.list(), told.needs()
    solved(told, offered[0])
    round_id = told.voted(options=offered)
    with unit_of_work():
        first, second = conversion.take(told.worker, made, round_id, Taking.TOP, 2)
    assert first.content == "沿东墙搭一排棚\n每格装一个插座。"
    assert (first.unit, first.note, first.cost_fen) == ("街道城建科", "物业每年约 800 元", 4_500_000)
    assert (second.content, second.unit, second.note) == ("没有地方充电。", "", "")


def test_a_row_without_a_vote_is_filled_from_the_chosen_way_and_the_minutes_come_first(story: Story) -> None:
    told = ListStory(story)
    made, need = told.list(), told.need(TITLES[0])
    solved(told, need)
    told.decided(need)
    with unit_of_work():
        (row,) = joining.take_needs(told.worker, made, [need.id])
    assert row.content.startswith("沿东墙搭一排棚")
    assert (row.unit, row.cost_fen) == ("社区居委会", 4_000_000)
    assert row.note == "物业每年约 800 元"


def test_what_was_not_voted_in_is_free_again_once_the_list_is_accepted(story: Story) -> None:
    told = ListStory(story)
    made = told.submitted()
    loser = next(each for each in db.session.scalars(select(Need)) if each.title == TITLES[2])
    with pytest.raises(Refusal):
        needs_service.reject(told.worker, loser, Reason.OUTSIDE)
    db.session.rollback()
    with unit_of_work():
        submission.accept(told.officer, made)
    with unit_of_work():
        needs_service.reject(told.worker, loser, Reason.OUTSIDE)
    assert loser.state == NeedState.REJECTED
