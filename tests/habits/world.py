"""One rich neighbourhood: everything there is, in each of its states, and one of every kind of person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, current_app
from sqlalchemy import or_, select
from werkzeug.routing import Rule

from deliberation.actors import Actor, Role, machine
from deliberation.clock import local, now, today
from deliberation.complaints import service as complaints
from deliberation.complaints.models import Complaint
from deliberation.complaints.rules import Letter
from deliberation.cycles import service as cycles
from deliberation.cycles.models import Cycle
from deliberation.cycles.rules import STAGES
from deliberation.database import db, unit_of_work
from deliberation.files import service as files
from deliberation.files.models import StoredFile
from deliberation.jobs import service as jobs
from deliberation.jobs.models import Job
from deliberation.meetings import acting, materials, word
from deliberation.meetings import service as meetings
from deliberation.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    ItemMaterial,
    Meeting,
    Minutes,
    MinutesAddendum,
    MinutesComment,
    MinutesSignature,
    Motion,
)
from deliberation.meetings.rules import MotionKind, SignatureRole
from deliberation.needs import import_check, importing, photos
from deliberation.needs import service as needs
from deliberation.needs.models import Need, NeedComment, NeedPhoto, NeedSolution, NeedTemplate
from deliberation.needs.rules import Reason
from deliberation.needs.ways import Proposal
from deliberation.notices import channels
from deliberation.notices.models import NoticeChannel, OutboxMessage
from deliberation.notices.rules import Channel
from deliberation.people import uploads
from deliberation.people.models import Account, Resident, Upload
from deliberation.places import service as places
from deliberation.places.mapping import keep_map_file
from deliberation.places.models import Estate, Grid, Household
from deliberation.projects import (
    attaching,
    carrying,
    changing,
    checking,
    following,
    objecting,
    planning,
    receiving,
    reporting,
    resourcing,
    street,
)
from deliberation.projects.carrying_rules import ChangeKind, PhotoMoment
from deliberation.projects.checking import Side
from deliberation.projects.enclosing import printed
from deliberation.projects.models import (
    ListFile,
    Objection,
    ProgressPhoto,
    Project,
    ProjectAcceptance,
    ProjectChange,
    ProjectList,
    ProjectPlan,
    ReceivedList,
    ReportCase,
    Resource,
    ResourcePledge,
    StreetList,
    YearReport,
)
from deliberation.projects.objecting import Told
from deliberation.projects.objection_rules import Way
from deliberation.projects.papers import printed_facts
from deliberation.projects.queries import rows_of
from deliberation.projects.reporting_rules import CaseKind
from deliberation.projects.resourcing import Offer
from deliberation.projects.rules import FileKind, ResourceKind
from deliberation.rounds import paper_box
from deliberation.rounds import service as rounds
from deliberation.rounds.models import RegisterEntry, Round, RoundSignature
from deliberation.rounds.rules import Kind, Signer
from deliberation.rounds.scans import Scan
from deliberation.surveys import service as surveys
from deliberation.surveys.models import Survey, SurveyAnswer, SurveyAsked, SurveyPhoto
from deliberation.surveys.photos import developed
from deliberation.surveys.queries import asked_as, survey_about
from deliberation.surveys.rules import Grade, Reply
from tests.meetings.papers import photo
from tests.meetings.stories import MeetingStory
from tests.meetings.stories import meeting as meeting_now
from tests.meetings.stories import minutes as minutes_now
from tests.needs.stories import again, begun, need_by, pictures, supported_by, unconfirmed
from tests.needs.tables import table as table_of_needs
from tests.needs.tables import with_
from tests.people.stories import ROW, comma_separated, invitation
from tests.places.maps import FIRST, collection, feature
from tests.projects.stories import ListStory
from tests.rounds.paper import type_in, with_papers
from tests.rounds.stories import cast
from tests.stories import DISTRICT, STREET, A, B, Story

DAY = timedelta(days=1)
Values = dict[str, Any]


@dataclass
class World:
    """Who there is by name, what is not for everybody's eyes, and a code that still opens a door."""

    actors: dict[str, Actor | None]
    invitation: str
    slip: str
    hidden: dict[str, list[UUID]] = field(default_factory=dict)
    foreign: list[UUID] = field(default_factory=list)
    owners: dict[UUID, set[UUID | None]] = field(default_factory=dict)


