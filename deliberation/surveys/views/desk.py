"""The desk's pages: all questionnaires, one of them with whom to call, and what was answered."""

from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from deliberation import papers
from deliberation.files.views import attachment
from deliberation.surveys import calling, policy, queries, slips
from deliberation.surveys.rules import TOP_THREE, Grade
from deliberation.surveys.views.shared import HERE, ONE, blueprint, survey_here
from deliberation.web.access import access, any_of, current_actor, oversees_here, permit, works_here
from deliberation.web.paging import page_number

TONES = {
    Grade.VERY_SATISFIED: "done",
    Grade.SATISFIED: "done",
    Grade.MOSTLY: "done",
    Grade.DISSATISFIED: "waiting",
    Grade.VERY_DISSATISFIED: "waiting",
}


@blueprint.get(HERE)
@access(any_of(works_here, oversees_here))
def index(code: str) -> str:
    """All questionnaires of the community, those still open first."""
    return render_template("surveys/index.html", page=queries.surveys_of(code, page_number()))


@blueprint.get(ONE)
@access(any_of(works_here, oversees_here))
def show(code: str, survey_id: UUID) -> str:
    """One questionnaire: how far it is, and for workers whom to call."""
    survey = survey_here(code, survey_id)
    works = policy.may_enter(current_actor(), code)
    page = queries.to_call(survey.id, page_number()) if works else None
    return render_template(
        "surveys/show.html",
        survey=survey,
        works=works,
        page=page,
        calls=calling.calls(page.items) if page else [],
        asked=queries.asked_count(survey.id),
        grades=queries.grades_of(survey.id),
        rated=queries.rating_of(survey),
        parts=slips.parts(page.total) if page else 0,
        most=slips.MOST_AT_ONCE,
    )


@blueprint.get(f"{ONE}/answers")
@access(any_of(works_here, oversees_here))
def answers(code: str, survey_id: UUID) -> str:
    """What was answered, the unsatisfied first; who said it only the community's workers see."""
    survey = survey_here(code, survey_id)
    permit(policy.may_read_words(current_actor(), code))
    page = queries.answers_of(survey.id, page_number())
    works = policy.may_enter(current_actor(), code)
    return render_template(
        "surveys/answers.html",
        survey=survey,
        page=page,
        who=[each.name or each.door for each in calling.calls(page.items)] if works else [],
        works=works,
        photos=queries.photos_of([row.SurveyAnswer.id for row in page.items]),
        tones=TONES,
        top_three=TOP_THREE,
    )


@blueprint.get(f"{ONE}/slips.pdf")
@access(works_here)
def slips_pdf(code: str, survey_id: UUID) -> Download:
    """Slips of those who have not answered yet, a part at a time; or blank ones."""
    survey = survey_here(code, survey_id)
    link = str(current_app.config["SETTINGS"].public_url) + url_for(".answer", code=code, survey_id=survey_id)
    facts: Any = slips.facts_of(survey, link, slips.copies_of(survey, _part()))
    return attachment(papers.render("survey-slip", facts), f"{_('满意度回执')}.pdf", "application/pdf")


def _part() -> int:
    """Which part of the slips; 0 is a sheet of blank ones."""
    text = request.args.get("part", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
