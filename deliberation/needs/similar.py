"""Needs that may say the same: what the form shows while a title is typed, and the desk beside an entry.

The index names the candidates that share most (the things heard, under all the names they have, and the
pairs of characters of the title), in one statement; how alike each of them is says `likeness`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, func, literal, select, union_all

from deliberation.database import db
from deliberation.needs.grams import terms
from deliberation.needs.hearing import END, GAP, Heard, heard_need
from deliberation.needs.likeness import ALIKE, closeness, likeness
from deliberation.needs.models import Need, NeedDocument
from deliberation.needs.queries import AnyRow
from deliberation.needs.rules import LIVE, NeedState
from deliberation.needs.search import Either, Every, Question, asked_for, documents_of
from deliberation.needs.synonyms import ASPECTS, FILLERS, LIGHT, THINGS
from deliberation.wording import tidy

MOST_CANDIDATES = 60
MOST_THINGS, MOST_PAIRS = 5, 12
COMMON = frozenset([*FILLERS, *ASPECTS["lack"], "号楼"])
THING, LIGHT_THING, PAIR = 8, 4, 1


@dataclass(frozen=True)
class Likeness:
    """A need that may say the same, and how alike it is, in thousandths."""

    need_id: UUID
    number: str
    title: str
    state: NeedState
    supports: int
    households: int
    score: int


def similar_to(
    community_code: str,
    title: str,
    body: str = "",
    category: str = "",
    exclude: UUID | None = None,
    most: int = 5,
    unpublished: bool = False,
    place: str = "",
) -> list[Likeness]:
    """Live needs of the community that sound like the same need, the most alike first; staff may ask for
    unpublished ones as well."""
    said = heard_need(tidy(title), tidy(body), tidy(place))
    asked = list(_asked(said, tidy(title)))
    if not asked:
        return []
    rows = _candidates(community_code, asked, exclude, unpublished)
    return judged(said, [(row, heard_need(row.title, row.body, row.place)) for row in rows], category, most)


def judged(said: Heard, others: Iterable[tuple[AnyRow, Heard]], category: str, most: int) -> list[Likeness]:
    """Of some candidates those that sound like the same need, the most alike first."""
    scored = [(row, likeness(said, other), closeness(said, other)) for row, other in others]
    scored = [each for each in scored if each[1] >= ALIKE]
    scored.sort(key=lambda each: _order(each[0], each[1] + each[2] // 10, category))
    return [_shown(row, score) for row, score, _close in scored[:most]]


def _order(row: AnyRow, near: int, category: str) -> tuple[Any, ...]:
    """The most alike and nearest first, then those of the same category, then the most supported."""
    return -near, row.category != category, -row.support_count, row.number


def _shown(row: AnyRow, score: int) -> Likeness:
    return Likeness(row.id, row.number, row.title, row.state, row.support_count, row.household_count, score)


def _asked(said: Heard, title: str) -> Iterator[tuple[Question, int]]:
    """What the index is asked for, with its weight: the things under all their names, the pairs typed."""
    for thing in sorted(said.things)[:MOST_THINGS]:
        yield _named(thing), LIGHT_THING if thing in LIGHT else THING
    telling = [term for term in asked_for(title) if term.gram not in COMMON]
    for term in telling[:MOST_PAIRS]:
        yield term, PAIR


@lru_cache(maxsize=512)
def _named(thing: str) -> Question:
    """A thing under each of its names; names inside others need not be asked for."""
    names = [name.removesuffix(END) for name in THINGS[thing] if GAP not in name]
    short = [name for name in names if not any(other != name and other in name for other in names)]
    parts = [tuple(terms(name)) for name in short]
    return Either(tuple(Every(part) if len(part) > 1 else part[0] for part in parts))


def _candidates(
    community_code: str, asked: Sequence[tuple[Question, int]], exclude: UUID | None, unpublished: bool
) -> Sequence[AnyRow]:
    """The needs that share most with what is asked, from the index: one statement."""
    shared = union_all(
        *(
            documents_of(community_code, question).add_columns(literal(weight, Integer).label("weight"))
            for question, weight in asked
        )
    ).subquery()
    ranked = (
        select(shared.c.id)
        .group_by(shared.c.id)
        .order_by(func.sum(shared.c.weight).desc(), shared.c.id.desc())
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    query = (
        select(
            Need.id, Need.number, Need.title, Need.body, Need.place, Need.category, Need.state,
            Need.support_count, Need.household_count,
        )
        .join(NeedDocument, NeedDocument.need_id == Need.id)
        .join(ranked, ranked.c.id == NeedDocument.id)
        .where(Need.state.in_(LIVE))
    )  # fmt: skip
    if not unpublished:
        query = query.where(Need.published_at.is_not(None))
    if exclude is not None:
        query = query.where(Need.id != exclude)
    return db.session.execute(query).all()
