"""Writing down a pile of sheets, or what was said on the phone: a need, support of others, or both.

A sheet entered by mistake is taken back within the hour, while nobody else has done anything with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.behalf import speaker_of, support_for
from deliberation.needs.history import record_event, refuse_if_held, tell_about
from deliberation.needs.models import Need, NeedComment, NeedSupport
from deliberation.needs.numbers import needs_named
from deliberation.needs.rules import REASON_LENGTH, Channel, Draft, NeedState, Reason, fits
from deliberation.needs.submitting import submit_on_behalf
from deliberation.people.models import Resident
from deliberation.wording import tidy

UNDONE_WITHIN = timedelta(hours=1)
MOST_SHOWN = 10


@dataclass(frozen=True)
class Sheet:
    """What one sheet says: who, what is missing (None: nothing new), and the numbers of needs supported."""

    channel: Channel
    draft: Draft | None
    supports: str = ""
    name: str = ""
    resident_id: UUID | None = None
    unnamed: bool = False
    said_on: date | None = None
    reference: str = ""
    key: str | None = None


@dataclass(frozen=True)
class Entered:
    """What a sheet became: a need, and the needs its writer supports now (and whether that is new)."""

    need: Need | None
    supported: Sequence[tuple[Need, bool]] = ()


@dataclass(frozen=True)
class Recent:
    """Something this worker has entered, as the list beside the form shows it."""

    at: datetime
    need: Need
    name: str
    resident_id: UUID | None = None
    undoable: bool = False

    @property
    def is_support(self) -> bool:
        return self.resident_id is not None


def enter(actor: Actor, community_code: str, sheet: Sheet) -> Entered:
    """Write one sheet down, all of it or nothing; the same one (key) sent again changes nothing."""
    named = needs_named(community_code, sheet.supports) if tidy(sheet.supports) else []
    if sheet.draft is None and not named:
        raise Refusal("needs.sheet_empty")
    if named and sheet.resident_id is None:
        raise Refusal("needs.support_needs_roll", name=sheet.name)
    need = None
    if sheet.draft is not None:
        need = submit_on_behalf(
            actor,
            community_code,
            sheet.draft,
            sheet.channel,
            sheet.name,
            sheet.resident_id,
            sheet.key,
            sheet.said_on,
            sheet.reference,
            sheet.unnamed,
        )
    return Entered(need, [_supported(actor, sheet, each) for each in named])


def _supported(actor: Actor, sheet: Sheet, need: Need) -> tuple[Need, bool]:
    assert sheet.resident_id is not None
    speaker = speaker_of(sheet.resident_id, need.community_code)
    return support_for(actor, need, speaker, sheet.channel)


def take_back(actor: Actor, need: Need, why: str) -> None:
    """Take back a sheet entered by mistake: it leaves all lists, its number may be used again."""
    words = fits(tidy(why), REASON_LENGTH, "needs.reason_missing", "needs.reason_long")
    refuse_if_held(need)
    if need.withheld_at is not None:
        return
    if need.entered_by is None or need.entered_by != actor.account_id:
        raise Refusal("needs.nothing_to_undo")
    if not may_take_back(need, now()):
        raise Refusal("needs.undo_late", number=need.number)
    if _touched([need.id]):
        raise Refusal("needs.undo_touched", number=need.number)
    before = {"reference": need.reference}
    need.state, need.rejection_reason = NeedState.REJECTED, Reason.OTHER
    need.published_at, need.withheld_at, need.withheld_reason = None, now(), words
    need.reference = need.submission_key = None
    record_event(need.id, "needs.taken_back", actor=actor)
    record(actor, "needs.take_back", "need", need.id, need.community_code, before, {"why": words})
    if need.author_account_id:
        tell_about([need.author_account_id], need, "notice.needs.taken_back", {"why": words})


def may_take_back(need: Need, moment: datetime) -> bool:
    """Within the hour, and while nothing was decided about it."""
    return need.state == NeedState.OPEN and not need.answer and moment - need.created_at <= UNDONE_WITHIN


def _touched(need_ids: Sequence[UUID]) -> set[UUID]:
    """The needs that others support or talk about already."""
    others = exists().where(
        NeedSupport.need_id == Need.id,
        Need.author_resident_id.is_(None) | (NeedSupport.resident_id != Need.author_resident_id),
    )
    talk = exists().where(NeedComment.need_id == Need.id)
    return set(db.session.scalars(select(Need.id).where(Need.id.in_(need_ids), others | talk)))


def recent_of(actor: Actor, community_code: str) -> list[Recent]:
    """The last ten things this worker has entered here, the latest first."""
    needs = db.session.scalars(
        select(Need)
        .where(Need.entered_by == actor.account_id, Need.community_code == community_code)
        .order_by(Need.created_at.desc())
        .limit(MOST_SHOWN)
    ).all()
    supports = db.session.execute(
        select(NeedSupport.at, Need, Resident.name, Resident.id)
        .join(Need, Need.id == NeedSupport.need_id)
        .join(Resident, Resident.id == NeedSupport.resident_id)
        .where(NeedSupport.entered_by == actor.account_id, NeedSupport.community_code == community_code)
        .order_by(NeedSupport.at.desc())
        .limit(MOST_SHOWN)
    ).all()
    touched, moment = _touched([need.id for need in needs]), now()
    entered = [
        Recent(
            need.created_at,
            need,
            need.on_behalf_name,
            undoable=may_take_back(need, moment) and need.id not in touched and need.withheld_at is None,
        )
        for need in needs
    ]
    backed = [Recent(*row, undoable=moment - row[0] <= UNDONE_WITHIN) for row in supports]
    return sorted([*entered, *backed], key=lambda each: each.at, reverse=True)[:MOST_SHOWN]
