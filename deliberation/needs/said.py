"""How what neighbours said is shown: who (masked outside), what, and what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from deliberation.actors import Actor
from deliberation.database import Page
from deliberation.needs import policy
from deliberation.needs.remarks import Of, Reader, talk_rows
from deliberation.web.phrases import label
from deliberation.wording import mask_name

NEIGHBOURS = ("resident", "representative")


@dataclass(frozen=True)
class Said:
    """One remark or reply as its reader sees it; `stands` is shown, waits, down or withdrawn."""

    id: UUID
    who: str
    at: datetime
    lines: list[str]
    stands: str
    reason: str
    channel: str
    mine: bool
    to: str = ""
    replies: list["Said"] = field(default_factory=list)


@dataclass(frozen=True)
class Talk:
    """One page of what was said."""

    page: Page[Any]
    remarks: list[Said]


def reader_of(actor: Actor, code: str) -> Reader:
    """As whom somebody reads what is said here."""
    at_home = actor.resident_id if actor.lives_in(code) else None
    return Reader(actor.account_id, at_home, policy.sees_names(actor, code))


def talk_of(need: Any, number: int, actor: Actor, of: Of = None) -> Talk:
    """A page of remarks below a need (one way to meet it, or both), each with its replies."""
    reader = reader_of(actor, need.community_code)
    page, replies = talk_rows(need.id, number, reader, of)
    remarks = [
        _said(row, reader, [_said(reply, reader) for reply in replies.get(row.NeedComment.id, [])])
        for row in page.items
    ]
    return Talk(page, remarks)


def answered_in(talk: Talk, wanted: UUID | None) -> Said | None:
    """The remark or reply on this page that is to be answered, if it can be."""
    every = [said for remark in talk.remarks for said in (remark, *remark.replies)]
    return next((said for said in every if said.id == wanted and said.stands == "shown"), None)


def commenter(row: Any, real_names: bool) -> str:
    """Who said it: staff by their role, residents by name (own staff) or nickname or masked name."""
    return _named(row.NeedComment, row.account_name, row.nickname, row.resident_name, real_names)


def _named(comment: Any, account: str | None, nickname: str | None, resident: str | None, real: bool) -> str:
    if comment.role not in NEIGHBOURS:
        return label("acted_as", comment.role)
    name = account or resident or comment.on_behalf_name
    return str(name if real else nickname or mask_name(name))


def stands(comment: Any) -> str:
    """What became of somebody's words, in one word."""
    if comment.withdrawn:
        return "withdrawn"
    if comment.hidden_at is not None:
        return "down"
    return "waits" if comment.published_at is None else "shown"


def _said(row: Any, reader: Reader, replies: list[Said] | None = None) -> Said:
    comment, state = row[0], stands(row[0])
    mine = is_mine(comment, reader)
    readable = state in ("shown", "waits") or (state == "down" and (mine or reader.everything))
    return Said(
        comment.id,
        _named(comment, row.account_name, row.nickname, row.resident_name, reader.everything),
        comment.created_at,
        [line for line in comment.text.split("\n") if line] if readable else [],
        state,
        comment.hidden_reason,
        "" if comment.channel == "online" else label("channel", comment.channel),
        mine,
        _answered(row, reader.everything),
        replies or [],
    )


def _answered(row: Any, real_names: bool) -> str:
    """Whom a reply answers, where that is not plain from its place."""
    if len(row) < 5 or row[4] is None:
        return ""
    return _named(row[4], row.to_account_name, row.to_nickname, row.to_resident_name, real_names)


def is_mine(comment: Any, reader: Reader) -> bool:
    """Whether the reader said it."""
    by_account = reader.account_id is not None and comment.author_account_id == reader.account_id
    return by_account or (reader.resident_id is not None and comment.author_resident_id == reader.resident_id)
