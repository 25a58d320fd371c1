"""Perhaps somebody has said it already: supporting that one instead is one tap."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.needs import drafts, photos, queries, service
from deliberation.needs.similar import similar_to
from deliberation.needs.steps import Step, said_title_alone
from deliberation.needs.views.drafting import MOST_ALIKE, step_url
from deliberation.needs.views.shared import blueprint
from deliberation.web.access import access, current_actor, found, lives_here


@blueprint.get("/new/alike")
@access(lives_here)
def alike(code: str) -> str | Response:
    """After the first step, without script: needs that sound the same; go on if they are not."""
    draft = drafts.draft_of(current_actor(), code)
    if draft is None:
        return redirect(step_url(code, Step.WHAT))
    needs = similar_to(code, draft.fields.get("title", ""), most=MOST_ALIKE)
    if not needs:
        return redirect(step_url(code, Step.WHERE))
    return render_template("needs/saying/alike.html", needs=needs, draft=draft)


@blueprint.post("/new/instead/<uuid:need_id>")
@access(lives_here)
def support_instead(code: str, need_id: UUID) -> Response:
    """It is the same: support that one. A draft that says no more than its title is thrown away."""
    actor, need = current_actor(), found(queries.need_of(need_id, code))
    with unit_of_work():
        target = service.support(actor, need).id
        draft = drafts.draft_of(actor, code)
        left = draft is not None and not _says_no_more(draft)
        if draft is not None and not left:
            service.discard_draft(actor, code)
    if actor.confirmed:
        flash(_("谢谢，您的支持已经算上了。"), "success")
    else:
        flash(_("收到了。社区确认您的住户身份后，您的支持就会算上。"), "info")
    if left:
        flash(_("您写的草稿还留着：有要补充的，可以写在下面的评论里；不要了，可以丢弃它。"), "info")
    return redirect(url_for(".show", code=code, need_id=target), 303)


def _says_no_more(draft: Any) -> bool:
    return said_title_alone(draft.fields) and not photos.photos_of_draft(draft.id)
