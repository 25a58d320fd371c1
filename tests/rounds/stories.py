"""Rounds for tests, told through the services."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from deliberation.actors import Actor, Role
from deliberation.clock import at, now
from deliberation.database import db, unit_of_work
from deliberation.rounds import service
from deliberation.rounds.models import Round, RoundResult
from deliberation.rounds.rules import OptionPlan, Plan
from tests.stories import A, Story

Row = TypeVar("Row", Round, RoundResult)
DAY = timedelta(days=1)
TITLES = ("加装电动车充电棚", "早餐店", "菜市场冷柜")


class RoundStory:
    """A worker, a lead, a teller, a scrutineer, and rounds of community A."""

    def __init__(self, story: Story, code: str = A) -> None:
        self.story, self.code = story, code
        self.worker, _ = story.staff(Role.WORKER, code, "李梅")
        self.lead, _ = story.staff(Role.LEAD, code, "王书记")
        self.teller, _ = story.staff(Role.WORKER, code, "计小票")
        self.scrutineer, _ = story.staff(Role.REPRESENTATIVE, code, "监老师")

    def plan(self, **changes: Any) -> Plan:
        """A sound plan of three options, open from now for a week."""
        options = [
            OptionPlan(title, cost, key=f"n{place}")
            for place, (title, cost) in enumerate(zip(TITLES, (300, 100, 200), strict=True), 1)
        ]
        values: dict[str, Any] = {
            "title": "2026年第一轮投票",
            "opens_at": now(),
            "closes_at": now() + 7 * DAY,
            "k": 2,
            "options": options,
            "ties": ("cost", "order"),
            "teller_id": self.teller.account_id,
            "scrutineer_id": self.scrutineer.account_id,
        }
        return Plan(**{**values, **changes})

    def draft(self, **changes: Any) -> Round:
        """A round nobody has announced."""
        with unit_of_work():
            row = service.create(self.worker, self.code, None, self.plan(**changes))
        return kept(row)

    def open(self, **changes: Any) -> Round:
        """A round one can vote in."""
        row = self.draft(**changes)
        with unit_of_work():
            row = service.announce(self.worker, row.id)
        return kept(row)

    def voters(self, number: int) -> list[Actor]:
        """So many residents, each behind their own door."""
        return [self.story.resident(self.code, f"居民{place}")[0] for place in range(number)]


def kept(row: Row) -> Row:
    """The row as it is now, to look at whatever becomes of it in the database."""
    db.session.refresh(row)
    db.session.expunge(row)
    db.session.rollback()
    return row


def cast(round_id: UUID, voter: Actor, choices: Sequence[str], word: str = "", blank: bool = False) -> str:
    """One ballot of one resident, in its own transaction."""
    assert voter.resident_id is not None
    with unit_of_work():
        return service.cast(service.open_box(round_id), voter.resident_id, choices, word, blank)


def after(row: Round) -> datetime:
    """A moment after the round's end."""
    return row.closes_at + timedelta(minutes=1)


def close(row: Round, actor: Actor) -> RoundResult:
    """Count a round a minute after its end."""
    with at(after(row)), unit_of_work():
        result = service.close(actor, row.id)
    return kept(result)
