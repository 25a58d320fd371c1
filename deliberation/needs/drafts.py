"""What somebody has begun to say: kept on the server at every step, for them alone, until it becomes a need.

One draft a person and community. What arrives when its sender's session is over lies in `orphans`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db, refusing, unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.journal.service import record
from deliberation.needs import photos
from deliberation.needs.darkroom import Picture
from deliberation.needs.models import Need, NeedDraft, NeedPhoto
from deliberation.needs.queries import need_by_key
from deliberation.needs.rules import new_key
from deliberation.needs.steps import (
    DRAFT_KEPT,
    ORPHAN_KEPT,
    Step,
    draft_from,
    fingerprint,
    kept_words,
)
from deliberation.needs.submitting import submit
from deliberation.people.models import Account
from deliberation.people.service import sealer

SWEEP_EVERY = timedelta(hours=1)
MOST_AT_ONCE = 500
_swept: list[datetime] = []


class Kept(StrEnum):
    """What became of words that came in: kept, already a need, or another draft is written elsewhere."""

    SAVED = "saved"
    SENT = "sent"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Outcome:
    """What became of them, and the draft or the need they are in."""

    kept: Kept
    draft: NeedDraft | None = None
    need: Need | None = None


def draft_of(actor: Actor, community_code: str) -> NeedDraft | None:
    """What this person has begun to say in this community, if there is something."""
    if actor.account_id is None:
        return None
    return db.session.scalars(_of(actor.account_id, community_code)).first()


def _of(account_id: UUID, code: str) -> Any:
    return select(NeedDraft).where(NeedDraft.account_id == account_id, NeedDraft.community_code == code)


def _locked(actor: Actor, code: str) -> NeedDraft | None:
    """The draft, which nobody else changes until this is over."""
    if actor.account_id is None:
        return None
    query = _of(actor.account_id, code).with_for_update().execution_options(populate_existing=True)
    found: NeedDraft | None = db.session.scalars(query).first()
    return found


def save(
    actor: Actor,
    community_code: str,
    typed: Mapping[str, str],
    key: str,
    step: Step,
    by_itself: bool = False,
) -> Outcome:
    """Keep what was typed; `step` is where the person goes on.

    What the page saves `by_itself` never writes over a draft begun elsewhere; a pressed button does. A form
    (`key`) that has become a need already changes nothing.
    """
    sent = sent_by(actor, community_code, key)
    if sent is not None:
        return Outcome(Kept.SENT, need=sent)
    draft = _locked(actor, community_code) or _begin(actor, community_code, key)
    if by_itself and draft.fields.get("key") != key:
        return Outcome(Kept.ELSEWHERE, draft)
    draft.fields = {**draft.fields, **kept_words(typed)}
    draft.step, draft.updated_at = int(step), now()
    db.session.flush()
    return Outcome(Kept.SAVED, draft)


def note(actor: Actor, community_code: str, **notes: str) -> None:
    """What the steps themselves remember of a draft."""
    draft = _locked(actor, community_code)
    if draft is not None:
        draft.fields = {**draft.fields, **notes}
        db.session.flush()


def _begin(actor: Actor, code: str, key: str) -> NeedDraft:
    """A new draft; of two begun at the same moment there is one."""
    draft = NeedDraft(
        community_code=code,
        account_id=actor.account_id,
        fields={"key": key[:64] or new_key()},
        updated_at=now(),
    )
    try:
        with refusing("account_id", "needs.draft_busy"):
            db.session.add(draft)
    except Refusal:
        other = _locked(actor, code)
        if other is None:
            raise
        return other
    return draft


def sent_by(actor: Actor, community_code: str, key: str) -> Need | None:
    """The need this person's form with this key has become."""
    need = need_by_key(community_code, key) if key else None
    return need if need is not None and need.author_account_id == actor.account_id else None


