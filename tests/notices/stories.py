"""What the tests of notices share: letters in the outbox, as a room would write them."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from deliberation.database import db, unit_of_work
from deliberation.notices import outbox
from deliberation.notices.models import OutboxMessage
from deliberation.notices.outbox import Letter
from deliberation.notices.rules import Channel
from tests.stories import A

SUBJECT = "meeting:1"


def letter(channel: Channel = Channel.SMS, address: str = "13812341234", **more: object) -> Letter:
    values: dict[str, object] = {"title": "会议通知", "text": "请您参加会议。", "name": "赵一鸣", **more}
    return Letter(channel, address, **values)  # type: ignore[arg-type]  # what a test says


def written(letters: Iterable[Letter], occasion: str = "called", subject: str = SUBJECT) -> None:
    with unit_of_work():
        outbox.write(letters, outbox.About(subject, occasion, A, "meetings.index", {"code": A}))


def one(**more: object) -> UUID:
    """One message to one phone; its id."""
    written([letter(**more)])  # type: ignore[arg-type]  # what a test says
    return rows()[-1].id


def rows() -> list[OutboxMessage]:
    """The outbox as the database has it."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)))


def row(message_id: UUID) -> OutboxMessage:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(OutboxMessage, message_id)
