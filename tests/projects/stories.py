"""Project lists for tests, told through the services: needs, a signed round, signed minutes, a list."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from deliberation.actors import Role
from deliberation.clock import at, now, today
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.meetings.rules import MotionKind
from deliberation.needs import service as needs
from deliberation.needs.models import Need
from deliberation.needs.rules import Draft
from deliberation.projects import conversion, editing, publicising, queries, service, submission
from deliberation.projects.editing import RowEdit
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.papers import facts_of
from deliberation.projects.rules import FundingSource, ProjectKind, Taking
from deliberation.rounds import service as rounds
from deliberation.rounds.rules import OptionPlan
from tests.meetings.stories import MeetingStory
from tests.rounds.stories import RoundStory, after, cast, close
from tests.stories import STREET, A, Story

TITLES = ("电动车充电棚", "早餐便民点", "坡道和扶手")
COSTS = (5_000_000, 3_000_000, 8_000_000)
DAY = timedelta(days=1)


class ListStory:
    """A community with three needs, voted on (3, 2 and 1 votes) and signed for; lead, worker, officer."""

    def __init__(self, story: Story, code: str = A) -> None:
        self.story, self.code = story, code
        self.cycle = story.cycle(Stage.COLLECTING, code)
        self.rounds = RoundStory(story, code)
        self.worker, self.lead = self.rounds.worker, self.rounds.lead
        self.officer, _ = story.staff(Role.OFFICER, STREET, "刘洋")
        self.author, _ = story.resident(code, "张桂兰")

    def need(self, title: str, cost_fen: int | None = None, body: str = "没有地方充电。") -> Need:
        """A shortlisted need."""
        with unit_of_work():
            draft = Draft(title, body, "N06", "3号楼东侧", households_affected=120)
            need = needs.submit(self.author, self.code, draft)
            needs.shortlist(self.worker, need, cost_fen)
        return need

    def needs(self) -> list[Need]:
        return [self.need(title, cost) for title, cost in zip(TITLES, COSTS, strict=True)]

    def voted(self, signed: bool = True, options: Sequence[Need] | None = None, **terms: Any) -> UUID:
        """A closed round over the needs, and the signatures of teller and scrutineer."""
        offered = options or self.needs()
        plans = [OptionPlan(need.title, need.cost_fen, need.id) for need in offered]
        with unit_of_work():
            plan = self.rounds.plan(options=plans, k=3, **terms)
            row = rounds.create(self.worker, self.code, self.cycle.id, plan)
            voters = [self.story.resident(self.code, f"居民{n}")[0] for n in range(3)]
            rounds.announce(self.worker, row.id)
        keys = [option.key for option in row.options]
        for place, voter in enumerate(voters):
            cast(row.id, voter, keys[: 3 - place])
        close(row, self.worker)
        if signed:
            with at(after(row)), unit_of_work():
                rounds.sign(self.rounds.teller, row.id)
                rounds.sign(self.rounds.scrutineer, row.id)
        return row.id

    def decided(self, need: Need, kind: MotionKind = MotionKind.ADOPT_PROJECT) -> UUID:
        """A meeting with signed minutes that lets a need become a project."""
        meeting = MeetingStory(self.story, self.code)
        return meeting.signed(
            kind=kind, item={"need_id": need.id}, motion={"cost_fen": 4_000_000, "unit": "社区居委会"},
            cycle_id=self.cycle.id,
        )  # fmt: skip

    def list(self, budget_fen: int | None = 10_000_000) -> ProjectList:
        """An empty draft."""
        with unit_of_work():
            return service.begin(
                self.worker, self.code, self.cycle.id, "2026年项目清单", "清河街道办事处", budget_fen
            )

    def taken(self, top: int = 2) -> ProjectList:
        """A draft with the first rows of a signed ranking."""
        made, round_id = self.list(), self.voted()
        with unit_of_work():
            conversion.take(self.worker, made, round_id, Taking.TOP, top)
        return made

    def complete(self) -> ProjectList:
        """A draft nothing is missing in."""
        made = self.taken()
        for row in queries.rows_of(made.id):
            with unit_of_work():
                editing.edit_row(self.worker, made, row, edit_of(row), made.revision)
        return made

    def publicised(self) -> ProjectList:
        """A list whose 公示 of seven days begins today."""
        made = self.complete()
        with unit_of_work():
            publicising.publicise(self.worker, made, today(), 7)
        return made

    def submitted(self) -> ProjectList:
        """A list handed in on the day after its 公示."""
        made = self.publicised()
        with at(now() + 8 * DAY), unit_of_work():
            submission.submit(self.lead, made, facts_of(made, submitting=True))
        return made

    def accepted(self) -> ProjectList:
        made = self.submitted()
        with unit_of_work():
            submission.accept(self.officer, made, "同意")
        return made

    def returned(self) -> ProjectList:
        made = self.submitted()
        with unit_of_work():
            submission.return_(self.officer, made, "请核减", {})
        return made


def edit_of(row: Project, **changes: object) -> RowEdit:
    """A row as it stands, complete, with changes."""
    values: dict[str, object] = {
        "name": row.name,
        "kind": ProjectKind.WORKS,
        "site": "3号楼东侧",
        "content": row.content,
        "households": 120,
        "people": 300,
        "cost_fen": row.cost_fen,
        "unit": "社区居委会",
        "partner": "",
        "start_on": today(),
        "finish_on": today() + 90 * DAY,
        "note": "",
        "funding": {FundingSource.STREET: row.cost_fen},
    }
    return RowEdit(**{**values, **changes})  # type: ignore[arg-type]  # the keys are RowEdit's own


def one(made: ProjectList, place: int = 0) -> Project:
    """One row of a list, read anew."""
    db.session.expire_all()
    return queries.rows_of(made.id)[place]
