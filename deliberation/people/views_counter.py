"""社区窗口: a worker finds somebody by name, phone or door and settles the matter in one form."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.actors import Role
from deliberation.database import unit_of_work
from deliberation.errors import Refusal
from deliberation.people import counter, doors, queries, service
from deliberation.people.blueprint import blueprint
from deliberation.people.forms import CorrectionForm, MoveOutForm, NewPhoneForm, RefuseForm, SearchForm
from deliberation.people.joining import code_of
from deliberation.people.rules import new_password, normal_phone, shown_code
from deliberation.places import queries as places
from deliberation.web.access import access, current_actor, found, works_here
from deliberation.web.forms import refused_into
from deliberation.web.paging import page_number
from deliberation.wording import tidy


def phone_key(words: str) -> str | None:
    """The blind key of what was typed, when it is a phone number."""
    number = normal_phone(words)
    return service.sealer().blind(number) if number else None


@blueprint.get("/c/<code>/counter/")
@access(works_here)
def desk(code: str) -> str:
    """Find somebody; see who waits."""
    form = SearchForm(request.args)
    words = tidy(request.args.get("q"))[:60]
    people = queries.people_found(code, words, phone_key(words), page_number()) if words else None
    doors_found = places.households_of(code, 1, words) if words and not normal_phone(words) else None
    return render_template(
        "people/counter.html",
        form=form,
        words=words,
        people=people,
        doors=doors_found,
        waiting=queries.waiting_count(code),
        figures=queries.people_count(code),
    )


@blueprint.get("/c/<code>/counter/waiting")
@access(works_here)
def waiting(code: str) -> str:
    """Registrations beyond the roll, oldest first."""
    return render_template("people/waiting.html", page=queries.waiting_people(code, page_number()))


@blueprint.get("/c/<code>/people/<uuid:resident_id>")
@access(works_here)
def person(code: str, resident_id: UUID) -> str:
    """Somebody of the roll, and everything that can be settled for them."""
    row = _person(code, resident_id)
    grants = queries.grants_of(row.Account.id) if row.Account else ()
    neighbours = queries.people_of_household(row.Household.id)
    same = [each.Resident for each in neighbours if each.Account is None and each.Resident.on_roll]
    return render_template(
        "people/person.html",
        row=row,
        phone=service.opened(row.Resident.phone_sealed),
        sign_in_phone=service.opened(row.Account.phone_sealed) if row.Account else "",
        locked=bool(row.Account and doors.is_locked(row.Account.locked_until)),
        staff=any(grant.role not in counter.HOME_ROLES for grant in grants),
        representative=any(grant.role == Role.REPRESENTATIVE for grant in grants),
        same=same if row.Resident.confirmed_at is None else [],
        live=code_of(row.Household.id),
    )


def _person(code: str, resident_id: UUID) -> Any:
    return found(queries.person_of(resident_id, code))


def _account(row: Any) -> Any:
    if row.Account is None:
        raise Refusal("people.no_account")
    return row.Account


def _back(code: str, resident_id: UUID, words: str) -> Response:
    flash(words, "success")
    return redirect(url_for(".person", code=code, resident_id=resident_id), 303)


@blueprint.post("/c/<code>/people/<uuid:resident_id>/password")
@access(works_here)
def reset_password(code: str, resident_id: UUID) -> str:
    """A temporary password, shown this once."""
    counter.refuse_staff(_account(_person(code, resident_id)))
    doors.let_go()
    password = new_password()
    password_hash = service.hashed(password)
    with unit_of_work():
        row = _person(code, resident_id)
        counter.reset_password(current_actor(), _account(row), password_hash)
        name, phone = row.Account.name, service.opened(row.Account.phone_sealed)
    back = url_for(".person", code=code, resident_id=resident_id)
    return render_template(
        "people/password_slip.html", rows=[(name, phone, "", password)], back=back, first=False
    )


@blueprint.post("/c/<code>/people/<uuid:resident_id>/unlock")
@access(works_here)
def unlock_person(code: str, resident_id: UUID) -> Response:
    """Lift the lock after too many failures."""
    with unit_of_work():
        counter.unlock_resident(current_actor(), _account(_person(code, resident_id)))
    return _back(code, resident_id, _("解锁好了，现在可以登录。"))


@blueprint.post("/c/<code>/people/<uuid:resident_id>/representative")
@access(works_here)
def representative(code: str, resident_id: UUID) -> Response:
    """Name somebody a residents' representative, or end it."""
    with unit_of_work():
        named = request.form.get("named") == "1"
        counter.name_representative(current_actor(), _account(_person(code, resident_id)), code, named)
    return _back(code, resident_id, _("登记好了。") if named else _("已经取消。"))


