"""What all pages of rounds share: the blueprint, the address, and finding a round one may see."""

from uuid import UUID

from flask import Blueprint

from deliberation.places.queries import estates_of
from deliberation.rounds import policy, queries, terms
from deliberation.rounds.queries import RoundRow
from deliberation.web.access import current_actor, found

HERE = "/c/<code>/rounds"
ONE = f"{HERE}/<uuid:round_id>"
blueprint = Blueprint("rounds", __name__)
for told in (terms.choosing, terms.counting, terms.conditions, terms.advice):
    blueprint.add_app_template_global(told)


@blueprint.app_template_global()
def who(row: RoundRow) -> str:
    """Who may vote in a round, with the names of its estates."""
    return terms.who(row, estates_of(row.community_code) if row.estates else ())


def visible_round(code: str, round_id: UUID) -> RoundRow:
    """A round of this community that this actor may see; a draft does not exist for others."""
    row: RoundRow = found(queries.round_of(round_id, code))
    found(row if policy.may_see(current_actor(), code, row.state) else None)
    return row
