"""The gateways against real servers on this machine: what they send, and what they make of each answer."""

import json
import logging
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID

import pytest

from deliberation.clock import now
from deliberation.config import MailWay, SmsWay, read_outgoing
from deliberation.notices.gateways import Delivery, Parcel, cut
from deliberation.notices.gateways.folder import FolderGateway
from deliberation.notices.gateways.mail import MailGateway
from deliberation.notices.gateways.posting import Posting, post
from deliberation.notices.gateways.sms import SmsGateway
from deliberation.notices.gateways.wecom import WecomGateway, message_of
from deliberation.notices.rules import Channel
from tests.notices.servers import Answer, Postbox, Robot, dripping, free_port, ok, postbox, robot, saying

LOCAL = frozenset({"127.0.0.1"})


@pytest.fixture
def group() -> Iterator[Robot]:
    with robot() as told:
        yield told


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as box:
        yield box


def parcel(channel: Channel, address: str, **more: str) -> Parcel:
    words = {"title": "会议通知：春季议事会", "text": "请您参加。", "url": "http://localhost/c/1/meetings/2"}
    said = {**words, **more}
    return Parcel(UUID(int=7), channel, address, "…", said["title"], said["text"], said["url"], now())


def told(group: Robot, **more: str) -> Delivery:
    return WecomGateway(LOCAL, 0.5).send(parcel(Channel.WEBHOOK, group.url, **more))


def test_a_group_is_told_in_plain_text_as_its_robot_wants_it(group: Robot) -> None:
    assert told(group) == Delivery(True, "ok")
    content = "会议通知：春季议事会\n请您参加。\nhttp://localhost/c/1/meetings/2"
    assert group.heard == [{"msgtype": "text", "text": {"content": content}}]
    assert group.headers[0]["Content-Type"] == "application/json; charset=utf-8"


def test_two_thousand_characters_are_cut_to_what_the_robot_takes_and_keep_their_link(group: Robot) -> None:
    assert told(group, text="请准时到会😀" * 300, title="[点我](http://evil)").ok
    message = group.heard[0]
    content = message["markdown"]["content"]
    assert message["msgtype"] == "markdown"
    assert len(content.encode()) <= 4096
    assert content.endswith("…\n[http://localhost/c/1/meetings/2](http://localhost/c/1/meetings/2)")
    assert "[点我]" not in content


def test_a_text_is_never_cut_through_a_character() -> None:
    for most in range(10, 40):
        assert len(cut("会议😀通知" * 5, most).encode()) <= most
    assert message_of(parcel(Channel.WEBHOOK, "x", text="好" * 3000, url=""))["msgtype"] == "markdown"


@pytest.mark.parametrize(
    ("say", "code", "detail", "final"),
    [
        (saying(200, b'{"errcode":93000,"errmsg":"invalid webhook url"}'), "errcode", "93000", True),
        (saying(200, b'{"errcode":45009,"errmsg":"freq"}'), "errcode", "45009", False),
        (saying(200, b"<html>ok</html>"), "garbled", "", False),
        (saying(200, b"[]"), "garbled", "", False),
        (saying(200, b'{"errcode":"0"}'), "garbled", "", False),
        (saying(200, b"[" * 60_000), "garbled", "", False),
        (saying(200, b" " * 100_000), "garbled", "", False),
        (saying(200, b""), "garbled", "", False),
        (saying(404, b"no"), "http", "404", True),
        (saying(429, b"later"), "http", "429", False),
        (saying(502, b"later"), "http", "502", False),
    ],
)
def test_what_a_robot_answers_is_read(group: Robot, say: Answer, code: str, detail: str, final: bool) -> None:
    group.say = say
    assert told(group) == Delivery(False, code, detail, final)


def test_a_redirect_is_not_followed(group: Robot) -> None:
    with robot() as other:
        group.say = saying(302, b"", Location=other.url)
        assert told(group) == Delivery(False, "redirected", "302", final=True)
        assert other.heard == []


def test_a_server_that_answers_forever_is_hung_up_on(group: Robot) -> None:
    group.say = dripping
    assert told(group).code == "timeout"


