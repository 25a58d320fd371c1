"""Paper for a vote: what is printed, how far the papers are, what is only counted, and that all are in."""

from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.database import unit_of_work
from deliberation.files.views import attachment
from deliberation.rounds import (
    paper_box,
    paper_facts,
    paper_lots,
    paper_piles,
    paper_printing,
    policy,
    queries,
)
from deliberation.rounds.forms.paper import LooseForm, PrintForm, TakeBackForm
from deliberation.rounds.paper_printing import What
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.rules import Kind, State
from deliberation.rounds.views.shared import ONE, blueprint, visible_round
from deliberation.web.access import access, belongs_here, current_actor, permit, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import label


@blueprint.get(f"{ONE}/papers")
@access(belongs_here)
def paper_office(code: str, round_id: UUID) -> str:
    """Printing, and how far the papers are."""
    return _office(_seen(code, round_id))


@blueprint.post(f"{ONE}/papers/print")
@access(works_here)
def print_papers(code: str, round_id: UUID) -> str | Response:
    """Have slips, ballots or lists printed in the background."""
    row = _seen(code, round_id)
    permit(not row.of_meeting)
    form = _print_form(row)
    if form.validate():
        with refused_into(form):
            building = UUID(form.building.data) if form.building.data else None
            back = url_for(".paper_office", code=code, round_id=round_id)
            with unit_of_work():
                job = paper_printing.ask_for_papers(
                    current_actor(), row, What(form.what.data), building, _address(), back
                )
                job_id = job.id
            return redirect(url_for("jobs.show", job_id=job_id), 303)
    return _office(row, printing=form)


@blueprint.get(f"{ONE}/papers/tally.pdf")
@access(works_here)
def tally_sheet(code: str, round_id: UUID) -> Response:
    """The tally sheet and the sheet of papers printed and returned; no code stands on either."""
    row = _seen(code, round_id)
    with force_locale(paper_facts.CHINESE):
        facts = paper_facts.tally_facts(row, _address())
    queries.leave()
    return attachment(papers.render("tally-sheet", facts), "tally-sheet.pdf", "application/pdf")


@blueprint.post(f"{ONE}/papers/loose")
@access(works_here)
def count_loose(code: str, round_id: UUID) -> str | Response:
    """Set down late or unreadable papers as a number."""
    row = _seen(code, round_id)
    form = LooseForm()
    if form.validate():
        with refused_into(form):
            with unit_of_work():
                kind, note = Kind(form.kind.data), form.note.data or ""
                paper_box.count_loose(current_actor(), row.id, kind, form.number.data or 0, note)
            flash(_("登记好了。"), "success")
            return redirect(url_for(".paper_office", code=code, round_id=round_id), 303)
    return _office(row, loose=form)


@blueprint.post(f"{ONE}/papers/loose/take-back")
@access(works_here)
def take_back_loose(code: str, round_id: UUID) -> Response:
    """Take back what was set down by mistake."""
    row = _seen(code, round_id)
    form = TakeBackForm()
    if form.validate():
        with unit_of_work():
            paper_box.take_back_loose(current_actor(), row.id, _uuid(form.loose.data))
        flash(_("撤回了。"), "success")
    return redirect(url_for(".paper_office", code=code, round_id=round_id), 303)


@blueprint.post(f"{ONE}/papers/done")
@access(works_here)
def papers_done(code: str, round_id: UUID) -> Response:
    """Say that all papers are in: the count follows by itself."""
    row = _seen(code, round_id)
    with unit_of_work():
        paper_piles.finish(current_actor(), row.id)
    flash(_("纸质选票都录完了，马上自动计票。"), "success")
    return redirect(url_for(".show", code=code, round_id=round_id), 303)


def seen_by_signers(row: RoundRow) -> bool:
    """Whether this visitor may see how far the papers are: workers, teller, scrutineer."""
    signers = (row.teller_id, row.scrutineer_id)
    return policy.may_see_papers(current_actor(), row.community_code, row.state, signers)


def _seen(code: str, round_id: UUID) -> RoundRow:
    row = visible_round(code, round_id)
    permit(seen_by_signers(row))
    return row


def _office(row: RoundRow, printing: PrintForm | None = None, loose: LooseForm | None = None) -> str:
    actor, code, state = current_actor(), row.community_code, row.state
    may_print = policy.may_print_slips(actor, code, state) and not row.of_meeting
    may_type = row.papers_until is not None and policy.may_type(actor, code, state)
    shown: dict[str, Any] = {"printing": None, "loose": None, "piles": None, "set_down": ()}
    if may_print:
        shown["printing"] = printing or _print_form(row)
    if row.papers_until is not None and state in policy.TYPED_IN:
        shown["piles"], shown["set_down"] = paper_piles.piles(row.id), paper_piles.loose_of(row.id)
    if may_type:
        shown["loose"] = loose or LooseForm(formdata=None)
        if state == State.OPEN:
            shown["loose"].kind.choices = shown["loose"].kind.choices[:1]
    return render_template(
        "rounds/papers.html",
        round=row,
        may_type=may_type,
        may_end=policy.may_end_typing(actor, code, state),
        works=policy.may_plan(actor, code),
        **shown,
    )


def _print_form(row: RoundRow) -> PrintForm:
    form = PrintForm()
    whats = [what for what in What if what != What.BALLOTS or row.papers_until is not None]
    form.what.choices = [(what.value, label("vote_paper", what.value)) for what in whats]
    buildings = paper_lots.buildings_of(row)
    total = sum(number for _id, _name, number in buildings)
    form.building.choices = [("", _("全部楼栋，每栋一个文件（共 %(count)s 份）", count=total))]
    form.building.choices += [
        (str(building_id), _("%(name)s（%(count)s 份）", name=name, count=number))
        for building_id, name, number in buildings
    ]
    return form


def _address() -> str:
    address: str = current_app.config["SETTINGS"].public_url
    return address


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return UUID(int=0)
