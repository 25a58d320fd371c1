"""The form of papers for a matter."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField

from deliberation.web.forms import Form


class MaterialsForm(Form):
    """One file or several."""

    papers = MultipleFileField(_l("会前看的材料"))
