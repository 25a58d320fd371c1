"""What acts of sorting share: needs taken up to be changed, what each was before, acts that belong together.

Every act is done inside `keeping`: it is journalled with before and after, and can be taken back (`undoing`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Uuid, select

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.database import UtcDateTime, Word, db
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs.history import record_event, refuse_if_withheld
from deliberation.needs.models import Need, NeedAct
from deliberation.needs.rules import NeedState, may_become

# What sorting may change of a need, and an undo put back.
KEPT = (
    "title", "body", "category", "place", "estate_id", "households_affected", "lat_e6", "lon_e6",
    "cycle_id", "state", "merged_into_id", "cost_fen", "cost_note", "owners_decision", "answer",
    "answered_at", "answered_by", "rejection_reason", "rejection_text", "published_at", "destination",
    "destination_unit", "destination_note", "assigned_to", "withheld_at", "withheld_reason",
)  # fmt: skip

_together: ContextVar[UUID | None] = ContextVar("acts_together", default=None)


@dataclass
class Act:
    """An act while it is done: `facts` go into the journal as well, `more` is for its undo alone."""

    facts: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


class Before:
    """A need as it was when an act began."""

    def __init__(self, need: Need) -> None:
        self.need, self.version = need, need.version
        self.values = {name: getattr(need, name) for name in KEPT}

    def changed(self) -> dict[str, Any]:
        """What has changed since, as it was."""
        return {name: old for name, old in self.values.items() if getattr(self.need, name) != old}

    def written(self) -> dict[str, Any]:
        """The same as it is written down, with the version before and the version now."""
        db.session.flush()
        values = {name: _plain(old) for name, old in self.changed().items()}
        return {"version": self.version, "version_after": self.need.version, "values": values}


@contextmanager
def together() -> Iterator[UUID]:
    """All acts inside belong together: they are shown as one, and taken back as one."""
    batch = _together.get() or uuid4()
    token = _together.set(batch)
    try:
        yield batch
    finally:
        _together.reset(token)


@contextmanager
def keeping(actor: Actor, need: Need, kind: str) -> Iterator[Act]:
    """Do an act of sorting; what the need was before is journalled, and kept for an undo."""
    before, act = Before(need), Act()
    yield act
    written, old = before.written(), before.changed()
    new = {name: getattr(need, name) for name in old}
    record(actor, kind, "need", need.id, need.community_code, old, new | act.facts)
    if actor.account_id is None or not (old or act.more):
        return
    db.session.add(
        NeedAct(
            community_code=need.community_code,
            batch=_together.get() or uuid4(),
            account_id=actor.account_id,
            need_id=need.id,
            kind=kind,
            before=written | act.more,
            version_after=written["version_after"],
        )
    )
    db.session.flush()


def put_back(need: Need, written: dict[str, Any]) -> None:
    """Give a need the values it had before."""
    for name, value in written["values"].items():
        setattr(need, name, typed(name, value))
    db.session.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | StrEnum):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def typed(name: str, value: Any) -> Any:
    """A value of a need's column as it was before it was written down."""
    kind = Need.__table__.c[name].type
    if value is None:
        return None
    if isinstance(kind, Word):
        return kind.words(value)
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return UUID(value) if isinstance(kind, Uuid) else value


def taken_up(community_code: str, need_ids: Iterable[UUID]) -> list[Need]:
    """These needs of the community as they are now, oldest first; nobody else changes them meanwhile."""
    query = (
        select(Need)
        .where(Need.community_code == community_code, Need.id.in_(set(need_ids)))
        .order_by(Need.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return sorted(db.session.scalars(query), key=lambda need: (need.created_at, need.number))


def refuse_if_changed(need: Need, version: int | None) -> None:
    """Whoever saw an older version looks again first; without a version nobody says what they saw."""
    if version is not None and need.version != version:
        raise Refusal("needs.changed_meanwhile", number=need.number)


def review(actor: Actor, need: Need) -> None:
    """Whoever sorts a need has read it: from then on everybody may, unless it was taken down."""
    refuse_if_withheld(need)
    if need.published_at is None:
        need.published_at = now()
        record_event(need.id, "needs.published", actor=actor)


def move(need: Need, state: NeedState) -> None:
    """Give a need another state, if it may have it."""
    refuse_move(need, state)
    need.state = state
    db.session.flush()


def refuse_move(need: Need, state: NeedState) -> None:
    """Closed needs may only be reopened."""
    if not may_become(need.state, state):
        raise Refusal("needs.wrong_state", number=need.number)
