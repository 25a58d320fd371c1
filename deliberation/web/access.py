"""Who may use an endpoint: every view declares its rule, and one place enforces it.

A rule is a pure question over the actor and the values of the address. A stranger is asked to sign in;
somebody without any tie to the community gets a 404 (private rows of others do not exist for them); others
a 403.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from deliberation.actors import NOBODY, Actor, Role
from deliberation.clock import now
from deliberation.database import db, request_begins, request_ends
from deliberation.web.bodies import allow, words_alone

Rule = Callable[[Actor, Mapping[str, Any]], bool]
View = TypeVar("View", bound=Callable[..., Any])
ActorLoader = Callable[[UUID, str], Actor | None]
Keep = Callable[[Mapping[str, Any]], str | None]
Greet = Callable[[Actor], None]

RESIDENT_IDLE = timedelta(hours=12)
LONG_BODY = 64 * 1024
_loaders: list[ActorLoader] = []
_keeps: dict[str, Keep] = {}
_greets: list[Greet] = []


class SignedIn(UserMixin):
    """Flask-Login's view of an actor: its id carries the password stamp, so a new one ends old sessions."""

    def __init__(self, actor: Actor, stamp: str) -> None:
        self.actor = actor
        self.id = f"{actor.account_id}|{stamp}"


def use_actor_loader(loader: ActorLoader) -> None:
    """Who turns (account id, stamp) into an actor; None when the account or the stamp is no longer good."""
    _loaders[:] = [loader]


def when_turned_away(endpoint: str, keep: Keep) -> None:
    """A room keeps what was typed into its form by somebody whose session is over: `keep` gets the values of
    the address, reads `request.form`, and returns where to go on (None: there was nothing to keep).
    """
    _keeps[endpoint] = keep


def when_signed_in(greet: Greet) -> None:
    """A room gives somebody what it kept for them while they were away."""
    if greet not in _greets:
        _greets.append(greet)


def everyone(actor: Actor, values: Mapping[str, Any]) -> bool:
    """Anybody, signed in or not."""
    return True


def signed_in(actor: Actor, values: Mapping[str, Any]) -> bool:
    return actor.is_authenticated


def staff(actor: Actor, values: Mapping[str, Any]) -> bool:
    return actor.is_staff


def lives_here(actor: Actor, values: Mapping[str, Any]) -> bool:
    """A resident of the community in the address."""
    return actor.lives_in(values["code"])


def works_here(actor: Actor, values: Mapping[str, Any]) -> bool:
    """A worker or lead of the community in the address."""
    return actor.works_in(values["code"])


def plans_here(actor: Actor, values: Mapping[str, Any]) -> bool:
    """A planner for the community in the address."""
    return actor.plans_in(values["code"])


def leads_here(actor: Actor, values: Mapping[str, Any]) -> bool:
    return actor.leads(values["code"])


def oversees_here(actor: Actor, values: Mapping[str, Any]) -> bool:
    """A street officer over the place in the address."""
    return actor.oversees(values["code"])


def belongs_here(actor: Actor, values: Mapping[str, Any]) -> bool:
    """Lives here, or is staff with this place in scope."""
    return actor.lives_in(values["code"]) or any(values["code"].startswith(g.scope) for g in actor.grants)


def holding(*roles: Role) -> Rule:
    """Anybody holding one of the roles anywhere (the query then takes their scopes)."""

    def rule(actor: Actor, values: Mapping[str, Any]) -> bool:
        return actor.has_role(*roles)

    rule.__name__ = "holding_" + "_".join(roles)
    return rule


def any_of(*rules: Rule) -> Rule:
    """One of several rules is enough."""

    def rule(actor: Actor, values: Mapping[str, Any]) -> bool:
        return any(each(actor, values) for each in rules)

    rule.__name__ = "_or_".join(each.__name__ for each in rules)
    return rule


def access(rule: Rule) -> Callable[[View], View]:
    """Declare who may use a view; place it directly above the function, below the route."""

    def declare(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]  # a mark on the function, read by the guard
        return view

    return declare


def current_actor() -> Actor:
    """Who is asking, with the address the request came from."""
    if "actor" not in g:
        actor = current_user.actor if current_user.is_authenticated else NOBODY
        g.actor = replace(actor, origin=request.remote_addr or "")
    actor_now: Actor = g.actor
    return actor_now


def permit(allowed: bool) -> None:
    """Go on only if the policy allowed it."""
    if not allowed:
        abort(403)


def found(row: Any) -> Any:
    """The row, or a 404 when there is none (or it is not theirs to see)."""
    if row is None:
        abort(404)
    return row


