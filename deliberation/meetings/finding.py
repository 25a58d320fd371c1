"""Finding minutes by their words: in all of them for who may read them, in the public ones for others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true

from deliberation.actors import Actor, Role
from deliberation.database import MINUTES_INDEX, PUBLIC_MINUTES_INDEX, Page, db, paginate
from deliberation.meetings.excerpts import Piece, excerpt
from deliberation.meetings.models import AgendaItem, Attendance, Meeting, Minutes, MinutesDocument, Motion
from deliberation.meetings.policy import may_run, sees_all_names
from deliberation.meetings.rules import PROFILES, Outcome
from deliberation.meetings.search_words import scope_word
from deliberation.needs.grams import Term
from deliberation.needs.models import Need
from deliberation.needs.search import Every, answering, asked_for
from deliberation.wording import tidy

LONGEST = 60


@dataclass(frozen=True)
class Asked:
    """What somebody looks for; empty fields ask for nothing. `order` is `new` or `best`."""

    words: str = ""
    year: int | None = None
    kind: str = ""
    need: str = ""
    outcome: Outcome | None = None
    order: str = "new"

    @property
    def anything(self) -> bool:
        return bool(self.words or self.year or self.kind or self.need or self.outcome)


@dataclass(frozen=True)
class Reader:
    """Where somebody looks (a prefix of the code), and as whom."""

    scope: str
    actor: Actor = field(repr=False)

    @property
    def all_names(self) -> bool:
        """Whether they read full names wherever they look."""
        return sees_all_names(self.actor, self.scope)

    @property
    def drafts(self) -> bool:
        """Whether they see every draft here."""
        return may_run(self.actor, self.scope)


@dataclass(frozen=True)
class Hit:
    """Minutes found: of which meeting, where, and the place in the text."""

    meeting: Meeting
    title: str
    sealed: bool
    pieces: Sequence[Piece]


def asked_words(typed: str) -> str:
    """What is looked for of what was typed: one line, at most sixty characters."""
    return tidy(typed)[:LONGEST]


def found(reader: Reader, asked: Asked, page: int) -> Page[Hit]:
    """The minutes that hold all the words and fit the filters; three statements, however many there are."""
    mine = _is_party(reader.actor)
    whole = or_(true() if reader.all_names else false(), mine)
    query = (
        select(
            Meeting,
            Minutes.sealed_at,
            MinutesDocument.text,
            MinutesDocument.public_text,
            whole.label("whole"),
        )
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(MinutesDocument, MinutesDocument.minutes_id == Minutes.id)
        .where(Meeting.community_code.startswith(reader.scope, autoescape=True))
    )
    if not reader.drafts:
        query = query.where(or_(Minutes.sealed_at.is_not(None), mine))
    query = query.where(_holding(reader, asked, mine), *_filters(asked))
    rows = paginate(query.order_by(*_order(asked, whole)), page)
    hits = [_hit(row, row.text if row.whole else row.public_text, asked.words) for row in rows.items]
    return Page(hits, rows.number, rows.per_page, rows.total)


def _hit(row: Any, text: str, words: str) -> Hit:
    """The first line of a text is the title, as this reader may have it."""
    title, _line, body = text.partition("\n")
    pieces = excerpt(body, words) if words else ()
    return Hit(row.Meeting, title, row.sealed_at is not None, pieces)


def _is_party(actor: Actor) -> ColumnElement[bool]:
    if actor.account_id is None:
        return false()
    listed = exists().where(Attendance.meeting_id == Meeting.id, Attendance.account_id == actor.account_id)
    return or_(Meeting.chair_id == actor.account_id, Meeting.recorder_id == actor.account_id, listed)


def _holding(reader: Reader, asked: Asked, mine: ColumnElement[bool]) -> ColumnElement[bool]:
    """Outsiders are answered from the public words alone: nobody finds a hidden name by looking for it."""
    if not asked.words:
        return true()
    terms = asked_for(asked.words)
    if not terms:
        return false()
    place = scope_word(reader.scope)
    question = Every((*([Term(place)] if place else []), *terms))
    everything = MinutesDocument.id.in_(_answer(MINUTES_INDEX, "vector", question))
    if reader.all_names:
        return everything
    public = MinutesDocument.id.in_(_answer(PUBLIC_MINUTES_INDEX, "public_vector", question))
    return or_(public, and_(mine, everything)) if reader.actor.account_id else public


def _answer(index: str, vector: str, question: Every) -> Select[int]:
    return answering(index, MinutesDocument.__tablename__, vector, question)


def _filters(asked: Asked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.year:
        wanted.append(Meeting.year == asked.year)
    if asked.kind:
        wanted.append(Meeting.series == asked.kind)
    if asked.need:
        about = select(AgendaItem.meeting_id).join(Need, Need.id == AgendaItem.need_id)
        wanted.append(Meeting.id.in_(about.where(Need.number == asked.need)))
    if asked.outcome:
        decided = select(AgendaItem.meeting_id).join(Motion, Motion.item_id == AgendaItem.id)
        wanted.append(Meeting.id.in_(decided.where(Motion.outcome == asked.outcome)))
    return wanted


def _order(asked: Asked, whole: ColumnElement[bool]) -> list[ColumnElement[Any]]:
    newest: list[Any] = [Meeting.starts_at.desc(), Meeting.id]
    if asked.order != "best" or not asked.words:
        return newest
    seen = case((whole, MinutesDocument.text), else_=MinutesDocument.public_text)
    first_line = func.lower(seen).startswith(asked.words.lower(), autoescape=True)
    phrase = func.lower(seen).contains(asked.words.lower(), autoescape=True)
    return [case((first_line, 0), (phrase, 1), else_=2), *newest]


def years_of(scope: str) -> Sequence[int]:
    """The years in which there were meetings, latest first."""
    query = select(Meeting.year).where(Meeting.community_code.startswith(scope, autoescape=True)).distinct()
    return db.session.scalars(query.order_by(Meeting.year.desc())).all()


def kinds_of(scope: str) -> Sequence[str]:
    """The kinds of meetings held here, the common ones in their order first."""
    query = select(Meeting.series).where(Meeting.community_code.startswith(scope, autoescape=True)).distinct()
    known = list(PROFILES)
    return sorted(db.session.scalars(query), key=lambda key: (known.index(key) if key in known else 99, key))


def where_officer(actor: Actor, code: str) -> str | None:
    """The street (or district) of this community that a street officer looks after."""
    scopes = [scope for scope in actor.scopes(Role.OFFICER) if code.startswith(scope)]
    return min(scopes, key=len) if scopes else None
