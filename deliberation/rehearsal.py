"""A recorded election played through the services, from file to papers, in a throw-away database.

The file's projects become needs with costs, its voters residents on a roll, its votes ballots in a round; a
meeting adopts the ranking; what the money pays for becomes the project list. One unit of the file is one
yuan, one ballot of the file one resident.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask_migrate import upgrade

from deliberation import create_app, papers
from deliberation.actors import Actor, Role, machine
from deliberation.clock import at, now, start_of, today
from deliberation.config import read_settings
from deliberation.cycles import service as cycles
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import Stage
from deliberation.database import db, unit_of_work
from deliberation.meetings import papers as meeting_papers
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
from deliberation.projects import conversion, submission
from deliberation.projects import papers as project_papers
from deliberation.projects import service as projects
from deliberation.projects.conversion import Preview, Weighed
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.queries import rows_of
from deliberation.projects.rules import FundingSource, ProjectKind, Taking
from deliberation.rounds import queries as round_queries
from deliberation.rounds import service as rounds
from deliberation.rounds.queries import Outcome
from deliberation.rounds.rules import OptionPlan
from deliberation.rounds.rules import Plan as RoundPlan
from deliberation.tally.elections import Election, official_rule, recorded_winners
from deliberation.tally.pabulib import read
from deliberation.tally.refused_files import FileRefused

CODE = "999999001001"
CAST_AT_ONCE = 2_000
PAPERS = {"project-list.pdf", "project-list.xlsx", "minutes.pdf", "board.json", "recount.py", "result.json"}
DOORS_A_BUILDING, BUILDINGS_AN_ESTATE = 60, 20
Say = Callable[[str], None]


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


class OutRefused(Exception):
    """The folder for the papers cannot be used; says why."""


class Stages:
    """Times each stage and tells of it."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, sentence: str) -> Iterator[None]:
        began = time.perf_counter()
        self.say(f"· {sentence} …")
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        self.say(f"  {self.seconds[name]:.2f} s")


def rehearse(path: Path, out: Path, say: Say = lambda _sentence: None) -> dict[str, Any]:
    """Play one file and leave its papers in `out`; returns what `result.json` holds.

    Raises FileRefused (`FILE:LINE: reason`) for a malformed file; whatever fails, `out` is not begun.
    """
    _refuse_out(out)
    stages = Stages(say)
    with stages.stage("read", f"读取 {path.name}"):
        election = read(path)
    if not election.ballots:
        raise FileRefused(path, _lines(path), "no_votes")
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        home = Path(folder)
        settings = read_settings(
            {}, data_dir=home, key_dir=home / "keys", database_url=f"sqlite:///{home / 'rehearsal.sqlite'}"
        )
        with create_app(settings).app_context():
            made = home / "out"
            made.mkdir()
            try:
                result = _play(election, made, stages)
            finally:
                db.session.remove()
                db.engine.dispose()
        _put_in_place(made, out)
    return result


def told(result: dict[str, Any]) -> list[str]:
    """The result in a few lines: who won, and whether the recorded winners are the same."""
    official = result["official"]
    lines = [
        f"选票 {result['ballots']} 张（空白 {result['blank']} 张），名册 {result['register']} 人，"
        f"入选 {len(result['winners'])} / {len(result['options'])} 项"
    ]
    if not official["present"]:
        return [*lines, "文件没有记录官方结果，无法对照"]
    if official["equal"]:
        return [*lines, f"与文件记录的入选项目一致（规则 {result['rule']}）"]
    return [
        *lines,
        f"与文件记录的入选项目不同（规则 {result['rule']}）",
        f"  记录有而这里没有：{'、'.join(official['missing']) or '无'}",
        f"  这里有而记录没有：{'、'.join(official['extra']) or '无'}",
    ]


def _refuse_out(out: Path) -> None:
    """Papers go into a new folder, or one that holds nothing but an earlier rehearsal's papers."""
    if out.exists() and not out.is_dir():
        raise OutRefused("已经有同名的文件")
    if out.is_dir() and not {path.name for path in out.iterdir()} <= PAPERS:
        raise OutRefused("目录里有别的文件，请换一个新目录")


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _line in file)


