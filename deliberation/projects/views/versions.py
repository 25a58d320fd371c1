"""Versions of a list: what changed, printed; the papers attached to them; the check before handing in."""

from uuid import UUID

from flask import Response as Download
from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation import papers
from deliberation.clock import today
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.meetings.forms.live import uuid_or_none
from deliberation.projects import attaching, objecting, policy, queries
from deliberation.projects.change_words import changes_facts
from deliberation.projects.forms.office import FileForm
from deliberation.projects.rules import FileKind
from deliberation.projects.views.pages import gaps_between
from deliberation.projects.views.printed import PDF
from deliberation.projects.views.shared import ONE, back, blueprint, me, seen_list, seen_row
from deliberation.rounds.scans import MOST_MEGABYTES
from deliberation.web.access import access, any_of, everyone, found, oversees_here, permit, works_here
from deliberation.web.bodies import takes_files
from deliberation.web.forms import refused_into

MOST_BYTES = MOST_MEGABYTES * 1024 * 1024


@blueprint.get(f"{ONE}/versions/<int:version>/changes.pdf")
@access(everyone)
def changes_pdf(code: str, list_id: UUID, version: int) -> Download:
    """What changed from the version before, printed."""
    made = seen_list(code, list_id)
    now = found(queries.version_of(made.id, version))
    before = next((each for each in queries.versions_of(made.id) if each.version < version), None)
    if before is None:
        raise Refusal("projects.first_version")
    name = f"{made.number}-v{before.version}-v{version}.pdf"
    return attachment(papers.render("list-changes", changes_facts(before.facts, now.facts)), name, PDF)


@blueprint.route(f"{ONE}/papers/new", methods=["GET", "POST"])
@access(any_of(works_here, oversees_here))
@takes_files(MOST_BYTES, MOST_BYTES, 2 * MOST_BYTES)
def attach(code: str, list_id: UUID) -> str | Response:
    """Attach the sealed scan, the street's answer, or (to a row) the owners' decision."""
    made = seen_list(code, list_id)
    row_id = uuid_or_none(request.values.get("row"))
    row = seen_row(made, row_id) if row_id else None
    kinds = [FileKind.OWNERS_DECISION] if row else policy.papers_for(me(), code, made.state)
    permit(policy.may_attach(me(), code, made.state, kinds[0] if kinds else None))
    old = (
        attaching.file_of(found(uuid_or_none(request.values["old"])), made.id)
        if request.values.get("old")
        else None
    )
    form = FileForm(data={"kind": old.kind.value if old else ""})
    form.offer([old.kind] if old else kinds)
    if form.validate_on_submit():
        with refused_into(form):
            scan, kind = form.scan(), FileKind(form.kind.data)
            with unit_of_work():
                attaching.attach(
                    me(), made, kind, scan, row, form.note.data or "", old, form.reason.data or ""
                )
            return back(made, _("文件存好了。"))
    return render_template("projects/attach.html", form=form, made=made, row=row, old=old)


@blueprint.get(f"{ONE}/papers/<uuid:paper_id>")
@access(everyone)
def paper(code: str, list_id: UUID, paper_id: UUID) -> Download:
    """One paper; the owners' decision bears names and is for staff alone."""
    made = seen_list(code, list_id)
    kept = found(attaching.file_of(paper_id, made.id))
    found(kept if policy.may_read_paper(me(), code, kept.kind) else None)
    return attachment(
        attaching.content_of(kept), f"{made.number}-{kept.kind.value}-{kept.name}", kept.media_type
    )


@blueprint.get(f"{ONE}/check")
@access(works_here)
def check(code: str, list_id: UUID) -> str:
    """Everything that must be right before the list goes to the street, each with where to mend it."""
    made = seen_list(code, list_id)
    rows = queries.rows_of(made.id)
    return render_template(
        "projects/check.html",
        made=made,
        missing=gaps_between(made, rows),
        over=made.public_to is not None and made.public_to < today(),
        tally=objecting.tally_of(made),
        lacking=attaching.without_owners(made, rows),
    )
