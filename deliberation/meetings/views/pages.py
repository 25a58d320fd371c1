"""Pages of meetings: the list, one meeting, planning it, its agenda, its notice, who is expected."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Actor
from deliberation.clock import today
from deliberation.cycles.queries import current_cycle
from deliberation.database import unit_of_work
from deliberation.meetings import (
    agreed,
    consenting,
    matters,
    notice_papers,
    policy,
    profiles,
    queries,
    service,
)
from deliberation.meetings.came_of import came_of
from deliberation.meetings.forms.core import ReasonForm
from deliberation.meetings.forms.planning import ItemForm, MembersForm, PlanForm
from deliberation.meetings.listing import by_name
from deliberation.meetings.materials import materials_of
from deliberation.meetings.next_acts import next_act, step_labels, step_of
from deliberation.meetings.rules import Mode, quorum_met
from deliberation.meetings.sentences import (
    counted_in,
    profile_name,
    quorum_sentence,
    rule_sentence,
    session_words,
)
from deliberation.meetings.veiling import veil_over, veils_over
from deliberation.meetings.views.calendars import calendar_address
from deliberation.meetings.views.shared import blueprint, meeting_here, open_meeting, to
from deliberation.web.access import access, current_actor, everyone, found, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number


@blueprint.get("/")
@access(everyone)
def index(code: str) -> str:
    """What meetings come, and which were held."""
    runs = policy.may_run(current_actor(), code)
    ahead, page = queries.upcoming(code, runs), queries.held(code, runs, page_number())
    return render_template(
        "meetings/index.html",
        upcoming=ahead,
        page=page,
        titles={} if runs else _titles([*ahead, *(row.Meeting for row in page.items)], code),
        may_run=runs,
        session_words=session_words,
        calendar_address=calendar_address(code),
    )


def _titles(meetings: list[Any], code: str) -> dict[UUID, str]:
    """What outsiders read as titles: names of residents who have not agreed are hidden."""
    shown = queries.with_lists(each.id for each in meetings)
    veils = veils_over(shown, code)
    return {each.id: veils[each.id].over(each.title) for each in shown}


@blueprint.get("/<uuid:meeting_id>")
@access(everyone)
def show(code: str, meeting_id: UUID) -> str:
    """One meeting: its notice, agenda, results, and the next step for whoever runs it."""
    meeting, actor = meeting_here(code, meeting_id), current_actor()
    return render_template("meetings/show.html", meeting=meeting, **_shown(meeting, actor, code))


def _shown(meeting: Any, actor: Actor, code: str) -> dict[str, Any]:
    there = queries.turnout(meeting)
    quorum = quorum_met(meeting.profile, there)
    is_party = meeting.is_party(actor.account_id)
    mine = meeting.member(actor.account_id)
    rounds = matters.round_titles([item.round_id for item in meeting.items if item.round_id])
    return {
        "session": session_words(meeting.profile_data, meeting.year, meeting.session_no, meeting.series_name),
        "rule": rule_sentence(meeting.profile_data),
        "act": next_act(meeting, actor),
        "step": step_of(meeting),
        "step_labels": step_labels(),
        "may_run": policy.may_run(actor, code),
        "may_change": policy.may_change(actor, code, meeting.phase),
        "may_excuse": policy.may_excuse_oneself(actor, code, meeting.phase, mine is not None),
        "mine": mine,
        "asks_name": mine is not None and mine in consenting.asked(meeting),
        "sees_minutes": meeting.minutes and policy.may_see_minutes(actor, code, meeting.phase, is_party),
        "sees_names": policy.may_see_names(actor, code, is_party),
        "veil": veil_over(meeting, not policy.may_see_names(actor, code, is_party)),
        "staff_ids": queries.staff_among([meeting.chair_id, meeting.recorder_id]),
        "moved": notice_papers.moved_words(meeting) if meeting.moved_from else "",
        "turnout": there,
        "quorum": quorum_sentence(meeting.profile, there, quorum),
        "unit": counted_in(meeting.profile.base),
        "needs": matters.needs_named([item.need_id for item in meeting.items if item.need_id]),
        "rounds": rounds,
        "materials": materials_of(meeting),
        "came_of": came_of(meeting, policy.may_run(actor, code)),
        "agreed": _agreed(meeting, code, is_party),
    }


def _agreed(meeting: Any, code: str, is_party: bool) -> dict[UUID, list[Any]]:
    """What was agreed without a motion of its own, by matter; public with the minutes."""
    if not policy.may_see_minutes(current_actor(), code, meeting.phase, is_party):
        return {}
    found: dict[UUID, list[Any]] = {}
    for row in agreed.of_meeting(meeting.id):
        if row.item_id and row.motion_id is None:
            found.setdefault(row.item_id, []).append(row)
    return found


@blueprint.route("/new", methods=["GET", "POST"])
@access(works_here)
def new(code: str) -> str | Response:
    """Plan a meeting."""
    offered, year = profiles.rules_in_use(code), today().year
    form = PlanForm(data={"series_name": queries.last_series_name(code)})
    form.offer(_people(code), _rules(offered))
    if request.method == "GET" and form.profile.data not in {each.profile.key for each in offered}:
        form.profile.data = offered[0].profile.key
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                cycle = current_cycle(code)
                plan = _plan(form, cycle.id if cycle else None)
                meeting = service.plan(current_actor(), code, form.profile.data, plan)
            flash(_("会议安排好了。居民代表已经列入应到名单。"), "success")
            return to("show", meeting)
    last = queries.last_sessions(code, year)
    hints = {
        each.profile.key: _(
            "%(rule)s今年的下一次是第 %(number)s 次。",
            rule=rule_sentence(each.as_data()),
            number=last.get(each.profile.key, 0) + 1,
        )
        for each in offered
    }
    return render_template("meetings/edit.html", form=form, meeting=None, hints=hints)


def _rules(offered: Sequence[profiles.Offered]) -> list[tuple[str, str]]:
    return [(each.profile.key, profile_name(each.as_data())) for each in offered]


@blueprint.route("/<uuid:meeting_id>/edit", methods=["GET", "POST"])
@access(works_here)
def edit(code: str, meeting_id: UUID) -> str | Response:
    """Change what a meeting is."""
    meeting = open_meeting(code, meeting_id)
    form = PlanForm(data=_plan_data(meeting))
    form.offer(_people(code), ())
    del form.profile
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.edit(current_actor(), meeting, _plan(form, meeting.cycle_id))
            flash(_("改好了。"), "success")
            return to("show", meeting)
    return render_template("meetings/edit.html", form=form, meeting=meeting, hints={})


def _people(code: str) -> list[tuple[UUID, str]]:
    return [(row.id, row.name) for row in queries.possible_leaders(code)]


def _plan(form: PlanForm, cycle_id: UUID | None) -> service.Plan:
    assert form.starts_at.data is not None  # the form has asked for it
    return service.Plan(
        title=form.title.data or "",
        starts_at=form.starts_at.data,
        place=form.place.data or "",
        mode=Mode(form.mode.data),
        ends_at=form.ends_at.data,
        chair=_leader(form.chair.data, form.chair_name.data),
        recorder=_leader(form.recorder.data, form.recorder_name.data),
        due=form.due.data,
        due_area_cm2=form.due_area.data,
        cycle_id=cycle_id,
        series_name=form.series_name.data or "",
        session_no=form.session_no.data,
    )


def _leader(account_id: str | None, name: str | None) -> service.Leader:
    return service.Leader(name or "", UUID(account_id) if account_id else None)


def _plan_data(meeting: Any) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "place": meeting.place,
        "mode": meeting.mode.value,
        "chair": str(meeting.chair_id or ""),
        "chair_name": "" if meeting.chair_id else meeting.chair_name,
        "recorder": str(meeting.recorder_id or ""),
        "recorder_name": "" if meeting.recorder_id else meeting.recorder_name,
        "due": meeting.due_typed,
        "due_area": meeting.due_area_cm2,
        "series_name": meeting.series_name,
        "session_no": meeting.session_no,
    }


@blueprint.route("/<uuid:meeting_id>/cancel", methods=["GET", "POST"])
@access(works_here)
def cancel(code: str, meeting_id: UUID) -> str | Response:
    """Call the meeting off."""
    meeting, form = open_meeting(code, meeting_id), ReasonForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.cancel(current_actor(), meeting, form.reason.data or "")
            flash(_("会议取消了，成员会收到消息。"), "info")
            return redirect(url_for(".index", code=code), 303)
    return render_template("meetings/cancel.html", form=form, meeting=meeting)


@blueprint.route("/<uuid:meeting_id>/members", methods=["GET", "POST"])
@access(works_here)
def members(code: str, meeting_id: UUID) -> str | Response:
    """State who is expected."""
    meeting = open_meeting(code, meeting_id)
    form = MembersForm(data=_members_data(meeting))
    people = queries.representatives(code)
    form.accounts.choices = [(str(row.id), row.name) for row in people]
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                accounts = [UUID(value) for value in form.accounts.data or []]
                service.set_members(current_actor(), meeting, accounts, form.names())
            flash(_("应到名单定好了。"), "success")
            return to("show", meeting)
    return render_template("meetings/members.html", form=form, meeting=meeting, any_account=bool(people))


def _members_data(meeting: Any) -> dict[str, Any]:
    members = [row for row in meeting.attendance if row.status != "observer"]
    return {
        "accounts": [str(row.account_id) for row in members if row.account_id],
        "typed": "\n".join(row.name for row in members if by_name(row)),
    }


@blueprint.route("/<uuid:meeting_id>/agenda/new", methods=["GET", "POST"])
@access(works_here)
def add_item(code: str, meeting_id: UUID) -> str | Response:
    """Put a matter on the agenda."""
    meeting = open_meeting(code, meeting_id)
    form = _item_form(code, {"need": request.args.get("need", "")})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.add_item(current_actor(), meeting, _item(form))
            flash(_("议题加上了。"), "success")
            return to("show", meeting, _anchor="agenda")
    return render_template("meetings/item.html", form=form, meeting=meeting, item=None)


@blueprint.route("/<uuid:meeting_id>/agenda/<uuid:item_id>", methods=["GET", "POST"])
@access(works_here)
def edit_item(code: str, meeting_id: UUID, item_id: UUID) -> str | Response:
    """Change a matter on the agenda."""
    meeting = open_meeting(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    form = _item_form(code, _item_data(item))
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                service.edit_item(current_actor(), item, _item(form))
            flash(_("改好了。"), "success")
            return to("show", meeting, _anchor="agenda")
    return render_template("meetings/item.html", form=form, meeting=meeting, item=item)


def _item_form(code: str, data: dict[str, Any]) -> ItemForm:
    form = ItemForm(data=data)
    needs = [
        (str(row.id), _("%(number)s %(title)s", number=row.number, title=row.title))
        for row in matters.needs_to_discuss(code)
    ]
    form.offer(needs, [(str(row.id), row.title) for row in matters.rounds_to_adopt(code)])
    return form


def _item_data(item: Any) -> dict[str, Any]:
    return {
        "title": item.title,
        "need": str(item.need_id or ""),
        "vote": str(item.round_id or ""),
        "proposer": item.proposer,
        "explanation": item.explanation,
    }


def _item(form: ItemForm) -> service.ItemDraft:
    return service.ItemDraft(
        title=form.title.data or "",
        explanation=form.explanation.data or "",
        proposer=form.proposer.data or "",
        need_id=UUID(form.need.data) if form.need.data else None,
        round_id=UUID(form.vote.data) if form.vote.data else None,
    )


@blueprint.post("/<uuid:meeting_id>/agenda/<uuid:item_id>/move")
@access(works_here)
def move_item(code: str, meeting_id: UUID, item_id: UUID) -> Response:
    """Move a matter up or down."""
    meeting = open_meeting(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    with unit_of_work():
        service.move_item(current_actor(), item, request.form.get("way") == "down")
    return to("show", meeting, _anchor="agenda")


@blueprint.post("/<uuid:meeting_id>/agenda/<uuid:item_id>/remove")
@access(works_here)
def remove_item(code: str, meeting_id: UUID, item_id: UUID) -> Response:
    """Take a matter off the agenda."""
    meeting = open_meeting(code, meeting_id)
    item = found(queries.item_of(item_id, meeting))
    with unit_of_work():
        service.remove_item(current_actor(), item)
    flash(_("议题删掉了。"), "info")
    return to("show", meeting, _anchor="agenda")
