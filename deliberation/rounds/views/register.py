"""The register of a round for workers: who may vote, never who did; and the slips with codes."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.papers.qr import picture
from deliberation.rounds import policy, registers, service
from deliberation.rounds.forms import AddForm, ReasonForm, SearchForm
from deliberation.rounds.views.shared import ONE, blueprint, listed_round
from deliberation.web.access import access, current_actor, found, permit, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number


@blueprint.get(f"{ONE}/register")
@access(works_here)
def register(code: str, round_id: UUID) -> str:
    """Who may vote in this round, door by door."""
    row = listed_round(code, round_id)
    permit(policy.may_see_register(current_actor(), code, row.state))
    search = SearchForm(request.args)
    page = registers.register_of(row, page_number(), search.q.data or "")
    return render_template(
        "rounds/register.html",
        round=row,
        page=page,
        search=search,
        may_change=policy.may_change_register(current_actor(), code, row.state),
        may_print=policy.may_print_slips(current_actor(), code, row.state),
    )


@blueprint.route(f"{ONE}/register/add", methods=["GET", "POST"])
@access(works_here)
def add_to_register(code: str, round_id: UUID) -> str | Response:
    """Add somebody who was left out."""
    row = listed_round(code, round_id)
    permit(policy.may_change_register(current_actor(), code, row.state))
    form = AddForm()
    form.voter.choices = [
        (str(each.voter_id), f"{each.place} {each.name}") for each in registers.addable(row)
    ]
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.add_to_register(
                    current_actor(), row.id, UUID(form.voter.data), form.reason.data or ""
                )
            flash(_("补进名册了。"), "success")
            return redirect(url_for(".register", code=code, round_id=round_id), 303)
    return render_template("rounds/register_add.html", form=form, round=row)


@blueprint.route(f"{ONE}/register/<uuid:voter_id>/strike", methods=["GET", "POST"])
@access(works_here)
def strike(code: str, round_id: UUID, voter_id: UUID) -> str | Response:
    """Strike an entry, with the reason."""
    row = listed_round(code, round_id)
    permit(policy.may_change_register(current_actor(), code, row.state))
    entry = found(registers.row_of(row, voter_id))
    form = ReasonForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.strike(current_actor(), row.id, voter_id, form.reason.data or "")
            flash(_("划去了。"), "success")
            return redirect(url_for(".register", code=code, round_id=round_id), 303)
    return render_template("rounds/register_strike.html", form=form, round=row, entry=entry)


@blueprint.post(f"{ONE}/slip")
@access(works_here)
def one_slip(code: str, round_id: UUID) -> str:
    """The slip of one entry, to print at once: for somebody at the counter, or whose slip was lost."""
    row = listed_round(code, round_id)
    permit(policy.may_print_slips(current_actor(), code, row.state))
    entry = found(registers.row_of(row, _uuid(request.form.get("voter", ""))))
    with unit_of_work():
        slip = service.code_for(current_actor(), row.id, entry.voter_id)
    address = f"{current_app.config['SETTINGS'].public_url}/vote"
    drawn = picture(f"{address}/{slip}")
    return render_template("rounds/slip.html", round=row, entry=entry, slip=slip, qr=drawn, address=address)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
