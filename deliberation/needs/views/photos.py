"""Photos: fetched by whoever may read what they belong to, taken in with forms, looked after by workers."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.database import unit_of_work
from deliberation.files import service as files
from deliberation.needs import photos, policy, queries, service
from deliberation.needs.photos import Developed, Upload
from deliberation.needs.rules import MOST_PHOTOS
from deliberation.needs.views.shared import blueprint, is_author, on_need_page
from deliberation.web.access import access, current_actor, everyone, found, works_here
from deliberation.web.bodies import takes_files
from deliberation.web.forms import Form
from deliberation.web.phrases import sentence

MEGABYTE = 1024 * 1024
KEPT_S = 600
# 25 MB a photo, six at most; twelve of 20 MB are read to the end for the sake of the words beside them.
takes_photos = takes_files(25 * MEGABYTE, 150 * MEGABYTE, 400 * MEGABYTE)


def develop_sent(known: Sequence[Any] = ()) -> Developed:
    """The photos that came with this form (fields `photos` and `camera`), ready to be kept.

    The view must be marked `takes_photos`, its form be multipart, and nothing else be read from the database
    that is to be changed afterwards: no lock is held while photos are drawn.
    """
    sent = [*request.files.getlist("photos"), *request.files.getlist("camera")]
    uploads = [
        Upload(each.filename or "", each.stream, getattr(each.stream, "cut", False))
        for each in sent
        if each.filename
    ]
    return photos.develop(uploads, known) if uploads else Developed([], [])


def tell_refused(developed: Developed) -> None:
    """Say which photos were not taken, and why."""
    for refusal in developed.refusals:
        flash(sentence(refusal), "warning")


@blueprint.get("/photos/<uuid:photo_id>")
@access(everyone)
def photo(code: str, photo_id: UUID) -> Response:
    """A photo in full size."""
    return _sent(code, photo_id, small=False)


@blueprint.get("/photos/<uuid:photo_id>/small")
@access(everyone)
def photo_small(code: str, photo_id: UUID) -> Response:
    """A photo as it stands in lists and pages."""
    return _sent(code, photo_id, small=True)


def _sent(code: str, photo_id: UUID, small: bool) -> Response:
    row, need, drafter = found(photos.photo_with_need(photo_id, code))
    found(_may_see(current_actor(), code, row, need, drafter) or None)
    stored = found(photos.stored(row.thumb_id if small else row.file_id))
    content = BytesIO(files.content(stored))
    answer = send_file(content, "image/jpeg", download_name="photo.jpg", etag=stored.sha256)
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer.make_conditional(request)


def _may_see(actor: Actor, code: str, row: Any, need: Any, drafter: UUID | None) -> bool:
    if need is None:
        return drafter is not None and drafter == actor.account_id
    return policy.may_see_photo(
        actor, code, need.published_at is not None, row.hidden_at is not None, is_author(actor, need)
    )


@on_need_page
def photos_part(code: str, row: Any, actor: Actor) -> dict[str, Any]:
    """The photos on the page of a need; own staff also sees those that were taken down."""
    may_sort = policy.may_sort(actor, code)
    return {"photos": photos.photos_of_need(row.Need.id, hidden=may_sort), "may_add_photos": may_sort}


@blueprint.route("/<uuid:need_id>/photos", methods=["GET", "POST"])
@takes_photos
@access(works_here)
def manage_photos(code: str, need_id: UUID) -> str | Response:
    """A worker adds photos somebody brought."""
    need = found(queries.need_of(need_id, code))
    form = Form()
    if form.validate_on_submit():
        developed = develop_sent(photos.photos_of_need(need_id, hidden=True))
        tell_refused(developed)
        with unit_of_work():
            need = found(queries.need_of(need_id, code))
            added = service.add_photos(current_actor(), need, developed.pictures)
        if added:
            flash(_("加了 %(count)s 张照片。", count=added), "success")
        elif not developed.refusals:
            flash(_("没有新的照片：还没有选，或者已经有了。"), "info")
        return redirect(url_for(".manage_photos", code=code, need_id=need_id), 303)
    kept = photos.photos_of_need(need_id, hidden=True)
    return render_template("needs/photos.html", need=need, photos=kept, form=form, most_photos=MOST_PHOTOS)
