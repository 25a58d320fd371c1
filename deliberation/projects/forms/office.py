"""Forms of papers that came back, and of the street's list."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField
from wtforms.validators import NumberRange

from deliberation.projects.rules import FileKind
from deliberation.rounds.scans import Scan, developed_scan
from deliberation.web.forms import Count, Form, Line, at_most, filled, required
from deliberation.web.phrases import label


class FileForm(Form):
    """A paper that came back: a photo or a PDF."""

    kind = RadioField(_l("是什么"), choices=[])
    paper = FileField(_l("扫描件或照片（PDF、JPEG、PNG）"), [FileRequired(_l("请先选文件。"))])
    note = Line(_l("说明（可以不填）"), [at_most(200)])
    reason = Line(_l("替换的原因（换掉传错的文件时填）"), [at_most(200)])

    def offer(self, kinds: Sequence[FileKind]) -> None:
        """Which papers may be attached now."""
        self.kind.choices = [(kind.value, label("list_file", kind)) for kind in kinds]
        if len(kinds) == 1:
            self.kind.data = kinds[0].value

    def scan(self) -> Scan:
        """What was sent, drawn anew; refuses what is no photo and no PDF."""
        sent = self.paper.data
        return developed_scan(sent.stream, sent.filename or "", getattr(sent.stream, "cut", False))


class StreetForm(Form):
    """The year and the title of a street's list."""

    year = Count(_l("哪一年"), [required(), NumberRange(2000, 2100)])
    title = Line(_l("名称"), [filled(), at_most(120)])


class ChooseForm(Form):
    """Title and checker of a street's list; which lists stand in it is ticked beside."""

    title = Line(_l("名称"), [filled(), at_most(120)])
    checked_by = Line(_l("审核人"), [at_most(60)])
    revision = HiddenField()
