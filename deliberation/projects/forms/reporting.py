"""Forms of the year's report: which year, and a case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from deliberation.errors import Refusal
from deliberation.needs.darkroom import developed, shown_name
from deliberation.projects.case_photos import MOST_ALT, Shot
from deliberation.projects.reporting import Case
from deliberation.projects.reporting_rules import CASE_TEXT, CASE_TITLE, CaseKind
from deliberation.web.forms import Count, Form, Line, Text, at_most, filled, required
from deliberation.web.phrases import label
from deliberation.wording import tidy


class YearForm(Form):
    """The year a report is of."""

    year = Count(_l("哪一年"), [required()])


class CaseForm(Form):
    """A case in the officer's words; `seen` is what the report said when the form was opened."""

    kind = RadioField(_l("哪一类"), [required(_l("请选择是哪一类案例。"))], choices=[])
    title = Line(_l("标题"), [filled(), at_most(CASE_TITLE)])
    text = Text(_l("内容"), [filled(), at_most(CASE_TEXT)])
    project = SelectField(_l("相关项目"), choices=[])
    photo = FileField(_l("照片（可以不放）"))
    photo_alt = Line(_l("照片上是什么"), [at_most(MOST_ALT)])
    without_photo = BooleanField(_l("不要现在的照片"))
    seen = HiddenField()

    def offer(self, projects: Iterable[Any]) -> None:
        """The kinds, and the projects a case may tell of."""
        self.kind.choices = [(kind.value, label("case_kind", kind)) for kind in CaseKind]
        named = [(str(row.id), f"{row.community}　{row.name}") for row in projects]
        self.project.choices = [("", _l("不关联项目")), *named]

    def case(self) -> Case:
        """The case as it was typed; a photo is drawn anew, or refused."""
        return Case(
            CaseKind(self.kind.data),
            self.title.data or "",
            self.text.data or "",
            UUID(self.project.data) if self.project.data else None,
            self._shot(),
            self.photo_alt.data or "",
            bool(self.without_photo.data),
        )

    def _shot(self) -> Shot | None:
        sent = self.photo.data
        if not sent or not sent.filename:
            return None
        name = shown_name(sent.filename)
        if getattr(sent.stream, "cut", False):
            raise Refusal("needs.photo_heavy", name=name)
        if not tidy(self.photo_alt.data or ""):
            raise Refusal("projects.photo_unsaid")
        return Shot(developed(sent.stream, name), self.photo_alt.data or "")


def case_of(case: Any) -> dict[str, Any]:
    """A case as the form shows it."""
    return {
        "kind": case.kind.value,
        "title": case.title,
        "text": case.text,
        "project": str(case.project_id or ""),
        "photo_alt": case.photo_alt,
    }
