"""Needs that may say the same as each line of a long table: all live needs are heard once, then asked often.

`similar.similar_to` asks the index each time, which suits one title being typed; for thousands of lines it
is several minutes. What counts as alike is the same here as there.
"""

from collections import defaultdict
from heapq import nlargest

from sqlalchemy import select

from deliberation.database import db
from deliberation.needs.hearing import Heard, heard_need
from deliberation.needs.models import Need
from deliberation.needs.queries import AnyRow
from deliberation.needs.rules import LIVE
from deliberation.needs.similar import LIGHT_THING, PAIR, THING, Likeness, judged
from deliberation.needs.synonyms import LIGHT

MOST_CANDIDATES = 60
MOST_PAIRS = 12
TOO_COMMON = 2_000


class Lookalikes:
    """The live needs of a community, published or not, by what they are about and by pairs of characters."""

    def __init__(self, community_code: str) -> None:
        query = select(
            Need.id, Need.number, Need.title, Need.body, Need.place, Need.category, Need.state,
            Need.support_count, Need.household_count,
        ).where(Need.community_code == community_code, Need.state.in_(LIVE))  # fmt: skip
        self.heard: list[tuple[AnyRow, Heard]] = []
        self.by_thing: defaultdict[str, list[int]] = defaultdict(list)
        self.by_pair: defaultdict[str, list[int]] = defaultdict(list)
        for row in db.session.execute(query):
            self._hear(row)

    def _hear(self, row: AnyRow) -> None:
        said, place = heard_need(row.title, row.body, row.place), len(self.heard)
        self.heard.append((row, said))
        for thing in said.things:
            self.by_thing[thing].append(place)
        for pair in said.pairs:
            self.by_pair[pair].append(place)

    def near(self, title: str, body: str, place: str, category: str, most: int) -> list[Likeness]:
        """The needs that sound like the same one, the most alike first."""
        said = heard_need(title, body, place)
        shared: defaultdict[int, int] = defaultdict(int)
        for thing in said.things:
            for each in self.by_thing.get(thing, ()):
                shared[each] += LIGHT_THING if thing in LIGHT else THING
        holding = [self.by_pair.get(pair, []) for pair in said.pairs]
        for places in sorted((some for some in holding if len(some) <= TOO_COMMON), key=len)[:MOST_PAIRS]:
            for each in places:
                shared[each] += PAIR
        best = nlargest(MOST_CANDIDATES, shared, key=lambda each: (shared[each], each))
        return judged(said, (self.heard[each] for each in best), category, most)
