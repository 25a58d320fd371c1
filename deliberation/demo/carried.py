"""A list of the cycle before in the demo: taken over, carried out, looked at and rated by the neighbours."""

from dataclasses import dataclass, field
from functools import partial

from deliberation.actors import Actor, Role
from deliberation.clock import now, today
from deliberation.cycles import service as cycles
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import Stage
from deliberation.demo.place import Place, Timeline, actor_of_account
from deliberation.demo.tables import Table, fen
from deliberation.meetings import service as meetings
from deliberation.meetings.models import Meeting
from deliberation.meetings.rules import MotionKind, Votes
from deliberation.needs import service as needs
from deliberation.needs.models import Need
from deliberation.needs.rules import Draft
from deliberation.people.queries import accounts_holding
from deliberation.projects import (
    carrying,
    changing,
    checking,
    editing,
    joining,
    reporting,
    street,
    submission,
)
from deliberation.projects import papers as project_papers
from deliberation.projects import service as projects
from deliberation.projects.carrying import Progress
from deliberation.projects.carrying_rules import ChangeKind, usual_milestones
from deliberation.projects.checking import Finding, Side
from deliberation.projects.following import KIND
from deliberation.projects.models import Project, ProjectList
from deliberation.projects.publicising import publicise
from deliberation.projects.queries import rows_of
from deliberation.projects.reporting_rules import CaseKind
from deliberation.projects.rules import FundingSource, ProjectKind
from deliberation.surveys import queries as surveys
from deliberation.surveys import service as survey_service
from deliberation.surveys.rules import Grade, Reply

LASTS = 2
PUBLIC_DAYS = 7


@dataclass
class Earlier:
    """What has come of the earlier cycle so far."""

    told: Table
    place: Place
    cycles: list[Cycle] = field(default_factory=list)
    needs: dict[str, Need] = field(default_factory=dict)
    meetings: list[Meeting] = field(default_factory=list)
    lists: list[ProjectList] = field(default_factory=list)

    @property
    def made(self) -> ProjectList:
        return self.lists[0]

    def row(self, key: str) -> Project:
        """The project that answers a need of the table."""
        wanted = self.needs[key].id
        return next(row for row in rows_of(self.made.id) if wanted in {each.need_id for each in row.needs})

    @property
    def officer(self) -> Actor:
        return actor_of_account(accounts_holding(Role.OFFICER, self.place.code)[0])


def tell_earlier(timeline: Timeline, place: Place) -> None:
    """Write the earlier cycle of a community onto the timeline, where its table has one."""
    if "earlier" not in place.told:
        return
    told = place.told["earlier"]
    tale = Earlier(told, place)
    timeline.on(told["planned"], 10, lambda: _plan_cycle(tale))
    for each in told["needs"]:
        timeline.on(told["said"], 11, partial(_say, tale, each))
    timeline.on(told["said"] + 1, 15, lambda: _shortlist(tale))
    timeline.on(told["noticed"], 9, lambda: _plan_meeting(tale))
    timeline.on(told["met"], 14.5, lambda: _meet(tale))
    timeline.on(told["met"], 14.5 + LASTS, lambda: _write_minutes(tale))
    timeline.on(told["met"] + 1, 10, lambda: _sign(tale))
    timeline.on(told["listed"], 10, lambda: _list(tale))
    timeline.on(told["listed"], 14, lambda: publicise(place.worker, tale.made, today(), PUBLIC_DAYS))
    timeline.on(told["listed"] + PUBLIC_DAYS, 9, lambda: _submit(tale))
    timeline.on(told["listed"] + PUBLIC_DAYS + 1, 15, lambda: _accept(tale))
    for each in told["needs"]:
        _carry_out(timeline, tale, each)
    timeline.on(told["summed_up"], 16, lambda: _sum_up(tale))
    timeline.on(told["case"]["day"], 15, lambda: _tell_case(tale, told["case"]))


