"""What all pages of rounds share: the blueprint, the address, and finding a round one may see."""

from uuid import UUID

from flask import Blueprint

from deliberation.rounds import policy, queries
from deliberation.rounds.queries import RoundRow
from deliberation.web.access import current_actor, found

HERE = "/c/<code>/rounds"
ONE = f"{HERE}/<uuid:round_id>"
blueprint = Blueprint("rounds", __name__)


def visible_round(code: str, round_id: UUID) -> RoundRow:
    """A round of this community that this actor may see; a draft does not exist for others."""
    row: RoundRow = found(queries.round_of(round_id, code))
    found(row if policy.may_see(current_actor(), code, row.state) else None)
    return row
