"""Opening a survey, answering it, closing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from deliberation.actors import Actor
from deliberation.clock import now, today
from deliberation.database import db, refusing
from deliberation.errors import Refusal
from deliberation.journal.rules import Personal
from deliberation.journal.service import record
from deliberation.people.models import Account
from deliberation.places.service import next_numbers
from deliberation.surveys import photos, queries
from deliberation.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyAnswerBefore,
    SurveyAsked,
    SurveyPhoto,
)
from deliberation.surveys.photos import Picture, forget_photos
from deliberation.surveys.rules import OPEN_FOR, Channel, Reply, Subject, Tie, checked, slip_number

SERIES = "survey_slip"


@dataclass(frozen=True)
class Whom:
    """Somebody to be asked: a person by account and roll, or (alone) a household."""

    tie: Tie
    account_id: UUID | None = None
    resident_id: UUID | None = None
    household_id: UUID | None = None


def open_survey(actor: Actor, community_code: str, subject: Subject, whom: Sequence[Whom]) -> Survey:
    """Ask these people about something, once; each gets a number for the slip."""
    survey = Survey(
        community_code=community_code,
        kind=subject.kind,
        subject_id=subject.id,
        title=subject.title[:120],
        theme=subject.theme,
        reasons=list(subject.reasons),
        endpoint=subject.endpoint,
        link_values=subject.values,
        opens_at=now(),
        closes_at=now() + OPEN_FOR,
        opened_by=actor.account_id,
    )
    with refusing("subject_id", "surveys.asked_already", title=subject.title):
        db.session.add(survey)
    _ask(survey, whom)
    after = {"title": survey.title, "asked": len(whom), "closes_at": survey.closes_at}
    record(actor, "surveys.open", "survey", survey.id, community_code, after=after)
    return survey


def _ask(survey: Survey, whom: Sequence[Whom]) -> None:
    if not whom:
        return
    year = today().year
    numbers = next_numbers(survey.community_code, SERIES, year, len(whom))
    rows = [
        {
            "survey_id": survey.id,
            "community_code": survey.community_code,
            "number": slip_number(year, number),
            "tie": each.tie,
            "account_id": each.account_id,
            "resident_id": each.resident_id,
            "household_id": each.household_id,
        }
        for number, each in zip(numbers, whom, strict=True)
    ]
    db.session.execute(insert(SurveyAsked), rows)


def lock(survey: Survey) -> None:
    """Read the survey anew and hold it until this transaction ends."""
    db.session.refresh(survey, with_for_update=True)


def answer(
    actor: Actor, survey: Survey, asked: SurveyAsked, reply: Reply, channel: Channel = Channel.WEB
) -> SurveyAnswer:
    """Take an answer, or another one in its place until the survey closes; what it was before is kept."""
    lock(survey)
    if asked.survey_id != survey.id:
        raise Refusal("surveys.other_survey", title=survey.title)
    if not survey.open:
        raise Refusal("surveys.closed", title=survey.title)
    clean = checked(reply, survey.reasons)
    given = queries.answer_to(asked.id)
    entered_by = actor.account_id if channel != Channel.WEB else None
    if given is None:
        given = SurveyAnswer(survey_id=survey.id, asked_id=asked.id, community_code=survey.community_code)
        db.session.add(given)
    else:
        if _same(given, clean) and given.channel == channel:
            return given
        _keep_before(given)
        given.version += 1
    given.grade, given.reasons, given.text = clean.grade, list(clean.reasons), clean.text
    given.tell_me, given.channel, given.entered_by, given.at = clean.tell_me, channel, entered_by, now()
    db.session.flush()
    _record(actor, "surveys.answer", given)
    return given


def _same(given: SurveyAnswer, reply: Reply) -> bool:
    there = (given.grade, tuple(given.reasons), given.text, given.tell_me)
    return there == (reply.grade, tuple(reply.reasons), reply.text, reply.tell_me)


def _keep_before(given: SurveyAnswer) -> None:
    db.session.add(
        SurveyAnswerBefore(
            answer_id=given.id,
            version=given.version,
            grade=given.grade,
            reasons=given.reasons,
            text=given.text,
            channel=given.channel,
            entered_by=given.entered_by,
            at=given.at,
        )
    )


def _record(actor: Actor, act: str, given: SurveyAnswer) -> None:
    """What somebody thinks is theirs: the journal keeps that it was said, and a digest of it."""
    after: Mapping[str, Any] = {
        "channel": given.channel,
        "version": given.version,
        "said": Personal({"grade": given.grade, "reasons": given.reasons, "text": given.text}),
    }
    record(actor, act, "survey_answer", given.id, given.community_code, after=after)


def add_photos(actor: Actor, survey: Survey, given: SurveyAnswer, pictures: Sequence[Picture]) -> int:
    """Keep the photos that came with an answer, as far as there is room, until the survey closes."""
    lock(survey)
    if not survey.open:
        raise Refusal("surveys.closed", title=survey.title)
    added = photos.add(given, pictures)
    if added:
        after = {"photos": added, "version": given.version}
        record(actor, "surveys.add_photos", "survey_answer", given.id, given.community_code, after=after)
    return added


def enter(actor: Actor, asked: SurveyAsked, reply: Reply, channel: Channel) -> SurveyAnswer:
    """A worker writes down what somebody said by phone or wrote on a slip; what they answered themselves on
    the page stands, and so does a slip once entered.
    """
    survey = db.session.get_one(Survey, asked.survey_id)
    lock(survey)
    given = queries.answer_to(asked.id)
    if given is not None and given.channel != channel:
        raise Refusal("surveys.answered_otherwise", number=asked.number, channel=given.channel)
    return answer(actor, survey, asked, reply, channel)


def close(actor: Actor, survey: Survey) -> bool:
    """Close a survey whose time is over; whether this was the first time."""
    lock(survey)
    if survey.closed_at is not None or survey.closes_at > now():
        return False
    survey.closed_at = now()
    db.session.flush()
    record(actor, "surveys.close", "survey", survey.id, survey.community_code, after={"title": survey.title})
    return True


def link_follow_up(given: SurveyAnswer, follow_up_id: UUID) -> None:
    """What a worker opened because of an answer, once; part of an act journalled by the caller."""
    db.session.refresh(given, with_for_update=True)
    if given.follow_up_id is not None:
        raise Refusal("surveys.followed_up")
    given.follow_up_id = follow_up_id
    db.session.flush()


def forget(account: Account) -> None:
    """Who closes an account leaves the step they chose as an anonymous count: no word, no photo, no name."""
    theirs = _asked_as(account)
    mine = select(SurveyAsked.id).where(theirs)
    answers = db.session.scalars(select(SurveyAnswer.id).where(SurveyAnswer.asked_id.in_(mine))).all()
    forget_photos(db.session.scalars(select(SurveyPhoto).where(SurveyPhoto.answer_id.in_(answers))).all())
    words = {"text": "", "tell_me": False}
    db.session.execute(update(SurveyAnswer).where(SurveyAnswer.id.in_(answers)).values(**words))
    before = update(SurveyAnswerBefore).where(SurveyAnswerBefore.answer_id.in_(answers))
    db.session.execute(before.values(text=""))
    db.session.execute(update(SurveyAsked).where(theirs).values(account_id=None, resident_id=None))


def _asked_as(account: Account) -> ColumnElement[bool]:
    """Where somebody was asked in person, by account or by the roll."""
    by_account = SurveyAsked.account_id == account.id
    return (
        by_account | (SurveyAsked.resident_id == account.resident_id) if account.resident_id else by_account
    )


def copy_for(account_id: UUID, resident_id: UUID | None) -> list[dict[str, Any]]:
    """What somebody answered, for the copy of all their data."""
    mine = SurveyAsked.account_id == account_id
    if resident_id is not None:
        mine = mine | (SurveyAsked.resident_id == resident_id)
    query = (
        select(Survey.title, SurveyAnswer)
        .join(SurveyAsked, SurveyAsked.survey_id == Survey.id)
        .join(SurveyAnswer, SurveyAnswer.asked_id == SurveyAsked.id)
        .where(mine)
    )
    return [
        {"about": title, "grade": each.grade, "reasons": each.reasons, "text": each.text, "at": each.at}
        for title, each in db.session.execute(query.order_by(SurveyAnswer.at, SurveyAnswer.id)).all()
    ]
