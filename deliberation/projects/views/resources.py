"""资源清单: for everybody to read, without whom to ring; for workers to keep."""

from typing import Any
from uuid import UUID

from flask import Response as FileResponse
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.files.views import attachment
from deliberation.projects import offered, policy, resourcing
from deliberation.projects.forms import ReasonForm
from deliberation.projects.forms.offering import ResourceForm, offer_of
from deliberation.projects.sheets import resources_sheet
from deliberation.projects.views.desk import revision_in
from deliberation.projects.views.printed import XLSX
from deliberation.projects.views.shared import HERE, blueprint, me
from deliberation.web.access import access, everyone, found, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.wording import mask_name

LISTED = f"{HERE}/resources"
RESOURCE = f"{LISTED}/<uuid:resource_id>"


@blueprint.get(LISTED)
@access(everyone)
def resources(code: str) -> str:
    """What is offered here, and to which projects it is promised; workers see what is over as well."""
    works = policy.may_offer(me(), code)
    page = offered.resources_of(code, page_number(), works)
    return render_template(
        "projects/resources.html",
        page=page,
        works=works,
        promised=offered.pledges_to([each.id for each in page.items], works),
        owner=_owner(works),
    )


@blueprint.get(RESOURCE)
@access(everyone)
def resource(code: str, resource_id: UUID) -> str:
    """One resource, and what it is used for."""
    works = policy.may_offer(me(), code)
    shown: Any = found(offered.resource_of(resource_id, code))
    found(shown if works or shown.withdrawn_at is None else None)
    return render_template(
        "projects/resource.html",
        resource=shown,
        works=works,
        owner=_owner(works),
        contact=resourcing.contact_of(shown) if works else "",
        promised=offered.pledges_to([shown.id], works).get(shown.id, []),
        left_fen=(shown.amount_fen or 0) - offered.pledged_fen(shown.id),
    )


@blueprint.route(f"{LISTED}/new", methods=["GET", "POST"])
@access(works_here)
def new_resource(code: str) -> str | Response:
    """Write down what somebody offers, on the phone, on paper or in person."""
    form = ResourceForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                made = resourcing.enter(me(), code, form.offer())
            flash(_("登记好了，编号 %(number)s。", number=made.number), "success")
            return redirect(url_for(".resource", code=code, resource_id=made.id), 303)
    return render_template("projects/resource_form.html", form=form, resource=None)


@blueprint.route(f"{RESOURCE}/edit", methods=["GET", "POST"])
@access(works_here)
def edit_resource(code: str, resource_id: UUID) -> str | Response:
    """Change what is offered."""
    shown: Any = found(offered.resource_of(resource_id, code))
    form = ResourceForm(data=offer_of(shown))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                resourcing.edit(me(), shown, form.offer(), revision_in(form))
            flash(_("保存好了。"), "success")
            return redirect(url_for(".resource", code=code, resource_id=resource_id), 303)
    if form.form_errors:
        form.revision.data = str(shown.revision)
    return render_template("projects/resource_form.html", form=form, resource=shown)


@blueprint.route(f"{RESOURCE}/withdraw", methods=["GET", "POST"])
@access(works_here)
def withdraw_resource(code: str, resource_id: UUID) -> str | Response:
    """Say that it is no longer there, and why."""
    shown: Any = found(offered.resource_of(resource_id, code))
    form = ReasonForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                ended = resourcing.withdraw_resource(me(), shown, form.reason.data or "")
            said = (
                _("撤回了。%(count)s 个项目原来要用它，请另想办法。", count=ended) if ended else _("撤回了。")
            )
            flash(said, "success")
            return redirect(url_for(".resources", code=code), 303)
    promised = offered.pledges_to([shown.id], drafts=True).get(shown.id, [])
    return render_template("projects/resource_withdraw.html", form=form, resource=shown, promised=promised)


@blueprint.get(f"{LISTED}.xlsx")
@access(everyone)
def resources_xlsx(code: str) -> FileResponse:
    """The list as a sheet to print or to calculate with, without whom to ring."""
    return attachment(resources_sheet(code), f"resources-{code}.xlsx", XLSX)


def _owner(works: bool) -> Any:
    """Who offers a resource, as whoever asks may read it."""
    return lambda each: each.owner if works or each.owner_public else mask_name(each.owner)
