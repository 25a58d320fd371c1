"""The register of a round for workers: who may vote, never who did; and the slips with codes."""

from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.papers.qr import picture
from deliberation.rounds import policy, registers, service
from deliberation.rounds.forms import AddForm, ReasonForm, SearchForm
from deliberation.rounds.views.shared import ONE, blueprint, visible_round
from deliberation.web.access import access, current_actor, found, permit, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number


@blueprint.get(f"{ONE}/register")
@access(works_here)
def register(code: str, round_id: UUID) -> str:
    """Who may vote in this round, door by door."""
    row = visible_round(code, round_id)
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
    row = visible_round(code, round_id)
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
    row = visible_round(code, round_id)
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


@blueprint.post(f"{ONE}/slips")
@access(works_here)
def slips(code: str, round_id: UUID) -> str:
    """The slips of one page of the register, or of one entry, to print."""
    row = visible_round(code, round_id)
    permit(policy.may_print_slips(current_actor(), code, row.state))
    voter = request.form.get("voter", "")
    number = request.form.get("page", "1")
    if voter:
        rows = [found(registers.row_of(row, _uuid(voter)))]
    else:
        rows = list(registers.register_of(row, int(number) if number.isdecimal() else 1).items)
    rows = [each for each in rows if each.struck_at is None]
    with unit_of_work():
        codes = service.codes_for(current_actor(), row.id, [each.voter_id for each in rows])
    address = current_app.config["SETTINGS"].public_url
    shown = [(each, codes[each.voter_id], picture(f"{address}/vote/{codes[each.voter_id]}")) for each in rows]
    return render_template("rounds/slips.html", round=row, slips=shown, address=f"{address}/vote")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
