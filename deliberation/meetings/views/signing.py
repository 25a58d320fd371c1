"""Pages of signing minutes: on the screen, or on paper with the sheet kept."""

from uuid import UUID

from flask import Response as Download
from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.files import service as files
from deliberation.files.views import attachment
from deliberation.meetings import paper_signing, policy, service
from deliberation.meetings.forms.minutes import PaperSignaturesForm, SignForm
from deliberation.meetings.views.shared import blueprint, to
from deliberation.meetings.views.written import page_of, readable, sent_scan, takes_a_scan
from deliberation.web.access import access, current_actor, found, permit, signed_in, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import label


@blueprint.route("/<uuid:meeting_id>/minutes/sign", methods=["GET", "POST"])
@access(signed_in)
def sign_minutes(code: str, meeting_id: UUID) -> str | Response:
    """Read the whole text and sign it."""
    meeting, written = readable(code, meeting_id)
    page = page_of(meeting, written, code)
    form = SignForm(data={"seen": written.text_hash})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.sign(current_actor(), written, form.seen.data or "")
            flash(_("签好了，谢谢。"), "success")
        if not form.form_errors:
            return to("minutes", meeting)
        form.seen.data, form.seen.raw_data, form.sure.data = written.text_hash, None, False
    elif not page["may_sign"]:
        return to("minutes", meeting)
    return render_template("meetings/sign.html", form=form, **page)


@blueprint.route("/<uuid:meeting_id>/minutes/signatures/paper", methods=["GET", "POST"])
@access(works_here)
@takes_a_scan
def record_signatures(code: str, meeting_id: UUID) -> str | Response:
    """Record who signed the printed minutes, and keep the sheet."""
    meeting, written = readable(code, meeting_id)
    permit(policy.may_record_signatures(current_actor(), code, meeting.phase))
    waiting = paper_signing.to_record(meeting, written)
    form = PaperSignaturesForm()
    form.signers.choices = [(key, f"{label('signature_role', role)} {name}") for key, role, name in waiting]
    if form.validate_on_submit():
        with refused_into(form):
            scan = sent_scan(form)
            with unit_of_work():
                service.record_signatures(
                    current_actor(), written, form.signers.data or [], form.code.data or "", scan
                )
            flash(_("登记好了，签好字的纸也存下了。"), "success")
            return to("minutes", meeting)
    return render_template(
        "meetings/paper_signatures.html", form=form, meeting=meeting, minutes=written, waiting=waiting
    )


@blueprint.get("/<uuid:meeting_id>/minutes/signatures/<uuid:signed_id>/scan")
@access(signed_in)
def signature_scan(code: str, meeting_id: UUID, signed_id: UUID) -> Download:
    """The sheet with the handwriting, for those who may see it."""
    _meeting, written = readable(code, meeting_id)
    kept, signers = found(paper_signing.scan_of(written, signed_id))
    found(kept if policy.may_see_scan(current_actor(), code, signers) else None)
    return attachment(files.content(kept), kept.name, kept.media_type)
