"""Pages of the notice: sending it by all ways, what became of every message, who still has to be called."""

from typing import Any
from uuid import UUID

from flask import flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import queries, service, telling
from deliberation.meetings.forms.core import EmptyForm
from deliberation.meetings.forms.planning import NoticeForm
from deliberation.meetings.rules import NOTICE_DAYS
from deliberation.meetings.views.shared import blueprint, meeting_here, open_meeting, to
from deliberation.notices import gateways, outbox
from deliberation.notices import queries as notices
from deliberation.notices.results import result_words, teller_of, tone_of
from deliberation.notices.rules import OPEN_STATES, SENT_BY_MACHINE, Channel, Told
from deliberation.people.queries import names_of
from deliberation.people.reaching import mail_count
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number


@blueprint.route("/<uuid:meeting_id>/notice", methods=["GET", "POST"])
@access(works_here)
def notice(code: str, meeting_id: UUID) -> str | Response:
    """Send the notice."""
    meeting, form = open_meeting(code, meeting_id), NoticeForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                text, reason = form.text.data or "", form.reason.data or ""
                service.give_notice(current_actor(), meeting, text, reason, form.posted_on.data, form.ways())
            flash(_("通知发出去了。下面是每一条消息的结果。"), "success")
            return to("deliveries", meeting)
    accounts = [row.account_id for row in meeting.attendance if row.account_id]
    return render_template(
        "meetings/notice.html",
        form=form,
        meeting=meeting,
        days=NOTICE_DAYS,
        turnout=queries.turnout(meeting),
        with_account=len(accounts),
        with_mail=mail_count(accounts),
        groups=len(notices.told_groups(code)),
        silent=[way for way in SENT_BY_MACHINE if not gateways.leaves(way)],
    )


@blueprint.get("/<uuid:meeting_id>/deliveries")
@access(works_here)
def deliveries(code: str, meeting_id: UUID) -> str:
    """What became of every message about this meeting: what needs somebody first."""
    meeting = meeting_here(code, meeting_id)
    subject = telling.subject_of(meeting)
    page = notices.written_about(subject, code, page_number())
    tellers = [teller for teller in map(teller_of, page.items) if teller]
    return render_template(
        "meetings/deliveries.html",
        meeting=meeting,
        page=page,
        tally=notices.tally_about(subject, code),
        tellers=names_of(tellers),
        teller_of=teller_of,
        result_words=result_words,
        tone_of=tone_of,
        may_try_again=outbox.may_try_again,
        waits=_waits,
        by_hand=Channel.BY_HAND,
    )


def _waits(message: Any) -> bool:
    """Whether somebody has still to be told by a person: nobody wrote, or nothing got through."""
    waiting = message.state in OPEN_STATES
    failed = message.state == "given_up" and message.result != "withdrawn"
    return (message.channel == Channel.BY_HAND and waiting) or (failed and message.channel == Channel.SMS)


def _message(code: str, meeting_id: UUID, message_id: UUID) -> tuple[Any, Any]:
    meeting = meeting_here(code, meeting_id)
    return meeting, found(notices.message_about(message_id, telling.subject_of(meeting), code))


@blueprint.post("/<uuid:meeting_id>/deliveries/<uuid:message_id>/again")
@access(works_here)
def deliver_again(code: str, meeting_id: UUID, message_id: UUID) -> Response:
    """Try a message that failed once more."""
    meeting, message = _message(code, meeting_id, message_id)
    if EmptyForm().validate_on_submit():
        with unit_of_work():
            outbox.try_again(current_actor(), message)
        flash(_("会再试一次，过一会儿刷新看结果。"), "info")
    return to("deliveries", meeting)


@blueprint.post("/<uuid:meeting_id>/deliveries/<uuid:message_id>/told/<any(by_phone, in_person):how>")
@access(works_here)
def told_by_hand(code: str, meeting_id: UUID, message_id: UUID, how: str) -> Response:
    """Somebody was told by phone or in person; who did it is kept."""
    meeting, message = _message(code, meeting_id, message_id)
    if EmptyForm().validate_on_submit():
        with unit_of_work():
            outbox.told(current_actor(), message, Told(how))
        flash(_("记下了。"), "success")
    return to("deliveries", meeting)