def test_nobody_there_is_no_reason_to_give_up(group: Robot) -> None:
    group.port = free_port()
    assert told(group) == Delivery(False, "unreachable")


def test_this_machine_is_not_told_unless_the_list_names_it(group: Robot) -> None:
    closed = WecomGateway(read_outgoing({}).webhook_hosts)
    assert closed.send(parcel(Channel.WEBHOOK, group.url)) == Delivery(False, "not_allowed", final=True)
    by_name = group.url.replace("127.0.0.1", "localhost")
    assert WecomGateway(LOCAL).send(parcel(Channel.WEBHOOK, by_name)).code == "not_allowed"
    assert group.heard == []


def test_a_name_that_leads_to_this_machine_is_not_followed(group: Robot) -> None:
    posting = Posting("https://ip6-localhost/x", {}, frozenset({"ip6-localhost"}), {})
    answered = post(posting)
    assert isinstance(answered, Delivery)
    assert answered.code in {"not_allowed", "unreachable"}
    assert group.heard == []


def test_a_short_message_goes_out_in_the_providers_own_json(group: Robot) -> None:
    env = {
        "DELIBERATION_SMS_URL": f"http://127.0.0.1:{group.port}/sms",
        "DELIBERATION_SMS_TOKEN": "secret",
        "DELIBERATION_SMS_BODY": '{"to": ["{phone}"], "params": {"content": "{text}"}, "sn": "{id}"}',
        "DELIBERATION_SMS_OK": "code=0",
    }
    way = read_outgoing(env).sms
    assert way is not None
    group.say = saying(200, b'{"code": 0}')
    text = '说"明"\n{phone}'
    assert SmsGateway(way).send(parcel(Channel.SMS, "13812341234", text=text, url="")) == Delivery(True, "ok")
    assert group.heard == [{"to": ["13812341234"], "params": {"content": text}, "sn": UUID(int=7).hex}]
    assert group.headers[0]["Authorization"] == "Bearer secret"
    group.say = saying(200, b'{"code": 17}')
    assert SmsGateway(way).send(parcel(Channel.SMS, "13812341234")) == Delivery(False, "errcode", "17")
    group.say = saying(200, b"fine")
    assert SmsGateway(way).send(parcel(Channel.SMS, "13812341234")).code == "garbled"


def test_secrets_of_a_way_are_not_shown() -> None:
    assert "geheim" not in repr(SmsWay("https://sms.example.org", "geheim"))
    assert "geheim" not in repr(MailWay("h", 25, "a@b.cn", "u", "geheim"))


def mailed(box: Postbox, **more: str) -> Delivery:
    way = MailWay("127.0.0.1", box.port, "notice@community.example.org", security="none")
    return MailGateway(way, 2).send(parcel(Channel.EMAIL, "wang@example.org", **more))


def test_a_mail_arrives_whole_with_the_same_id_at_each_try(box: Postbox) -> None:
    text = "第一行\n.\n" + "请准时到会😀" * 400
    assert mailed(box, text=text) == Delivery(True, "ok")
    assert mailed(box, text=text).ok
    first, second = (message_from_bytes(data, policy=policy.default) for data in box.mails)
    assert first["Message-ID"] == second["Message-ID"] == f"<{UUID(int=7).hex}@community.example.org>"
    assert first["Subject"] == "会议通知：春季议事会"
    assert first["To"] == "wang@example.org"
    assert first["Auto-Submitted"] == "auto-generated"
    body = first.get_content().replace("\r\n", "\n")
    assert body == f"{text}\nhttp://localhost/c/1/meetings/2\n"
    assert max(map(len, box.mails[0].splitlines())) <= 998


def test_a_title_cannot_begin_a_header_of_its_own(box: Postbox) -> None:
    assert mailed(box, title="通知\r\nBcc: everybody@example.org").ok
    mail = message_from_bytes(box.mails[0], policy=policy.default)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "通知 Bcc: everybody@example.org"