def build() -> World:
    """Tell the whole story through the services."""
    story = Story()
    told = ListStory(story)
    meeting_story = MeetingStory(story)
    actors = _people(story, told, meeting_story)
    _needs(story, told)
    _ways(story, told, actors["planner"])
    slip = _rounds(told)
    _meetings(meeting_story)
    _groups(told.lead)
    lists = _lists(told)
    _received(told.officer, lists["submitted"])
    _objections(told, lists["publicised"])
    _carried(told, lists["accepted"])
    _street(told, lists)
    _reported(told.officer)
    _offered(told, lists)
    _surveys(told, lists["accepted"])
    _desk_work(told.worker, actors["administrator"])
    there = ListStory(story, B)
    foreign = [there.need("东风的路灯", 100).id, there.rounds.draft().id]
    need_by(there.author, code=B)
    foreign += [row for row in (there.author.resident_id, there.worker.account_id) if row]
    hidden = _hidden(lists)
    code = invitation(story.household(adults=3))
    return World(actors, code, slip, hidden, foreign, _owners())


def _owners() -> dict[UUID, set[UUID | None]]:
    """Whose a file, a job or a table is; a public file is everybody's."""
    everybody = set(db.session.scalars(select(Account.id)))
    owners: dict[UUID, set[UUID | None]] = {}
    for table, owner in (
        (StoredFile, StoredFile.owner_id),
        (Job, Job.created_by),
        (Upload, Upload.account_id),
    ):
        for row, account in db.session.execute(select(table.id, owner)):
            owners[row] = {account}
    for row in db.session.scalars(select(StoredFile.id).where(StoredFile.public)):
        owners[row] = {*everybody}
    return owners


