"""The story of a rehearsal, act by act, through the services: people, needs, vote, meeting, list."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from deliberation.actors import Actor, Role, machine
from deliberation.clock import at, now, start_of, today
from deliberation.cycles import service as cycles
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import Stage
from deliberation.database import unit_of_work
from deliberation.meetings import service as meetings
from deliberation.meetings.models import Meeting
from deliberation.meetings.rules import MotionKind, Votes
from deliberation.needs import service as needs
from deliberation.needs.rules import BODY_LENGTH, TITLE_LENGTH, Channel, Draft
from deliberation.people import queries as people_queries
from deliberation.people import service as people
from deliberation.people.roll import import_roll
from deliberation.people.roll_rows import RollRow
from deliberation.places import service as places
from deliberation.projects import conversion, editing, publicising, submission
from deliberation.projects import papers as project_papers
from deliberation.projects import service as projects
from deliberation.projects.conversion import Preview
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.queries import rows_of
from deliberation.projects.rules import FundingSource, ProjectKind, Taking
from deliberation.rounds import service as rounds
from deliberation.rounds.outcomes import Outcome, result_of
from deliberation.rounds.rules import OptionPlan
from deliberation.rounds.rules import Plan as RoundPlan
from deliberation.tally.elections import Election, official_rule

CODE = "999999001001"
CAST_AT_ONCE = 2_000
DOORS_A_BUILDING, BUILDINGS_AN_ESTATE = 60, 20


@dataclass
class Cast:
    """Who acts in a rehearsal, and what has come of it so far."""

    worker: Actor
    lead: Actor
    teller: Actor
    scrutineer: Actor
    cycle: Cycle
    first_day: date
    need_ids: dict[str, UUID] = field(default_factory=dict)

    def on(self, days: int, hour: int = 10) -> Any:
        """The moment `days` after the cycle's first day, at an hour in Shanghai."""
        return at(start_of(self.first_day + timedelta(days=days)) + timedelta(hours=hour))


def neighbourhood(election: Election) -> Cast:
    """A community whose roll has one adult for each ballot of the file, and the people who run the cycle."""
    first_day = today() - timedelta(days=60)
    with at(start_of(first_day)), unit_of_work():
        places.add_region(machine(), CODE[:6], "演练区")
        places.add_region(machine(), CODE[:9], "演练街道")
        places.add_region(machine(), CODE, "演练社区", contact="演练社区服务窗口 010-00000000")
        import_roll(machine(), CODE, _roll(len(election.ballots)))
        cast = Cast(
            worker=_staff("社工甲", Role.WORKER, 1),
            lead=_staff("书记乙", Role.LEAD, 2),
            teller=_staff("计票人丙", Role.REPRESENTATIVE, 3),
            scrutineer=_staff("监票人丁", Role.REPRESENTATIVE, 4),
            cycle=_plan_cycle(first_day),
            first_day=first_day,
        )
        for place in range(5, 10):
            _staff(f"代表{place - 4}", Role.REPRESENTATIVE, place)
    return cast


def _roll(size: int) -> list[RollRow]:
    """Two adults a door, sixty doors a building, twenty buildings an estate."""
    rows = []
    for person in range(size):
        door = person // 2
        building, estate = door // DOORS_A_BUILDING, door // DOORS_A_BUILDING // BUILDINGS_AN_ESTATE
        rows.append(
            RollRow(
                estate=f"第{estate + 1}小区",
                building=f"{building % BUILDINGS_AN_ESTATE + 1}号楼",
                unit="1",
                door=str(door % DOORS_A_BUILDING + 101),
                name=f"居民{person + 1:06}",
                birth_year=1980,
                adults=2 if door * 2 + 1 < size else 1,
            )
        )
    return rows


def _staff(name: str, role: Role, place: int) -> Actor:
    account = people.open_account(machine(), f"139000000{place:02}", f"rehearsal-{place}-only", name)
    people.grant(machine(), account, role, CODE)
    actor = people_queries.actor_of(account.id)
    assert actor is not None
    return actor


def _plan_cycle(first_day: date) -> Cycle:
    days = {
        Stage.COLLECTING: 0,
        Stage.DELIBERATING: 8,
        Stage.VOTING: 10,
        Stage.LISTING: 20,
        Stage.PUBLICISING: 23,
        Stage.CARRYING_OUT: 32,
    }
    starts = {stage: first_day + timedelta(days=day) for stage, day in days.items()}
    return cycles.plan(machine(), CODE, "演练周期", starts, None)


def collect(election: Election, cast: Cast) -> None:
    """Each project is written down as a need and shortlisted with its cost."""
    with cast.on(1), unit_of_work():
        for project in election.projects:
            draft = Draft(
                title=project.name[:TITLE_LENGTH] or project.id[:TITLE_LENGTH],
                body=f"{project.id} {project.name}"[:BODY_LENGTH],
                category="N99",
            )
            need = needs.submit_on_behalf(cast.worker, CODE, draft, Channel.MEETING, "居民")
            cast.need_ids[project.id] = need.id
            needs.shortlist(cast.worker, need, project.cost_fen)


