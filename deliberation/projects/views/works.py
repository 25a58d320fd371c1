"""How projects are carried out, for everybody: one project, the works of a community; and of a street."""

from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import render_template, request, send_file
from werkzeug.wrappers import Response

from deliberation.actors import Role
from deliberation.clock import today
from deliberation.files import service as files
from deliberation.files.views import attachment
from deliberation.projects import carried, policy
from deliberation.projects.carried import Standing, Works
from deliberation.projects.carrying_rules import REPORTED, CarryStage, days_late, is_overdue, overspent
from deliberation.projects.following import rating_of
from deliberation.projects.views.shared import HERE, ONE, blueprint, me, seen_list
from deliberation.projects.views.tracing import stations_of
from deliberation.web.access import access, any_of, everyone, found, holding, oversees_here, works_here
from deliberation.web.paging import page_number
from deliberation.wording import mask_numbers

KEPT_S = 600
STAGE_TONES = {
    "waiting": "neutral",
    "running": "now",
    "finished": "waiting",
    "accepted": "done",
    "stopped": "neutral",
}


@blueprint.get(f"{ONE}/p/<uuid:row_id>")
@access(everyone)
def project(code: str, list_id: UUID, row_id: UUID) -> str:
    """How one project is carried out, from its beginning to what people say of it."""
    made, row = carried_of(code, list_id, row_id)
    staff = me().works_in(code) or me().oversees(code)
    standing = carried.standing_of([row.id])[row.id]
    page = carried.reports_of(row.id, page_number())
    return render_template(
        "projects/project.html",
        masked=mask_numbers,
        made=made,
        row=row,
        staff=staff,
        tones=STAGE_TONES,
        standing=standing,
        milestones=[_milestone(row, each) for each in standing.milestones],
        late=standing.late(row.stage),
        over_fen=overspent(standing.spent_fen, row.cost_fen),
        page=page,
        photos=carried.photos_of(page.items),
        delays=carried.delays_of([row.id]).get(row.id, []),
        acceptances=carried.acceptances_of([row.id]).get(row.id, []),
        changes=carried.changes_of(row.id, approved_only=not staff),
        stations=stations_of(row),
        rating=rating_of([row.id]).get(row.id),
        reported=row.stage in REPORTED,
        may_carry=policy.may_carry_out(me(), code, made.state),
        may_decide=policy.may_decide_change(me(), code, made.state),
    )


def carried_of(code: str, list_id: UUID, row_id: UUID) -> tuple[Any, Any]:
    """The list and a row of it that is carried out; for others there is none."""
    made = seen_list(code, list_id)
    return made, found(carried.carried_row(row_id, made.id))


def _milestone(row: Any, each: Any) -> dict[str, Any]:
    """A milestone as the page shows it."""
    late = is_overdue(row.stage, each.due_on, each.reached_on, today())
    counted = days_late(each.due_on, each.reached_on, today()) if late or each.reached_on else 0
    return {"it": each, "overdue": late, "days": counted}


@blueprint.get(f"{HERE}/works")
@access(everyone)
def works(code: str) -> str:
    """The works of a community, and how far each is."""
    return _works([code], "projects/works.html")


@blueprint.get("/office/works")
@access(holding(Role.OFFICER))
def office_works() -> str:
    """The works of the officer's communities, with the changes that wait for an answer."""
    scopes = me().scopes(Role.OFFICER)
    there = carried.communities_at_work(scopes)
    chosen = request.args.get("community", "")
    within = [chosen] if chosen in {each.code for each in there} else scopes
    return _works(
        within,
        "projects/office_works.html",
        communities=there,
        chosen=chosen,
        changes=carried.changes_waiting(scopes),
    )


def _works(scopes: Any, template: str, **more: Any) -> str:
    stage = request.args.get("stage", "")
    known = CarryStage(stage) if stage in set(CarryStage) else None
    asked = Works(scopes, known, bool(request.args.get("late")))
    page = carried.works(asked, page_number())
    standing = carried.standing_of(row.Project.id for row in page.items)
    return render_template(
        template,
        page=page,
        standing=standing,
        nothing=Standing(),
        ratings=rating_of([row.Project.id for row in page.items]),
        stages=list(CarryStage),
        tones=STAGE_TONES,
        asked=asked,
        **more,
    )


@blueprint.get(f"{HERE}/progress-photos/<uuid:shot_id>")
@access(everyone)
def progress_photo(code: str, shot_id: UUID) -> Response:
    """A photo of a report in full size."""
    return _photo(code, shot_id, small=False)


@blueprint.get(f"{HERE}/progress-photos/<uuid:shot_id>/small")
@access(everyone)
def progress_photo_small(code: str, shot_id: UUID) -> Response:
    """A photo of a report as it stands on pages."""
    return _photo(code, shot_id, small=True)


def _photo(code: str, shot_id: UUID, small: bool) -> Response:
    return shown_photo(found(carried.photo_file(shot_id, code, small)))


def shown_photo(stored: Any) -> Response:
    """A kept photo as a browser shows it."""
    answer = send_file(
        BytesIO(files.content(stored)), "image/jpeg", download_name="photo.jpg", etag=stored.sha256
    )
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer.make_conditional(request)


@blueprint.get(f"{HERE}/acceptances/<uuid:acceptance_id>/sheet")
@access(any_of(works_here, oversees_here))
def acceptance_sheet(code: str, acceptance_id: UUID) -> Download:
    """The signed sheet of an acceptance; it bears names and is for staff alone."""
    kept = found(carried.acceptance_file(acceptance_id, code))
    return attachment(files.content(kept), kept.name, kept.media_type)
