"""The year's report of a street: begin it, look at the figures, write the cases, issue, print."""

from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.actors import Role
from deliberation.clock import today
from deliberation.database import db, unit_of_work
from deliberation.files.views import attachment
from deliberation.papers import report_pictures, wording
from deliberation.projects import case_photos, policy, reporting, street
from deliberation.projects.forms.reporting import CaseForm, YearForm, case_of
from deliberation.projects.report_papers import facts_of
from deliberation.projects.reporting_rules import MOST_CASES, CaseKind
from deliberation.projects.views.carrying import MEGABYTE
from deliberation.projects.views.printed import PDF
from deliberation.projects.views.shared import blueprint, me
from deliberation.projects.views.works import shown_photo
from deliberation.web.access import access, found, holding
from deliberation.web.bodies import takes_files
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number

REPORTS = "/office/streets/<region_code>/reports"
ONE_REPORT = f"{REPORTS}/<uuid:report_id>"
takes_a_photo = takes_files(25 * MEGABYTE, 25 * MEGABYTE, 50 * MEGABYTE)


@blueprint.route(REPORTS, methods=["GET", "POST"])
@access(holding(Role.OFFICER))
def reports(region_code: str) -> str | Response:
    """The reports of a street, and the beginning of one or of its next version."""
    _overseen(region_code)
    form = YearForm(data={"year": today().year})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                report = reporting.begin(me(), region_code, form.year.data or 0)
            return _to(report)
    return render_template(
        "projects/reports.html",
        form=form,
        page=reporting.reports_of(region_code, page_number()),
        name=street.street_name(region_code),
        region_code=region_code,
    )


@blueprint.get(ONE_REPORT)
@access(holding(Role.OFFICER))
def report(region_code: str, report_id: UUID) -> str:
    """One report: its figures and pictures, its cases, and what is to be done with it."""
    shown = _report(region_code, report_id)
    facts = _facts(shown)
    return render_template(
        "projects/report.html",
        report=shown,
        facts=facts,
        rows=[*facts["communities"], facts["total"]],
        drawn=[(each, report_pictures.drawn(each)) for each in facts["pictures"]],
        kinds=[(kind, most, [case for case in shown.cases if case.kind == kind]) for kind, most in _kinds()],
        issued=shown.issued_at is not None,
        latest=reporting.is_latest(shown),
        seen=reporting.stamp(shown),
        percent=wording.percent,
    )


@blueprint.route(f"{ONE_REPORT}/case", methods=["GET", "POST"])
@takes_a_photo
@access(holding(Role.OFFICER))
def new_case(region_code: str, report_id: UUID) -> str | Response:
    """Write a case."""
    kind = request.args.get("kind", "")
    return _write(_report(region_code, report_id), None, {"kind": kind if kind in list(CaseKind) else None})


@blueprint.route(f"{ONE_REPORT}/cases/<uuid:case_id>", methods=["GET", "POST"])
@takes_a_photo
@access(holding(Role.OFFICER))
def edit_case(region_code: str, report_id: UUID, case_id: UUID) -> str | Response:
    """Write a case another way."""
    shown = _report(region_code, report_id)
    case = found(next((each for each in shown.cases if each.id == case_id), None))
    return _write(shown, case, case_of(case))


@blueprint.get(f"{ONE_REPORT}/cases/<uuid:case_id>/photo")
@access(holding(Role.OFFICER))
def case_photo(region_code: str, report_id: UUID, case_id: UUID) -> Response:
    """The photo of a case."""
    shown = _report(region_code, report_id)
    case = found(next((each for each in shown.cases if each.id == case_id), None))
    return shown_photo(found(case_photos.file_of(case)))


@blueprint.post(f"{ONE_REPORT}/cases/<uuid:case_id>/remove")
@access(holding(Role.OFFICER))
def remove_case(region_code: str, report_id: UUID, case_id: UUID) -> Response:
    """Take a case out."""
    shown = _report(region_code, report_id)
    found(next((each for each in shown.cases if each.id == case_id), None))
    with unit_of_work():
        reporting.remove_case(me(), shown, case_id, request.form.get("seen", ""))
    flash(_("案例删去了。"), "success")
    return _to(shown)


@blueprint.post(f"{ONE_REPORT}/issue")
@access(holding(Role.OFFICER))
def issue_report(region_code: str, report_id: UUID) -> Response:
    """Issue the report: figures and cases are frozen."""
    shown = _report(region_code, report_id)
    with unit_of_work():
        reporting.issue(me(), shown, request.form.get("seen", ""))
    flash(_("年度报告定稿了，以后打印的就是这一版。"), "success")
    return _to(shown)


@blueprint.get(f"{ONE_REPORT}/report.pdf")
@access(holding(Role.OFFICER))
def report_pdf(region_code: str, report_id: UUID) -> Download:
    """The report as PDF, as it stands or as it was issued."""
    shown = _report(region_code, report_id)
    content = papers.render("year-report", case_photos.with_bytes(_facts(shown)))
    return attachment(content, f"N{shown.year}-v{shown.version}.pdf", PDF)


def _write(shown: Any, case: Any, first: dict[str, Any]) -> str | Response:
    form = CaseForm(data={**first, "seen": reporting.stamp(shown)})
    form.offer(reporting.projects_for(shown))
    if form.validate_on_submit():
        with refused_into(form):
            case_id = case.id if case else None
            db.session.rollback()
            told = form.case()
            with unit_of_work():
                reporting.write_case(me(), shown, case_id, told, form.seen.data or "")
            flash(_("案例保存好了。"), "success")
            return _to(shown)
    if form.form_errors:
        form.seen.data = reporting.stamp(shown)
    return render_template(
        "projects/report_case.html", form=form, report=shown, case=case, issued=shown.issued_at is not None
    )


def _kinds() -> list[tuple[CaseKind, int]]:
    return [(kind, MOST_CASES[kind]) for kind in CaseKind]


def _facts(shown: Any) -> Any:
    """What was frozen when it was issued; before, what is counted now."""
    return shown.facts if shown.issued_at else facts_of(shown)


def _overseen(region_code: str) -> None:
    found((len(region_code) == 9 and policy.may_report(me(), region_code)) or None)


def _report(region_code: str, report_id: UUID) -> Any:
    _overseen(region_code)
    shown: Any = found(reporting.report_of(report_id, region_code))
    return shown


def _to(shown: Any) -> Response:
    link = url_for("projects.report", region_code=shown.code, report_id=shown.id)
    return redirect(link, 303)
