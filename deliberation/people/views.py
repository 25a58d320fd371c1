"""Pages at the front door: signing in and out, and registering with a household's code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.people import (
    doors,
    joining,
    queries,
    service,
    views_counter,
    views_offices,
    views_roll,
    views_self,
    views_uploads,
)
from deliberation.people.blueprint import blueprint
from deliberation.people.forms import CodeForm, HomeForm, JoinForm, SignInForm
from deliberation.people.rules import CONSENT_VERSION, normal_code, normal_phone, shown_code
from deliberation.web import access as sessions
from deliberation.web.access import access, allowed_before_password_change, current_actor, everyone
from deliberation.web.forms import Form, refused_into
from deliberation.web.phrases import sentence
from deliberation.web.views import safe_next

# Importing them hangs their pages on the blueprint.
PAGES = (views_self, views_counter, views_roll, views_uploads, views_offices)


@dataclass(frozen=True)
class DemoLogin:
    """One tap to be somebody in the demo: who, and what to try."""

    role: str
    phone: str
    password: str
    hint: str


demo_logins: list[Callable[[], Sequence[DemoLogin]]] = []


def use_demo_logins(provider: Callable[[], Sequence[DemoLogin]]) -> None:
    """Who gives the demo's logins (set by create_app when there is a demo)."""
    demo_logins[:] = [provider]


@blueprint.route("/sign-in", methods=["GET", "POST"])
@allowed_before_password_change
@access(everyone)
def sign_in() -> str | Response:
    """Sign in with phone and password."""
    form = SignInForm()
    target = safe_next(request.args.get("next"), url_for("desk.home"))
    demo = current_app.config["SETTINGS"].demo
    known = [row for provider in demo_logins for row in provider()]
    if (
        form.validate_on_submit()
        and not demo
        and normal_phone(form.phone.data or "") in {r.phone for r in known}
    ):
        form.form_errors.append(sentence(Refusal("people.demo_only")))
    elif form.validate_on_submit():
        answer = _knock(form.phone.data or "", form.password.data or "")
        if answer.account_id and _enter(answer):
            return redirect(target, 303)
        form.form_errors.append(sentence(Refusal(answer.code or "people.sign_in_wrong", until=answer.until)))
    rows = known if demo else []
    here = url_for(".sign_in", next=request.args.get("next") or None)
    return render_template("people/sign_in.html", form=form, demo_logins=rows, here_url=here)


def _knock(phone: str, password: str) -> doors.Answer:
    visitor = doors.knock(phone)
    fitting = doors.fits(visitor.password_hash, password)
    with unit_of_work():
        return doors.answer(request.remote_addr or "", visitor, fitting)


def _enter(answer: doors.Answer) -> bool:
    actor = queries.actor_of(answer.account_id) if answer.account_id else None
    if actor is not None:
        sessions.sign_in(actor, answer.stamp)
    return actor is not None


@blueprint.post("/sign-out")
@allowed_before_password_change
@access(everyone)
def sign_out() -> Response:
    """End the session on this device."""
    with unit_of_work():
        doors.sign_out(current_actor())
    sessions.sign_out()
    flash(_("已经退出。"), "success")
    return redirect(url_for("desk.home"), 303)


@blueprint.route("/join", methods=["GET", "POST"])
@access(everyone)
def join() -> str | Response:
    """Type in the code of the slip."""
    form = CodeForm()
    if form.validate_on_submit():
        home = _try(form.code.data or "")
        if isinstance(home, joining.Home):
            return redirect(url_for(".redeem", invitation=shown_code(normal_code(form.code.data or ""))), 303)
        form.form_errors.append(sentence(home))
    return render_template("people/join.html", form=form)


def _try(code: str) -> joining.Home | Refusal:
    with unit_of_work():
        return joining.try_code(request.remote_addr or "", code)


@blueprint.route("/join/<invitation>", methods=["GET", "POST"])
@access(everyone)
def redeem(invitation: str) -> str | Response:
    """The household of the code, and the form to register in it."""
    home = _try(invitation)
    if isinstance(home, Refusal):
        form = CodeForm(code=invitation[:40])
        form.form_errors = [sentence(home)]
        return render_template("people/join.html", form=form)
    if current_actor().is_authenticated:
        return _redeem_signed_in(home, invitation)
    form = JoinForm()
    if form.validate_on_submit():
        with refused_into(form):
            return _register(form, invitation)
    return _redeem_page(form, home, False)


def _redeem_page(form: Form, home: joining.Home, known: bool) -> str:
    actor = current_actor()
    return render_template(
        "people/redeem.html", form=form, home=home, known=known, actor_here=actor, version=CONSENT_VERSION
    )


def _register(form: JoinForm, invitation: str) -> Response:
    person = joining.Person(
        form.name.data or "", form.phone.data or "", form.birth_year.data or 0, form.nickname.data or ""
    )
    joining.refuse_age(person.birth_year)
    password_hash = service.hashed(form.password.data or "", person.phone)
    with unit_of_work():
        account, resident = joining.register(current_actor(), invitation, person, password_hash)
        confirmed, account_id, stamp = resident.confirmed_at is not None, account.id, account.stamp
    _enter(doors.Answer(account_id, stamp))
    return _welcome(confirmed)


def _welcome(confirmed: bool) -> Response:
    if confirmed:
        flash(_("登记好了，欢迎您！现在可以提需求、支持邻居、参加投票。"), "success")
    else:
        flash(
            _("登记好了。您家登记的人数超过了名册上的成年人数，要等社区核实；核实前可以提需求，还不能投票。"),
            "warning",
        )
    return redirect(url_for(".me"), 303)


def _redeem_signed_in(home: joining.Home, invitation: str) -> str | Response:
    """Somebody with an account but no home here (staff, or somebody who moved) settles in."""
    form = HomeForm()
    actor = current_actor()
    if actor.resident_id is None and form.validate_on_submit():
        with refused_into(form), unit_of_work():
            account = queries.account_of(actor.account_id)
            if account is not None:
                resident = joining.settle_in(actor, account, invitation, form.birth_year.data or 0)
                confirmed = resident.confirmed_at is not None
        if not form.form_errors:
            return _welcome(confirmed)
    return _redeem_page(form, home, True)
