"""The groups a community tells: the lead adds them, tries them out, switches them off; workers see them."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.notices import channels, gateways, policy, queries
from deliberation.notices.forms import GroupChangeForm, GroupForm
from deliberation.notices.results import result_words
from deliberation.notices.rules import GROUPS, Channel
from deliberation.notices.views.shared import blueprint
from deliberation.web.access import access, current_actor, found, leads_here, works_here
from deliberation.web.forms import refused_into


def _back(code: str) -> Response:
    return redirect(url_for(".groups", code=code), 303)


@blueprint.get("/c/<code>/groups")
@access(works_here)
def groups(code: str) -> str:
    """Which groups are told, and how their last test went."""
    rows = queries.groups_of(code)
    return render_template(
        "notices/groups.html",
        rows=rows,
        tries=queries.last_tries([row.id for row in rows]),
        result_words=result_words,
        may_set=policy.may_set_groups(current_actor(), code),
        silent=[way for way in GROUPS if not gateways.leaves(way)],
    )


@blueprint.route("/c/<code>/groups/new", methods=["GET", "POST"])
@access(leads_here)
def add_group(code: str) -> str | Response:
    """Add a group."""
    form = GroupForm()
    form.offer()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                way, name, address = Channel(form.channel.data), form.name.data or "", form.address.data or ""
                channels.add(current_actor(), code, way, name, address)
            flash(_("加好了。试发一条，看看群里收不收得到。"), "success")
            return _back(code)
    return render_template("notices/group.html", form=form, row=None, hosts=sorted(channels.hosts()))


@blueprint.route("/c/<code>/groups/<uuid:group_id>", methods=["GET", "POST"])
@access(leads_here)
def change_group(code: str, group_id: UUID) -> str | Response:
    """Give a group another name or address."""
    row: Any = found(queries.group_of(group_id, code))
    form = GroupChangeForm(data={"name": row.name})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                channels.change(current_actor(), row, form.name.data or "", form.address.data or "")
            flash(_("改好了。"), "success")
            return _back(code)
    return render_template("notices/group.html", form=form, row=row, hosts=sorted(channels.hosts()))


@blueprint.post("/c/<code>/groups/<uuid:group_id>/try")
@access(leads_here)
def try_group(code: str, group_id: UUID) -> Response:
    """Send a test message."""
    row = found(queries.group_of(group_id, code))
    with unit_of_work():
        title, text = _("试发消息"), _("这是一条试发的消息。看到它，说明会议通知可以发到这里。")
        channels.try_out(current_actor(), row, title, text)
    flash(_("试发的消息已经交出去了，过一会儿刷新看结果。"), "info")
    return _back(code)


@blueprint.post("/c/<code>/groups/<uuid:group_id>/off")
@access(leads_here)
def stop_group(code: str, group_id: UUID) -> Response:
    """Tell this group nothing more."""
    row = found(queries.group_of(group_id, code))
    with unit_of_work():
        channels.switch(current_actor(), row, on=False)
    flash(_("停用了，以后的通知不再发到这里。"), "info")
    return _back(code)


@blueprint.post("/c/<code>/groups/<uuid:group_id>/on")
@access(leads_here)
def resume_group(code: str, group_id: UUID) -> Response:
    """Tell this group again."""
    row = found(queries.group_of(group_id, code))
    with unit_of_work():
        channels.switch(current_actor(), row, on=True)
    flash(_("恢复了，以后的通知也会发到这里。"), "success")
    return _back(code)