def sign_in(actor: Actor, stamp: str) -> None:
    """Begin a session for this account; whatever an earlier session held is dropped, but for what was kept
    of a form (its `kept_` keys).
    """
    kept = {key: value for key, value in session.items() if key == "locale" or key.startswith("kept_")}
    session.clear()
    session.update(kept)
    session.permanent = True
    session["seen"] = int(now().timestamp())
    login_user(SignedIn(actor, stamp))
    g.pop("actor", None)
    for greet in _greets:
        greet(actor)


def sign_out() -> None:
    logout_user()
    session.clear()
    g.pop("actor", None)


def init_access(app: Flask) -> None:
    """Flask-Login, the guard in front of every view, and the idle log-out."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)
    app.config["PERMANENT_SESSION_LIFETIME"] = RESIDENT_IDLE
    app.before_request(request_begins)
    app.teardown_request(request_ends)
    app.before_request(_end_idle_session)
    app.before_request(_guard)


def _load(value: str) -> SignedIn | None:
    account_id, _bar, stamp = value.partition("|")
    try:
        actor = _loaders[0](UUID(account_id), stamp) if _loaders else None
    except ValueError:
        return None
    return SignedIn(actor, stamp) if actor else None


def _end_idle_session() -> Response | None:
    if request.endpoint in (None, "static") or not session.get("_user_id"):
        return None
    seconds = int(now().timestamp())
    idle = seconds - int(session.get("seen", 0))
    limit = current_app.config["SETTINGS"].idle_minutes * 60
    if idle > RESIDENT_IDLE.total_seconds() or (idle > limit and current_actor().is_staff):
        left = session["_user_id"].partition("|")[0]
        sign_out()
        g.account_left = left
        view = current_app.view_functions[request.endpoint]
        if request.method == "GET" and getattr(view, "access_rule", None) is not everyone:
            flash(_("您有一段时间没有操作，为了安全已经退出，请重新登录。"), "info")
            return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
        return None
    view = current_app.view_functions[request.endpoint]
    if seconds - int(session.get("seen", 0)) > 20 and not getattr(view, "only_watches", False):
        session["seen"] = seconds
    return None


def _guard() -> Response | None:
    if request.endpoint is None or request.endpoint.endswith("static"):
        return None
    view = current_app.view_functions[request.endpoint]
    rule: Rule | None = getattr(view, "access_rule", None)
    if rule is None:
        raise RuntimeError(f"{request.endpoint} does not say who may use it")
    actor = current_actor()
    if actor.must_change_password and not getattr(view, "before_password_change", False):
        return redirect(url_for("people.change_password"))
    values = request.view_args or {}
    if rule(actor, values):
        _await_body(view)
        return None
    return _turn_away(actor, values)


def _await_body(view: object) -> None:
    """A long body may take minutes to arrive: meanwhile nothing is locked."""
    allow(request, view)
    if request.method == "POST" and (request.content_length or LONG_BODY) >= LONG_BODY:
        db.session.rollback()


def _turn_away(actor: Actor, values: Mapping[str, Any]) -> Response:
    if not actor.is_authenticated:
        kept = kept_address()
        back = request.full_path.rstrip("?") if request.method == "GET" else kept or _form_page()
        said = _("您写的内容已经保存，登录以后接着写。") if kept else _("请先登录，再继续刚才的操作。")
        flash(said, "info")
        return redirect(url_for("people.sign_in", next=back))
    abort(403 if "code" not in values or belongs_here(actor, values) else 404)


def _form_page() -> str:
    """The address of the form this was sent from, if the form stands at the address it is sent to."""
    shown = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.path if shown and same_origin() else ""


def kept_address() -> str:
    """Keep what a form of ours brought though its sender's session is over; where to go on, or nothing."""
    keep = _keeps.get(request.endpoint or "") if request.method == "POST" else None
    if keep is None or not same_origin():
        return ""
    if not current_actor().is_authenticated:
        words_alone(request, current_app.view_functions[request.endpoint or ""])
        db.session.rollback()
    return keep(request.view_args or {}) or ""


def same_origin() -> bool:
    """Whether a page of ours sent this: browsers say so, and a foreign page cannot make them lie."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sent_from = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(sent_from).netloc == request.host


def watches(view: View) -> View:
    """A page that asks by itself, again and again: nobody is at the keys, so no session lives on it."""
    view.only_watches = True  # type: ignore[attr-defined]  # a mark on the function, read by the log-out
    return view


def allowed_before_password_change(view: View) -> View:
    """The few pages that stay open to somebody who must first choose a new password."""
    view.before_password_change = True  # type: ignore[attr-defined]  # a mark on the function, read by the guard
    return view
