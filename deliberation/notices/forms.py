"""Forms of the groups a community tells."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField

from deliberation.notices.rules import GROUPS, Channel
from deliberation.web.forms import Form, Line, at_most, filled, required
from deliberation.web.phrases import label


class GroupForm(Form):
    """A group: by which way, its name, its address (which is not shown again)."""

    channel = RadioField(_l("哪一种"), [required()], default=Channel.WEBHOOK.value)
    name = Line(_l("叫什么"), [filled(), at_most(60)])
    address = StringField(_l("地址"), [filled(), at_most(300)])

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self.channel.choices = [(way.value, label("group_way", way)) for way in GROUPS]


class GroupChangeForm(Form):
    """Another name; another address only when one is typed."""

    name = Line(_l("叫什么"), [filled(), at_most(60)])
    address = StringField(_l("新的地址"), [at_most(300)])
