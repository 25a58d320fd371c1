"""The groups of a community that are told as a whole: set by its lead, tried out, switched off and on."""

from uuid import UUID, uuid4

from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.config import Outgoing
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.notices import outbox
from deliberation.notices.models import NoticeChannel
from deliberation.notices.rules import GROUPS, Channel, allowed_address, is_email
from deliberation.wording import tidy

MOST_GROUPS = 20
TRIED = "channel"
_hosts: list[frozenset[str]] = []


def use_hosts(outgoing: Outgoing) -> None:
    """On which hosts a group's webhook may lie (set once by create_app)."""
    _hosts[:] = [outgoing.webhook_hosts]


def hosts() -> frozenset[str]:
    """The hosts a group's webhook may lie on."""
    return _hosts[0]


def add(actor: Actor, code: str, channel: Channel, name: str, address: str) -> NoticeChannel:
    """A new group: its name, and its webhook or mailing address, which is sealed at once."""
    count = select(func.count()).where(NoticeChannel.community_code == code)
    if (db.session.scalar(count) or 0) >= MOST_GROUPS:
        raise Refusal("notices.too_many_groups", most=MOST_GROUPS)
    if channel not in GROUPS:
        raise Refusal("notices.no_such_way")
    row = NoticeChannel(community_code=code, channel=channel, name=_name(name), set_by=actor.account_id)
    _address(row, address)
    db.session.add(row)
    _recorded(actor, "notices.add_channel", row, {})
    return row


def change(actor: Actor, row: NoticeChannel, name: str, address: str) -> None:
    """Another name, or another address; an empty one leaves the address as it is."""
    row = locked(row.id)
    before = _facts(row)
    row.name, row.set_by = _name(name), actor.account_id
    if tidy(address):
        _address(row, address)
    _recorded(actor, "notices.change_channel", row, before)


def switch(actor: Actor, row: NoticeChannel, on: bool) -> None:
    """Stop telling a group, or tell it again; pressing twice changes nothing."""
    row = locked(row.id)
    if (row.off_at is None) == on:
        return
    before = _facts(row)
    row.off_at = None if on else now()
    _recorded(actor, "notices.switch_channel", row, before)


def try_out(actor: Actor, row: NoticeChannel, title: str, text: str) -> None:
    """Send a group a test message, by the same way as every other."""
    row = locked(row.id)
    if row.off_at is not None:
        raise Refusal("notices.group_is_off")
    about = outbox.About(f"{TRIED}:{row.id}", f"try:{uuid4().hex}", row.community_code)
    outbox.write([letter_to(row, title, text)], about)
    record(actor, "notices.try_channel", "notice_channel", row.id, row.community_code, after=_facts(row))


def letter_to(row: NoticeChannel, title: str, text: str) -> outbox.Letter:
    """A letter to a whole group."""
    address = outbox.sealer().open(row.address_sealed)
    return outbox.Letter(row.channel, address, title, text, row.name)


def locked(channel_id: UUID) -> NoticeChannel:
    """A group as it is now, held until this unit of work ends."""
    return db.session.get_one(NoticeChannel, channel_id, with_for_update=True, populate_existing=True)


def _name(name: str) -> str:
    if not tidy(name) or len(tidy(name)) > 60:
        raise Refusal("notices.group_name")
    return tidy(name)


def _address(row: NoticeChannel, address: str) -> None:
    address = address.strip()
    if row.channel == Channel.WEBHOOK and not allowed_address(address, hosts()):
        raise Refusal("notices.bad_webhook", hosts=", ".join(sorted(hosts())))
    if row.channel == Channel.EMAIL and not is_email(address):
        raise Refusal("notices.bad_email")
    row.address_sealed, row.shown = outbox.sealer().seal(address), outbox.shown(row.channel, address)


def _facts(row: NoticeChannel) -> dict[str, object]:
    return {"name": row.name, "channel": row.channel, "address": row.shown, "off": row.off_at is not None}


def _recorded(actor: Actor, act: str, row: NoticeChannel, before: dict[str, object]) -> None:
    db.session.flush()
    record(actor, act, "notice_channel", row.id, row.community_code, before, _facts(row))
