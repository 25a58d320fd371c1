"""Words of somebody whose session is over: kept for a day without an account, for that browser alone.

They are found again only by a token that lies in the browser's session, and given to whoever signs in there
next; when it is known who was signed in before, to nobody else.
"""

import hashlib
import secrets
from collections.abc import Mapping

from sqlalchemy import func, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import db
from deliberation.needs.drafts import forget, save
from deliberation.needs.models import NeedDraft
from deliberation.needs.steps import (
    MOST_ORPHANS,
    MOST_ORPHANS_OF_ADDRESS,
    ORPHAN_KEPT,
    Step,
    kept_words,
)
from deliberation.people.service import sealer
from deliberation.places.models import Region


def keep(
    community_code: str,
    typed: Mapping[str, str],
    key: str,
    step: Step,
    token: str | None = None,
    was: str | None = None,
    address: str = "",
) -> str | None:
    """Keep words of somebody whose session is over; returns the token they are found by, or None.

    `token` names what was kept in this browser before, `was` the account that was signed in. Of one address
    the oldest give way; when there are very many in all, nothing more is kept.
    """
    words = kept_words(typed)
    if not any(words.values()) or db.session.get(Region, community_code) is None:
        return None
    orphan = _orphan(token) if token else None
    if orphan is None or orphan.community_code != community_code:
        origin = sealer().blind(f"draft|{address}")
        if not _make_room(origin):
            return None
        token, orphan = secrets.token_urlsafe(24), NeedDraft(community_code=community_code)
        orphan.token_digest = _digest(token)
        orphan.fields = {"from": origin, **({"was": was} if was else {})}
        db.session.add(orphan)
    orphan.fields = {**orphan.fields, **words, "key": key[:64]}
    orphan.step, orphan.updated_at = int(step), now()
    db.session.flush()
    return token


def _make_room(address: str) -> bool:
    """Whether one more may be kept; the oldest of an address that has many are forgotten."""
    orphans = select(NeedDraft).where(NeedDraft.account_id.is_(None))
    theirs = orphans.where(NeedDraft.fields["from"].as_string() == address)
    newest_first = theirs.order_by(NeedDraft.updated_at.desc()).offset(MOST_ORPHANS_OF_ADDRESS - 1)
    forget(db.session.scalars(newest_first).all())
    count = db.session.scalar(select(func.count()).where(NeedDraft.account_id.is_(None))) or 0
    return count < MOST_ORPHANS


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _orphan(token: str) -> NeedDraft | None:
    query = select(NeedDraft).where(
        NeedDraft.token_digest == _digest(token), NeedDraft.updated_at > now() - ORPHAN_KEPT
    )
    return db.session.scalars(query.with_for_update()).first()


def claim(actor: Actor, token: str) -> bool:
    """Give somebody who has signed in what was kept in their browser, added to the draft they have already;
    whether it was theirs to have.
    """
    orphan = _orphan(token)
    if orphan is None or not actor.lives_in(orphan.community_code):
        return False
    fields, code, step = dict(orphan.fields), orphan.community_code, Step(orphan.step)
    if fields.get("was") not in (None, str(actor.account_id)):
        return False
    forget([orphan])
    save(actor, code, fields, str(fields.get("key") or ""), step)
    return True
