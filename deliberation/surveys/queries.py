"""Reading surveys: who is asked, what was answered, and what may be told of it."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select

from deliberation.actors import Actor
from deliberation.clock import local, now
from deliberation.database import Page, db, paginate
from deliberation.people.models import Account, Resident
from deliberation.places.models import Building, Estate, Household
from deliberation.places.queries import within
from deliberation.surveys.models import Survey, SurveyAnswer, SurveyAsked, SurveyPhoto
from deliberation.surveys.rules import (
    LEAST_ANSWERS,
    SOON,
    TOP_THREE,
    Closed,
    Grade,
    Lot,
    Rating,
    lots,
    rating,
)

_TOP = func.count(SurveyAnswer.id).filter(SurveyAnswer.grade.in_(TOP_THREE))


def survey_of(survey_id: UUID, community_code: str) -> Survey | None:
    """A survey of this community."""
    query = select(Survey).where(Survey.id == survey_id, Survey.community_code == community_code)
    return db.session.scalars(query).first()


def survey_about(kind: str, subject_id: UUID) -> Survey | None:
    """The survey about something, if there is one."""
    return db.session.scalars(
        select(Survey).where(Survey.kind == kind, Survey.subject_id == subject_id)
    ).first()


def surveys_of(community_code: str, page: int) -> Page[Row[Survey, int, int]]:
    """A community's surveys with how many are asked and how many answered; those still open first."""
    asked = select(func.count()).where(SurveyAsked.survey_id == Survey.id).scalar_subquery()
    answered = select(func.count()).where(SurveyAnswer.survey_id == Survey.id).scalar_subquery()
    query = select(Survey, asked.label("asked"), answered.label("answered"))
    query = query.where(Survey.community_code == community_code)
    return paginate(query.order_by(Survey.closed_at.is_not(None), Survey.closes_at, Survey.id), page)


def asked_of(asked_id: UUID, survey_id: UUID) -> SurveyAsked | None:
    """Somebody asked in a survey."""
    query = select(SurveyAsked).where(SurveyAsked.id == asked_id, SurveyAsked.survey_id == survey_id)
    return db.session.scalars(query).first()


def asked_as(actor: Actor, survey_id: UUID) -> SurveyAsked | None:
    """As whom somebody is asked: in person before as a household."""
    mine: list[ColumnElement[bool]] = [SurveyAsked.account_id == actor.account_id]
    if actor.account_id is None:
        return None
    if actor.resident_id:
        mine.append(SurveyAsked.resident_id == actor.resident_id)
    if actor.household_id:
        mine.append(SurveyAsked.household_id == actor.household_id)
    query = select(SurveyAsked).where(SurveyAsked.survey_id == survey_id, or_(*mine))
    return db.session.scalars(query.order_by(SurveyAsked.household_id.is_not(None))).first()


def slip_of(number: str, community_code: str) -> SurveyAsked | None:
    """Whose slip has this number in this community."""
    query = select(SurveyAsked).where(
        SurveyAsked.number == number, SurveyAsked.community_code == community_code
    )
    return db.session.scalars(query).first()


def answer_to(asked_id: UUID) -> SurveyAnswer | None:
    """What somebody asked has answered."""
    return db.session.scalars(select(SurveyAnswer).where(SurveyAnswer.asked_id == asked_id)).first()


def answer_of(answer_id: UUID, community_code: str) -> SurveyAnswer | None:
    """An answer given in this community."""
    query = select(SurveyAnswer).where(
        SurveyAnswer.id == answer_id, SurveyAnswer.community_code == community_code
    )
    return db.session.scalars(query).first()


def asked_by_id(asked_id: UUID) -> SurveyAsked:
    """Who gave an answer."""
    return db.session.get_one(SurveyAsked, asked_id)


# What is joined from outside may be missing.
AskedRow = Row[SurveyAsked, Any, Any, Any, Any, Any]


def _asked(survey_id: UUID) -> Select[SurveyAsked, Any, Any, Any, Any, Any]:
    home = func.coalesce(SurveyAsked.household_id, Resident.household_id)
    return (
        select(SurveyAsked, SurveyAnswer, Resident, Household, Building, Estate)
        .outerjoin(SurveyAnswer, SurveyAnswer.asked_id == SurveyAsked.id)
        .outerjoin(Resident, Resident.id == SurveyAsked.resident_id)
        .outerjoin(Household, Household.id == home)
        .outerjoin(Building, Building.id == Household.building_id)
        .outerjoin(Estate, Estate.id == Building.estate_id)
        .where(SurveyAsked.survey_id == survey_id)
    )