@blueprint.route("/c/<code>/people/<uuid:resident_id>/phone", methods=["GET", "POST"])
@access(works_here)
def new_phone(code: str, resident_id: UUID) -> str | Response:
    """A new phone number."""
    row = _person(code, resident_id)
    form = NewPhoneForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                counter.change_phone(current_actor(), row.Resident, form.phone.data or "")
            return _back(code, resident_id, _("手机号改好了。"))
    return render_template("people/new_phone.html", form=form, row=row)


@blueprint.route("/c/<code>/people/<uuid:resident_id>/correct", methods=["GET", "POST"])
@access(works_here)
def correct(code: str, resident_id: UUID) -> str | Response:
    """Put right a name or year of birth."""
    row = _person(code, resident_id)
    form = CorrectionForm(data={"name": row.Resident.name, "birth_year": row.Resident.birth_year})
    if form.validate_on_submit():
        with unit_of_work():
            counter.correct(current_actor(), row.Resident, form.name.data or "", form.birth_year.data)
        return _back(code, resident_id, _("改好了。"))
    return render_template("people/correct.html", form=form, row=row)


@blueprint.route("/c/<code>/people/<uuid:resident_id>/move-out", methods=["GET", "POST"])
@access(works_here)
def move_out(code: str, resident_id: UUID) -> str | Response:
    """Somebody left the household."""
    row = _person(code, resident_id)
    form = MoveOutForm()
    if form.validate_on_submit():
        household_id = row.Household.id
        with refused_into(form):
            with unit_of_work():
                new_code = counter.move_out(current_actor(), row.Resident, bool(form.renew.data))
            flash(_("登记好了，这个人不再是这一户的住户。"), "success")
            if new_code:
                return _code_page(code, household_id, new_code)
            return redirect(url_for(".household", code=code, household_id=household_id), 303)
    return render_template("people/move_out.html", form=form, row=row)


def _code_page(code: str, household_id: UUID, invitation: str) -> str:
    row = found(places.household_of(household_id, code))
    return render_template("people/code.html", row=row, invitation=shown_code(invitation))


@blueprint.post("/c/<code>/households/<uuid:household_id>/invite")
@access(works_here)
def invite(code: str, household_id: UUID) -> str:
    """A new code for a household, shown this once; the old one dies."""
    with unit_of_work():
        row = found(places.household_of(household_id, code))
        invitation = service.invite(current_actor(), row.Household)
    return _code_page(code, household_id, invitation)


@blueprint.post("/c/<code>/people/<uuid:resident_id>/confirm")
@access(works_here)
def confirm(code: str, resident_id: UUID) -> Response:
    """The registration is right; or it is somebody the roll names already."""
    known_id = request.form.get("known", "")
    with unit_of_work():
        row = _person(code, resident_id)
        if not known_id:
            counter.confirm(current_actor(), row.Resident)
        else:
            known = _person(code, _uuid(known_id))
            counter.confirm_as(current_actor(), row.Resident, known.Resident)
            resident_id = known.Resident.id
    return _back(code, resident_id, _("核实好了，现在可以投票。"))


def _uuid(text: str) -> UUID:
    """An id from a form; nonsense is nobody's."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@blueprint.route("/c/<code>/people/<uuid:resident_id>/refuse", methods=["GET", "POST"])
@access(works_here)
def refuse(code: str, resident_id: UUID) -> str | Response:
    """The registration is not right; the person is told why."""
    row = _person(code, resident_id)
    form = RefuseForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                counter.refuse(current_actor(), row.Resident, form.reason.data or "")
            flash(_("已经退回，原因告诉了本人。"), "success")
            return redirect(url_for(".waiting", code=code), 303)
    return render_template("people/refuse.html", form=form, row=row)
