"""The form a list comes back with: its PDF."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from deliberation.errors import Refusal
from deliberation.web.forms import Form


class ReceiveForm(Form):
    """The PDF of a project list, as the community's platform printed it."""

    paper = FileField(_l("项目清单的 PDF 文件"), [FileRequired(_l("请先选文件。"))])

    def content(self, most_mb: int) -> bytes:
        """The bytes that were sent; refuses what was too long to be kept."""
        if getattr(self.paper.data.stream, "cut", False):
            raise Refusal("projects.pdf_too_large", most=most_mb)
        sent: bytes = self.paper.data.read()
        return sent
