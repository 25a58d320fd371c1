"""Forms of a secret ballot: how it begins, and whose slips are printed."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.validators import NumberRange

from deliberation.meetings.balloting import MINUTES, MOST_MINUTES, Signers
from deliberation.meetings.forms.live import uuid_or_none
from deliberation.web.forms import Count, Form, required


class BeginBallotForm(Form):
    """For how long, who counts and who watches, and whether papers are taken."""

    minutes = Count(
        _l("投多少分钟"),
        [required(), NumberRange(1, MOST_MINUTES, _l("请填 1 到 240 分钟。"))],
        default=MINUTES,
    )
    teller = SelectField(_l("计票人"), [required(_l("请选计票人。"))])
    scrutineer = SelectField(_l("监票人"), [required(_l("请选监票人。"))])
    on_paper = BooleanField(_l("也收纸质选票（由两个人各录一遍）"))

    def offer(self, people: Sequence[tuple[UUID, str]]) -> None:
        """Who may be named."""
        choices = [("", str(_l("请选择"))), *((str(account_id), name) for account_id, name in people)]
        self.teller.choices = self.scrutineer.choices = choices

    def signers(self) -> Signers:
        return Signers(uuid_or_none(self.teller.data), uuid_or_none(self.scrutineer.data))