def _plan_cycle(tale: Earlier) -> None:
    place, told = tale.place, tale.told
    starts = {Stage(stage): place.calendar.day(day) for stage, day in told["stages"].items()}
    name = place.calendar.fill(told["cycle"])
    ends = place.calendar.day(told["ends"])
    tale.cycles.append(cycles.plan(place.worker, place.code, name, starts, ends))


def _say(tale: Earlier, told: Table) -> None:
    place = tale.place
    draft = Draft(
        told["title"],
        told["body"],
        told["category"],
        told["place"],
        households_affected=told["households"],
        estate_id=place.estates.get(told["estate"]),
    )
    need = needs.submit(place.actors[told["who"]], place.code, draft)
    tale.needs[told["key"]] = need
    for actor in place.crowd[: told["supports"]]:
        if actor.account_id != place.actors[told["who"]].account_id:
            needs.support(actor, need)


def _shortlist(tale: Earlier) -> None:
    for told in tale.told["needs"]:
        needs.shortlist(tale.place.worker, tale.needs[told["key"]], fen(told["cost"]), "社区询价")


def _plan_meeting(tale: Earlier) -> None:
    place, told = tale.place, tale.told
    plan = meetings.Plan(
        title=told["meeting"],
        starts_at=place.calendar.moment(told["met"], 14.5),
        ends_at=place.calendar.moment(told["met"], 14.5 + LASTS),
        place="社区服务站三楼议事厅",
        chair=meetings.Leader(account_id=place.lead.account_id),
        recorder=meetings.Leader(account_id=place.worker.account_id),
        cycle_id=tale.cycles[0].id,
    )
    meeting = meetings.plan(place.worker, place.code, "council", plan)
    for each in told["needs"]:
        need = tale.needs[each["key"]]
        meetings.add_item(
            place.worker, meeting, meetings.ItemDraft(need.title, need.body, "社区居委会", need_id=need.id)
        )
    meetings.give_notice(place.worker, meeting, "请各位议事会成员准时到会。")
    tale.meetings.append(meeting)


def _meet(tale: Earlier) -> None:
    place, meeting = tale.place, tale.meetings[0]
    for row in list(meeting.attendance):
        meetings.check_in(place.worker, meeting, row)
    for item, told in zip(list(meeting.items), tale.told["needs"], strict=True):
        draft = meetings.MotionDraft(
            f"同意办“{told['title']}”",
            MotionKind.ADOPT_PROJECT,
            "社区居委会",
            fen(told["cost"]),
            place.told["name"] + "居民委员会",
        )
        motion = meetings.move(place.worker, item, draft)
        meetings.record_votes(place.worker, motion, meetings.Count(Votes(len(meeting.attendance), 0, 0)))


def _write_minutes(tale: Earlier) -> None:
    meetings.end(tale.place.worker, tale.meetings[0], now())
    meetings.draft_minutes(tale.place.worker, tale.meetings[0])


def _sign(tale: Earlier) -> None:
    minutes = tale.meetings[0].minutes
    assert minutes is not None  # written when the meeting ended
    for actor in (tale.place.lead, tale.place.worker):
        meetings.sign(actor, minutes, minutes.text_hash)


def _list(tale: Earlier) -> None:
    place, told = tale.place, tale.told
    title, budget = place.calendar.fill(told["list"]), fen(told["budget"])
    made = projects.begin(place.worker, place.code, tale.cycles[0].id, title, "清河街道办事处", budget)
    tale.lists.append(made)
    joining.take_needs(place.worker, made, [need.id for need in tale.needs.values()])
    for each in told["needs"]:
        row = tale.row(each["key"])
        edit = editing.RowEdit(
            name=each["project"],
            kind=ProjectKind(each["kind"]),
            site=each["place"],
            content=each["content"],
            households=each["households"],
            people=each["people"],
            cost_fen=row.cost_fen,
            unit=place.told["name"] + "居民委员会",
            partner=each["partner"],
            start_on=place.calendar.day(each["start"]),
            finish_on=place.calendar.day(each["finish"]),
            note="",
            funding={FundingSource.STREET: row.cost_fen or 0},
        )
        editing.edit_row(place.worker, made, row, edit, made.revision)