def to_call(survey_id: UUID, page: int) -> Page[AskedRow]:
    """Whoever has not answered yet, people before households, in the order of the slips' numbers."""
    query = _asked(survey_id).where(SurveyAnswer.id.is_(None))
    return paginate(query.order_by(SurveyAsked.household_id.is_not(None), SurveyAsked.number), page)


def slips_to_print(survey_id: UUID, most: int, skipped: int = 0) -> Sequence[AskedRow]:
    """Whoever has not answered yet, in the order of the slips' numbers, without so many at the beginning."""
    query = _asked(survey_id).where(SurveyAnswer.id.is_(None))
    return db.session.execute(query.order_by(SurveyAsked.number).limit(most).offset(skipped)).all()


def asked_row(asked_id: UUID, survey_id: UUID) -> AskedRow | None:
    """Somebody asked, with what they answered and where they live."""
    return db.session.execute(_asked(survey_id).where(SurveyAsked.id == asked_id)).first()


def answers_of(survey_id: UUID, page: int) -> Page[AskedRow]:
    """The answers, the unsatisfied first, then the newest."""
    worst_first = case({grade: -place for place, grade in enumerate(Grade)}, value=SurveyAnswer.grade)
    query = _asked(survey_id).where(SurveyAnswer.id.is_not(None))
    return paginate(query.order_by(worst_first, SurveyAnswer.at.desc(), SurveyAnswer.id), page)


def photos_of(answer_ids: Sequence[UUID]) -> dict[UUID, list[SurveyPhoto]]:
    """The photos of several answers, in one statement."""
    query = select(SurveyPhoto).where(SurveyPhoto.answer_id.in_(answer_ids))
    found: dict[UUID, list[SurveyPhoto]] = {}
    for photo in db.session.scalars(query.order_by(SurveyPhoto.created_at, SurveyPhoto.id)):
        found.setdefault(photo.answer_id, []).append(photo)
    return found


def photo_of(photo_id: UUID, community_code: str) -> Row[SurveyPhoto, SurveyAnswer] | None:
    """A photo of this community with the answer it came with."""
    query = (
        select(SurveyPhoto, SurveyAnswer)
        .join(SurveyAnswer, SurveyAnswer.id == SurveyPhoto.answer_id)
        .where(SurveyPhoto.id == photo_id, SurveyPhoto.community_code == community_code)
    )
    return db.session.execute(query).first()


def grades_of(survey_id: UUID) -> dict[Grade, int]:
    """How often each step was chosen: for the community's own staff."""
    query = select(SurveyAnswer.grade, func.count()).where(SurveyAnswer.survey_id == survey_id)
    counted = {row[0]: row[1] for row in db.session.execute(query.group_by(SurveyAnswer.grade))}
    return {grade: counted.get(grade, 0) for grade in Grade}


def asked_count(survey_id: UUID) -> int:
    """How many are asked."""
    return db.session.scalar(select(func.count()).where(SurveyAsked.survey_id == survey_id)) or 0


def open_for(actor: Actor, community_code: str) -> Sequence[Survey]:
    """The open surveys somebody is asked in and has not answered yet, the one that closes first first."""
    mine: list[ColumnElement[bool]] = []
    for column, value in (
        (SurveyAsked.account_id, actor.account_id),
        (SurveyAsked.resident_id, actor.resident_id),
        (SurveyAsked.household_id, actor.household_id),
    ):
        if value is not None:
            mine.append(column == value)
    if not mine:
        return []
    query = (
        select(Survey)
        .join(SurveyAsked, SurveyAsked.survey_id == Survey.id)
        .outerjoin(SurveyAnswer, SurveyAnswer.asked_id == SurveyAsked.id)
        .where(
            Survey.community_code == community_code,
            Survey.closed_at.is_(None),
            Survey.opens_at <= now(),
            Survey.closes_at > now(),
            SurveyAnswer.id.is_(None),
            or_(*mine),
        )
    )
    return list(dict.fromkeys(db.session.scalars(query.order_by(Survey.closes_at, Survey.id).limit(20))))


class Asking(NamedTuple):
    """How many surveys of a community take answers now, and the first that will be too thin to be told."""

    surveys: int
    thin: Survey | None
    answers: int


