"""Rows that may be the same as one of another list of the community: the same need, or they sound alike.

Alike is what the needs room means by it (`needs.likeness`): the same thing with the same matter at the same
place. It is a warning beside the row, with the other row linked; a worker may say why they are two things.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from deliberation.database import db
from deliberation.needs.hearing import Heard, heard_need
from deliberation.needs.likeness import ALIKE, likeness
from deliberation.projects.models import Project, ProjectList, ProjectNeed, RowApart

MOST_EARLIER = 2_000
MOST_SHOWN = 5
SAME = 1_000


@dataclass(frozen=True)
class Alike:
    """A row of another list: `score` 1,000 where both answer the same need; `apart` is why it is another
    thing, where somebody said so."""

    row_id: UUID
    list_id: UUID
    name: str
    site: str
    number: str
    list_title: str
    score: int
    apart: str


def resembling(made: ProjectList, rows: Sequence[Project]) -> dict[UUID, list[Alike]]:
    """For each of the rows those of other lists that may be the same, the most alike first; rows without any
    are left out. Three queries for all of them."""
    earlier = {each.id: each for each in _earlier(made)}
    if not earlier or not rows:
        return {}
    ids = [row.id for row in rows]
    shared, apart = _sharing_a_need(ids), _told_apart(ids)
    by_sound = _Sounds(earlier.values())
    found = {}
    for row in rows:
        scores = {other: SAME for other in shared[row.id] if other in earlier}
        for other, score in by_sound.near(row.name, row.content, row.site):
            scores.setdefault(other, score)
        best = sorted(scores, key=lambda other: (-scores[other], earlier[other].number))[:MOST_SHOWN]
        if best:
            found[row.id] = [
                _alike(earlier[other], scores[other], apart.get((row.id, other), "")) for other in best
            ]
    return found


def unsettled(alike: Iterable[Alike]) -> list[Alike]:
    """Those nobody has said anything about yet."""
    return [each for each in alike if not each.apart]


class _Sounds:
    """Earlier rows by what they are about, so that only those are compared that share something."""

    def __init__(self, earlier: Iterable[Any]) -> None:
        self.heard: list[tuple[UUID, Heard]] = []
        self.by_word: defaultdict[str, list[int]] = defaultdict(list)
        for each in earlier:
            said = _heard(each.name, each.content, each.site)
            for word in said.things or said.pairs:
                self.by_word[word].append(len(self.heard))
            self.heard.append((each.id, said))

    def near(self, name: str, content: str, site: str) -> list[tuple[UUID, int]]:
        said = _heard(name, content, site)
        places = {place for word in said.things or said.pairs for place in self.by_word.get(word, ())}
        scored = [(self.heard[place][0], likeness(said, self.heard[place][1])) for place in places]
        return [(row_id, score) for row_id, score in scored if score >= ALIKE]


@lru_cache(maxsize=4096)
def _heard(name: str, content: str, site: str) -> Heard:
    return heard_need(name, content[:300], site)


def _alike(other: Any, score: int, apart: str) -> Alike:
    return Alike(
        other.id, other.list_id, other.name, other.site, other.number, other.list_title, score, apart
    )


def _earlier(made: ProjectList) -> Sequence[Any]:
    """The rows of the community's other lists, the newest first."""
    query = (
        select(
            Project.id, Project.list_id, Project.name, Project.site, Project.content, Project.number,
            ProjectList.title.label("list_title"),
        )
        .join(ProjectList, ProjectList.id == Project.list_id)
        .where(Project.community_code == made.community_code, Project.list_id != made.id)
        .order_by(ProjectList.created_at.desc(), Project.position)
    )  # fmt: skip
    return db.session.execute(query.limit(MOST_EARLIER)).all()


def _sharing_a_need(row_ids: Sequence[UUID]) -> defaultdict[UUID, list[UUID]]:
    """Which other rows, of any list, answer a need that a row answers."""
    mine, other = aliased(ProjectNeed), aliased(ProjectNeed)
    query = (
        select(mine.project_id, other.project_id)
        .join(other, other.need_id == mine.need_id)
        .where(mine.project_id.in_(row_ids), other.list_id != mine.list_id)
    )
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for row_id, other_id in db.session.execute(query):
        found[row_id].append(other_id)
    return found


def _told_apart(row_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], str]:
    query = select(RowApart).where(RowApart.project_id.in_(row_ids))
    return {(each.project_id, each.other_id): each.reason for each in db.session.scalars(query)}
