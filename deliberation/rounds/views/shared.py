"""What all pages of rounds share: the blueprint, the address, and finding a round one may see."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, url_for
from flask_babel import gettext as _

from deliberation.places.queries import estates_of
from deliberation.rounds import policy, queries, terms
from deliberation.rounds.queries import RoundRow
from deliberation.web.access import current_actor, found

HERE = "/c/<code>/rounds"
ONE = f"{HERE}/<uuid:round_id>"
blueprint = Blueprint("rounds", __name__)
_meeting_pages: list[Callable[[UUID, str], str]] = []
for told in (terms.choosing, terms.counting, terms.conditions, terms.advice):
    blueprint.add_app_template_global(told)


@blueprint.app_template_global()
def who(row: RoundRow) -> str:
    """Who may vote in a round, with the names of its estates."""
    return terms.who(row, estates_of(row.community_code) if row.estates else ())


def use_meeting_page(page_of: Callable[[UUID, str], str]) -> None:
    """Who knows the meeting's page of a ballot on a motion: (round, community) → address."""
    _meeting_pages[:] = [page_of]


@blueprint.app_template_global()
def meeting_page(row: RoundRow) -> str:
    """Where the ballot on a motion leads back to; empty for a round of the community."""
    return _meeting_pages[0](row.id, row.community_code) if row.of_meeting and _meeting_pages else ""


@blueprint.app_template_global()
def above(row: RoundRow) -> tuple[str, str]:
    """What a round's pages stand under: the list of rounds, or the meeting, as (words, address)."""
    page = meeting_page(row)
    return (_("会议"), page) if page else (_("投票"), url_for("rounds.index", code=row.community_code))


def listed_round(code: str, round_id: UUID) -> RoundRow:
    """A round one may see that is the community's own: a meeting keeps the register of its ballots itself."""
    row = visible_round(code, round_id)
    return found(None if row.of_meeting else row)


def visible_round(code: str, round_id: UUID) -> RoundRow:
    """A round of this community that this actor may see; a draft does not exist for others."""
    row: RoundRow = found(queries.round_of(round_id, code))
    found(row if policy.may_see(current_actor(), code, row.state) else None)
    return row
