"""Forms of needs; one module a purpose."""

from deliberation.needs.forms.browsing import FilterForm
from deliberation.needs.forms.core import (
    AnswerForm,
    EditForm,
    MergeForm,
    NeedForm,
    PanelForm,
    RejectForm,
    ShortlistForm,
    WithholdForm,
    draft_values,
    grouped_categories,
    uuid_or_none,
)
from deliberation.needs.forms.talking import CommentForm, ReportForm, ReviseForm

__all__ = [
    "AnswerForm",
    "CommentForm",
    "EditForm",
    "FilterForm",
    "MergeForm",
    "NeedForm",
    "PanelForm",
    "RejectForm",
    "ReportForm",
    "ReviseForm",
    "ShortlistForm",
    "WithholdForm",
    "draft_values",
    "grouped_categories",
    "uuid_or_none",
]
