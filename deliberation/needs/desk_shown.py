"""How the sorting desk shows things: compact rows, how long something waits, what was done and by whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from deliberation.actors import Actor
from deliberation.clock import now
from deliberation.errors import Refusal
from deliberation.needs.acting import typed
from deliberation.needs.policy import may_undo
from deliberation.needs.rules import OVERDUE_AFTER, WHILE_HELD, still_undoable
from deliberation.needs.shown import TONES, standing
from deliberation.web.formats import money
from deliberation.web.phrases import known, label, phrase, sentence


@dataclass(frozen=True)
class DeskRow:
    """A need as one compact row: what it is, how long it waits, whose it is, what is special about it."""

    need_id: UUID
    number: str
    title: str
    version: int
    age: str
    late: bool
    kind: str
    supports: int
    households: int
    state_label: str
    state_tone: str
    telling: bool
    flags: list[str]


def desk_rows(rows: Iterable[Any]) -> list[DeskRow]:
    """Rows of a pile as the list shows them."""
    return [_row(row) for row in rows]


def _row(row: Any) -> DeskRow:
    stands = standing(row)
    silent = row.state == "open" and row.answered_at is None
    return DeskRow(
        row.id,
        row.number,
        row.title,
        row.version,
        age(row.created_at),
        silent and now() - row.created_at > OVERDUE_AFTER,
        _kind(row),
        row.support_count,
        row.household_count,
        label("need_state", stands),
        TONES.get(stands, "neutral"),
        stands not in ("open", "waiting"),
        list(_flags(row)),
    )


def _kind(row: Any) -> str:
    if row.channel != "online":
        return label("channel", row.channel)
    return _("居民") if row.confirmed_at else _("未核对的居民")


def _flags(row: Any) -> Iterable[str]:
    if row.nudged:
        yield _("提出的人催过")
    if row.held:
        yield _("议事、投票中")
    if row.owners_decision:
        yield _("需业主决定")
    if row.colleague:
        yield _("%(name)s在办", name=row.colleague)


def age(moment: datetime) -> str:
    """How long something waits: 3 天."""
    days = (now() - moment) // timedelta(days=1)
    if days >= 1:
        return _("%(count)s 天", count=days)
    hours = (now() - moment) // timedelta(hours=1)
    return _("%(count)s 小时", count=hours) if hours >= 1 else _("刚到")


def ago(moment: datetime) -> str:
    """How long ago something was done: 2 分钟前."""
    minutes = (now() - moment) // timedelta(minutes=1)
    if minutes < 1:
        return _("刚才")
    if minutes < 60:
        return _("%(count)s 分钟前", count=minutes)
    hours = minutes // 60
    if hours < 24:
        return _("%(count)s 小时前", count=hours)
    return _("%(count)s 天前", count=hours // 24)


@dataclass(frozen=True)
class Change:
    """What a colleague did to a need since somebody looked at it, and what is different now."""

    sentence: str
    details: list[str]


def changes(acts: Iterable[Any], need: Any) -> list[Change]:
    """What happened since, in words; nothing when nobody in particular did it."""
    return [Change(_changed(row), _details(row.NeedAct.before["values"], need)) for row in acts]


def _changed(row: Any) -> str:
    said = _(
        "%(who)s %(ago)s改过这条：%(act)s",
        who=row.who or _("系统"),
        ago=ago(row.NeedAct.created_at),
        act=phrase(f"act.{row.NeedAct.kind}"),
    )
    return said + _("（已经撤回）") if row.NeedAct.undone_at else said


SHOWN_FIELDS = (
    "title", "body", "category", "place", "state", "cost_fen", "owners_decision", "answer", "destination_unit"
)  # fmt: skip


def _details(values: Mapping[str, Any], need: Any) -> list[str]:
    found = []
    for name in SHOWN_FIELDS:
        if name in values:
            before, after = _value(name, typed(name, values[name])), _value(name, getattr(need, name))
            if before == after:
                continue
            said = _(
                "%(field)s：“%(before)s” → “%(after)s”",
                field=label("need_field", name),
                before=before,
                after=after,
            )
            found.append(said)
    return found


def _value(name: str, value: Any) -> str:
    if value in (None, ""):
        return _("空")
    if name == "category":
        return label("category", value)
    if name == "state":
        return label("need_state", value)
    if name == "cost_fen":
        return money(value)
    if name == "owners_decision":
        return _("是") if value else _("否")
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


@dataclass(frozen=True)
class Done:
    """Something that was done, to one need or many, and whether it can be taken back."""

    batch: UUID
    act: str
    sentence: str
    at: datetime
    who: str
    needs: list[tuple[UUID, str, str]]
    undone: bool
    undoable: bool
    why_not: str


def done_shown(rows: Sequence[Any], actor: Actor) -> Done | None:
    """Acts done together as one thing."""
    if not rows:
        return None
    first = rows[0].NeedAct
    own = first.account_id == actor.account_id
    reasons = [_why_not(row) for row in rows]
    allowed = may_undo(actor, first.community_code, own)
    return Done(
        first.batch,
        phrase(f"act.{first.kind}"),
        label("done", first.kind.partition(".")[2]),
        first.created_at,
        rows[0].who or "",
        [(row.NeedAct.need_id, row.number, row.title) for row in rows],
        all(row.NeedAct.undone_at for row in rows),
        allowed and not all(reasons),
        next((why for why in reasons if why), "") if allowed else _("只有本人或社区书记/主任可以撤回。"),
    )


def _why_not(row: Any) -> str:
    act = row.NeedAct
    if act.undone_at:
        return _("已经撤回。")
    if not still_undoable(act.created_at, now()):
        return _("超过 24 小时，不能撤回。")
    if row.version != act.version_after:
        return _("后来又改过，不能撤回。")
    if getattr(row, "held", False) and act.kind not in WHILE_HELD:
        return _("正在议事、投票或已成为项目，不能撤回。")
    return ""


def left_shown(left: Sequence[tuple[str, Refusal]]) -> str:
    """Which needs were left, grouped by why: 2026-004、2026-007 正在议事、投票或已成为项目"""
    groups: dict[str, list[str]] = {}
    for number, refusal in left:
        groups.setdefault(_why_left(refusal), []).append(number)
    return _("；").join(
        _("%(numbers)s %(why)s", numbers=_("、").join(numbers), why=why) for why, numbers in groups.items()
    )


def _why_left(refusal: Refusal) -> str:
    key = f"label.left.{refusal.code.partition('.')[2]}"
    return phrase(key) if key in known() else sentence(refusal)


def marked(one: str, other: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether the other text says it as well (wherever it says it)."""
    there = {other[place : place + 2] for place in range(len(other) - 1)}
    shared = [not letter.isalnum() for letter in one]
    for place in range(len(one) - 1):
        if one[place : place + 2] in there:
            shared[place] = shared[place + 1] = True
    pieces: list[tuple[str, bool]] = []
    for letter, said in zip(one, shared, strict=True):
        if pieces and pieces[-1][1] == said:
            pieces[-1] = (pieces[-1][0] + letter, said)
        else:
            pieces.append((letter, said))
    return pieces
