"""Pages about oneself: 我的, password, nickname, phone, a copy of all data, closing the account."""

import json
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.files.views import attachment
from deliberation.people import doors, queries, rights, service
from deliberation.people.blueprint import blueprint
from deliberation.people.forms import CloseForm, EmailForm, NicknameForm, OwnPhoneForm, PasswordForm
from deliberation.people.rules import CONSENT_VERSION
from deliberation.web import access as sessions
from deliberation.web.access import (
    access,
    allowed_before_password_change,
    current_actor,
    found,
    signed_in,
)
from deliberation.web.forms import refused_into


def _mine() -> Any:
    return found(queries.account_of(current_actor().account_id))


def _check_password(typed: str | None) -> None:
    """Refuse unless this is the present password; no lock is held meanwhile, and failures are counted."""
    account = _mine()
    kept, index, account_id = account.password_hash, account.phone_index, account.id
    doors.let_go()
    fitting = doors.fits(kept, typed or "")
    if fitting:
        return
    with unit_of_work():
        answer = doors.answer(current_actor().origin, doors.Knock(index, account_id, kept), False)
    locked = answer.code != "people.sign_in_wrong"
    raise Refusal(answer.code if locked else "people.password_wrong")


@blueprint.get("/me")
@access(signed_in)
def me() -> str:
    """What the platform knows about me, and what I can change."""
    actor = current_actor()
    home = (
        queries.person_of(actor.resident_id, actor.community_code)
        if actor.resident_id and actor.community_code
        else None
    )
    account = _mine()
    return render_template(
        "people/me.html",
        account=account,
        phone=service.opened(account.phone_sealed),
        email=service.opened(account.email_sealed),
        home=home,
        grants=queries.grants_of(account.id),
        version=CONSENT_VERSION,
    )


@blueprint.route("/password", methods=["GET", "POST"])
@allowed_before_password_change
@access(signed_in)
def change_password() -> str | Response:
    """Choose a new password; the first one must be changed before anything else."""
    form = PasswordForm()
    if form.validate_on_submit():
        with refused_into(form):
            return _choose_password(form)
    return render_template("people/password.html", form=form, first=current_actor().must_change_password)


def _choose_password(form: PasswordForm) -> Response:
    if form.password.data == form.current.data:
        raise Refusal("people.password_same")
    _check_password(form.current.data)
    number = service.opened(_mine().phone_sealed)
    doors.let_go()
    password_hash = service.hashed(form.password.data or "", number)
    with unit_of_work():
        stamp = rights.choose_password(current_actor(), _mine(), password_hash)
    actor = queries.actor_of(found(current_actor().account_id))
    sessions.sign_in(found(actor), stamp)
    flash(_("密码改好了。下次用新密码登录。"), "success")
    return redirect(url_for("desk.home"), 303)


@blueprint.route("/me/nickname", methods=["GET", "POST"])
@access(signed_in)
def change_nickname() -> str | Response:
    """Choose the name neighbours see."""
    form = NicknameForm(data={"nickname": _mine().nickname})
    if form.validate_on_submit():
        with unit_of_work():
            rights.choose_nickname(current_actor(), _mine(), form.nickname.data or "")
        flash(_("昵称改好了。"), "success")
        return redirect(url_for(".me"), 303)
    return render_template("people/nickname.html", form=form)


@blueprint.route("/me/phone", methods=["GET", "POST"])
@access(signed_in)
def change_phone() -> str | Response:
    """A new phone number, with the password."""
    form = OwnPhoneForm()
    if form.validate_on_submit():
        with refused_into(form):
            _check_password(form.current.data)
            with unit_of_work():
                rights.choose_phone(current_actor(), _mine(), form.phone.data or "")
            flash(_("手机号改好了。下次用新手机号登录。"), "success")
            return redirect(url_for(".me"), 303)
    return render_template("people/own_phone.html", form=form)


@blueprint.route("/me/email", methods=["GET", "POST"])
@access(signed_in)
def change_email() -> str | Response:
    """An e-mail address for notices; leaving it empty removes it."""
    form = EmailForm(data={"email": service.opened(_mine().email_sealed)})
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                rights.choose_email(current_actor(), _mine(), form.email.data or "")
            removed = not (form.email.data or "").strip()
            flash(
                _("邮箱地址删掉了。") if removed else _("邮箱地址记下了，会议通知也可以发到这里。"), "success"
            )
            return redirect(url_for(".me"), 303)
    return render_template("people/email.html", form=form)


@blueprint.post("/me/agree")
@access(signed_in)
def agree() -> Response:
    """Agree to the present version of the privacy text."""
    with unit_of_work():
        rights.agree(current_actor(), _mine())
    flash(_("已记下您的同意。"), "success")
    return redirect(url_for(".me"), 303)


@blueprint.post("/me/copy")
@access(signed_in)
def copy_data() -> Response:
    """Everything kept about me, as a file."""
    with unit_of_work():
        data = rights.copy_of(_mine())
        rights.note_copy(current_actor())
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    return attachment(text.encode(), "my-data.json", "application/json")


@blueprint.route("/me/close", methods=["GET", "POST"])
@access(signed_in)
def close() -> str | Response:
    """Withdraw the consent and close the account; what happens is said first."""
    form = CloseForm()
    if form.validate_on_submit():
        with refused_into(form):
            _check_password(form.current.data)
            with unit_of_work():
                rights.close_account(current_actor(), _mine())
            sessions.sign_out()
            flash(_("账号已经注销。谢谢您参与过社区的议事。"), "success")
            return redirect(url_for("desk.home"), 303)
    return render_template("people/close.html", form=form)
