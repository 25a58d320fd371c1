"""What all pages of needs share: the blueprint, the parts of a need's page, and whose a need is."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from deliberation.actors import Actor
from deliberation.needs.policy import may_read_unpublished

blueprint = Blueprint("needs", __name__, url_prefix="/c/<code>/needs")

NeedPart = Callable[[str, Any, Actor], dict[str, Any]]
_parts: list[NeedPart] = []


def on_need_page(part: NeedPart) -> NeedPart:
    """Have something known on the page of one need: a function of (code, row of `need_read`, actor)."""
    _parts.append(part)
    return part


def parts_of(code: str, row: Any, actor: Actor) -> dict[str, Any]:
    """What all parts of a need's page know."""
    known: dict[str, Any] = {}
    for part in _parts:
        known.update(part(code, row, actor))
    return known


def readable(code: str, need: Any, actor: Actor) -> bool:
    """Whether somebody may read a need's text."""
    return need.published_at is not None or may_read_unpublished(actor, code, is_author(actor, need))


def is_author(actor: Actor, need: object) -> bool:
    """Whether somebody asks for what is their own."""
    account_id, resident_id = (
        getattr(need, "author_account_id", None),
        getattr(need, "author_resident_id", None),
    )
    return (actor.account_id is not None and account_id == actor.account_id) or (
        actor.resident_id is not None and resident_id == actor.resident_id
    )
