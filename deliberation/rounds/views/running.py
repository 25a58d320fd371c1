"""What workers do while a round runs and after it: extend it, remind everybody, record signed sheets."""

from io import BytesIO
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files import service as files
from deliberation.files.views import attachment
from deliberation.rounds import outcomes, policy, queries, service, signing
from deliberation.rounds.forms import ExtendForm, SignaturesForm
from deliberation.rounds.queries import RoundRow
from deliberation.rounds.scans import MOST_MEGABYTES, developed_scan
from deliberation.rounds.views.shared import ONE, blueprint, listed_round, visible_round
from deliberation.web.access import access, current_actor, found, leads_here, permit, signed_in, works_here
from deliberation.web.bodies import takes_files
from deliberation.web.forms import refused_into

MOST = MOST_MEGABYTES * 1024 * 1024
takes_a_scan = takes_files(MOST, MOST, 2 * MOST)


@blueprint.route(f"{ONE}/extend", methods=["GET", "POST"])
@access(leads_here)
def extend(code: str, round_id: UUID) -> str | Response:
    """Move the end of a round later, once, with a public reason."""
    row = listed_round(code, round_id)
    extended = row.first_closes_at is not None
    permit(policy.may_extend(current_actor(), code, row.state, row.may_extend, extended))
    form = ExtendForm(data={"until": row.closes_at})
    if form.validate_on_submit():
        with refused_into(form):
            until, reason = form.until.data or row.closes_at, form.reason.data or ""
            with unit_of_work():
                service.extend(current_actor(), row.id, until, reason)
            flash(_("延长了，名册上的每个人都收到了通知。"), "success")
            return redirect(url_for(".show", code=code, round_id=round_id), 303)
    return render_template("rounds/extend.html", form=form, round=row)


@blueprint.post(f"{ONE}/remind")
@access(works_here)
def remind(code: str, round_id: UUID) -> Response:
    """Remind everybody on the register."""
    row = listed_round(code, round_id)
    permit(policy.may_remind(current_actor(), code, row.state))
    with unit_of_work():
        told = service.remind(current_actor(), row.id)
    flash(_("提醒发给了名册上有账号的 %(count)s 个人。", count=told), "success")
    return redirect(url_for(".show", code=code, round_id=round_id), 303)


@blueprint.route(f"{ONE}/signatures", methods=["GET", "POST"])
@access(works_here)
@takes_a_scan
def signatures(code: str, round_id: UUID) -> str | Response:
    """Record who signed the printed result sheet, and keep the sheet."""
    row = visible_round(code, round_id)
    signed = {signature.role for signature in queries.signatures_of(row.id)}
    missing = policy.recordable(current_actor(), code, row.state, signed)
    permit(bool(missing))
    names = queries.signer_names(row)
    form = SignaturesForm()
    form.offer(missing, names)
    if form.validate_on_submit():
        with refused_into(form):
            _record(row, form)
            flash(_("登记好了，签好字的结果单也存下了。"), "success")
            return redirect(url_for(".show", code=code, round_id=round_id), 303)
    outcome = found(outcomes.result_of(row.id))
    return render_template("rounds/signatures.html", form=form, round=row, outcome=outcome)


def _record(row: RoundRow, form: SignaturesForm) -> None:
    """No lock is held while the scan is looked at."""
    sent = form.scan.data
    if sent is None or not getattr(sent, "filename", ""):
        raise Refusal("rounds.scan_missing")
    queries.leave()
    cut = bool(getattr(sent.stream, "cut", False))
    scan = developed_scan(sent.stream if cut else BytesIO(sent.read()), sent.filename, cut)
    with unit_of_work():
        service.record_signatures(current_actor(), row.id, form.signers(), scan)


@blueprint.get(f"{ONE}/signatures/<uuid:signature_id>/scan")
@access(signed_in)
def scan(code: str, round_id: UUID, signature_id: UUID) -> Response:
    """The sheet with the handwriting, for those who may see it."""
    row = visible_round(code, round_id)
    signers = (row.teller_id, row.scrutineer_id)
    found(row if policy.may_see_scan(current_actor(), code, row.state, signers) else None)
    kept = found(signing.scan_of(row.id, signature_id))
    return attachment(files.content(kept), kept.name, kept.media_type)
