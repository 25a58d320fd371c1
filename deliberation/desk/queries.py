"""What the desk counts across rooms: a few statements a page, whatever the size of the community."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from deliberation.clock import now, today
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import Stage
from deliberation.database import Page, db, paginate
from deliberation.meetings.models import Meeting, Minutes
from deliberation.needs.models import Need
from deliberation.places.models import Region
from deliberation.places.queries import within
from deliberation.rounds.models import Round, RoundSignature
from deliberation.rounds.queries import is_due, listed


def communities(scopes: Sequence[str], page: int, per_page: int = 50) -> Page[Region]:
    """The communities under the scopes, by code, so that those of a street stand together."""
    query = select(Region).where(within(Region.code, scopes), func.length(Region.code) == 12)
    return paginate(query.order_by(Region.code), page, per_page)


def stages_in(codes: Iterable[str]) -> dict[str, tuple[Cycle, Stage | None]]:
    """Where each of these communities is today: the cycle that runs, else the last that ran (two queries)."""
    query = select(Cycle).where(Cycle.community_code.in_(set(codes)), Cycle.starts_on <= today())
    found: dict[str, tuple[Cycle, Stage | None]] = {}
    for cycle in db.session.scalars(query.order_by(Cycle.starts_on)):
        found[cycle.community_code] = (cycle, cycle.stage_on(today()))
    return found


def need_counts(codes: Iterable[str]) -> dict[str, int]:
    """How many published needs each of these communities has (one query)."""
    query = select(Need.community_code, func.count()).where(
        Need.community_code.in_(set(codes)), Need.published_at.is_not(None)
    )
    counted: dict[str, int] = dict(db.session.execute(query.group_by(Need.community_code)).all())
    return counted


def meetings_without_minutes(community_code: str) -> int:
    """How many meetings are over (or should have been) without signed minutes."""
    begun = Meeting.starts_at <= now()
    query = (
        select(func.count())
        .select_from(Meeting)
        .outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
        .where(
            Meeting.community_code == community_code,
            Meeting.notice_sent_at.is_not(None),
            Meeting.cancelled_at.is_(None),
            or_(Meeting.ended_at.is_not(None), begun),
            Minutes.sealed_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0


def rounds_to_end(community_code: str) -> int:
    """How many rounds are over, their papers typed in, and neither counted nor annulled, or counted and not
    signed by both."""
    signatures = (
        select(func.count()).where(RoundSignature.round_id == Round.id).correlate(Round).scalar_subquery()
    )
    unsigned = and_(Round.closed_at.is_not(None), Round.annulled_at.is_(None), signatures < 2)
    mine = (Round.community_code == community_code, listed())
    query = select(func.count()).where(*mine, or_(is_due(), unsigned))
    return db.session.scalar(query) or 0


def round_to_sign(account_id: UUID | None) -> Round | None:
    """The first counted round that waits for this account's signature as teller or scrutineer."""
    given = (
        select(RoundSignature.id)
        .where(RoundSignature.round_id == Round.id, RoundSignature.account_id == account_id)
        .exists()
    )
    query = select(Round).where(
        or_(Round.teller_id == account_id, Round.scrutineer_id == account_id),
        Round.closed_at.is_not(None),
        listed(),
        ~given,
    )
    return db.session.scalars(query.order_by(Round.closed_at).limit(1)).first()