def vote(election: Election, cast: Cast) -> UUID:
    """The recorded ballots are cast one by one, as the ballot page casts them."""
    with cast.on(9), unit_of_work():
        made = rounds.create(cast.worker, CODE, cast.cycle.id, _round_plan(election, cast))
        rounds.announce(cast.worker, made.id)
    voters = [resident_id for resident_id, _household, _building in people_queries.voting_residents(CODE)]
    ballots = list(zip(voters, election.ballots, strict=True))
    with cast.on(12):
        for begin in range(0, len(ballots), CAST_AT_ONCE):
            with unit_of_work():
                box = rounds.open_box(made.id)
                for voter, choices in ballots[begin : begin + CAST_AT_ONCE]:
                    rounds.cast(box, voter, choices, blank=not choices)
    return made.id


def _round_plan(election: Election, cast: Cast) -> RoundPlan:
    return RoundPlan(
        title="演练投票",
        opens_at=start_of(cast.first_day + timedelta(days=10)),
        closes_at=start_of(cast.first_day + timedelta(days=18)),
        k=min(election.max_length or len(election.projects), len(election.projects)),
        options=[
            OptionPlan(
                title=project.name or project.id,
                cost_fen=project.cost_fen,
                need_id=cast.need_ids[project.id],
                key=project.id,
            )
            for project in election.projects
        ],
        ties=("order",),
        teller_id=cast.teller.account_id,
        scrutineer_id=cast.scrutineer.account_id,
        min_votes=election.min_votes,
    )


def close(cast: Cast, round_id: UUID) -> Outcome:
    with cast.on(18):
        with unit_of_work():
            rounds.close(machine(), round_id)
        with unit_of_work():
            rounds.sign(cast.teller, round_id)
            rounds.sign(cast.scrutineer, round_id)
        outcome = result_of(round_id)
    assert outcome is not None
    return outcome


def meet(cast: Cast, outcome: Outcome) -> Meeting:
    """A meeting of the representatives adopts the ranking; chair and recorder sign its minutes."""
    with cast.on(18, 14), unit_of_work():
        starts_at = start_of(cast.first_day + timedelta(days=22)) + timedelta(hours=14)
        plan = meetings.Plan(
            title="通过投票结果的议事会",
            starts_at=starts_at,
            place="社区议事厅",
            chair=meetings.Leader(account_id=cast.lead.account_id),
            recorder=meetings.Leader(account_id=cast.worker.account_id),
            cycle_id=cast.cycle.id,
        )
        meeting = meetings.plan(cast.worker, CODE, "council", plan)
        draft = meetings.ItemDraft(title="通过投票结果", proposer="居委会", round_id=outcome.round.id)
        item = meetings.add_item(cast.worker, meeting, draft)
        meetings.give_notice(cast.worker, meeting, "请各位代表准时参加。")
    with cast.on(22, 14), unit_of_work():
        for row in list(meeting.attendance):
            meetings.check_in(cast.worker, meeting, row)
        motion = meetings.move(
            cast.worker, item, meetings.MotionDraft("按投票结果的名次确定项目。", MotionKind.ADOPT_RANKING)
        )
        meetings.record_votes(cast.worker, motion, meetings.Count(Votes(len(meeting.attendance), 0, 0)))
    with cast.on(22, 16), unit_of_work():
        meetings.end(cast.worker, meeting, now())
        minutes = meetings.draft_minutes(cast.worker, meeting)
        meetings.sign(cast.lead, minutes, minutes.text_hash)
        meetings.sign(cast.worker, minutes, minutes.text_hash)
    return meeting


def convert(election: Election, cast: Cast, outcome: Outcome) -> tuple[ProjectList, Preview]:
    """What the recorded budget pays for becomes the list; it is completed, publicised and submitted."""
    names = {cast.need_ids[project.id]: project.name or project.id for project in election.projects}
    how = (outcome.round.id, Taking.BUDGET, election.budget_fen, official_rule(election).skip)
    with cast.on(23), unit_of_work():
        listed = projects.begin(
            cast.worker, CODE, cast.cycle.id, "演练社区项目清单", "演练街道办事处", election.budget_fen
        )
        seen = conversion.preview(listed, *how)
        if seen.taken:
            conversion.take(cast.worker, listed, *how)
        for row in rows_of(listed.id):
            _complete(cast, listed, row, names)
        if seen.taken:
            publicising.publicise(cast.worker, listed, today(), 7)
    if seen.taken:
        with cast.on(31), unit_of_work():
            submission.submit(cast.lead, listed, project_papers.facts_of(listed, submitting=True))
    return listed, seen


def _complete(cast: Cast, listed: ProjectList, row: Project, names: dict[UUID, str]) -> None:
    edit = editing.RowEdit(
        name=names[row.needs[0].need_id][:120],
        kind=ProjectKind.WORKS,
        site="演练社区",
        content=names[row.needs[0].need_id],
        households=None,
        people=None,
        cost_fen=row.cost_fen,
        unit="演练社区居委会",
        partner="",
        start_on=cast.first_day + timedelta(days=40),
        finish_on=cast.first_day + timedelta(days=360),
        note="",
        funding={FundingSource.STREET: row.cost_fen or 0},
    )
    editing.edit_row(cast.worker, listed, row, edit, listed.revision)
