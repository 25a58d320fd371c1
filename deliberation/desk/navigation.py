"""The way around, on every page: the bar of a desk and the tabs of a phone, by who asks and where."""

from functools import lru_cache
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from deliberation.actors import Actor, Role
from deliberation.needs.queries import todo_count
from deliberation.needs.rules import Queue
from deliberation.projects.queries import waiting_count
from deliberation.web.access import current_actor

Place = dict[str, Any]


def navigation() -> dict[str, list[Place]]:
    """The parts `navigation` and `tabs` of every page."""
    actor = current_actor()
    code = here(actor)
    return {"navigation": _bar(actor, code), "tabs": _tabs(actor, code)}


def here(actor: Actor) -> str | None:
    """The community in the address, else the one somebody lives or works in."""
    code = str((request.view_args or {}).get("code", ""))
    return code if len(code) == 12 else home_of(actor)


def home_of(actor: Actor) -> str | None:
    """The one community somebody lives in, or works in."""
    worked = [code for code in actor.scopes(Role.LEAD, Role.WORKER, Role.PLANNER) if len(code) == 12]
    return worked[0] if worked else actor.community_code


def _bar(actor: Actor, code: str | None) -> list[Place]:
    places = [_place(_("首页"), "house", "desk.home")]
    if code:
        places += _community(actor, code)
    if actor.has_role(Role.OFFICER):
        places += _office(actor)
    if actor.has_role(Role.ADMINISTRATOR):
        places.append(_place(_("账号"), "people", "people.staff"))
        places.append(_place(_("地方"), "geo", "places.regions"))
    if actor.has_role(Role.SECURITY):
        places.append(_place(_("安全"), "shield", "people.security"))
    if actor.has_role(Role.AUDITOR):
        places.append(_place(_("日志"), "journal", "journal.index"))
    return places


def _community(actor: Actor, code: str) -> list[Place]:
    places = [
        _place(_("社区"), "building", "desk.community", code=code),
        _place(_("需求"), "chat", "needs.index", code=code),
        _place(_("会议"), "people", "meetings.index", code=code),
        _place(_("投票"), "vote", "rounds.index", code=code),
        _place(_("项目清单"), "list", "projects.index", code=code),
    ]
    if actor.works_in(code):
        places.insert(1, _desk(code))
        places.append(_place(_("住户"), "household", "people.desk", code=code))
    return places


def _desk(code: str) -> Place:
    """The worker's desk with what waits to be sorted."""
    place = _place(_("工作台"), "table", "desk.worker", code=code)
    counted = g.get("queue_counts")  # the sorting desk has counted already
    place["badge"] = (counted[Queue.TODO] if counted else todo_count(code)) or None
    return place


def _office(actor: Actor) -> list[Place]:
    inbox = _place(_("报送清单"), "file", "projects.inbox")
    inbox["badge"] = waiting_count(actor.scopes(Role.OFFICER)) or None
    return [_place(_("街道总览"), "table", "desk.office"), inbox]


def _tabs(actor: Actor, code: str | None) -> list[Place]:
    """At most five: 首页 · 需求 · 投票 · 我的, and the desk of those who have one."""
    tabs = [_place(_("首页"), "house", "desk.home")]
    if code and actor.works_in(code):
        tabs.append(_place(_("工作台"), "table", "desk.worker", code=code))
    elif actor.has_role(Role.OFFICER):
        tabs.append(_place(_("清单"), "list", "projects.inbox"))
    if code:
        tabs.append(_place(_("需求"), "chat", "needs.index", code=code))
        tabs.append(_place(_("投票"), "vote", "rounds.index", code=code))
    mine = "people.me" if actor.is_authenticated else "people.sign_in"
    tabs.append(_place(_("我的"), "person", mine))
    return tabs


def _place(label: str, icon: str, endpoint: str, code: str | None = None) -> Place:
    return {
        "label": label,
        "url": _address(request.script_root, endpoint, code),
        "icon": icon,
        "current": _current(endpoint),
        "badge": None,
    }


@lru_cache(maxsize=4096)
def _address(_root: str, endpoint: str, code: str | None) -> str:
    """The address of a place; every page names the same dozen."""
    return url_for(endpoint, code=code) if code else url_for(endpoint)


def _current(endpoint: str) -> bool:
    """Whether this page belongs there: the same room, except where one room has several places."""
    now = request.endpoint or ""
    if endpoint.startswith(("desk.", "people.")) or now.startswith("desk."):
        return now == endpoint
    if "projects.inbox" in (endpoint, now):
        return now == endpoint
    return now.partition(".")[0] == endpoint.partition(".")[0]
