"""What was done at the sorting desk: since somebody looked, together, and of late."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, func, select

from deliberation.database import Page, db
from deliberation.needs.models import Need, NeedAct, NeedHold
from deliberation.needs.queries import AnyRow
from deliberation.people.models import Account


def acts_since(need_id: UUID, version: int) -> Sequence[AnyRow]:
    """What colleagues did to a need after a version of it: NeedAct, who."""
    query = (
        select(NeedAct, Account.name.label("who"))
        .outerjoin(Account, Account.id == NeedAct.account_id)
        .where(NeedAct.need_id == need_id, NeedAct.version_after > version)
    )
    return db.session.execute(query.order_by(NeedAct.created_at, NeedAct.version_after)).all()


def acts_done(batch: UUID, community_code: str) -> Sequence[AnyRow]:
    """Acts done together: kind, when, by whom, whether taken back, and the need; the first ones first."""
    query = (
        select(NeedAct, Need.number, Need.title, Need.version, Account.name.label("who"))
        .join(Need, Need.id == NeedAct.need_id)
        .outerjoin(Account, Account.id == NeedAct.account_id)
        .where(NeedAct.batch == batch, NeedAct.community_code == community_code)
    )
    return db.session.execute(query.order_by(NeedAct.created_at, Need.number)).all()


def batches_of(community_code: str, account_id: UUID | None, page: int) -> Page[list[AnyRow]]:
    """The last acts of sorting, of one colleague or of all, those done together as one: three statements."""
    mine = [NeedAct.community_code == community_code]
    if account_id is not None:
        mine.append(NeedAct.account_id == account_id)
    last = func.max(NeedAct.created_at)
    query = select(NeedAct.batch).where(*mine).group_by(NeedAct.batch).order_by(last.desc(), NeedAct.batch)
    total = db.session.scalar(select(func.count(NeedAct.batch.distinct())).where(*mine)) or 0
    per_page = 20
    number = min(max(1, page), max(1, -(-total // per_page)))
    batches = list(db.session.scalars(query.limit(per_page).offset((number - 1) * per_page)))
    grouped: dict[UUID, list[AnyRow]] = {batch: [] for batch in batches}
    rows = (
        select(
            NeedAct, Need.number, Need.title, Need.version, Account.name.label("who"),
            exists().where(NeedHold.need_id == Need.id).label("held"),
        )
        .join(Need, Need.id == NeedAct.need_id)
        .outerjoin(Account, Account.id == NeedAct.account_id)
        .where(NeedAct.batch.in_(batches))
        .order_by(NeedAct.created_at, Need.number)
    )  # fmt: skip
    for row in db.session.execute(rows):
        grouped[row.NeedAct.batch].append(row)
    return Page([grouped[batch] for batch in batches], number, per_page, total)
