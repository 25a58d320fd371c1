"""How much one project of a kind may cost here: the defaults of the rules until the lead sets others."""

from collections.abc import Mapping

from sqlalchemy import select

from deliberation.actors import Actor
from deliberation.database import db, inserting
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.projects.models import SpendingCap
from deliberation.projects.rules import CAPS, MOST_FEN, ProjectKind


def caps_of(community_code: str) -> dict[ProjectKind, int]:
    """The cap of each kind, in fen."""
    query = select(SpendingCap.kind, SpendingCap.cap_fen).where(SpendingCap.community_code == community_code)
    chosen: dict[ProjectKind, int] = dict(db.session.execute(query).all())
    return {**CAPS, **chosen}


def set_caps(actor: Actor, community_code: str, caps: Mapping[ProjectKind, int]) -> None:
    """Set what one project of each kind may cost at most, in fen."""
    if any(not 0 < fen <= MOST_FEN for fen in caps.values()):
        raise Refusal("projects.impossible_cap")
    before = caps_of(community_code)
    changed = {kind: fen for kind, fen in caps.items() if before[kind] != fen}
    for kind, fen in changed.items():
        new = inserting(SpendingCap).values(community_code=community_code, kind=kind, cap_fen=fen)
        db.session.execute(
            new.on_conflict_do_update(
                index_elements=[SpendingCap.community_code, SpendingCap.kind], set_={"cap_fen": fen}
            )
        )
    if changed:
        was = {kind.value: before[kind] for kind in changed}
        now_is = {kind.value: fen for kind, fen in changed.items()}
        record(actor, "projects.set_caps", "spending_cap", community_code, community_code, was, now_is)
