"""The needs list as PDF, XLSX and CSV: masked for everybody, with names for the community's own staff."""

from dataclasses import replace
from typing import Any

from flask import Response as FileResponse
from flask import current_app, redirect, render_template, request, stream_with_context, url_for
from werkzeug.wrappers import Response

from deliberation.cycles.queries import cycles_beside
from deliberation.database import unit_of_work
from deliberation.files.views import attachment
from deliberation.needs import exporting, list_files, policy
from deliberation.needs.exporting import Asked
from deliberation.needs.forms.exporting import ListForm, NamedForm
from deliberation.needs.list_files import AT_ONCE, MEDIA, PRINTED, Format
from deliberation.needs.views.shared import blueprint
from deliberation.places.queries import estates_of, region_of
from deliberation.web.access import access, current_actor, everyone, found, permit, signed_in, works_here
from deliberation.web.forms import refused_into


def _form(code: str) -> ListForm:
    found(region_of(code))
    cycles = sorted(cycles_beside(code, None), key=lambda each: each.starts_on, reverse=True)
    return ListForm(request.args, cycles=cycles, estates=estates_of(code))


def _link(code: str) -> str:
    public_url: str = current_app.config["SETTINGS"].public_url
    return public_url + url_for("needs.index", code=code)


def _page(code: str, form: ListForm, named: NamedForm) -> str:
    asked, actor = form.asked(code), current_actor()
    count = len(exporting.chosen(asked))
    return render_template(
        "needs/export.html",
        form=form,
        kept=form.kept(),
        named=named,
        count=count,
        scope=exporting.scope_of(asked),
        long={each.value: list_files.is_long(each, count) for each in Format},
        endless=count > list_files.MOST_PRINTED,
        at_once=AT_ONCE,
        minutes=max(1, count // 1500),
        may_print_long=policy.may_print_long(actor, code),
        may_take_names=policy.may_take_names(actor, code),
    )


@blueprint.get("/export")
@access(everyone)
def export(code: str) -> str:
    """Which needs, and as what."""
    return _page(code, _form(code), NamedForm(formdata=None))


@blueprint.get("/list.pdf")
@access(everyone)
def list_pdf(code: str) -> FileResponse:
    """The list to print; a long one is made in the background."""
    return _at_once(_form(code).asked(code), Format.PDF)


@blueprint.get("/list.xlsx")
@access(everyone)
def list_xlsx(code: str) -> FileResponse:
    """The list as a spreadsheet; a long one is made in the background."""
    return _at_once(_form(code).asked(code), Format.XLSX)


@blueprint.get("/list.docx")
@access(everyone)
def list_docx(code: str) -> FileResponse:
    """The list as a Word document; a long one is made in the background."""
    return _at_once(_form(code).asked(code), Format.DOCX)


def _at_once(asked: Asked, kind: Format, prepared_by: str = "") -> FileResponse:
    content = list_files.made_at_once(asked, kind, _link(asked.community_code), prepared_by)
    return attachment(content, list_files.file_name(asked, kind), MEDIA[kind])


@blueprint.get("/list.csv")
@access(everyone)
def list_csv(code: str) -> FileResponse:
    """The list for other programs, of any length, sent while it is read."""
    return _streamed(_form(code).asked(code))


def _streamed(asked: Asked) -> FileResponse:
    pieces = stream_with_context(list_files.comma_separated(asked, _link(asked.community_code)))
    response = FileResponse(pieces, content_type=MEDIA[Format.CSV])
    response.headers.set(
        "Content-Disposition", "attachment", filename=list_files.file_name(asked, Format.CSV)
    )
    return response


@blueprint.post("/export/long")
@access(signed_in)
def make_list(code: str) -> Response:
    """Have a long list made in the background."""
    asked = _form(code).asked(code)
    kind = request.form.get("kind")
    return _asked_for(asked, Format(kind) if kind in PRINTED else Format.XLSX)


def _asked_for(asked: Asked, kind: Format) -> Response:
    actor, code = current_actor(), asked.community_code
    permit(kind not in PRINTED or policy.may_print_long(actor, code))
    list_files.refuse_endless(kind, len(exporting.chosen(asked)))
    with unit_of_work():
        back_url = url_for(".export", code=code)
        job = list_files.ask_for_list(actor, asked, kind, _link(code), back_url)
    return redirect(url_for("jobs.show", job_id=job.id), 303)


@blueprint.post("/export/named")
@access(works_here)
def export_named(code: str) -> Any:
    """A list with real names and doors: for own staff, with a reason, written into the journal first."""
    form, named, actor = _form(code), NamedForm(), current_actor()
    if named.validate_on_submit():
        kind = Format(named.kind.data)
        asked = replace(form.asked(code), named=True, everything=bool(named.everything.data))
        with refused_into(named):
            count = len(exporting.chosen(asked))
            list_files.refuse_endless(kind, count)
            with unit_of_work():
                exporting.write_down(actor, asked, count, kind, named.why.data or "")
            if kind == Format.CSV:
                return _streamed(asked)
            if list_files.is_long(kind, count):
                return _asked_for(asked, kind)
            return _at_once(asked, kind, actor.name)
    return _page(code, form, named)
