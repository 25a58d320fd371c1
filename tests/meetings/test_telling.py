"""Telling people of a meeting: by which ways, whom by hand, what changes, once only; and its pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from deliberation.clock import at, local, now, start_of
from deliberation.config import SmsWay
from deliberation.database import db, unit_of_work
from deliberation.jobs.service import do_chores
from deliberation.meetings import reminding, service, telling
from deliberation.notices import channels
from deliberation.notices import queries as notices
from deliberation.notices.gateways import use_gateway
from deliberation.notices.gateways.sms import SmsGateway
from deliberation.notices.models import Message, OutboxMessage
from deliberation.notices.rules import Channel, OutboxState
from deliberation.people import rights
from deliberation.people.models import Account
from tests.meetings.stories import DAY, MeetingStory, meeting
from tests.page import PageClient
from tests.stories import A, Story

BASE = f"/c/{A}/meetings"
ALL = (Channel.SMS, Channel.EMAIL, Channel.WEBHOOK)
HOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd"


@pytest.fixture
def told(story: Story) -> MeetingStory:
    return MeetingStory(story)


def announced(
    told: MeetingStory, ways: Any = ALL, typed: tuple[str, ...] = ("没账号的人",), **changes: Any
) -> UUID:
    meeting_id = told.plan(**changes)
    told.item(meeting_id)
    with unit_of_work():
        accounts = [each.account_id for each in told.members if each.account_id]
        service.set_members(told.worker, meeting(meeting_id), accounts, typed)
        channels.add(told.lead, A, Channel.WEBHOOK, "代表群", HOOK)
        account = db.session.get_one(Account, told.members[0].account_id)
        rights.choose_email(told.members[0], account, "zhao@example.org")
    told.announce(meeting_id, ways=ways)
    return meeting_id


def letters(meeting_id: UUID, occasion: str = "") -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.subject == telling.subject_of(meeting(meeting_id)))
    rows = db.session.scalars(query.order_by(OutboxMessage.created_at, OutboxMessage.id)).all()
    return [row for row in rows if not occasion or f"|{occasion}" in (row.dedupe or "")]


def count(rows: list[OutboxMessage], way: Channel) -> int:
    return sum(row.channel == way for row in rows)


def test_the_notice_goes_by_every_way_that_is_ticked_and_to_a_list_for_the_rest(told: MeetingStory) -> None:
    rows = letters(announced(told))
    assert count(rows, Channel.SMS) == len(told.members) + 2  # chair and recorder too
    assert (count(rows, Channel.EMAIL), count(rows, Channel.WEBHOOK)) == (1, 1)
    assert [row.name for row in rows if row.channel == Channel.BY_HAND] == ["没账号的人"]
    assert all("春季议事会" in row.text and row.url for row in rows)


def test_without_a_tick_only_the_inbox_is_told_and_the_list_for_the_rest_is_made(told: MeetingStory) -> None:
    meeting_id = announced(told, ways=())
    assert {row.channel for row in letters(meeting_id)} == {Channel.BY_HAND}
    kinds = db.session.scalars(select(Message.kind).where(Message.account_id == told.members[0].account_id))
    assert "notice.meetings.called" in kinds.all()


def test_no_letter_names_anybody(told: MeetingStory) -> None:
    names = [each.name for each in told.members]
    assert [row for row in letters(announced(told)) if any(name in row.text for name in names)] == []


def test_a_moved_meeting_tells_by_the_same_ways_and_takes_back_what_was_not_sent(told: MeetingStory) -> None:
    meeting_id = announced(told)
    row = meeting(meeting_id)
    with unit_of_work():
        row = meeting(meeting_id)
        plan = service.Plan(
            title=row.title,
            starts_at=row.starts_at + DAY,
            place="小学礼堂",
            chair=service.Leader(account_id=row.chair_id),
            recorder=service.Leader(account_id=row.recorder_id),
        )
        service.edit(told.worker, row, plan)
    before, after = letters(meeting_id, "called"), letters(meeting_id, "moved")
    assert {row.result for row in before} == {"withdrawn"}
    assert {row.channel for row in after} == {*ALL, Channel.BY_HAND}
    assert all("小学礼堂" in row.text for row in after)


def test_a_cancelled_meeting_says_why_and_nothing_else_goes_out(told: MeetingStory) -> None:
    meeting_id = announced(told)
    with unit_of_work():
        service.cancel(told.worker, meeting(meeting_id), "台风")
    waiting = [row for row in letters(meeting_id) if row.state == OutboxState.WAITING]
    assert waiting
    assert all("台风" in row.text for row in waiting)


def test_who_comes_on_the_list_later_hears_of_it_too_and_nobody_twice(told: MeetingStory) -> None:
    meeting_id = announced(told)
    before = len(letters(meeting_id))
    with unit_of_work():
        accounts = [each.account_id for each in told.members if each.account_id]
        service.set_members(told.worker, meeting(meeting_id), accounts, ["没账号的人", "后来加的人"])
    new = letters(meeting_id)[before:]
    assert [(row.channel, row.name) for row in new] == [(Channel.BY_HAND, "后来加的人")]


class TestReminder:
    def test_the_day_before_those_still_expected_are_reminded_once(self, told: MeetingStory) -> None:
        meeting_id = announced(told)
        with unit_of_work():
            row = meeting(meeting_id).member(told.members[1].account_id)
            assert row is not None
            service.excuse(told.members[1], meeting(meeting_id), row, "出差")
        held = start_of(local(meeting(meeting_id).starts_at).date())
        with at(held - DAY + timedelta(hours=8)):
            reminding.remind_due()
        assert letters(meeting_id, "reminder") == []
        with at(held - DAY + timedelta(hours=9, minutes=5)):
            reminding.remind_due()
            reminding.remind_due()
        rows = letters(meeting_id, "reminder")
        assert count(rows, Channel.SMS) == len(told.members) - 1 + 2
        assert count(rows, Channel.BY_HAND) == 0
        kinds = select(Message.kind).where(Message.account_id == told.members[1].account_id)
        assert "notice.meetings.reminder" not in db.session.scalars(kinds).all()

    def test_whoever_was_called_only_the_day_before_is_not_reminded(self, told: MeetingStory) -> None:
        meeting_id = told.plan(starts_at=now() + timedelta(hours=20))
        told.item(meeting_id)
        told.announce(meeting_id, "急事")
        with at(now() + timedelta(hours=1)):
            reminding.remind_due()
        assert letters(meeting_id, "reminder") == []

    def test_a_meeting_called_off_reminds_nobody(self, told: MeetingStory) -> None:
        meeting_id = announced(told)
        with unit_of_work():
            service.cancel(told.worker, meeting(meeting_id), "台风")
        with at(meeting(meeting_id).starts_at - timedelta(hours=10)):
            reminding.remind_due()
        assert letters(meeting_id, "reminder") == []


class TestPages:
    def test_the_notice_is_ticked_and_its_results_are_shown(
        self, told: MeetingStory, visitor: PageClient
    ) -> None:
        meeting_id = told.plan()
        told.item(meeting_id)
        visitor.enter(told.worker)
        visitor.get(f"{BASE}/{meeting_id}/notice")
        shown = visitor.post(f"{BASE}/{meeting_id}/notice", {"text": "请到会", "sms": "y"})
        assert "发送结果" in shown.main
        assert count(letters(meeting_id), Channel.SMS) > 0
        assert "138****" in shown.main or "139****" in shown.main or "****" in shown.main

    def test_who_was_told_by_hand_is_noted_with_who_did_it(
        self, told: MeetingStory, visitor: PageClient
    ) -> None:
        meeting_id = announced(told, ways=())
        visitor.enter(told.worker)
        (row,) = letters(meeting_id)
        visitor.get(f"{BASE}/{meeting_id}/deliveries")
        shown = visitor.post(f"{BASE}/{meeting_id}/deliveries/{row.id}/told/by_phone", {})
        assert "打电话通知了" in shown.main
        assert "李梅" in shown.main
        assert letters(meeting_id)[0].state == OutboxState.SENT

    def test_a_failed_message_is_tried_again(self, told: MeetingStory, visitor: PageClient) -> None:
        meeting_id = announced(told, ways=(Channel.SMS,), typed=())
        with unit_of_work():
            row = letters(meeting_id)[0]
            row.state, row.attempts, row.result = OutboxState.GIVEN_UP, 6, "timeout"
        visitor.enter(told.worker)
        assert "没有发成" in visitor.get(f"{BASE}/{meeting_id}/deliveries").main
        visitor.post(f"{BASE}/{meeting_id}/deliveries/{row.id}/again", {})
        assert db.session.get_one(OutboxMessage, row.id).state == OutboxState.WAITING

    def test_a_message_of_another_meeting_is_not_there(self, told: MeetingStory, visitor: PageClient) -> None:
        first, second = announced(told, ways=()), told.noticed(title="另一个会")
        visitor.enter(told.worker)
        visitor.get(f"{BASE}/{second}/deliveries")
        visitor.post(f"{BASE}/{second}/deliveries/{letters(first)[0].id}/told/in_person", {}, status=404)

    @pytest.mark.parametrize("who", [0, None])
    def test_only_workers_see_the_results(
        self, told: MeetingStory, visitor: PageClient, who: int | None
    ) -> None:
        meeting_id = announced(told)
        if who is not None:
            visitor.enter(told.members[who])
        visitor.get(f"{BASE}/{meeting_id}/deliveries", status=302 if who is None else 403)


class TestWaysThatAreNotOpen:
    def test_what_was_only_filed_is_not_counted_as_told(
        self, told: MeetingStory, visitor: PageClient
    ) -> None:
        meeting_id = announced(told)
        do_chores()
        counts = notices.tally_about(telling.subject_of(meeting(meeting_id)), A)
        assert (counts.sent, counts.filed, counts.by_hand) == (0, len(told.members) + 2 + 2, 1)
        visitor.enter(told.worker)
        assert "发到了0" in visitor.get(f"{BASE}/{meeting_id}/deliveries").main

    def test_the_form_says_which_ways_lead_nowhere_yet(self, told: MeetingStory, visitor: PageClient) -> None:
        meeting_id = told.plan()
        told.item(meeting_id)
        visitor.enter(told.worker)
        assert "短信还没有开通" in visitor.get(f"{BASE}/{meeting_id}/notice")
        use_gateway(Channel.SMS, SmsGateway(SmsWay("https://sms.example.org/send")))
        shown = visitor.get(f"{BASE}/{meeting_id}/notice")
        assert "短信还没有开通" not in shown
        assert "邮件还没有开通" in shown


class TestExcusing:
    def test_a_member_excuses_themselves_with_one_tap_from_the_message(
        self, told: MeetingStory, visitor: PageClient
    ) -> None:
        meeting_id = told.noticed()
        visitor.enter(told.members[0])
        assert visitor.get("/inbox/").links("/excuse") == [f"{BASE}/{meeting_id}/excuse"]
        visitor.get(f"{BASE}/{meeting_id}/excuse")
        assert "您请了假：发烧" in visitor.post(f"{BASE}/{meeting_id}/excuse", {"reason": "发烧"})

    def test_a_reminder_offers_it_too(self, told: MeetingStory, visitor: PageClient) -> None:
        meeting_id = told.noticed()
        with at(start_of(local(meeting(meeting_id).starts_at).date()) - DAY + timedelta(hours=10)):
            reminding.remind_due()
            visitor.enter(told.members[0])
            assert visitor.get("/inbox/").links("/excuse") == [f"{BASE}/{meeting_id}/excuse"] * 2
            visitor.get(f"{BASE}/{meeting_id}/excuse")
            assert "您请了假：出差" in visitor.post(f"{BASE}/{meeting_id}/excuse", {"reason": "出差"})

    def test_who_only_chairs_is_not_offered_it(self, told: MeetingStory, visitor: PageClient) -> None:
        told.noticed()
        visitor.enter(told.lead)
        shown = visitor.get("/inbox/")
        assert "请您参加会议" in shown
        assert shown.links("/excuse") == []

    def test_a_message_of_a_meeting_called_off_leads_to_the_meeting(
        self, told: MeetingStory, visitor: PageClient
    ) -> None:
        meeting_id = told.noticed()
        with unit_of_work():
            service.cancel(told.worker, meeting(meeting_id), "台风")
        visitor.enter(told.members[0])
        visitor.get(f"{BASE}/{meeting_id}/excuse", status=303)
        assert "不用再请假" in visitor.get(f"{BASE}/{meeting_id}")

    def test_the_results_ask_the_same_whatever_their_number(
        self, told: MeetingStory, visitor: PageClient, queries_of: Callable[[Callable[[], object]], int]
    ) -> None:
        meeting_id = announced(told)
        visitor.enter(told.worker)
        url = f"{BASE}/{meeting_id}/deliveries"
        visitor.get(url)
        few = queries_of(lambda: visitor.get(url))
        with unit_of_work():
            accounts = [each.account_id for each in told.members if each.account_id]
            service.set_members(told.worker, meeting(meeting_id), accounts, [f"名{n}" for n in range(60)])
        assert queries_of(lambda: visitor.get(url)) == few
