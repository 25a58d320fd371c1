"""Forms for a round that is announced: its one extension, and signatures on paper."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from deliberation.rounds.forms.core import Cards, ReasonForm
from deliberation.rounds.rules import Signer
from deliberation.web.forms import Form, LocalMoment, required
from deliberation.web.phrases import label


class ExtendForm(ReasonForm):
    """A later end and why."""

    until = LocalMoment(_l("改到什么时候结束"), [required()])


class SignaturesForm(Form):
    """Who signed the printed sheet, and the sheet."""

    roles = Cards(_l("谁在结果单上签了字"))
    scan = FileField(_l("签好字的结果单（照片或 PDF）"))

    def offer(self, roles: Collection[Signer], names: dict[Signer, str]) -> None:
        """Whose signatures are still missing."""
        self.roles.choices = [
            (role.value, f"{label('round_signer', role)} {names.get(role, '')}") for role in roles
        ]

    def signers(self) -> list[Signer]:
        """Who signed."""
        return [Signer(role) for role in self.roles.data or []]
