"""Reading an inbox, the outbox, and the groups of a community."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, case, func, select

from deliberation.database import Page, db, paginate
from deliberation.notices.models import Message, NoticeChannel, OutboxMessage
from deliberation.notices.rules import OPEN_STATES, Channel, OutboxState


def inbox_of(account_id: UUID, page: int) -> Page[Message]:
    """What somebody was told, newest first."""
    return paginate(
        select(Message)
        .where(Message.account_id == account_id)
        .order_by(Message.created_at.desc(), Message.id),
        page,
    )


_UNREAD = select(func.count()).where(Message.account_id == bindparam("account_id"), Message.read_at.is_(None))


def unread_count(account_id: UUID) -> int:
    """How many messages were not seen yet."""
    return db.session.scalar(_UNREAD, {"account_id": account_id}) or 0


def written_about(subject: str, community_code: str, page: int) -> Page[OutboxMessage]:
    """What left (or has to leave) the platform about something: what still needs somebody first."""
    by_hand = (OutboxMessage.channel == Channel.BY_HAND) & OutboxMessage.state.in_(OPEN_STATES)
    failed = (OutboxMessage.state == OutboxState.GIVEN_UP) & (OutboxMessage.result != "withdrawn")
    urgency = case((by_hand, 0), (failed, 1), (OutboxMessage.state.in_(OPEN_STATES), 2), else_=3)
    query = select(OutboxMessage).where(*_about(subject, community_code))
    return paginate(query.order_by(urgency, OutboxMessage.created_at.desc(), OutboxMessage.id), page)


def message_about(message_id: UUID, subject: str, community_code: str) -> OutboxMessage | None:
    """One message about something."""
    query = select(OutboxMessage).where(OutboxMessage.id == message_id, *_about(subject, community_code))
    return db.session.scalars(query).first()


def ways_used(subject: str) -> frozenset[Channel]:
    """By which ways something was told so far."""
    query = select(OutboxMessage.channel).where(OutboxMessage.subject == subject).distinct()
    return frozenset(db.session.scalars(query))


@dataclass(frozen=True)
class Tally:
    """How many messages about something are where; filed ones stand on this machine and went nowhere."""

    sent: int = 0
    filed: int = 0
    waiting: int = 0
    failed: int = 0
    by_hand: int = 0

    @property
    def all(self) -> int:
        return self.sent + self.filed + self.waiting + self.failed + self.by_hand


def tally_about(subject: str, community_code: str) -> Tally:
    """How many messages about something are out, only filed, on their way, failed, or wait for a worker."""
    filed = OutboxMessage.result == "filed"
    query = (
        select(OutboxMessage.channel, OutboxMessage.state, filed, func.count())
        .where(*_about(subject, community_code), OutboxMessage.result != "withdrawn")
        .group_by(OutboxMessage.channel, OutboxMessage.state, filed)
    )
    counts = {"sent": 0, "filed": 0, "waiting": 0, "failed": 0, "by_hand": 0}
    for channel, state, only_filed, count in db.session.execute(query):
        name = {OutboxState.SENT: "filed" if only_filed else "sent", OutboxState.GIVEN_UP: "failed"}.get(
            state, "waiting"
        )
        counts["by_hand" if name == "waiting" and channel == Channel.BY_HAND else name] += count
    return Tally(**counts)


def _about(subject: str, code: str) -> list[ColumnElement[bool]]:
    return [OutboxMessage.subject == subject, OutboxMessage.community_code == code]


def groups_of(community_code: str) -> Sequence[NoticeChannel]:
    """The groups of a community (at most twenty), those switched off last."""
    query = select(NoticeChannel).where(NoticeChannel.community_code == community_code)
    query = query.order_by(NoticeChannel.off_at.is_not(None), NoticeChannel.created_at, NoticeChannel.id)
    return db.session.scalars(query).all()


def told_groups(community_code: str) -> Sequence[NoticeChannel]:
    """The groups that are told."""
    return [group for group in groups_of(community_code) if group.off_at is None]


def group_of(channel_id: UUID, community_code: str) -> NoticeChannel | None:
    """A group of this community."""
    query = select(NoticeChannel).where(
        NoticeChannel.id == channel_id, NoticeChannel.community_code == community_code
    )
    return db.session.scalars(query).first()


def last_tries(channel_ids: Sequence[UUID]) -> dict[str, OutboxMessage]:
    """The last test message of each of these groups, by its subject."""
    subjects = [f"channel:{channel_id}" for channel_id in channel_ids]
    newest = (
        select(OutboxMessage.subject, func.max(OutboxMessage.created_at).label("at"))
        .where(OutboxMessage.subject.in_(subjects))
        .group_by(OutboxMessage.subject)
        .subquery()
    )
    query = select(OutboxMessage).join(
        newest, (OutboxMessage.subject == newest.c.subject) & (OutboxMessage.created_at == newest.c.at)
    )
    return {row.subject: row for row in db.session.scalars(query)}
