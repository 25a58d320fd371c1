"""How a text is shown to moderators: who wrote it, its words with the listed one marked, its reports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from deliberation.needs.rules import TextKind
from deliberation.needs.said import commenter
from deliberation.needs.shown import author_shown
from deliberation.needs.watch import Watched
from deliberation.needs.words import parts_with
from deliberation.web.phrases import label

Line = list[tuple[str, bool]]


@dataclass(frozen=True)
class Watching:
    """One text before a moderator; `key` names it in a form; `stands` is shown, waits, down or withdrawn."""

    key: str
    kind: TextKind
    id: UUID
    need: Any
    who: str
    at: datetime
    title: str
    lines: list[Line]
    word: str
    stands: str
    reason: str
    reports: list[tuple[str, str, datetime]]
    photos: list[Any]
    url: str
    look_url: str


def watching(each: Watched) -> Watching:
    """A text of a pile, ready for the page."""
    text, need = each.row[0], each.need
    body = need.body if each.kind == TextKind.NEED else text.text
    named = {} if each.kind == TextKind.NEED else {each.kind.value: text.id}
    return Watching(
        key_of(each.kind, text.id),
        each.kind,
        text.id,
        need,
        _author(each),
        each.at,
        "" if each.kind == TextKind.COMMENT else text.title,
        [parts_with(text.held_word, line) for line in body.split("\n") if line],
        text.held_word,
        stands(text),
        need.withheld_reason if each.kind == TextKind.NEED else text.hidden_reason,
        [(label("report_reason", one.reason), one.text, one.created_at) for one in each.reports],
        each.photos,
        _page_of(each),
        url_for("needs.sorting.look", code=need.community_code, need_id=need.id, **named),
    )


def key_of(kind: TextKind, text_id: UUID) -> str:
    """How a form names a text."""
    return f"{kind}:{text_id}"


def stands(text: Any) -> str:
    """What became of a text, in one word."""
    if getattr(text, "withdrawn", False):
        return "withdrawn"
    down = text.withheld_at if hasattr(text, "withheld_at") else text.hidden_at
    if down is not None:
        return "down"
    return "waits" if text.published_at is None else "shown"


def _author(each: Watched) -> str:
    if each.kind == TextKind.NEED:
        return author_shown(each.row, True)
    if each.kind == TextKind.COMMENT:
        return commenter(each.row, True)
    solution = each.row[0]
    return solution.proposer_name or each.row.account_name or each.row.resident_name or ""


def _page_of(each: Watched) -> str:
    here: dict[str, Any] = {"code": each.need.community_code, "need_id": each.need.id}
    if each.kind == TextKind.COMMENT:
        return url_for("needs.said", comment_id=each.row[0].id, **here)
    return url_for("needs.show", **here)
