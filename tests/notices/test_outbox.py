"""The outbox: written with its act, delivered afterwards, tried again, never twice after a known success."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text

from deliberation.actors import Actor
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs.service import do_chores
from deliberation.journal.models import JournalEntry
from deliberation.notices import delivering, outbox, queries
from deliberation.notices.delivering import deliver
from deliberation.notices.gateways import Delivery, Parcel, use_gateway
from deliberation.notices.gateways.wecom import WecomGateway
from deliberation.notices.models import OutboxMessage
from deliberation.notices.rules import LEASE, Channel, OutboxState, Told
from tests.notices.servers import Robot, robot, saying
from tests.notices.stories import SUBJECT, letter, one, row, rows, written
from tests.stories import A, Story

LATER = timedelta(minutes=1, seconds=1)


@pytest.fixture
def group(app: Flask) -> Iterator[Robot]:
    """A group's robot, and a gateway that may tell it."""
    with robot() as told:
        use_gateway(Channel.WEBHOOK, WecomGateway(frozenset({"127.0.0.1"}), 0.5))
        yield told


def to(group: Robot) -> UUID:
    return one(channel=Channel.WEBHOOK, address=group.url, name="代表群")


class Killed(BaseException):
    """The worker is killed at this very place."""


class Dying:
    """A gateway whose worker dies right after the message has gone out."""

    name, leaves = "dying", True

    def __init__(self) -> None:
        self.out: list[UUID] = []
        self.deaths = 1

    def send(self, parcel: Parcel) -> Delivery:
        self.out.append(parcel.id)
        if self.deaths:
            self.deaths -= 1
            raise Killed
        return Delivery(True, "ok")


def test_a_message_is_sealed_and_shown_masked(story: Story) -> None:
    message = row(one())
    assert (message.shown, message.state, message.url) == (
        "138****1234", OutboxState.WAITING, f"http://localhost/c/{A}/meetings/",
    )  # fmt: skip
    columns = db.session.execute(text("SELECT * FROM outbox_message")).one()
    assert not any(
        "13812341234" in str(column) or b"13812341234" in bytes(str(column), "utf8") for column in columns
    )


def test_a_refused_act_leaves_no_message(story: Story) -> None:
    def act() -> None:
        with unit_of_work():
            outbox.write([letter()], outbox.About(SUBJECT, "called", A))
            raise Refusal("web.changed_meanwhile")

    with pytest.raises(Refusal):
        act()
    assert rows() == []


def test_the_same_thing_is_told_once_to_an_address(story: Story) -> None:
    written([letter(), letter(name="同一个号码"), letter(address="13812341235")])
    written([letter()])
    assert len(rows()) == 2
    written([letter()], occasion="moved")
    written([letter(Channel.EMAIL, "a@b.cn")])
    assert len(rows()) == 4


def test_five_hundred_messages_are_written_in_a_few_statements(story: Story, statements_of: object) -> None:
    letters = [letter(address=f"138{number:08}") for number in range(1200)]
    counted = statements_of(lambda: written(letters))  # type: ignore[operator]  # the fixture counts
    assert counted < 10
    assert len(rows()) == 1200


def test_without_a_gateway_a_message_is_filed_and_says_so(story: Story, app: Flask) -> None:
    message_id = one()
    do_chores()
    message = row(message_id)
    assert (message.state, message.result, message.gateway) == (OutboxState.SENT, "filed", "folder")
    kept = Path(app.config["SETTINGS"].data_dir) / "outbox" / "sms.jsonl"
    assert json.loads(kept.read_text().splitlines()[-1])["id"] == str(message_id)


def test_a_message_out_is_never_sent_again_and_its_address_is_forgotten(story: Story, group: Robot) -> None:
    message_id = to(group)
    deliver()
    with at(now() + timedelta(days=1)):
        deliver()
    message = row(message_id)
    assert len(group.heard) == 1
    assert (message.state, message.result, message.attempts) == (OutboxState.SENT, "ok", 1)
    assert message.sent_at is not None
    assert message.address_sealed is None


