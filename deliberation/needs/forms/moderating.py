"""Forms of moderators: what to do with which texts, and why; the list of words."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField

from deliberation.needs.rules import REASON_LENGTH
from deliberation.web.forms import Form, Line, Text, at_most


class LookForm(Form):
    """One act on one text or several; `texts` are keys of `watched.key_of`."""

    act = HiddenField()
    texts = SelectMultipleField(_l("选中"), validate_choice=False)
    why = Line(_l("原因"), [at_most(REASON_LENGTH)])


class WordsForm(Form):
    """Words to put on the list, one a line."""

    words = Text(_l("加词，一行一个"))


class WordForm(Form):
    """One word of the list, and what to do with it."""

    word = Line(_l("词"))
    act = HiddenField()


class CategoriesForm(Form):
    """The categories a page showed, and which of them are in use."""

    shown = SelectMultipleField(_l("类别"), validate_choice=False)
    on = SelectMultipleField(_l("在用"), validate_choice=False)