def test_an_address_with_a_line_break_is_not_written_to(box: Postbox) -> None:
    way = MailWay("127.0.0.1", box.port, "notice@example.org", security="none")
    sent = MailGateway(way).send(parcel(Channel.EMAIL, "a@b.cn\nBcc: c@d.cn"))
    assert sent == Delivery(False, "bad_address", final=True)
    assert box.recipients == []


def test_what_a_mail_server_answers_is_read(box: Postbox) -> None:
    box.to_recipient = b"550 5.1.1 <wang@example.org> no such user"
    assert mailed(box) == Delivery(False, "mail_refused", "550", final=True)
    box.to_recipient = b"451 try later"
    assert mailed(box) == Delivery(False, "mail_refused", "451")
    box.port = free_port()
    assert mailed(box) == Delivery(False, "unreachable")


def test_a_mail_is_not_sent_without_encryption_to_a_server_that_offers_none(box: Postbox) -> None:
    way = MailWay("127.0.0.1", box.port, "notice@example.org")
    assert MailGateway(way, 2).send(parcel(Channel.EMAIL, "a@b.cn")).code == "no_tls"
    assert box.recipients == box.mails == []


def test_until_a_way_is_set_up_a_message_is_a_line_in_a_private_file(tmp_path: Path) -> None:
    gateway = FolderGateway(tmp_path / "outbox")
    for text in ("第一条\n两行", "第二条"):
        assert gateway.send(parcel(Channel.SMS, "13812341234", text=text)) == Delivery(True, "filed")
    kept = tmp_path / "outbox" / "sms.jsonl"
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    assert [line["text"] for line in lines] == ["第一条\n两行", "第二条"]
    assert "13812341234" not in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0


def test_gateways_log_nothing_about_people(
    group: Robot, box: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    group.say = saying(500, b"13812341234")
    told(group)
    box.to_recipient = b"550 <wang@example.org>"
    mailed(box)
    assert not any(word in caplog.text for word in ("wang@example.org", "13812341234", "0123-4567"))


@pytest.mark.parametrize(
    "env",
    [
        {"DELIBERATION_SMTP_HOST": "mail.example.org"},
        {"DELIBERATION_SMTP_HOST": "mail.example.org", "DELIBERATION_SMTP_FROM": "a@b.cn\nX: y"},
        {
            "DELIBERATION_SMTP_HOST": "mail.example.org",
            "DELIBERATION_SMTP_FROM": "a@b.cn",
            "DELIBERATION_SMTP_SECURITY": "none",
        },
        {
            "DELIBERATION_SMTP_HOST": "h",
            "DELIBERATION_SMTP_FROM": "a@b.cn",
            "DELIBERATION_SMTP_PORT": "smtp",
        },
        {"DELIBERATION_SMS_URL": "http://sms.example.org/send"},
        {"DELIBERATION_SMS_URL": "https://user:pass@sms.example.org/send"},
        {"DELIBERATION_SMS_URL": "https://sms.example.org", "DELIBERATION_SMS_BODY": "phone={phone}"},
        {"DELIBERATION_SMS_URL": "https://sms.example.org", "DELIBERATION_SMS_BODY": '{"to": "{phone}"}'},
    ],
)
def test_settings_that_could_leak_stop_the_start(env: dict[str, str]) -> None:
    with pytest.raises(RuntimeError):
        read_outgoing(env)


def test_nothing_leaves_the_machine_until_somebody_says_so() -> None:
    silent = read_outgoing({})
    assert (silent.wecom, silent.mail, silent.sms) == (False, None, None)
    assert silent.webhook_hosts == {"qyapi.weixin.qq.com"}
    opened = read_outgoing(
        {"DELIBERATION_WECOM": "1", "DELIBERATION_WEBHOOK_HOSTS": "a.example.org, 127.0.0.1"}
    )
    assert opened.webhook_hosts == {"qyapi.weixin.qq.com", "a.example.org", "127.0.0.1"}


def test_a_robot_that_says_yes_is_believed_once(group: Robot) -> None:
    group.say = ok
    assert told(group).ok
    assert len(group.heard) == 1
