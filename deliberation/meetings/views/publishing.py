"""Pages about being named in published minutes: one's own answer, and the answers given on paper."""

from typing import Any
from uuid import UUID

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import consenting, policy, queries
from deliberation.meetings.views.shared import blueprint, meeting_here, to
from deliberation.people.queries import names_of
from deliberation.web.access import access, current_actor, found, permit, signed_in, works_here


@blueprint.post("/<uuid:meeting_id>/my-name/agree")
@access(signed_in)
def agree_to_name(code: str, meeting_id: UUID) -> Response:
    """I was there, and my name may be published."""
    meeting, row = _mine(code, meeting_id)
    with unit_of_work():
        consenting.agree(current_actor(), meeting, row)
    flash(_("记下了：公开的纪要里会写您的姓名。您随时可以改主意。"), "success")
    return to("show", meeting, _anchor="my-name")


@blueprint.post("/<uuid:meeting_id>/my-name/hide")
@access(signed_in)
def hide_name(code: str, meeting_id: UUID) -> Response:
    """My name is hidden again."""
    meeting, row = _mine(code, meeting_id)
    with unit_of_work():
        consenting.withdraw(current_actor(), meeting, row)
    flash(_("从现在起，公开的纪要里只写您的姓，名字不写出来。"), "success")
    return to("show", meeting, _anchor="my-name")


def _mine(code: str, meeting_id: UUID) -> tuple[Any, Any]:
    meeting = meeting_here(code, meeting_id)
    row = meeting.member(current_actor().account_id)
    permit(policy.may_choose_own_name(current_actor(), row is not None))
    return meeting, row


@blueprint.get("/<uuid:meeting_id>/names")
@access(works_here)
def names(code: str, meeting_id: UUID) -> str:
    """Who agreed to be named, and since when; answers given on paper are written down here."""
    meeting = meeting_here(code, meeting_id)
    rows = consenting.asked(meeting)
    return render_template(
        "meetings/names.html",
        meeting=meeting,
        rows=rows,
        agreed=sum(row.consents_at is not None for row in rows),
        operators=names_of([row.consent_recorded_by for row in rows if row.consent_recorded_by]),
        wording_of=consenting.wording_of,
    )


@blueprint.post("/<uuid:meeting_id>/names/<uuid:attendance_id>/agree")
@access(works_here)
def agree_on_paper(code: str, meeting_id: UUID, attendance_id: UUID) -> Response:
    """Somebody agreed on paper."""
    meeting = meeting_here(code, meeting_id)
    row = found(queries.attendance_of(attendance_id, meeting))
    with unit_of_work():
        consenting.agree(current_actor(), meeting, row)
    flash(_("记下了：%(name)s同意公开署名。", name=row.name), "success")
    return to("names", meeting)


@blueprint.post("/<uuid:meeting_id>/names/<uuid:attendance_id>/hide")
@access(works_here)
def hide_on_paper(code: str, meeting_id: UUID, attendance_id: UUID) -> Response:
    """Somebody says no again, at the counter or on paper."""
    meeting = meeting_here(code, meeting_id)
    row = found(queries.attendance_of(attendance_id, meeting))
    with unit_of_work():
        consenting.withdraw(current_actor(), meeting, row)
    flash(_("改好了：%(name)s的名字不再公开。", name=row.name), "success")
    return to("names", meeting)