def _people(story: Story, told: ListStory, meeting_story: MeetingStory) -> dict[str, Actor | None]:
    street = [
        story.staff(role, STREET)[0]
        for role in (Role.OFFICER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
    ]
    officer, administrator, security, auditor = street
    return {
        "stranger": None,
        "unconfirmed": unconfirmed(story),
        "resident": told.author,
        "neighbour": story.resident(A, "何爱国")[0],
        "representative": meeting_story.members[0],
        "worker": told.worker,
        "colleague": meeting_story.worker,
        "lead": told.lead,
        "planner": story.staff(Role.PLANNER, A)[0],
        "officer": officer,
        "administrator": administrator,
        "security": security,
        "auditor": auditor,
        "resident_b": story.resident(B, "外人")[0],
        "worker_b": story.staff(Role.WORKER, B)[0],
        "lead_b": story.staff(Role.LEAD, B)[0],
        "officer_elsewhere": story.staff(Role.OFFICER, f"{DISTRICT}002")[0],
    }


def _needs(story: Story, told: ListStory) -> None:
    waits = need_by(unconfirmed(story, name="孙八"), "还没看过的需求")
    with unit_of_work():
        needs.comment(told.author, again(need_by(told.author, "有人说话的需求")), "我也想要。")
    open_need = need_by(told.author, "路灯不亮")
    with unit_of_work():
        needs.comment(unconfirmed(story, name="周九"), again(open_need), "等着看的话。")
    titles = ("又是路灯", "物业费太贵", "骂人的话")
    merged, refused, withheld = (need_by(told.author, title) for title in titles)
    supported_by(merged, story.resident()[0])
    with unit_of_work():
        needs.merge(told.worker, again(merged), again(open_need))
        needs.reject(told.worker, again(refused), Reason.PRIVATE_COST, "")
        needs.withhold(told.worker, again(withheld), "请改一改")
        needs.answer(told.worker, again(open_need), "我们去看看。")
        needs.keep_template(told.worker, A, None, "看看再说", "“{标题}”我们先去看看。")
    with unit_of_work():
        for need in (open_need, withheld, waits):
            needs.add_photos(told.worker, again(need), pictures("red", "green"))
        needs.take_down(told.worker, photos.photos_of_need(open_need.id)[0], "看不清")
    begun(told.author)
    assert waits.published_at is None


def _ways(story: Story, told: ListStory, planner: Actor | None) -> None:
    """Ways to meet a shortlisted need: a resident's, a chosen one, one that waits, one taken down."""
    assert planner is not None
    need = told.need("候选的扶手", 100)
    with unit_of_work():
        own = needs.propose(told.author, again(need), Proposal("自己装一个"))
        best = needs.propose(planner, again(need), Proposal("沿墙装扶手"))
        down = needs.propose(planner, again(need), Proposal("画蛇添足的办法"))
        waits = needs.propose(unconfirmed(story, name="吴十"), again(need), Proposal("还没看过的办法"))
        needs.comment_on_way(told.author, again(need), best, "这个好。")
        needs.hide_way(told.worker, again(need), down, "重复了")
        needs.choose_way(told.worker, again(need), best, best.version)
    assert own.published_at is not None
    assert waits.published_at is None


def _rounds(told: ListStory) -> str:
    """Draft, announced, open, closed and annulled; a code for the open one."""
    made = told.rounds
    made.draft(title="没公布的轮次")
    made.open(title="还没开始", opens_at=in_days(3), closes_at=in_days(9))
    annulled = made.open(title="作废的轮次")
    opened = made.open(title="正在投票", may_extend=True, **with_papers())
    with unit_of_work():
        rounds.annul(told.lead, annulled.id, "名单有误，重新来。")
    assert told.author.resident_id is not None
    cast(opened.id, told.author, ["n1"])
    with unit_of_work():
        code = rounds.code_for(told.worker, opened.id, told.author.resident_id)
    _papers(told, opened, code)
    told.voted(signed=False)
    counted = db.session.scalars(select(Round.id).where(Round.closed_at.is_not(None))).one()
    with unit_of_work():
        sheet = Scan(b"%PDF-", "signed-sheet.pdf", "application/pdf")
        rounds.record_signatures(told.worker, counted, [Signer.TELLER], sheet)
    return code


def _papers(told: ListStory, opened: Round, code: str) -> None:
    """A paper two hands differ on, and one that cannot be read."""
    type_in(opened, told.rounds.teller, code, ["n1"])
    type_in(opened, told.rounds.lead, code, ["n2"])
    with unit_of_work():
        paper_box.count_loose(told.worker, opened.id, Kind.SPOILED, 2, "码被撕掉了")


def in_days(days: int) -> Any:
    """A moment in so many days."""
    return now() + days * DAY


def _meetings(told: MeetingStory) -> None:
    """Planned, announced, going on, ended, minuted, signed, called off."""
    told.item(told.plan(title="没通知的会"))
    called_off = told.noticed(title="取消的会")
    running = told.noticed(title="正在开的会", starts_at=in_days(4))
    with unit_of_work():
        meetings.cancel(told.worker, meeting_now(called_off), "下大雨")
    told.arrive(running, 5)
    told.motion(running)
    told.held(title="开完的会")
    _document(told, told.drafted(title="正在写纪要的会"))
    told.signed(title="签好的会")
    _minutes(told)
    _actions(told, running)
    written = told.plan(title="发了短信的会")
    told.item(written)
    told.announce(written, ways=[Channel.SMS])


def _document(told: MeetingStory, meeting_id: UUID) -> None:
    """Minutes somebody worked on in Word, sent back and not accepted yet."""
    with current_app.test_request_context():
        content = word.minutes_docx(minutes_now(meeting_id), "和平里社区", False, "meeting-record")
    with unit_of_work():
        files.keep(content, "改好的.docx", word.MEDIA_TYPE, A, told.worker.account_id)


def _actions(told: MeetingStory, running: UUID) -> None:
    """Something agreed at the running meeting; something of signed minutes that the next looks back on; a
    vote a signed meeting wanted."""
    with unit_of_work():
        item = meeting_now(running).items[0]
        acting.agree(told.worker, item, acting.ActionDraft("联系供电所", unit="居委会"))
        materials.add_material(told.worker, item, materials.looked_at(BytesIO(photo()), "现场.jpg"))
    told.signed(title="定了事的会", motion={"unit": "居委会"})
    told.signed(title="要投票的会", kind=MotionKind.OPEN_ROUND)
    told.plan(title="要回头看的会")


def _minutes(told: MeetingStory) -> None:
    """A draft that goes round with a comment; signed minutes with a paper signature and addenda."""
    going_round, signed = told.drafted(title="征求意见的会"), told.drafted(title="签在纸上的会")
    scan = Scan(photo(), "sheet.jpg", "image/jpeg")
    with unit_of_work():
        written = minutes_now(going_round)
        meetings.circulate(told.worker, written, today() + 2 * DAY)
        meetings.comment(told.lead, written, "opening", "我先讲的")
    with unit_of_work():
        written = minutes_now(signed)
        meetings.record_signatures(told.worker, written, ["chair", "recorder"], written.text_hash, scan)
        addendum = meetings.add_addendum(told.worker, written, "漏了一句")
        roles = [SignatureRole.CHAIR]
        meetings.record_addendum_signatures(told.worker, addendum, roles, addendum.text_hash, scan)


def _groups(lead: Actor) -> None:
    """A group that is told of meetings, tried out once, and one that is not told any more."""
    with unit_of_work():
        webhook = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"
        groups = [channels.add(lead, A, Channel.WEBHOOK, f"{name}群", f"{webhook}{name}") for name in "12"]
        channels.try_out(lead, groups[0], "试发", "看得到吗？")
        channels.switch(lead, groups[1], on=False)


def _lists(told: ListStory) -> dict[str, ProjectList]:
    """One list in each state, each in a cycle of its own."""
    makers: dict[str, Callable[[], ProjectList]] = {
        "draft": told.complete,
        "publicised": told.publicised,
        "submitted": told.submitted,
        "returned": told.returned,
        "accepted": told.accepted,
    }
    made = {}
    for place, (name, make) in enumerate(makers.items()):
        if place:
            told.cycle = _past_cycle(f"{2026 - place}年议事周期", today() - timedelta(days=400 * place))
        made[name] = make()
    return made


def _offered(told: ListStory, lists: dict[str, ProjectList]) -> None:
    """A resource promised to a row of a draft, one withdrawn; the street's plan with a circle."""
    with unit_of_work():
        room = Offer(ResourceKind.VENUE, "小学教室", "清河小学", True, "门卫室", None, "周末两间")
        kept, gone = (resourcing.enter(told.worker, A, room) for _each in range(2))
        for state in ("draft", "accepted"):
            row = rows_of(lists[state].id)[0]
            resourcing.pledge(told.worker, lists[state], row, kept, "放材料", None)
        resourcing.withdraw_resource(told.worker, gone, "要装修")
        planning.begin_overall(told.officer, STREET, "清河街道总体方案", "")
        planning.begin_circle(told.worker, A, "东门便民圈", "东门圈方案", "")


def _objections(told: ListStory, made: ProjectList) -> None:
    """One made on the web, one told by phone."""
    with unit_of_work():
        objecting.object_to(told.author, made, None, "太少了。")
        objecting.enter(told.worker, made, None, "太多了。", Told(Way.PHONE, "李大爷", "", today()))


def _carried(told: ListStory, made: ProjectList) -> None:
    """One project reported with a photo, finished and accepted with a sheet; of another a change is asked."""
    worker, scan = told.worker, Scan(photo(), "sheet.jpg", "image/jpeg")
    shot = carrying.ReportedPhoto(pictures("red")[0], PhotoMoment.AFTER, "新棚子")
    people = [(Side.COMMUNITY, "王敏"), (Side.RESIDENTS, "张桂兰")]
    with unit_of_work():
        done, other = rows_of(made.id)
        report = carrying.Progress("k1", today(), "做好了。", finished=True, photos=[shot])
        carrying.report(worker, made, done, report)
        finding = checking.Finding(today(), people, passed=True)
        checking.accept_work(worker, made, done, finding, done.carry_revision, scan)
        changing.ask(worker, made, other, changing.Wish(ChangeKind.MONEY, "材料涨价", cost_fen=9_000_000))


def _street(told: ListStory, lists: dict[str, ProjectList]) -> None:
    """A street's list that was issued, and a sealed scan."""
    scan = Scan(b"%PDF-1.7 sealed", "盖章.pdf", "application/pdf")
    with unit_of_work():
        attaching.attach(told.lead, lists["submitted"], FileKind.SEALED, scan)
        made = street.begin(told.officer, STREET, today().year, "汇总表")
        street.issue(told.officer, made, made.revision)


def _surveys(told: ListStory, made: ProjectList) -> None:
    """A project people are asked about, and what its proposer was not satisfied with."""
    row = rows_of(made.id)[0]
    with unit_of_work():
        following.begin(told.worker, made, row)
    survey = survey_about(following.KIND, row.id)
    asked = asked_as(told.author, survey.id) if survey else None
    assert survey is not None
    assert asked is not None
    with unit_of_work():
        given = surveys.answer(told.author, survey, asked, Reply(Grade.DISSATISFIED, (), "晚上太吵"))
        surveys.add_photos(told.author, survey, given, [developed(BytesIO(photo()), "photo.jpg")])


def _reported(officer: Actor) -> None:
    """The year's report of a street with a case, issued, and its next version."""
    with unit_of_work():
        report = reporting.begin(officer, STREET, today().year)
        case = reporting.Case(CaseKind.COMMUNITY, "充电棚", "谈成了。")
        reporting.write_case(officer, report, None, case, reporting.stamp(report))
        reporting.issue(officer, report, reporting.stamp(report))
        reporting.begin(officer, STREET, today().year)


def _received(officer: Actor, made: ProjectList) -> None:
    """A list that came back as a file."""
    paper = printed(printed_facts(made))
    with unit_of_work():
        receiving.receive(officer, receiving.read_list(paper))


def _past_cycle(name: str, first: date) -> Cycle:
    starts = {stage: first + place * DAY for place, stage in enumerate(STAGES)}
    with unit_of_work():
        return cycles.plan(machine(), A, name, starts, first + 30 * DAY)


def _desk_work(worker: Actor, administrator: Actor | None) -> None:
    assert administrator is not None
    needs_table = table_of_needs([with_(estate="")])
    needs_report = import_check.report_of(A, needs_table)
    with unit_of_work():
        estate = places.estate_named(A, "幸福小区")
        places.add_grid(worker, A, "第一网格", [estate])
        sent = complaints.write(machine(), Letter("太慢", "三天了没有人管。", "13800138000", ""), A)
        complaints.write(machine(), Letter("网站", "打不开。", "", ""))
        complaints.answer(worker, sent, "马上办。")
        jobs.ask(worker, "people.check_roll", {"upload_id": str(uuid4())}, A, f"/c/{A}/desk")
        keep_map_file(worker, A, collection(feature(FIRST, kind="小区", name="幸福小区")), "图.geojson")
        files.keep(b"private", "私有.txt", "text/plain", A, worker.account_id)
        files.keep(b"public", "公开.txt", "text/plain", A, worker.account_id, public=True)
        table = comma_separated([ROW], "utf-8-sig")
        for owner, kind, code in ((worker, "roll", A), (administrator, "staff", None)):
            upload = uploads.receive(owner, kind, code, table, "表.csv")
            rows, report = uploads.check_roll(A, table) if code else uploads.check_staff(owner, table)
            uploads.keep_report(upload, rows, report)
        upload = uploads.receive(worker, importing.KIND, A, needs_table, "需求.xlsx")
        importing.keep_report(upload, needs_report)


def _hidden(lists: dict[str, ProjectList]) -> dict[str, list[UUID]]:
    """What no outsider may see, by the name its id has in an address."""
    drafts = select(Round.id).where(Round.community_code == A, Round.opened_at.is_(None))
    unpublished = select(Need.id).where(
        Need.community_code == A, Need.published_at.is_(None), Need.withheld_at.is_(None)
    )
    unread = select(NeedSolution.id).where(
        NeedSolution.community_code == A,
        or_(NeedSolution.published_at.is_(None), NeedSolution.hidden_at.is_not(None)),
    )
    photographed = (
        select(NeedPhoto.id)
        .outerjoin(Need, Need.id == NeedPhoto.need_id)
        .where(
            NeedPhoto.community_code == A,
            Need.published_at.is_(None) | NeedPhoto.hidden_at.is_not(None),
        )
    )
    unsigned = (
        select(ActionItem.id)
        .outerjoin(Minutes, Minutes.meeting_id == ActionItem.meeting_id)
        .where(ActionItem.community_code == A, Minutes.sealed_at.is_(None))
    )
    planned = select(Meeting.id).where(Meeting.community_code == A, Meeting.notice_sent_at.is_(None))
    return {
        "round_id": list(db.session.scalars(drafts)),
        "need_id": list(db.session.scalars(unpublished)),
        "solution_id": list(db.session.scalars(unread)),
        "photo_id": list(db.session.scalars(photographed)),
        "meeting_id": list(db.session.scalars(planned)),
        "action_id": list(db.session.scalars(unsigned)),
        "list_id": [lists["draft"].id],
    }


IDS: dict[str, Callable[[str], Any]] = {
    "acceptance_id": lambda code: select(ProjectAcceptance.id).where(
        ProjectAcceptance.community_code == code
    ),
    "change_id": lambda code: select(ProjectChange.id).where(ProjectChange.community_code == code),
    "shot_id": lambda code: select(ProgressPhoto.id).where(ProgressPhoto.community_code == code),
    "account_id": lambda code: select(Account.id).order_by(Account.resident_id.is_not(None), Account.id),
    "action_id": lambda code: select(ActionItem.id).where(ActionItem.community_code == code),
    "answer_id": lambda code: select(SurveyAnswer.id).where(SurveyAnswer.community_code == code),
    "asked_id": lambda code: select(SurveyAsked.id, SurveyAsked.survey_id).where(
        SurveyAsked.community_code == code
    ),
    "addendum_id": lambda code: (
        select(MinutesAddendum.id, Minutes.meeting_id)
        .join(Minutes, Minutes.id == MinutesAddendum.minutes_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Meeting.community_code == code)
    ),
    "attendance_id": lambda code: (
        select(Attendance.id, Attendance.meeting_id).join(Meeting).where(Meeting.community_code == code)
    ),
    "comment_id": lambda code: select(NeedComment.id, NeedComment.need_id).where(
        NeedComment.community_code == code
    ),
    "complaint_id": lambda code: select(Complaint.id).where(Complaint.community_code == code),
    "cycle_id": lambda code: select(Cycle.id).where(Cycle.community_code == code),
    "estate_id": lambda code: select(Estate.id).where(Estate.community_code == code),
    "document_id": lambda code: (
        select(StoredFile.id, Meeting.id)
        .join(Meeting, Meeting.community_code == code)
        .where(StoredFile.media_type == word.MEDIA_TYPE, Meeting.title == "正在写纪要的会")
    ),
    "file_id": lambda code: select(StoredFile.id),
    "grid_id": lambda code: select(Grid.id).where(Grid.community_code == code),
    "group_id": lambda code: select(NoticeChannel.id).where(NoticeChannel.community_code == code),
    "household_id": lambda code: select(Household.id).where(Household.community_code == code),
    "item_id": lambda code: (
        select(AgendaItem.id, AgendaItem.meeting_id).join(Meeting).where(Meeting.community_code == code)
    ),
    "job_id": lambda code: select(Job.id),
    "list_id": lambda code: select(ProjectList.id).where(ProjectList.community_code == code),
    "material_id": lambda code: (
        select(ItemMaterial.id, AgendaItem.meeting_id)
        .join(AgendaItem, AgendaItem.id == ItemMaterial.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.community_code == code)
    ),
    "meeting_id": lambda code: select(Meeting.id).where(Meeting.community_code == code),
    "message_id": lambda code: (
        select(OutboxMessage.id, Meeting.id)
        .join(Meeting, Meeting.title == "发了短信的会")
        .where(OutboxMessage.subject.startswith("meeting:"), OutboxMessage.community_code == code)
    ),
    "motion_id": lambda code: (
        select(Motion.id, AgendaItem.meeting_id)
        .join(AgendaItem, AgendaItem.id == Motion.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(Meeting.community_code == code)
    ),
    "need_id": lambda code: select(Need.id).where(Need.community_code == code),
    "objection_id": lambda code: select(Objection.id, Objection.list_id).where(
        Objection.community_code == code
    ),
    "plan_id": lambda code: select(ProjectPlan.id).where(ProjectPlan.code == code),
    "pledge_id": lambda code: (
        select(ResourcePledge.id, Project.list_id)
        .join(Project, Project.id == ResourcePledge.project_id)
        .where(Project.community_code == code)
    ),
    "resource_id": lambda code: select(Resource.id).where(
        Resource.community_code == code, Resource.withdrawn_at.is_(None)
    ),
    "photo_id": lambda code: select(NeedPhoto.id, NeedPhoto.need_id).where(
        NeedPhoto.community_code == code, NeedPhoto.need_id.is_not(None)
    ),
    "report_id": lambda code: select(YearReport.id).where(YearReport.code == code[:9]),
    "case_id": lambda code: (
        select(ReportCase.id, ReportCase.report_id)
        .join(YearReport, YearReport.id == ReportCase.report_id)
        .where(YearReport.code == code[:9])
    ),
    "received_id": lambda code: select(ReceivedList.id).where(ReceivedList.community_code == code),
    "remark_id": lambda code: (
        select(MinutesComment.id, Minutes.meeting_id)
        .join(Minutes, Minutes.id == MinutesComment.minutes_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Meeting.community_code == code)
    ),
    "resident_id": lambda code: select(Resident.id).where(Resident.community_code == code),
    "round_id": lambda code: select(Round.id).where(Round.community_code == code),
    "row_id": lambda code: select(Project.id, Project.list_id).where(Project.community_code == code),
    "signature_id": lambda code: (
        select(RoundSignature.id, RoundSignature.round_id).join(Round).where(Round.community_code == code)
    ),
    "signed_id": lambda code: (
        select(MinutesSignature.id, Minutes.meeting_id)
        .join(Minutes, Minutes.id == MinutesSignature.minutes_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Meeting.community_code == code, MinutesSignature.scan_id.is_not(None))
    ),
    "solution_id": lambda code: select(NeedSolution.id, NeedSolution.need_id).where(
        NeedSolution.community_code == code
    ),
    "snapshot_id": lambda code: select(SurveyPhoto.id).where(SurveyPhoto.community_code == code),
    "survey_id": lambda code: select(Survey.id).where(Survey.community_code == code),
    "street_list_id": lambda code: select(StreetList.id).where(StreetList.street_code == code[:9]),
    "paper_id": lambda code: select(ListFile.id, ListFile.list_id).where(ListFile.community_code == code),
    "template_id": lambda code: select(NeedTemplate.id).where(NeedTemplate.community_code == code),
    "upload_id": lambda code: select(Upload.id),
    "voter_id": lambda code: (
        select(RegisterEntry.voter_id, RegisterEntry.round_id).join(Round).where(Round.community_code == code)
    ),
}
PARENTS = {"case_id": "report_id", "addendum_id": "meeting_id", "asked_id": "survey_id",
           "document_id": "meeting_id", "remark_id": "meeting_id",
           "message_id": "meeting_id",
           "signed_id": "meeting_id",
           "attendance_id": "meeting_id", "comment_id": "need_id", "item_id": "meeting_id",
           "material_id": "meeting_id",
           "motion_id": "meeting_id", "objection_id": "list_id", "paper_id": "list_id",
           "photo_id": "need_id", "row_id": "list_id",
           "pledge_id": "list_id",
           "signature_id": "round_id", "solution_id": "need_id", "voter_id": "round_id"}  # fmt: skip
"""What an address names by its own id and by the id of what it belongs to."""


def values_of(rule: Rule, world: World, code: str = A, most: int = 8) -> list[Values]:
    """Some real values for the address of a rule: different rows of the community, in all states."""
    base: Values = {}
    plain = {"code": code, "region_code": STREET, "version": 1, "invitation": world.invitation,
             "slip": world.slip, "filename": "css/base.css",
             "number": 1, "role": "chair", "profile_key": "council", "how": "by_phone",
             "year": local(now()).year}  # fmt: skip
    names = [name for name in rule.arguments if name not in plain]
    base = {name: plain[name] for name in rule.arguments if name in plain}
    children = [name for name in names if name in PARENTS]
    if children:
        rows = db.session.execute(IDS[children[0]](code)).all()
        found = [{**base, children[0]: row[0], PARENTS[children[0]]: row[1]} for row in rows]
    elif names:
        assert len(names) == 1, rule
        found = [{**base, names[0]: row} for row in db.session.scalars(IDS[names[0]](code))]
        if "unplaced" in str(rule):
            found = [{"complaint_id": row} for row in db.session.scalars(
                select(Complaint.id).where(Complaint.community_code.is_(None)))]  # fmt: skip
    else:
        found = [base]
    return _spread(found, most)


def _spread(rows: list[Values], most: int) -> list[Values]:
    """At most so many of the rows, one of each parent first."""
    if len(rows) <= most:
        return rows
    step = len(rows) / most
    return [rows[int(place * step)] for place in range(most)]


def rules_of(app: Flask, method: str) -> Iterator[Rule]:
    """The addresses of ours that take this method."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if method in (rule.methods or ()) and not rule.endpoint.endswith("static"):
            yield rule


def address(app: Flask, rule: Rule, values: Values) -> str:
    """The path of a rule with these values."""
    built = app.url_map.bind("localhost").build(rule.endpoint, values, method=_method(rule))
    return str(built)


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def strangers_id(values: Values) -> Values:
    """The same address with ids that do not exist."""
    return {name: uuid4() if isinstance(value, UUID) else value for name, value in values.items()}
