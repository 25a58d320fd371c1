"""The street's own list: begin, choose, issue, print."""

from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.actors import Role
from deliberation.clock import today
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.meetings.forms.live import uuid_or_none
from deliberation.papers import street_facts, sums
from deliberation.projects import overview, street
from deliberation.projects.enclosing import street_printed
from deliberation.projects.forms.office import ChooseForm, StreetForm
from deliberation.projects.printing import ask_for_street
from deliberation.projects.rules import PRINTED_AT_ONCE, StreetState
from deliberation.projects.street_papers import facts_of
from deliberation.projects.views.desk import revision_in
from deliberation.projects.views.printed import DOCX, PDF, XLSX
from deliberation.projects.views.shared import blueprint, me
from deliberation.web.access import access, found, holding, permit
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

STREET = "/office/streets/<region_code>/lists"
ONE_STREET = f"{STREET}/<uuid:street_list_id>"


@blueprint.get("/office/lists/compare")
@access(holding(Role.OFFICER))
def compare_communities() -> str:
    """The communities side by side: money in all, a head and a household, and what it is for."""
    page = overview.communities(me().scopes(Role.OFFICER), page_number())
    return render_template("projects/compare_communities.html", page=page)


@blueprint.route(STREET, methods=["GET", "POST"])
@access(holding(Role.OFFICER))
def street_lists(region_code: str) -> str | Response:
    """The lists of a street, and the beginning of one."""
    _overseen(region_code)
    name = street.street_name(region_code)
    first = {"year": today().year, "title": _("%(street)s居民议事项目汇总表", street=name)}
    form = StreetForm(data=first)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                made = street.begin(me(), region_code, form.year.data or 0, form.title.data or "")
            return _to(made)
    return render_template(
        "projects/street_lists.html",
        form=form,
        page=street.street_lists(region_code, page_number()),
        name=name,
        region_code=region_code,
    )


@blueprint.route(ONE_STREET, methods=["GET", "POST"])
@access(holding(Role.OFFICER))
def street_list(region_code: str, street_list_id: UUID) -> str | Response:
    """One list of a street: which accepted lists stand in it, and what it adds up to."""
    made = _made(region_code, street_list_id)
    first = {"title": made.title, "checked_by": made.checked_by, "revision": made.revision}
    form = ChooseForm(data=first)
    if form.validate_on_submit():
        with refused_into(form):
            ids = [found(uuid_or_none(text)) for text in request.form.getlist("member")]
            with unit_of_work():
                street.choose(
                    me(), made, ids, form.title.data or "", form.checked_by.data or "", revision_in(form)
                )
            flash(_("保存好了。"), "success")
            return _to(made)
    if form.form_errors:
        form.revision.data = str(made.revision)
    facts = facts_of(made)
    return render_template(
        "projects/street_list.html",
        form=form,
        made=made,
        members=street.candidates(made),
        communities=street_facts.by_community(facts["sections"]),
        themes=street_facts.by_category(facts["sections"]),
        sources=sums.by_source(street_facts.rows_of(facts["sections"])),
        facts=facts,
        versions=street.versions_of(made.id),
        draft=made.state == StreetState.DRAFT,
        at_once=_count(facts) <= PRINTED_AT_ONCE,
    )


@blueprint.post(f"{ONE_STREET}/issue")
@access(holding(Role.OFFICER))
def issue_street(region_code: str, street_list_id: UUID) -> Response:
    """Issue the list: it is frozen as this version."""
    made = _made(region_code, street_list_id)
    text = request.form.get("revision", "")
    with unit_of_work():
        street.issue(me(), made, int(text) if text.isdecimal() and len(text) < 10 else -1)
    flash(_("汇总表定稿了，以后打印的就是这一版。"), "success")
    return _to(made)


@blueprint.get(f"{ONE_STREET}/list.pdf")
@access(holding(Role.OFFICER))
def street_pdf(region_code: str, street_list_id: UUID) -> Download:
    """The street's list as PDF, as it stands or (`version`) as it was issued."""
    made = _made(region_code, street_list_id)
    facts = _facts(made)
    if _count(facts) > PRINTED_AT_ONCE:
        raise Refusal("projects.printed_by_job")
    return attachment(street_printed(facts), f"{made.number}-v{facts['version']}.pdf", PDF)


@blueprint.get(f"{ONE_STREET}/list.xlsx")
@access(holding(Role.OFFICER))
def street_xlsx(region_code: str, street_list_id: UUID) -> Download:
    """The street's list as a table."""
    made = _made(region_code, street_list_id)
    facts = _facts(made)
    content = papers.workbook("street-list", facts)
    return attachment(content, f"{made.number}-v{facts['version']}.xlsx", XLSX)


@blueprint.get(f"{ONE_STREET}/list.docx")
@access(holding(Role.OFFICER))
def street_docx(region_code: str, street_list_id: UUID) -> Download:
    """The street's list for Word."""
    made = _made(region_code, street_list_id)
    facts = _facts(made)
    if _count(facts) > PRINTED_AT_ONCE:
        raise Refusal("projects.street_docx_long", most=PRINTED_AT_ONCE)
    content = papers.document_of("street-list", facts)
    return attachment(content, f"{made.number}-v{facts['version']}.docx", DOCX)


@blueprint.post(f"{ONE_STREET}/print")
@access(holding(Role.OFFICER))
def print_street(region_code: str, street_list_id: UUID) -> Response:
    """Have a long list printed in the background."""
    made = _made(region_code, street_list_id)
    back = url_for(".street_list", region_code=region_code, street_list_id=made.id)
    with unit_of_work():
        job = ask_for_street(me(), made, _version_asked(), back)
    return redirect(url_for("jobs.show", job_id=job.id), 303)


def _version_asked() -> int | None:
    text = request.values.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _facts(made: Any) -> Any:
    version = _version_asked()
    return found(street.version_of(made.id, version)).facts if version else facts_of(made)


def _count(facts: Any) -> int:
    return sum(len(section["rows"]) for section in facts["sections"])


def _overseen(region_code: str) -> None:
    found(me().oversees(region_code) or None)
    permit(len(region_code) == 9)


def _made(region_code: str, street_list_id: UUID) -> Any:
    _overseen(region_code)
    made: Any = found(street.street_list_of(street_list_id, region_code))
    return made


def _to(made: Any) -> Response:
    link = url_for(".street_list", region_code=made.street_code, street_list_id=made.id)
    return redirect(link, 303)