def _submit(tale: Earlier) -> None:
    submission.submit(tale.place.lead, tale.made, project_papers.facts_of(tale.made, submitting=True))


def _accept(tale: Earlier) -> None:
    """The street takes the list over, and the community plans its milestones."""
    submission.accept(tale.officer, tale.made, "同意，请按期完成。")
    for row in rows_of(tale.made.id):
        assert row.start_on is not None  # the list was complete
        assert row.finish_on is not None
        plans = usual_milestones(row.kind, row.start_on, row.finish_on)
        carrying.set_milestones(tale.place.worker, tale.made, row, plans, row.carry_revision)


def _carry_out(timeline: Timeline, tale: Earlier, told: Table) -> None:
    """The reports of one project, its acceptance, and what people say of it."""
    for number, said in enumerate(told["reports"]):
        timeline.on(said["day"], 16, partial(_report, tale, told, number, said))
    if "change" in told:
        timeline.on(told["change"]["day"], 9, lambda: _ask_change(tale, told))
    if "accepted" in told:
        timeline.on(told["accepted"], 10, lambda: _look_at(tale, told))
        for number, grade in enumerate(told["grades"]):
            day, hour = told["accepted"] + 1 + number // 4, 18 + number / 10
            timeline.on(day, hour, partial(_rate, tale, told, number, grade))


def _report(tale: Earlier, told: Table, number: int, said: Table) -> None:
    row = tale.row(told["key"])
    planned = {each.word: each.id for each in carrying.milestones_of(row.id)}
    progress = Progress(
        key=f"demo-{told['key']}-{number}",
        reported_on=today(),
        text=said["text"],
        spent_fen=fen(said["spent"]),
        milestone_id=planned[said["reached"]],
        delay_reason=said.get("delay", ""),
        new_due_on=tale.place.calendar.day(said["new_due"]) if "new_due" in said else None,
        finished=said.get("finished", False),
    )
    carrying.report(tale.place.worker, tale.made, row, progress)


def _ask_change(tale: Earlier, told: Table) -> None:
    wanted = told["change"]
    finish_on = tale.place.calendar.day(wanted["finish"])
    wish = changing.Wish(ChangeKind.TIME, wanted["reason"], finish_on=finish_on)
    changing.ask(tale.place.worker, tale.made, tale.row(told["key"]), wish)


def _sum_up(tale: Earlier) -> None:
    """The street puts the accepted lists together and issues the sum."""
    title = tale.place.calendar.fill(tale.told["street_list"])
    made = street.begin(tale.officer, tale.place.code[:9], today().year, title)
    street.issue(tale.officer, made, made.revision)


def _tell_case(tale: Earlier, told: Table) -> None:
    """The officer has begun the year's report with a case; its year is that of the acceptance."""
    row = tale.row(told["about"])
    accepted = next(each["accepted"] for each in tale.told["needs"] if each["key"] == told["about"])
    year = tale.place.calendar.day(accepted).year
    report = reporting.begin(tale.officer, tale.place.code[:9], year)
    case = reporting.Case(CaseKind.COMMUNITY, told["title"], told["text"], row.id)
    reporting.write_case(tale.officer, report, None, case, reporting.stamp(report))


def _look_at(tale: Earlier, told: Table) -> None:
    row, place = tale.row(told["key"]), tale.place
    there = ((Side.COMMUNITY, place.worker.name), (Side.RESIDENTS, place.actors[told["who"]].name))
    finding = Finding(today(), there, passed=True, remarks=told["remarks"])
    checking.accept_work(place.worker, tale.made, row, finding, row.carry_revision)


def _rate(tale: Earlier, told: Table, number: int, grade: str) -> None:
    survey = surveys.survey_about(KIND, tale.row(told["key"]).id)
    assert survey is not None  # begun when the project was accepted
    actor = tale.place.crowd[number]
    asked = surveys.asked_as(actor, survey.id)
    if asked is not None:
        words = told["said"][number % len(told["said"])]
        survey_service.answer(actor, survey, asked, Reply(Grade(grade), text=words))
