"""Looking through needs: what may have been said before."""

from flask import render_template, request

from deliberation.needs import policy
from deliberation.needs.queries import supported_among
from deliberation.needs.similar import similar_to
from deliberation.needs.views.shared import blueprint
from deliberation.web.access import access, any_of, current_actor, lives_here, works_here
from deliberation.web.page import only_a_part


@blueprint.get("/similar")
@access(any_of(lives_here, works_here))
@only_a_part
def similar(code: str) -> str:
    """What may have been said before, as a part of the form in which a title is being typed."""
    actor, asked = current_actor(), request.args
    found = similar_to(
        code,
        asked.get("title", ""),
        asked.get("body", ""),
        asked.get("category", ""),
        place=asked.get("place", ""),
    )
    mine = supported_among([each.need_id for each in found], actor.resident_id)
    return render_template(
        "needs/similar.html",
        code=code,
        found=[(each, each.need_id in mine) for each in found],
        may_support=policy.may_support(actor, code),
    )