def test_a_failed_message_waits_longer_each_time_and_is_given_up_after_six(
    story: Story, group: Robot
) -> None:
    group.say = saying(503, b"")
    message_id, moment = to(group), now()
    waits = []
    for _try in range(6):
        with at(moment):
            deliver()
            deliver()
        message = row(message_id)
        if message.next_try_at:
            waits.append(message.next_try_at - moment)
            moment = message.next_try_at
    assert waits == [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=6),
    ]
    assert len(group.heard) == 6
    assert (message.state, message.result, message.next_try_at) == (OutboxState.GIVEN_UP, "http 503", None)


def test_what_will_never_go_is_given_up_at_once(story: Story, group: Robot) -> None:
    group.say = saying(200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}')
    message_id = to(group)
    deliver()
    assert (row(message_id).state, row(message_id).result) == (OutboxState.GIVEN_UP, "errcode 93000")


def test_it_goes_out_once_the_other_side_is_back(story: Story, group: Robot) -> None:
    group.say = saying(200, b"<html>")
    message_id = to(group)
    deliver()
    assert (row(message_id).state, row(message_id).result) == (OutboxState.RETRYING, "garbled")
    group.say = saying(200, b'{"errcode": 0}')
    with at(now() + LATER):
        deliver()
    assert (row(message_id).state, row(message_id).attempts) == (OutboxState.SENT, 2)


def test_a_gateway_that_is_down_is_asked_once_a_time_and_keeps_no_other_waiting(
    story: Story, group: Robot
) -> None:
    group.say = lambda handler: None
    for number in range(3):
        written([letter(Channel.WEBHOOK, f"{group.url}{number}", name="群")])
    phone = one()
    deliver()
    assert len(group.heard) == 1
    assert row(phone).state == OutboxState.SENT


def test_a_worker_killed_between_sending_and_recording_sends_again_and_says_so(story: Story) -> None:
    gateway = Dying()
    use_gateway(Channel.SMS, gateway)
    message_id = one()
    with pytest.raises(Killed):
        deliver()
    assert (row(message_id).state, row(message_id).result) == (OutboxState.RETRYING, "")
    deliver()
    assert len(gateway.out) == 1
    with at(now() + LEASE + timedelta(seconds=1)):
        deliver()
    assert gateway.out == [message_id, message_id]
    assert (row(message_id).state, row(message_id).result) == (OutboxState.SENT, "ok_twice")


def test_a_message_cut_short_again_and_again_is_given_up(story: Story) -> None:
    gateway = Dying()
    gateway.deaths = 100
    use_gateway(Channel.SMS, gateway)
    message_id, moment = one(), now()
    for _try in range(8):
        with at(moment):
            try:
                deliver()
            except Killed:
                db.session.rollback()
        moment += LEASE + timedelta(seconds=1)
    assert len(gateway.out) == 6
    assert (row(message_id).state, row(message_id).result) == (OutboxState.GIVEN_UP, "broken_off")


def test_a_late_yes_counts_even_when_another_try_began(story: Story) -> None:
    """A worker slower than its lease: the message is out, whatever the next one says."""
    message_id = one()
    slow = delivering._take(set())
    assert slow is not None
    with at(now() + LEASE + timedelta(seconds=1)):
        again = delivering._take(set())
    assert again is not None
    delivering._write_down(slow, Delivery(True, "ok"))
    delivering._write_down(again, Delivery(False, "timeout"))
    assert (row(message_id).state, row(message_id).result) == (OutboxState.SENT, "ok")


def test_no_transaction_is_open_while_the_network_is_asked(story: Story) -> None:
    open_then: list[bool] = []

    class Watching:
        name, leaves = "watching", True

        def send(self, parcel: Parcel) -> Delivery:
            open_then.append(db.session.registry.has() and db.session().in_transaction())
            return Delivery(True, "ok")

    use_gateway(Channel.SMS, Watching())
    one()
    deliver()
    assert open_then == [False]


