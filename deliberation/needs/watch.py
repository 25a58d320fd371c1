"""What moderators look at: texts that wait, texts with a listed word, reported texts, what was taken down.

Needs, comments and proposed ways stand in one list; each pile is read in a fixed number of statements.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, union_all

from deliberation.database import Page, db, paginate
from deliberation.needs.models import Need, NeedComment, NeedPhoto, NeedReport, NeedSolution
from deliberation.needs.queries import rows_of
from deliberation.needs.remarks import comment_rows
from deliberation.needs.rules import LIVE, TextKind, Watch
from deliberation.people.models import Account, Resident

Tables = type[Need] | type[NeedComment] | type[NeedSolution]
KINDS: dict[TextKind, Any] = {
    TextKind.NEED: Need,
    TextKind.COMMENT: NeedComment,
    TextKind.SOLUTION: NeedSolution,
}


@dataclass(frozen=True)
class Watched:
    """One text of a pile: what it is, its row with its author's names, its need, its reports and photos."""

    kind: TextKind
    at: datetime
    row: Any
    need: Need
    reports: list[NeedReport] = field(default_factory=list)
    photos: list[NeedPhoto] = field(default_factory=list)


def pile_of(community_code: str, pile: Watch, number: int) -> Page[Watched]:
    """A page of one pile: oldest first, what was taken down latest first."""
    listed = _reported(community_code) if pile == Watch.REPORTS else _texts(community_code, pile)
    rows = listed.subquery()
    order = rows.c.at.desc() if pile == Watch.DOWN else rows.c.at
    page = paginate(select(rows.c.kind, rows.c.id, rows.c.at).order_by(order, rows.c.id), number)
    found = [(TextKind(kind), text_id, at) for kind, text_id, at in page.items]
    return Page(_filled(community_code, found), page.number, page.per_page, page.total)


def pile_counts(community_code: str) -> dict[Watch, int]:
    """How many texts lie in each pile: one statement."""
    counted = []
    for pile in Watch:
        listed = _reported(community_code) if pile == Watch.REPORTS else _texts(community_code, pile)
        counted.append(select(func.count()).select_from(listed.subquery()).scalar_subquery())
    return dict(zip(Watch, db.session.execute(select(*counted)).one(), strict=True))


def watched(community_code: str, kind: TextKind, text_id: UUID) -> Watched | None:
    """One text as moderators see it."""
    found = _filled(community_code, [(kind, text_id, None)])
    return found[0] if found else None


def _texts(community_code: str, pile: Watch) -> Any:
    return union_all(
        *(
            select(
                literal(kind.value).label("kind"), table.id.label("id"), _since(table, pile).label("at")
            ).where(table.community_code == community_code, *_in_pile(table, pile))
            for kind, table in KINDS.items()
        )
    )


def _since(table: Any, pile: Watch) -> Any:
    return _down_at(table) if pile == Watch.DOWN else table.created_at


def _down_at(table: Any) -> Any:
    return Need.withheld_at if table is Need else table.hidden_at


def _in_pile(table: Any, pile: Watch) -> list[ColumnElement[bool]]:
    if pile == Watch.DOWN:
        own = [NeedComment.text != ""] if table is NeedComment else []
        photos = Need.id.in_(select(NeedPhoto.need_id).where(NeedPhoto.hidden_at.is_not(None)))
        down = _down_at(table).is_not(None)
        return [or_(down, photos) if table is Need else down, *own]
    held = table.held_word != "" if pile == Watch.WORDS else table.held_word == ""
    closed = [Need.state.in_(LIVE)] if table is Need else []
    return [table.published_at.is_(None), _down_at(table).is_(None), held, *closed]


def _reported(community_code: str) -> Select[Any, Any, Any]:
    """The texts somebody's open report is of, since the first of them."""
    kind = case(
        (NeedReport.comment_id.is_not(None), TextKind.COMMENT.value),
        (NeedReport.solution_id.is_not(None), TextKind.SOLUTION.value),
        else_=TextKind.NEED.value,
    )
    text_id = func.coalesce(NeedReport.comment_id, NeedReport.solution_id, NeedReport.need_id)
    return (
        select(kind.label("kind"), text_id.label("id"), func.min(NeedReport.created_at).label("at"))
        .where(NeedReport.community_code == community_code, NeedReport.closed_at.is_(None))
        .group_by(NeedReport.need_id, NeedReport.comment_id, NeedReport.solution_id)
    )


def _filled(community_code: str, found: Sequence[tuple[TextKind, UUID, Any]]) -> list[Watched]:
    """The texts with everything a moderator reads beside them: five statements, however many there are."""
    ids = {kind: [text_id for each, text_id, _at in found if each == kind] for kind in KINDS}
    rows: dict[UUID, Any] = {row[0].id: row for row in _rows(community_code, ids)}
    need_ids = {_need_id(row[0]) for row in rows.values()}
    query = select(Need).where(Need.id.in_(need_ids), Need.community_code == community_code)
    needs = {need.id: need for need in db.session.scalars(query)}
    reports, photos = _reports(need_ids), _photos(need_ids)
    shown = []
    for kind, text_id, at in found:
        row = rows.get(text_id)
        if row is None:
            continue
        text, need = row[0], needs[_need_id(row[0])]
        beside = [each for each in reports if _is_of(each, text)]
        pictures = [each for each in photos if kind == TextKind.NEED and each.need_id == text.id]
        shown.append(Watched(kind, at or text.created_at, row, need, beside, pictures))
    return shown


def _rows(community_code: str, ids: dict[TextKind, list[UUID]]) -> Iterable[Any]:
    yield from db.session.execute(rows_of(community_code).where(Need.id.in_(ids[TextKind.NEED])))
    comments = comment_rows().where(
        NeedComment.community_code == community_code, NeedComment.id.in_(ids[TextKind.COMMENT])
    )
    yield from db.session.execute(comments)
    solutions = (
        select(
            NeedSolution,
            Account.name.label("account_name"),
            Account.nickname.label("nickname"),
            Resident.name.label("resident_name"),
        )
        .outerjoin(Account, Account.id == NeedSolution.account_id)
        .outerjoin(Resident, Resident.id == NeedSolution.resident_id)
        .where(NeedSolution.community_code == community_code, NeedSolution.id.in_(ids[TextKind.SOLUTION]))
    )
    yield from db.session.execute(solutions)


def _need_id(text: Any) -> UUID:
    need_id: UUID = text.id if isinstance(text, Need) else text.need_id
    return need_id


def _reports(need_ids: Iterable[UUID]) -> Sequence[NeedReport]:
    query = select(NeedReport).where(
        and_(NeedReport.need_id.in_(list(need_ids)), NeedReport.closed_at.is_(None))
    )
    return db.session.scalars(query.order_by(NeedReport.created_at, NeedReport.id)).all()


def _is_of(report: NeedReport, text: Any) -> bool:
    if isinstance(text, NeedComment):
        return report.comment_id == text.id
    if isinstance(text, NeedSolution):
        return report.solution_id == text.id
    return report.need_id == text.id and report.comment_id is None and report.solution_id is None


def _photos(need_ids: Iterable[UUID]) -> Sequence[NeedPhoto]:
    query = select(NeedPhoto).where(NeedPhoto.need_id.in_(list(need_ids)))
    return db.session.scalars(query.order_by(NeedPhoto.position, NeedPhoto.id)).all()
