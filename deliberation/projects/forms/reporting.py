"""Forms of the year's report: which year, and a case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from deliberation.projects.reporting import Case
from deliberation.projects.reporting_rules import CASE_TEXT, CASE_TITLE, CaseKind
from deliberation.web.forms import Count, Form, Line, Text, at_most, filled, required
from deliberation.web.phrases import label


class YearForm(Form):
    """The year a report is of."""

    year = Count(_l("哪一年"), [required()])


class CaseForm(Form):
    """A case in the officer's words; `seen` is what the report said when the form was opened."""

    kind = RadioField(_l("哪一类"), [required(_l("请选择是哪一类案例。"))], choices=[])
    title = Line(_l("标题"), [filled(), at_most(CASE_TITLE)])
    text = Text(_l("内容"), [filled(), at_most(CASE_TEXT)])
    project = SelectField(_l("相关项目"), choices=[])
    seen = HiddenField()

    def offer(self, projects: Iterable[Any]) -> None:
        """The kinds, and the projects a case may tell of."""
        self.kind.choices = [(kind.value, label("case_kind", kind)) for kind in CaseKind]
        named = [(str(row.id), f"{row.community}　{row.name}") for row in projects]
        self.project.choices = [("", _l("不关联项目")), *named]

    def case(self) -> Case:
        """The case as it was typed."""
        project_id = UUID(self.project.data) if self.project.data else None
        return Case(CaseKind(self.kind.data), self.title.data or "", self.text.data or "", project_id)


def case_of(case: Any) -> dict[str, Any]:
    """A case as the form shows it."""
    return {
        "kind": case.kind.value,
        "title": case.title,
        "text": case.text,
        "project": str(case.project_id or ""),
    }
