"""Pages of addenda: written after the signatures, signed themselves by chair and recorder."""

from typing import Any
from uuid import UUID

from flask import Response as Download
from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.views import attachment
from deliberation.meetings import addenda, policy, service
from deliberation.meetings.forms.minutes import AddendumForm, PaperSignaturesForm, SignForm
from deliberation.meetings.rules import AddendumKind, SignatureRole
from deliberation.meetings.section_words import corrected, section_names
from deliberation.meetings.views.shared import blueprint, to
from deliberation.meetings.views.written import leads, readable, rights, sent_scan, takes_a_scan
from deliberation.web.access import access, current_actor, found, permit, signed_in, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import label

ADDENDUM = "/<uuid:meeting_id>/minutes/addenda/<uuid:addendum_id>"


@blueprint.route("/<uuid:meeting_id>/minutes/addenda/new", methods=["GET", "POST"])
@access(signed_in)
def add_addendum(code: str, meeting_id: UUID) -> str | Response:
    """Add what was missing or correct what is wrong; chair and recorder sign by writing."""
    meeting, written = readable(code, meeting_id)
    permit(rights(meeting, code)["may_add"])
    form = AddendumForm()
    form.offer(section_names(written.record))
    signs = leads(meeting)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                _write(written, form, signs)
            flash(_("补记写好了，主持人和记录人都签字以后生效。"), "success")
            return to("minutes", meeting)
    return render_template("meetings/addendum.html", form=form, meeting=meeting, signs=signs)


def _write(written: Any, form: AddendumForm, signs: bool) -> None:
    actor, kind = current_actor(), AddendumKind(form.kind.data)
    if signs and not form.sure.data:
        raise Refusal("meetings.not_sure")
    section = form.section.data
    about = corrected(written.record, section) if kind == AddendumKind.CORRECTION and section else ""
    addendum = service.add_addendum(actor, written, form.text.data or "", kind, about)
    if signs:
        service.sign_addendum(actor, addendum, addendum.text_hash)


def _addendum(code: str, meeting_id: UUID, addendum_id: UUID) -> tuple[Any, Any]:
    """The meeting and one of its addenda, for those who may know of it."""
    meeting, written = readable(code, meeting_id)
    allowed = policy.may_see_revisions(current_actor(), code, meeting.is_party(current_actor().account_id))
    return meeting, found(next((row for row in written.addenda if row.id == addendum_id and allowed), None))


@blueprint.route(f"{ADDENDUM}/sign", methods=["GET", "POST"])
@access(signed_in)
def sign_addendum(code: str, meeting_id: UUID, addendum_id: UUID) -> str | Response:
    """Read an addendum and sign it."""
    meeting, addendum = _addendum(code, meeting_id, addendum_id)
    role = policy.leader_role(current_actor(), meeting.chair_id, meeting.recorder_id)
    permit(role is not None)
    form = SignForm(data={"seen": addendum.text_hash})
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            service.sign_addendum(current_actor(), addendum, form.seen.data or "")
        if not form.form_errors:
            flash(_("签好了，谢谢。"), "success")
            return to("minutes", meeting)
        form.seen.data, form.seen.raw_data, form.sure.data = addendum.text_hash, None, False
    elif role not in addenda.missing_under(addendum):
        return to("minutes", meeting)
    return render_template("meetings/sign_addendum.html", form=form, meeting=meeting, addendum=addendum)


@blueprint.route(f"{ADDENDUM}/paper", methods=["GET", "POST"])
@access(works_here)
@takes_a_scan
def record_addendum(code: str, meeting_id: UUID, addendum_id: UUID) -> str | Response:
    """Record who signed the printed addendum, and keep the sheet."""
    meeting, addendum = _addendum(code, meeting_id, addendum_id)
    permit(policy.may_record_signatures(current_actor(), code, meeting.phase))
    names = {SignatureRole.CHAIR: meeting.chair_name, SignatureRole.RECORDER: meeting.recorder_name}
    form = PaperSignaturesForm()
    form.signers.choices = [
        (role.value, f"{label('signature_role', role)} {names[role]}")
        for role in addenda.missing_under(addendum)
    ]
    if form.validate_on_submit():
        with refused_into(form):
            scan, roles = sent_scan(form), [SignatureRole(role) for role in form.signers.data or []]
            with unit_of_work():
                service.record_addendum_signatures(
                    current_actor(), addendum, roles, form.code.data or "", scan
                )
            flash(_("登记好了，签好字的纸也存下了。"), "success")
            return to("minutes", meeting)
    return render_template("meetings/paper_addendum.html", form=form, meeting=meeting, addendum=addendum)


@blueprint.get(f"{ADDENDUM}/scan/<role>")
@access(signed_in)
def addendum_scan(code: str, meeting_id: UUID, addendum_id: UUID, role: str) -> Download:
    """The sheet on which an addendum was signed, for those who may see it."""
    _meeting, written = readable(code, meeting_id)
    addendum = found(next((row for row in written.addenda if row.id == addendum_id), None))
    known = SignatureRole(role) if role in set(SignatureRole) else None
    kept = found(addenda.addendum_scan(addendum, known) if known else None)
    signers = {row.account_id for row in addendum.signatures if row.scan_id == kept.id and row.account_id}
    found(kept if policy.may_see_scan(current_actor(), code, signers) else None)
    return attachment(files.content(kept), kept.name, kept.media_type)
