"""Pages of the rules a community decides by: all of them, one, a new one, retired ones."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.meetings import profiles
from deliberation.meetings.forms.profiles import RuleForm, rule_data
from deliberation.meetings.rules import PROFILES, Base, Profile
from deliberation.meetings.sentences import profile_name, rule_sentence
from deliberation.meetings.views.shared import blueprint
from deliberation.web.access import access, current_actor, found, leads_here, permit, works_here
from deliberation.web.forms import refused_into


@blueprint.get("/rules")
@access(works_here)
def rules(code: str) -> str:
    """The rules of the community, each as a sentence."""
    offered = profiles.rules_of(code)
    return render_template(
        "meetings/rules.html",
        offered=offered,
        profile_name=profile_name,
        rule_sentence=rule_sentence,
        may_change=current_actor().leads(code),
    )


@blueprint.route("/rules/new", methods=["GET", "POST"])
@access(leads_here)
def new_rule(code: str) -> str | Response:
    """Make a rule of one's own."""
    form = RuleForm(data=rule_data("", PROFILES["council"], 0))
    form.offer()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                profiles.add_rule(current_actor(), code, form.name.data or "", form.profile("own"))
            flash(_("新的规则可以用了。"), "success")
            return _list(code)
    return render_template("meetings/rule.html", form=form, offered=None, sentence=_typed(form))


@blueprint.route("/rules/<profile_key>", methods=["GET", "POST"])
@access(leads_here)
def edit_rule(code: str, profile_key: str) -> str | Response:
    """Change how many must come and agree."""
    offered = found(profiles.rule_of(code, profile_key))
    permit(offered.profile.decides)
    form = RuleForm(data=rule_data(offered.name, offered.profile, offered.version))
    form.offer()
    del form.base
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                profile = form.profile(profile_key, offered.profile.base)
                name = form.name.data or ""
                profiles.change_rule(current_actor(), code, profile_key, name, profile, form.seen())
            flash(_("规则改好了。已经安排的会议还用原来的规则。"), "success")
            return _list(code)
    offered = found(profiles.rule_of(code, profile_key))
    form.version.process_data(offered.version)
    return render_template(
        "meetings/rule.html", form=form, offered=offered, sentence=rule_sentence(offered.as_data())
    )


def _typed(form: RuleForm) -> str:
    """The rule as a sentence, where what was typed is one."""
    if form.base.data not in set(Base):
        return ""
    profile: Profile = form.profile("own")
    shares = [share for share in (profile.quorum, profile.majority) if share]
    sound = all(0 < share.numerator <= share.denominator <= 100 for share in shares)
    return rule_sentence(profile.as_data()) if sound else ""


@blueprint.post("/rules/<profile_key>/retire")
@access(leads_here)
def retire_rule(code: str, profile_key: str) -> Response:
    """Plan no more meetings by a rule."""
    found(profiles.rule_of(code, profile_key))
    seen = request.form.get("version", "")
    with unit_of_work():
        profiles.retire_rule(current_actor(), code, profile_key, int(seen) if seen.isdecimal() else None)
    flash(_("这条规则停用了。"), "info")
    return _list(code)


@blueprint.post("/rules/<profile_key>/restore")
@access(leads_here)
def restore_rule(code: str, profile_key: str) -> Response:
    """Take a retired rule into use again."""
    found(profiles.rule_of(code, profile_key))
    with unit_of_work():
        profiles.restore_rule(current_actor(), code, profile_key)
    flash(_("这条规则又可以用了。"), "success")
    return _list(code)


def _list(code: str) -> Response:
    return redirect(url_for("meetings.rules", code=code), 303)
