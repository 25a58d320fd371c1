"""What follows a finished project: its people are asked how it went, and everybody hears how it ended.

Asked are, once each however many of the row's needs (or needs merged into them) they stand behind: who
proposed, who supported (at most a thousand, those of the longest standing first), and one answer a household
of the nearby doors: the estates the needs name, at most two hundred doors drawn by their random ids, without
those where somebody is asked in person. Where no need names an estate, no neighbours are asked.
"""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from deliberation.actors import Actor, machine
from deliberation.database import db, reading, unit_of_work
from deliberation.errors import Refusal
from deliberation.journal.service import record
from deliberation.needs import service as needs
from deliberation.needs.models import Need, NeedSupport
from deliberation.needs.rules import Channel as NeedChannel
from deliberation.needs.rules import Draft
from deliberation.notices import outbox
from deliberation.notices.outbox import About, Letter
from deliberation.notices.rules import Channel as Way
from deliberation.notices.service import tell
from deliberation.people.models import Account, Resident
from deliberation.people.reaching import reachable
from deliberation.places.models import Building, Household
from deliberation.places.queries import region_of
from deliberation.projects.models import Project, ProjectList
from deliberation.surveys import queries as surveys
from deliberation.surveys import service
from deliberation.surveys.models import Survey, SurveyAnswer
from deliberation.surveys.rules import TOP_THREE, Channel, Rating, Subject, Tie
from deliberation.surveys.service import Whom

KIND = "project"
REASONS = ("quality", "speed", "useful", "safety", "cleanliness", "noise", "informed", "upkeep")
MOST_PEOPLE, MOST_DOORS = 1000, 200
CHINESE = "zh_Hans_CN"


def begin(actor: Actor, made: ProjectList, row: Project) -> None:
    """Ask the people of a project that was accepted; part of the acceptance, journalled by it."""
    if surveys.survey_about(KIND, row.id) is not None:
        return
    values = {"code": made.community_code, "list_id": str(made.id), "row_id": str(row.id)}
    subject = Subject(KIND, row.id, row.name, row.category, REASONS, "projects.project", values)
    whom = whom_to_ask(row)
    survey = service.open_survey(actor, made.community_code, subject, whom)
    _tell_asked(survey, whom)


def whom_to_ask(row: Project) -> list[Whom]:
    """Who is asked about a project, each person and each door once."""
    family = _family([each.need_id for each in row.needs])
    people = _people(row, family)
    homes = select(Resident.household_id).where(
        Resident.id.in_([each.resident_id for each in people if each.resident_id])
    )
    asked_at_home = set(db.session.scalars(homes))
    return [*people, *_neighbours(row, family, asked_at_home)]


def _family(need_ids: Sequence[UUID]) -> list[Need]:
    """The needs and, however deep, those merged into them."""
    found: dict[UUID, Need] = {}
    fresh = list(need_ids)
    query = select(Need)
    level = list(db.session.scalars(query.where(Need.id.in_(fresh)).order_by(Need.created_at, Need.id)))
    while level:
        found |= {need.id: need for need in level}
        below = query.where(Need.merged_into_id.in_([need.id for need in level]), Need.id.not_in(list(found)))
        level = list(db.session.scalars(below.order_by(Need.created_at, Need.id)))
    return list(found.values())


def _people(row: Project, family: Sequence[Need]) -> list[Whom]:
    """Who proposed and who supported; without an account they are called or get a slip."""
    authors = [need.author_resident_id for need in family if need.author_resident_id]
    supports = select(NeedSupport.resident_id).where(NeedSupport.need_id.in_([need.id for need in family]))
    order = supports.order_by(NeedSupport.at, NeedSupport.resident_id)
    supporters = list(dict.fromkeys(db.session.scalars(order)))
    wanted = list(dict.fromkeys([*authors, *supporters]))
    here = (
        select(Resident.id, Account.id)
        .outerjoin(Account, (Account.resident_id == Resident.id) & Account.closed_at.is_(None))
        .where(
            Resident.id.in_(wanted),
            Resident.community_code == row.community_code,
            Resident.moved_out_at.is_(None),
        )
    )
    accounts = {row_[0]: row_[1] for row_ in db.session.execute(here)}
    found = [
        Whom(Tie.PROPOSER if each in authors else Tie.SUPPORTER, accounts[each], each)
        for each in wanted
        if each in accounts
    ]
    return [*found, *_away(family, {each.account_id for each in found})][:MOST_PEOPLE]


def _away(family: Sequence[Need], there: set[UUID | None]) -> list[Whom]:
    """Proposers who have an account and are not on the community's roll."""
    authors = {need.author_account_id for need in family if need.author_account_id} - there
    query = select(Account.id).where(
        Account.id.in_(authors), Account.closed_at.is_(None), Account.resident_id.is_(None)
    )
    return [Whom(Tie.PROPOSER, account_id) for account_id in db.session.scalars(query.order_by(Account.id))]