def asking_now(community_code: str) -> Asking:
    """The surveys that take answers; thin: it closes within a week, has fewer answers than are ever told, and
    somebody who was asked has not answered; two statements."""
    open_now = (
        Survey.community_code == community_code,
        Survey.closed_at.is_(None),
        Survey.opens_at <= now(),
        Survey.closes_at > now(),
    )
    count = db.session.scalar(select(func.count()).select_from(Survey).where(*open_now)) or 0
    asked = select(func.count()).where(SurveyAsked.survey_id == Survey.id).scalar_subquery()
    answered = select(func.count()).where(SurveyAnswer.survey_id == Survey.id).scalar_subquery()
    query = select(Survey, answered.label("answers")).where(
        *open_now, Survey.closes_at <= now() + SOON, answered < LEAST_ANSWERS, asked > answered
    )
    found = db.session.execute(query.order_by(Survey.closes_at, Survey.id)).first() if count else None
    return Asking(count, found.Survey if found else None, found.answers if found else 0)


def due(kind: str, most: int = 50) -> Sequence[UUID]:
    """The surveys of a kind whose time is over and that were not closed yet."""
    query = select(Survey.id).where(
        Survey.kind == kind, Survey.closed_at.is_(None), Survey.closes_at <= now()
    )
    return db.session.scalars(query.order_by(Survey.closes_at, Survey.id).limit(most)).all()


def _counts(*wanted: ColumnElement[bool]) -> Sequence[Row[Survey, int, int]]:
    """Surveys with the number of answers and of those in the top three, in the order of closing."""
    query = (
        select(Survey, func.count(SurveyAnswer.id).label("answers"), _TOP.label("top3"))
        .outerjoin(SurveyAnswer, SurveyAnswer.survey_id == Survey.id)
        .where(*wanted)
        .group_by(Survey.id)
    )
    return db.session.execute(query.order_by(Survey.closes_at, Survey.id)).all()


def ratings_about(kind: str, subject_ids: Sequence[UUID]) -> dict[UUID, Rating]:
    """How each of these was rated, in one statement; while a survey is open only how many answered."""
    if not subject_ids:
        return {}
    rows = _counts(Survey.kind == kind, Survey.subject_id.in_(list(subject_ids)))
    return {
        row.Survey.subject_id: rating(row.answers, row.top3) if over(row.Survey) else Rating(row.answers)
        for row in rows
    }


def over(survey: Survey) -> bool:
    """Whether no answer can come any more."""
    return survey.closed_at is not None or survey.closes_at <= now()


def rating_of(survey: Survey) -> Rating:
    """How a survey came out, as everybody may know it."""
    return ratings_about(survey.kind, [survey.subject_id]).get(survey.subject_id, Rating())


def over_of(kind: str, community_code: str, page: int) -> Page[Survey]:
    """A community's surveys of a kind that are over, those that ended last first."""
    query = select(Survey).where(
        Survey.kind == kind, Survey.community_code == community_code, Survey.closes_at <= now()
    )
    return paginate(query.order_by(Survey.closes_at.desc(), Survey.id), page)


def closed_counts(kind: str, scopes: Sequence[str], year: int | None = None) -> list[Closed]:
    """The surveys of a kind under the scopes that are over, in the order of closing (of one year)."""
    rows = _counts(Survey.kind == kind, within(Survey.community_code, scopes), Survey.closes_at <= now())
    found = [
        Closed(
            row.Survey.id,
            row.Survey.community_code,
            row.Survey.theme,
            local(row.Survey.closes_at).year,
            row.answers,
            row.top3,
        )
        for row in rows
    ]
    return [each for each in found if year is None or each.year == year]


def lots_of(kind: str, scopes: Sequence[str], year: int | None = None) -> list[Lot]:
    """The lots out of which every satisfaction figure under the scopes is made."""
    return lots(closed_counts(kind, scopes, year))


def residents_behind(household_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The open accounts of the people who live behind these doors now."""
    query = (
        select(Resident.household_id, Account.id)
        .join(Account, Account.resident_id == Resident.id)
        .where(
            Resident.household_id.in_(list(household_ids)),
            Resident.moved_out_at.is_(None),
            Account.closed_at.is_(None),
        )
    )
    found: dict[UUID, list[UUID]] = {}
    for household_id, account_id in db.session.execute(query.order_by(Account.id)):
        found.setdefault(household_id, []).append(account_id)
    return found
