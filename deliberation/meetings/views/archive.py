"""Pages of the archive: the years, the index of each, and everything of a year in one file."""

from flask import Response as Download
from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.files.views import attachment
from deliberation.meetings import archive_book, archiving, policy
from deliberation.meetings.forms.core import EmptyForm
from deliberation.meetings.views.shared import blueprint
from deliberation.meetings.views.written import place_name
from deliberation.web.access import access, current_actor, everyone, found, permit, signed_in


def _year(code: str, year: int) -> int:
    return found(next((row.year for row in archive_book.years(code) if row.year == year), None))


@blueprint.get("/archive")
@access(everyone)
def archive(code: str) -> str:
    """The years, each with its index; the whole for those who keep it."""
    return render_template(
        "meetings/archive.html",
        years=archive_book.years(code),
        may_fetch=policy.may_fetch_archive(current_actor(), code),
    )


@blueprint.get("/archive/<int:year>.pdf")
@access(everyone)
def archive_index(code: str, year: int) -> Download:
    """The index of a year; outsiders get it with names hidden."""
    book = archive_book.book_of(code, _year(code, year))
    masked = not policy.sees_all_names(current_actor(), code)
    content = archiving.index_pdf(book, place_name(code), masked)
    return attachment(content, _("%(year)s-卷内目录.pdf", year=year), "application/pdf")


@blueprint.post("/archive/<int:year>/zip")
@access(signed_in)
def archive_zip(code: str, year: int) -> Response:
    """Have everything of a year put into one file."""
    permit(policy.may_fetch_archive(current_actor(), code))
    _year(code, year)
    EmptyForm().validate_on_submit()
    with unit_of_work():
        job = archiving.ask_for_archive(current_actor(), code, year, url_for(".archive", code=code))
    return redirect(url_for("jobs.show", job_id=job.id), 303)
