"""The slips of a survey as facts for the paper `survey-slip`: one for each who has not answered, or blank."""

from deliberation.clock import local
from deliberation.papers.facts import SlipCopy, SurveySlipFacts
from deliberation.places.addresses import address, place_and_phone
from deliberation.places.queries import region_of
from deliberation.surveys import queries
from deliberation.surveys.models import Survey
from deliberation.surveys.queries import AskedRow
from deliberation.surveys.rules import Grade
from deliberation.web.phrases import label

MOST_AT_ONCE = 60
BLANKS = 2


def parts(waiting: int) -> int:
    """In how many parts so many slips are printed."""
    return -(-waiting // MOST_AT_ONCE)


def copies_of(survey: Survey, part: int) -> list[SlipCopy]:
    """The slips of one part, from 1; part 0 is a page of slips without number."""
    if part < 1:
        return [{"number": "", "address": "", "name": ""}] * BLANKS
    rows = queries.slips_to_print(survey.id, MOST_AT_ONCE, (part - 1) * MOST_AT_ONCE)
    return [_copy(row) for row in rows]


def _copy(row: AskedRow) -> SlipCopy:
    asked, _given, resident, household, building, estate = row
    door = (
        address(estate.name, building.name, household.unit, household.door) if household is not None else ""
    )
    return {
        "number": asked.number,
        "address": door,
        "name": resident.name if resident is not None else "",
    }


def facts_of(survey: Survey, link: str, copies: list[SlipCopy]) -> SurveySlipFacts:
    """What the paper says, with a place for each copy."""
    region = region_of(survey.community_code)
    place, phone = place_and_phone(region.contact if region else "")
    return {
        "title": survey.title,
        "community": region.name if region else "",
        "until": local(survey.closes_at).date().isoformat(),
        "help_place": place,
        "help_phone": phone,
        "grades": [label("grade", each) for each in Grade],
        "reasons": [label("survey_reason", each) for each in survey.reasons],
        "link": link,
        "copies": copies,
        "dated_on": local(survey.opens_at).date().isoformat(),
    }