def _neighbours(row: Project, family: Sequence[Need], without: set[UUID]) -> list[Whom]:
    estates = {need.estate_id for need in family if need.estate_id}
    query = (
        select(Household.id)
        .join(Building, Building.id == Household.building_id)
        .where(Building.estate_id.in_(estates), Household.community_code == row.community_code)
        .order_by(Household.id)
        .limit(MOST_DOORS + len(without))
    )
    doors = [each for each in db.session.scalars(query) if each not in without]
    return [Whom(Tie.NEIGHBOUR, household_id=each) for each in doors[:MOST_DOORS]]


def _tell_asked(survey: Survey, whom: Sequence[Whom]) -> None:
    """A word in the inbox with the way to the five buttons; by mail, too, for whoever gave an address."""
    persons = [each.account_id for each in whom if each.account_id]
    behind = surveys.residents_behind([each.household_id for each in whom if each.household_id])
    accounts = list(dict.fromkeys([*persons, *(one for many in behind.values() for one in many)]))
    values = {"code": survey.community_code, "survey_id": str(survey.id)}
    facts = {"title": survey.title, "closes_at": survey.closes_at.isoformat()}
    tell(accounts, "notice.surveys.asked", facts, survey.community_code, "surveys.answer", values)
    region = region_of(survey.community_code)
    with force_locale(CHINESE):
        title = _("请您评一评：%(title)s", title=survey.title)
        text = _(
            "%(community)s：“%(title)s”已经完工验收，请您评一评满意不满意，点一下就行。",
            community=region.name if region else "",
            title=survey.title,
        )
    letters = (
        Letter(Way.EMAIL, each.email, title, text, each.name, each.account_id)
        for each in reachable(accounts)
        if each.email
    )
    about = About(f"survey:{survey.id}", "asked", survey.community_code, "surveys.answer", values)
    outbox.write(letters, about)


def rating_of(row_ids: Sequence[UUID]) -> dict[UUID, Rating]:
    """How the projects were rated, as far as it may be shown."""
    return surveys.ratings_about(KIND, row_ids)


def close_due() -> None:
    """Registered as a chore: surveys whose time is over are closed, and everybody hears how it ended."""
    with reading():
        due = surveys.due(KIND)
        db.session.rollback()
    for survey_id in due:
        with unit_of_work():
            _close(db.session.get_one(Survey, survey_id))


def _close(survey: Survey) -> None:
    if not service.close(machine(), survey):
        return
    row = db.session.get(Project, survey.subject_id)
    if row is None:
        return
    made = db.session.get_one(ProjectList, row.list_id)
    rated = rating_of([row.id]).get(row.id, Rating())
    facts = {
        "project": row.number,
        "name": row.name,
        "list": made.number,
        "list_id": str(made.id),
        "row_id": str(row.id),
        "answers": rated.answers,
        "top3": rated.top3,
    }
    for need in row.needs:
        needs.record_event(need.need_id, "projects.need_rated", facts)


def project_rated(survey: Survey) -> tuple[Project, ProjectList] | None:
    """The project a survey is about, and its list."""
    row = db.session.get(Project, survey.subject_id) if survey.kind == KIND else None
    return (row, db.session.get_one(ProjectList, row.list_id)) if row else None


def prefilled(row: Project, given: SurveyAnswer) -> Draft:
    """The need that follows an unsatisfied answer, as the worker finds it in the form."""
    need = db.session.get(Need, row.needs[0].need_id) if row.needs else None
    title = _("%(name)s：做完以后还要改进", name=row.name[:26])
    return Draft(
        title,
        given.text or _("回访时有居民不满意，请社区看一看还缺什么。"),
        need.category if need else row.category,
        need.place if need else row.site[:60],
        need.estate_id if need else None,
    )


def open_follow_up(actor: Actor, given: SurveyAnswer, draft: Draft) -> Need:
    """Open a need because of an unsatisfied answer, once; who agreed to be told is its author and hears of
    every step, anybody else stays unnamed.
    """
    survey = db.session.get_one(Survey, given.survey_id)
    found = project_rated(survey)
    if given.grade in TOP_THREE or found is None:
        raise Refusal("projects.satisfied")
    if given.follow_up_id is not None:
        raise Refusal("surveys.followed_up")
    asked = surveys.asked_by_id(given.asked_id)
    author = asked.resident_id if given.tell_me else None
    channel = NeedChannel.PAPER if given.channel == Channel.SLIP else NeedChannel.PHONE
    need = needs.submit_on_behalf(
        actor,
        given.community_code,
        draft,
        channel,
        resident_id=author,
        key=f"survey-{given.id.hex}",
        unnamed=author is None,
    )
    service.link_follow_up(given, need.id)
    row, made = found
    facts = {"project": row.number, "name": row.name, "list": made.number, "list_id": str(made.id)}
    needs.record_event(need.id, "projects.follow_up", {**facts, "row_id": str(row.id)}, actor=actor)
    after = {"project": row.number, "need": need.number}
    record(actor, "projects.follow_up", "project", row.id, made.community_code, after=after)
    return need
