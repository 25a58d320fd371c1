"""What a community's workers may set: words that wait, answers ready to use, categories in use."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from deliberation.database import unit_of_work
from deliberation.needs import queries, service, wordlist
from deliberation.needs.catalogue import CATEGORIES, GROUPS, categories_in
from deliberation.needs.forms.moderating import CategoriesForm, WordForm, WordsForm
from deliberation.needs.rules import MOST_WORDS
from deliberation.needs.views.sorting import blueprint
from deliberation.web.access import access, current_actor, works_here
from deliberation.web.forms import refused_into
from deliberation.web.phrases import label
from deliberation.wording import tidy


@blueprint.get("/settings")
@access(works_here)
def settings(code: str) -> str:
    """What can be set here, and how it stands."""
    words = wordlist.word_list(code)
    return render_template(
        "needs/settings.html",
        words_on=sum(each.active for each in words),
        words_off=sum(not each.active for each in words),
        categories=len(CATEGORIES),
        categories_off=len(queries.categories_off(code)),
    )


@blueprint.route("/settings/words", methods=["GET", "POST"])
@access(works_here)
def words(code: str) -> str | Response:
    """The list of words; a POST puts more on it."""
    form = WordsForm()
    if form.validate_on_submit():
        with refused_into(form):
            with unit_of_work():
                new = service.add_words(current_actor(), code, form.words.data or "")
            flash(_("加了 %(count)s 个新词，已经有的不重复。", count=new), "success")
            return redirect(url_for(".words", code=code), 303)
    asked = tidy(request.args.get("q"))[:40]
    shown = [each for each in wordlist.word_list(code) if asked.casefold() in each.word.casefold()]
    return render_template("needs/settings_words.html", form=form, words=shown, asked=asked, most=MOST_WORDS)


@blueprint.post("/settings/words/one")
@access(works_here)
def change_word(code: str) -> Response:
    """Take one word out of use, back into use, or off the list."""
    form, actor = WordForm(), current_actor()
    word = form.word.data or ""
    said = {
        "off": _("“%(word)s”停用了。", word=word),
        "on": _("“%(word)s”又在用了。", word=word),
        "remove": _("“%(word)s”删掉了。", word=word),
    }
    if form.validate() and form.act.data in said:
        with unit_of_work():
            if form.act.data == "remove":
                service.remove_word(actor, code, word)
            else:
                service.switch_word(actor, code, word, form.act.data == "on")
        flash(said[form.act.data], "success")
    return redirect(url_for(".words", code=code, q=request.form.get("q") or None), 303)


@blueprint.route("/settings/categories", methods=["GET", "POST"])
@access(works_here)
def categories(code: str) -> str | Response:
    """The categories in use; a POST switches those the page showed."""
    form, asked = CategoriesForm(), tidy(request.args.get("q"))[:40]
    if form.validate_on_submit():
        with unit_of_work():
            on, off = service.switch_categories(
                current_actor(), code, form.shown.data or [], form.on.data or []
            )
        flash(_("启用了 %(on)s 类，停用了 %(off)s 类。已有的需求不受影响。", on=on, off=off), "success")
        return redirect(url_for(".categories", code=code, q=asked or None), 303)
    switched_off = queries.categories_off(code)
    groups = [(label("category_group", group), _matching(group, asked)) for group in GROUPS]
    return render_template(
        "needs/settings_categories.html",
        form=form,
        groups=[(name, each) for name, each in groups if each],
        off=switched_off,
        asked=asked,
    )


def _matching(group: str, asked: str) -> list[tuple[str, str]]:
    named = [(each.code, label("category", each.code)) for each in categories_in(group)]
    return [(code, name) for code, name in named if asked.casefold() in f"{code} {name}".casefold()]
