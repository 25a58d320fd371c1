"""Pages of the administrator (staff accounts) and of the security officer (locks and failed sign-ins)."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Role
from deliberation.database import unit_of_work
from deliberation.people import doors, offices, policy, queries, service
from deliberation.people.blueprint import blueprint
from deliberation.people.forms import HireForm, RoleForm, SearchForm
from deliberation.people.rules import new_password
from deliberation.people.views_counter import phone_key
from deliberation.places.queries import names_of_regions
from deliberation.web.access import access, current_actor, found, holding
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.wording import tidy

administrator = holding(Role.ADMINISTRATOR)
security_officer = holding(Role.SECURITY)


def _scopes() -> tuple[str, ...]:
    return current_actor().scopes(Role.ADMINISTRATOR)


@blueprint.get("/accounts/")
@access(administrator)
def staff() -> str:
    """The staff accounts in my scope."""
    words = tidy(request.args.get("q"))[:60]
    page = queries.staff_in(_scopes(), words, phone_key(words), page_number())
    grants = queries.grants_of_all([account.id for account in page.items])
    names = names_of_regions(grant.scope for held in grants.values() for grant in held)
    return render_template(
        "people/staff.html",
        form=SearchForm(request.args),
        words=words,
        page=page,
        grants=grants,
        names=names,
        locked=doors.is_locked,
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@access(administrator)
def hire() -> str | Response:
    """Make a staff account; the first password is shown once."""
    form = HireForm(data={"scope": tidy(request.args.get("scope"))[:12]})
    if form.validate_on_submit():
        with refused_into(form):
            return _hire(form)
    return render_template("people/hire.html", form=form)


def _hire(form: HireForm) -> str:
    hired = offices.Hired(form.name.data or "", form.phone.data or "", *form.granted())
    doors.let_go()
    password = new_password()
    password_hash = service.hashed(password)
    with unit_of_work():
        offices.hire(current_actor(), hired, password_hash)
    rows = [(hired.name, hired.phone, hired.scope, password)]
    return render_template("people/password_slip.html", rows=rows, back=url_for(".staff"), first=True)


def _account(account_id: UUID) -> Any:
    return found(queries.staff_account(account_id, _scopes()))


@blueprint.get("/accounts/<uuid:account_id>")
@access(administrator)
def staff_account(account_id: UUID) -> str:
    """One staff account: its roles, and what can be done."""
    return _account_page(account_id, RoleForm())


def _account_page(account_id: UUID, form: RoleForm) -> str:
    account = _account(account_id)
    grants = queries.grants_of(account_id)
    actor = current_actor()
    return render_template(
        "people/staff_account.html",
        form=form,
        account=account,
        phone=service.opened(account.phone_sealed),
        grants=[(each, policy.may_revoke(actor, account_id, each.role, each.scope)) for each in grants],
        names=names_of_regions(grant.scope for grant in grants),
        mine=policy.may_keep_account(actor, grants),
        myself=account_id == actor.account_id,
        locked=doors.is_locked(account.locked_until),
    )


@blueprint.post("/accounts/<uuid:account_id>/roles")
@access(administrator)
def give_role(account_id: UUID) -> str | Response:
    """Give another role inside my scope."""
    form = RoleForm()
    _account(account_id)
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                offices.give_role(current_actor(), _account(account_id), *form.granted())
            flash(_("角色加好了。"), "success")
            return redirect(url_for(".staff_account", account_id=account_id), 303)
    return _account_page(account_id, form)


@blueprint.post("/accounts/<uuid:account_id>/roles/end")
@access(administrator)
def take_role(account_id: UUID) -> Response:
    """Take a role back."""
    role = next((role for role in Role if role.value == request.form.get("role")), Role.RESIDENT)
    with unit_of_work():
        offices.take_role(current_actor(), _account(account_id), role, request.form.get("scope", ""))
    flash(_("角色收回了。"), "success")
    return redirect(url_for(".staff"), 303)


@blueprint.post("/accounts/<uuid:account_id>/password")
@access(administrator)
def reset_staff_password(account_id: UUID) -> str:
    """A temporary password, shown this once."""
    offices.refuse_foreign(current_actor(), _account(account_id))
    doors.let_go()
    password = new_password()
    password_hash = service.hashed(password)
    with unit_of_work():
        account = _account(account_id)
        offices.reset(current_actor(), account, password_hash)
        rows = [(account.name, service.opened(account.phone_sealed), "", password)]
    back = url_for(".staff_account", account_id=account_id)
    return render_template("people/password_slip.html", rows=rows, back=back, first=False)


@blueprint.post("/accounts/<uuid:account_id>/unlock")
@access(administrator)
def unlock_staff(account_id: UUID) -> Response:
    """Lift the lock after too many failures."""
    with unit_of_work():
        offices.unlock_staff(current_actor(), _account(account_id))
    flash(_("解锁好了，现在可以登录。"), "success")
    return redirect(url_for(".staff_account", account_id=account_id), 303)


@blueprint.route("/accounts/<uuid:account_id>/close", methods=["GET", "POST"])
@access(administrator)
def dismiss(account_id: UUID) -> str | Response:
    """Close a staff account; asked first."""
    if request.method == "GET":
        return render_template("people/dismiss.html", account=_account(account_id))
    with unit_of_work():
        offices.dismiss(current_actor(), _account(account_id))
    flash(_("账号关闭了。"), "success")
    return redirect(url_for(".staff"), 303)


@blueprint.get("/security/")
@access(security_officer)
def security() -> str:
    """What is locked now, and the failed sign-ins."""
    scopes = current_actor().scopes(Role.SECURITY)
    locked = queries.locked_accounts(scopes, 1)
    return render_template(
        "people/security.html",
        locked=locked,
        tries=queries.locked_tries(),
        page=queries.failures_in(scopes, page_number()),
    )


@blueprint.post("/security/<uuid:account_id>/unlock")
@access(security_officer)
def unlock_account(account_id: UUID) -> Response:
    """Lift the lock of an account in my scope."""
    with unit_of_work():
        scopes = current_actor().scopes(Role.SECURITY)
        doors.unlock(current_actor(), found(queries.locked_account(account_id, scopes)))
    flash(_("解锁好了，现在可以登录。"), "success")
    return redirect(url_for(".security"), 303)


@blueprint.post("/security/tries/unlock")
@access(security_officer)
def unlock_try() -> Response:
    """Lift the lock of an unknown phone or an address."""
    with unit_of_work():
        doors.unlock_try(current_actor(), request.form.get("key", "")[:64])
    flash(_("已经放行。"), "success")
    return redirect(url_for(".security"), 303)
