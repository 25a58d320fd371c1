"""Paper: forms to print, and writing down what came on them, by phone or at the door."""

import json
from functools import lru_cache

from flask import Response as FileResponse
from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.files.views import attachment
from deliberation.needs import numbers, paper_forms
from deliberation.needs.forms.entering import PrintForm, SheetForm
from deliberation.needs.views import sorting
from deliberation.needs.views.shared import blueprint
from deliberation.places.queries import buildings_of
from deliberation.web.access import access, current_actor, everyone, works_here
from deliberation.web.forms import refused_into

PDF = "application/pdf"


def _public_url() -> str:
    return str(current_app.config["SETTINGS"].public_url)


@lru_cache(maxsize=16)
def _printed(template: str, facts: str) -> bytes:
    """A paper everybody may ask for is laid out once for the same facts."""
    return papers.render(template, json.loads(facts))


@blueprint.get("/form.pdf")
@access(everyone)
def paper_form(code: str) -> FileResponse:
    """One blank form: everybody may print it and hand it in."""
    facts = paper_forms.form_facts(code, _public_url(), [])
    content = _printed("need-form", json.dumps(facts, sort_keys=True))
    return attachment(content, f"{_('居民问需表')}.pdf", PDF)


@blueprint.get("/support-sheet.pdf")
@access(everyone)
def support_sheet(code: str) -> FileResponse:
    """A sheet on which neighbours sign for needs that are public; everybody may go round with it."""
    wanted = numbers.needs_named(code, SheetForm(request.args).needs.data or "")
    facts = paper_forms.sheet_facts(code, _public_url(), numbers.to_sign_for(wanted))
    content = _printed("support-sheet", json.dumps(facts, sort_keys=True))
    return attachment(content, f"{_('附议表')}-{wanted[0].number}.pdf", PDF)


@sorting.blueprint.route("/forms", methods=["GET", "POST"])
@access(works_here)
def forms(code: str) -> str | Response:
    """Numbered forms for everybody or for each door, and sheets to sign."""
    form = PrintForm(buildings=buildings_of(code))
    if form.validate_on_submit():
        with refused_into(form):
            return _numbered(code, form.doors(code))
    printed, entered = paper_forms.came_back(code)
    return render_template(
        "needs/paper.html",
        form=form,
        sheet_form=SheetForm(formdata=None),
        printed=printed,
        entered=entered,
        most=paper_forms.PRINTED_AT_ONCE,
    )


def _numbered(code: str, doors: paper_forms.Doors) -> Response:
    """Number the copies and print them: at once when they are few, else in the background."""
    actor, name = current_actor(), f"{_('居民问需表')}-{code}-{today().isoformat()}.pdf"
    with unit_of_work():
        run = paper_forms.number_copies(actor, doors)
        if run.copies > paper_forms.PRINTED_AT_ONCE:
            job = paper_forms.ask_for_forms(
                actor, run, _public_url(), name, url_for("needs.sorting.forms", code=code)
            )
            return redirect(url_for("jobs.show", job_id=job.id), 303)
    facts = paper_forms.form_facts(code, _public_url(), paper_forms.copies_of(run))
    db.session.rollback()
    return attachment(papers.render("need-form", facts), name, PDF)