def _play(election: Election, made: Path, stages: Stages) -> dict[str, Any]:
    with stages.stage("database", "建立临时数据库"):
        upgrade()
    with stages.stage("people", f"登记 {len(election.ballots)} 位居民"):
        cast = _neighbourhood(election)
    with stages.stage("needs", f"提出 {len(election.projects)} 条需求"):
        _collect(election, cast)
    with stages.stage("vote", f"投出 {len(election.ballots)} 张选票"):
        round_id = _vote(election, cast)
    with stages.stage("close", "截止、计票、生成公布榜"):
        outcome = _close(cast, round_id)
    with stages.stage("meeting", "开会通过投票结果"):
        meeting = _meet(cast, outcome)
    with stages.stage("projects", "需求清单转为项目清单"):
        listed, seen = _convert(election, cast, outcome)
    with stages.stage("papers", "打印项目清单和会议纪要"):
        _print(made, meeting, listed)
    shutil.copy(Path(__file__).parent / "rounds" / "recount.py", made / "recount.py")
    (made / "board.json").write_text(round_queries.board_of(round_id) or "", encoding="utf-8")
    result = _result(election, outcome, seen, stages)
    (made / "result.json").write_text(
        json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return result


def _neighbourhood(election: Election) -> Cast:
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


def _collect(election: Election, cast: Cast) -> None:
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


def _vote(election: Election, cast: Cast) -> UUID:
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


def _close(cast: Cast, round_id: UUID) -> Outcome:
    with cast.on(18):
        with unit_of_work():
            rounds.close(machine(), round_id)
        with unit_of_work():
            rounds.sign(cast.teller, round_id)
            rounds.sign(cast.scrutineer, round_id)
        outcome = round_queries.result_of(round_id)
    assert outcome is not None
    return outcome


def _meet(cast: Cast, outcome: Outcome) -> Meeting:
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


def _convert(election: Election, cast: Cast, outcome: Outcome) -> tuple[ProjectList, Preview]:
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
            submission.publicise(cast.worker, listed, today(), 7)
    if seen.taken:
        with cast.on(31), unit_of_work():
            submission.submit(cast.lead, listed, project_papers.facts_of(listed, objections=0))
    return listed, seen


def _complete(cast: Cast, listed: ProjectList, row: Project, names: dict[UUID, str]) -> None:
    edit = projects.RowEdit(
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
    projects.edit_row(cast.worker, listed, row, edit, listed.revision)


def _print(made: Path, meeting: Meeting, listed: ProjectList) -> None:
    facts = project_papers.printed_facts(listed)
    minutes = meeting.minutes
    assert minutes is not None
    db.session.rollback()
    (made / "project-list.pdf").write_bytes(papers.render("project-list", facts))
    (made / "project-list.xlsx").write_bytes(papers.workbook("project-list", facts))
    (made / "minutes.pdf").write_bytes(meeting_papers.minutes_pdf(minutes, "演练社区", masked=False))


def _result(election: Election, outcome: Outcome, seen: Preview, stages: Stages) -> dict[str, Any]:
    """What `result.json` holds; ids are the file's project ids, money is fen."""
    winners = [weighed.option.key for weighed in seen.options if weighed.selected]
    recorded = recorded_winners(election)
    return {
        "format": 1,
        "file": Path(election.path).name,
        "method": "approval",
        "rule": election.rule,
        "budget_fen": election.budget_fen,
        "ballots": outcome.ballots,
        "blank": outcome.blank,
        "register": outcome.register_size,
        "options": [_option(weighed) for weighed in seen.options],
        "winners": winners,
        "official": {
            "present": recorded is not None,
            "equal": recorded is not None and set(recorded) == set(winners),
            "missing": [each for each in recorded or [] if each not in winners],
            "extra": [each for each in winners if recorded is not None and each not in recorded],
        },
        "stages_s": stages.seconds,
    }


def _option(weighed: Weighed) -> dict[str, Any]:
    return {
        "id": weighed.option.key,
        "name": weighed.option.title,
        "cost_fen": weighed.option.cost_fen,
        "votes": weighed.option.votes,
        "rank": weighed.option.rank,
        "selected": weighed.selected,
        "reason": weighed.reason,
    }


def _put_in_place(made: Path, out: Path) -> None:
    """The finished files, all of them or none, moved to where they were asked for."""
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    shutil.copytree(made, beside, dirs_exist_ok=True)
    if out.is_dir():
        shutil.rmtree(out)
    beside.chmod(0o755)
    beside.rename(out)
