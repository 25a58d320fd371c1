"""Answers a community keeps ready: to write, change and throw away."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.needs import service
from deliberation.needs.forms.sorting import TemplateForm
from deliberation.needs.ready import BLANKS, ready_answer, ready_answers
from deliberation.needs.views.sorting import blueprint
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import refused_into


@blueprint.route("/templates", methods=["GET", "POST"])
@access(works_here)
def templates(code: str) -> str | Response:
    """The answers that lie ready, and a new one."""
    return _keep(code, None)


@blueprint.route("/templates/<uuid:template_id>", methods=["GET", "POST"])
@access(works_here)
def template(code: str, template_id: UUID) -> str | Response:
    """Change one of them."""
    found(ready_answer(code, template_id))
    return _keep(code, template_id)


def _keep(code: str, template_id: UUID | None) -> str | Response:
    kept = ready_answer(code, template_id)
    form = TemplateForm(data={"title": kept.title, "text": kept.text} if kept else None)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.keep_template(
                    current_actor(), code, template_id, form.title.data or "", form.text.data or ""
                )
            flash(_("存好了，答复时就能选到。"), "success")
            return redirect(url_for(".templates", code=code), 303)
    return render_template(
        "needs/templates.html", form=form, kept=kept, answers=ready_answers(code), blanks=BLANKS
    )


@blueprint.post("/templates/<uuid:template_id>/drop")
@access(works_here)
def drop_template(code: str, template_id: UUID) -> Response:
    """Throw one away."""
    found(ready_answer(code, template_id))
    with unit_of_work():
        title = service.drop_template(current_actor(), code, template_id)
    flash(_("“%(title)s”删掉了。", title=title), "success")
    return redirect(url_for(".templates", code=code), 303)
