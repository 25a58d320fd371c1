"""The groups a community tells: a lead's pages, what a worker sees, and what is refused."""

from uuid import UUID

import pytest
from sqlalchemy import select, text

from deliberation.actors import Actor, Role
from deliberation.database import db, unit_of_work
from deliberation.errors import Refusal
from deliberation.jobs.service import do_chores
from deliberation.journal.models import JournalEntry
from deliberation.notices import channels, queries
from deliberation.notices.gateways import use_gateway
from deliberation.notices.gateways.wecom import WecomGateway
from deliberation.notices.rules import Channel
from tests.notices.servers import robot, saying
from tests.page import PageClient
from tests.stories import A, B, Story

BASE = f"/c/{A}/groups"
WEBHOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4"


@pytest.fixture
def lead(story: Story) -> Actor:
    return story.staff(Role.LEAD, A, "王书记")[0]


def added(lead: Actor, channel: Channel = Channel.WEBHOOK, address: str = WEBHOOK) -> UUID:
    with unit_of_work():
        return channels.add(lead, A, channel, "代表群", address).id


def test_a_lead_adds_a_group_whose_address_is_not_shown_again(lead: Actor, visitor: PageClient) -> None:
    visitor.enter(lead)
    assert "还没有登记群" in visitor.get(BASE)
    visitor.get(f"{BASE}/new")
    shown = visitor.post(f"{BASE}/new", {"channel": "webhook", "name": "代表群", "address": f" {WEBHOOK} "})
    assert "代表群" in shown.main
    assert "qyapi.weixin.qq.com …4bc4" in shown.main
    assert "693a91f6" not in shown.source
    group = queries.groups_of(A)[0]
    assert "693a91f6" not in visitor.get(f"{BASE}/{group.id}").source
    entry = db.session.execute(text("SELECT * FROM journal_entry WHERE act = 'notices.add_channel'")).one()
    assert "4bc4" in str(entry)
    assert "693a91f6" not in str(entry)


@pytest.mark.parametrize(
    ("way", "address", "sentence"),
    [
        ("webhook", "https://evil.example.org/x", "地址不对"),
        ("webhook", "https://user:pass@qyapi.weixin.qq.com/x", "地址不对"),
        ("webhook", "http://127.0.0.1:22/", "地址不对"),
        ("webhook", "https://169.254.169.254/latest", "地址不对"),
        ("email", "a@b.cn\r\nBcc: c@d.cn", "邮箱地址不对"),
        ("email", WEBHOOK, "邮箱地址不对"),
        ("email", "", "这一项要填写"),
        ("email", "a" * 301, "最多 300 个字"),
    ],
)
def test_an_address_that_leads_elsewhere_is_refused_with_a_sentence(
    lead: Actor, visitor: PageClient, way: str, address: str, sentence: str
) -> None:
    visitor.enter(lead)
    visitor.get(f"{BASE}/new")
    shown = visitor.post(f"{BASE}/new", {"channel": way, "name": "代表群😀", "address": address})
    assert sentence in shown
    assert "代表群😀" in shown.source
    assert queries.groups_of(A) == []


def test_a_test_message_takes_the_same_way_as_every_other(lead: Actor, visitor: PageClient) -> None:
    with robot() as told:
        hosts = frozenset({"127.0.0.1"})
        use_gateway(Channel.WEBHOOK, WecomGateway(hosts, 1))
        channels._hosts[:] = [hosts]
        group_id = added(lead, address=told.url)
        visitor.enter(lead)
        visitor.get(BASE)
        assert "等着发" in visitor.post(f"{BASE}/{group_id}/try")
        do_chores()
        assert "已通知（发出去了）" in visitor.get(BASE)
        assert told.heard[0]["text"]["content"].startswith("试发消息\n这是一条试发的消息")
        told.say = saying(200, b'{"errcode": 93000}')
        visitor.post(f"{BASE}/{group_id}/try")
        do_chores()
        assert "没有发成（对方说不行（93000））" in visitor.get(BASE)
        assert len(told.heard) == 2


def test_a_way_that_is_not_set_up_says_so(lead: Actor, visitor: PageClient) -> None:
    group_id = added(lead)
    visitor.enter(lead)
    assert "还没有开通" in visitor.get(BASE)
    visitor.post(f"{BASE}/{group_id}/try")
    do_chores()
    assert "没有发出去（这种方式还没有开通" in visitor.get(BASE)


def test_a_group_is_switched_off_and_on_and_renamed(lead: Actor, visitor: PageClient) -> None:
    group_id = added(lead)
    visitor.enter(lead)
    visitor.get(BASE)
    assert "停用了" in visitor.post(f"{BASE}/{group_id}/off")
    assert queries.told_groups(A) == []
    assert "这个群停用了，先恢复再试发" in visitor.post(f"{BASE}/{group_id}/try", status=409)
    visitor.post(f"{BASE}/{group_id}/on")
    assert "理事群" in visitor.post(f"{BASE}/{group_id}", {"name": "理事群", "address": ""})
    assert "…4bc4" in visitor.get(BASE).main
    assert "…-new" in visitor.post(f"{BASE}/{group_id}", {"name": "理事群", "address": f"{WEBHOOK}-new"}).main
    acts = db.session.scalars(select(JournalEntry.act).where(JournalEntry.subject_kind == "notice_channel"))
    assert list(acts).count("notices.switch_channel") == 2


def test_a_worker_sees_the_groups_and_changes_nothing(lead: Actor, story: Story, visitor: PageClient) -> None:
    group_id = added(lead)
    visitor.enter(story.staff(Role.WORKER, A)[0])
    shown = visitor.get(BASE)
    assert "代表群" in shown
    assert shown.forms("/groups/") == []
    for end in ("try", "off", "on", ""):
        visitor.post(f"{BASE}/{group_id}/{end}".rstrip("/"), status=403)


def test_another_communitys_group_does_not_exist(lead: Actor, story: Story, visitor: PageClient) -> None:
    group_id = added(lead)
    visitor.enter(story.staff(Role.LEAD, B)[0])
    visitor.get(f"/c/{B}/groups")
    visitor.post(f"/c/{B}/groups/{group_id}/try", status=404)
    visitor.get(f"/c/{B}/groups/{group_id}", status=404)


def test_a_community_has_at_most_twenty_groups(lead: Actor, visitor: PageClient) -> None:
    for number in range(20):
        added(lead, address=f"{WEBHOOK}{number}")
    with pytest.raises(Refusal, match="too_many_groups"):
        added(lead)


def test_the_list_of_groups_asks_the_same_whatever_their_number(
    lead: Actor, visitor: PageClient, queries_of: object
) -> None:
    visitor.enter(lead)
    added(lead)
    visitor.get(BASE)
    few = queries_of(lambda: visitor.get(BASE))  # type: ignore[operator]  # the fixture counts
    for number in range(8):
        added(lead, address=f"{WEBHOOK}{number}")
    assert queries_of(lambda: visitor.get(BASE)) == few  # type: ignore[operator]  # the fixture counts
