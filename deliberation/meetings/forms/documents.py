"""Forms for minutes that come back as a Word document."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from deliberation.web.forms import Form


class DocumentForm(Form):
    """The document somebody worked on."""

    document = FileField(_l("改好的 Word 文件（.docx）"), [FileRequired(_l("请先选文件。"))])


class AcceptForm(Form):
    """Take over what was shown."""