def photo_in_draft(actor: Actor, community_code: str, photo_id: UUID | None) -> NeedPhoto | None:
    """A photo of this person's own draft."""
    query = (
        select(NeedPhoto)
        .join(NeedDraft, NeedDraft.id == NeedPhoto.draft_id)
        .where(
            NeedPhoto.id == photo_id,
            NeedDraft.account_id == actor.account_id,
            NeedDraft.community_code == community_code,
        )
    )
    return db.session.scalars(query).first()


def add_photos(actor: Actor, community_code: str, key: str, pictures: Sequence[Picture]) -> int:
    """Keep photos with the draft; without one yet, one begins. Returns how many were new."""
    if sent_by(actor, community_code, key) is not None:
        return 0
    draft = _locked(actor, community_code) or _begin(actor, community_code, key)
    draft.updated_at = now()
    return photos.add_to_draft(draft, pictures)


def device_key(actor: Actor, community_code: str) -> str:
    """The name under which a device keeps a copy while the network is gone; it tells nobody whose it is."""
    return sealer().blind(f"device|{actor.account_id}|{community_code}")[:24]


def mark_of(draft: NeedDraft) -> str:
    """The mark of everything a preview of this draft shows."""
    return fingerprint(draft.fields, [photo.id for photo in photos.photos_of_draft(draft.id)])


def send(actor: Actor, community_code: str, key: str, seen: str) -> Need:
    """Make the need that was seen in the preview; pressed five times it is made once.

    Refuses when the draft has changed since (`seen` is its mark), or is gone without having become a need.
    """
    draft = _locked(actor, community_code)
    sent = sent_by(actor, community_code, key)
    if sent is not None:
        return sent
    if draft is None:
        raise Refusal("needs.draft_gone")
    if draft.fields.get("key") != key or mark_of(draft) != seen:
        raise Refusal("needs.draft_changed")
    need = submit(actor, community_code, draft_from(draft.fields), key)
    moved = photos.move_to_need(draft, need)
    db.session.delete(draft)
    db.session.flush()
    if moved:
        record(actor, "needs.add_photos", "need", need.id, community_code, after={"count": moved})
    return need


def discard(actor: Actor, community_code: str) -> bool:
    """Throw a draft away with its photos; whether there was one."""
    draft = _locked(actor, community_code)
    if draft is not None:
        forget([draft])
    return draft is not None


def forget(drafts: Sequence[NeedDraft]) -> None:
    """Throw drafts away, with their photos."""
    for draft in drafts:
        photos.forget(photos.photos_of_draft(draft.id))
        db.session.delete(draft)
    db.session.flush()


def forget_account(account: Account) -> None:
    """Somebody closes their account: drafts go, and every photo they sent."""
    forget(db.session.scalars(select(NeedDraft).where(NeedDraft.account_id == account.id)).all())
    photos.forget(photos.photos_by(account.id))


def copy_for(account_id: UUID, _resident_id: UUID | None) -> list[dict[str, Any]]:
    """What is kept of somebody's drafts, for the copy of all their data."""
    rows = db.session.scalars(select(NeedDraft).where(NeedDraft.account_id == account_id)).all()
    return [
        {
            "community": row.community_code,
            "at": row.updated_at,
            "words": kept_words(row.fields),
            "photos": len(photos.photos_of_draft(row.id)),
        }
        for row in rows
    ]


def sweep() -> None:
    """Registered as a chore: once an hour, drafts nobody went on with are forgotten, and photos left over."""
    moment = now()
    if _swept and moment - _swept[0] < SWEEP_EVERY:
        return
    _swept[:] = [moment]
    with unit_of_work():
        orphans = NeedDraft.account_id.is_(None) & (NeedDraft.updated_at < moment - ORPHAN_KEPT)
        old = select(NeedDraft).where(orphans | (NeedDraft.updated_at < moment - DRAFT_KEPT))
        forget(db.session.scalars(old.limit(MOST_AT_ONCE)).all())
        photos.forget(photos.stray_photos(MOST_AT_ONCE))
        for stray in photos.stray_files(MOST_AT_ONCE):
            files.forget(stray)
