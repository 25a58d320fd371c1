"""What an address may look like, and when a message is tried again."""

from datetime import timedelta

import pytest

from deliberation.notices.rules import allowed_address, is_email, mask_email, mask_webhook, pause_after

HOSTS = frozenset({"qyapi.weixin.qq.com"})
GOOD = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-def"


@pytest.mark.parametrize("text", ["a@b.cn", "wang.er+notice@mail.example.org", "x_1@sub-domain.example.com"])
def test_plain_addresses_are_taken(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "a@@b.cn",
        "a b@c.cn",
        "a@b.cn\nBcc: everybody@example.org",
        "a@b.cn\r\nSubject: no",
        "a@b.cn ",
        "王二@example.org",
        "<a@b.cn>",
        '"a b"@c.cn',
        "a..b@c.cn",
        ".a@b.cn",
        "a@-b.cn",
        "a@b.cn,c@d.cn",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "😀@example.org",
        "a" * 65 + "@b.cn",
        "a@" + "b" * 200 + ".cn",
    ],
)
def test_what_could_be_more_than_an_address_is_not(text: str) -> None:
    assert not is_email(text)


def test_the_robot_of_wecom_may_be_told() -> None:
    assert allowed_address(GOOD, HOSTS)
    assert allowed_address(GOOD.replace(".com/", ".com:443/"), HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc",
        "https://qyapi.weixin.qq.com:8443/send",
        "https://evil.example.org/send",
        "https://qyapi.weixin.qq.com.evil.example.org/send",
        "https://evil.example.org/qyapi.weixin.qq.com",
        "https://user:pass@qyapi.weixin.qq.com/send",
        "https://qyapi.weixin.qq.com@evil.example.org/send",
        "https://qyapi.weixin.qq.com\\@evil.example.org/send",
        "https://qyapi.weixin.qq.com/send#part",
        "https://qyapi.weixin.qq.com/a b",
        "https://qyapi.weixin.qq.com/\r\nHost: evil",
        "https://127.0.0.1/send",
        "http://127.0.0.1:8000/",
        "http://localhost/",
        "https://10.0.0.5/send",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/send",
        "https://2130706433/send",
        "file:///etc/passwd",
        "ftp://qyapi.weixin.qq.com/",
        "https://qyapi.weixin.qq.com:port/",
        "https://qyapi.weixin.qq.com/" + "a" * 300,
        "https://ｑｙapi.weixin.qq.com/send",
    ],
)
def test_no_other_place_may_be_told(url: str) -> None:
    assert not allowed_address(url, HOSTS)


def test_this_machine_may_be_told_only_where_the_list_names_it() -> None:
    assert not allowed_address("http://127.0.0.1:9000/x", HOSTS)
    assert allowed_address("http://127.0.0.1:9000/x", HOSTS | {"127.0.0.1"})
    assert not allowed_address("http://localhost:9000/x", HOSTS | {"127.0.0.1"})


def test_another_port_is_named_with_its_host() -> None:
    hosts = HOSTS | {"relay.example.org:8443"}
    assert allowed_address("https://relay.example.org:8443/x", hosts)
    assert not allowed_address("https://relay.example.org/x", hosts)


def test_addresses_are_shown_with_little_of_them() -> None:
    assert mask_email("zhang@example.org") == "z***@example.org"
    assert mask_webhook(GOOD) == "qyapi.weixin.qq.com …-def"


def test_a_message_is_tried_six_times_within_nine_hours() -> None:
    pauses = [pause_after(tries) for tries in range(1, 7)]
    assert pauses[:4] == [timedelta(minutes=n) for n in (1, 5, 30, 120)]
    assert pauses[5] is None
    assert sum((pause for pause in pauses if pause), timedelta()) < timedelta(hours=9)
