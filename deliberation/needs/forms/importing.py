"""Forms of taking a table of needs over: leave wrong lines out or not, and what repeats what."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from deliberation.people.forms import UploadForm
from deliberation.web.forms import Form

__all__ = ["TakeForm", "UploadForm"]


class TakeForm(Form):
    """Take the table over, and leave out what is wrong only if that is said."""

    skip_wrong = BooleanField(_l("跳过有问题的行，导入其余的"))