def test_a_gateway_that_breaks_is_an_answer_and_tells_the_log_nothing(
    story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        name, leaves = "broken", True

        def send(self, parcel: Parcel) -> Delivery:
            raise ValueError(f"cannot reach {parcel.address}")

    use_gateway(Channel.SMS, Broken())
    message_id = one()
    deliver()
    assert (row(message_id).state, row(message_id).result) == (OutboxState.RETRYING, "broken")
    assert "13812341234" not in caplog.text
    assert "ValueError" in caplog.text


def test_an_address_that_cannot_be_opened_is_given_up(story: Story) -> None:
    message_id = one()
    with unit_of_work():
        db.session.get_one(OutboxMessage, message_id).address_sealed = b"damaged by somebody else"
    deliver()
    assert (row(message_id).state, row(message_id).result) == (OutboxState.GIVEN_UP, "bad_address")


def test_a_failed_message_is_tried_again_when_a_worker_says_so(story: Story, group: Robot) -> None:
    group.say = saying(404, b"")
    message_id = to(group)
    deliver()
    with unit_of_work():
        outbox.try_again(Actor(account_id=uuid4()), row(message_id))
    group.say = saying(200, b'{"errcode": 0}')
    deliver()
    assert row(message_id).state == OutboxState.SENT
    with pytest.raises(Refusal, match="not_again"), unit_of_work():
        outbox.try_again(Actor(account_id=uuid4()), row(message_id))
    assert db.session.scalars(select(JournalEntry.act).where(JournalEntry.act == "notices.try_again")).all()


def test_a_message_in_hand_is_not_started_anew(story: Story) -> None:
    message_id = one()
    assert delivering._take(set()) is not None
    with pytest.raises(Refusal, match="not_again"), unit_of_work():
        outbox.try_again(Actor(account_id=uuid4()), row(message_id))


def test_newer_word_withdraws_what_was_not_told_yet(story: Story) -> None:
    message_id, other = one(), None
    written([letter()], subject="meeting:2")
    other = rows()[-1].id
    with unit_of_work():
        outbox.withdraw(SUBJECT)
    deliver()
    assert (row(message_id).state, row(message_id).result) == (OutboxState.GIVEN_UP, "withdrawn")
    assert row(message_id).address_sealed is None
    assert row(other).state == OutboxState.SENT


def test_who_is_told_by_hand_waits_for_a_worker_and_never_for_a_gateway(story: Story) -> None:
    worker = Actor(account_id=uuid4())
    written([letter(Channel.BY_HAND, "", name="钱二宝"), letter(Channel.BY_HAND, "", name="孙三娘")])
    deliver()
    first, second = rows()
    assert {message.state for message in rows()} == {OutboxState.WAITING}
    with unit_of_work():
        outbox.told(worker, first, Told.BY_PHONE)
    assert (row(first.id).state, row(first.id).result) == (OutboxState.SENT, f"by_phone {worker.account_id}")
    with pytest.raises(Refusal, match="told_already"), unit_of_work():
        outbox.told(worker, row(first.id), Told.IN_PERSON)
    counts = queries.tally_about(SUBJECT, A)
    assert (counts.sent, counts.by_hand, counts.waiting, counts.failed) == (1, 1, 0, 0)
    assert row(second.id).state == OutboxState.WAITING


def test_addresses_of_failed_messages_are_forgotten_after_a_month(story: Story, group: Robot) -> None:
    group.say = saying(404, b"")
    message_id = to(group)
    deliver()
    with at(now() + timedelta(days=29)):
        delivering.forget_old()
    assert row(message_id).address_sealed is not None
    with at(now() + timedelta(days=31)):
        delivering.forget_old()
    assert row(message_id).address_sealed is None


def test_who_closed_an_account_is_not_written_to_and_not_named(story: Story) -> None:
    account_id = uuid4()
    message_id = one(account_id=account_id)
    assert outbox.copy_for(account_id)[0]["to"] == "138****1234"
    with unit_of_work():
        outbox.forget_account(account_id)
    message = row(message_id)
    assert (message.name, message.shown, message.address_sealed, message.account_id) == ("", "", None, None)
    assert message.state == OutboxState.GIVEN_UP
    assert outbox.copy_for(account_id) == []
