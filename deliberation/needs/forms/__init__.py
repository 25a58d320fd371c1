"""Forms of needs; one module a purpose."""

from deliberation.needs.forms.core import (
    AnswerForm,
    CommentForm,
    EditForm,
    EnterForm,
    FilterForm,
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

__all__ = [
    "AnswerForm",
    "CommentForm",
    "EditForm",
    "EnterForm",
    "FilterForm",
    "MergeForm",
    "NeedForm",
    "PanelForm",
    "RejectForm",
    "ShortlistForm",
    "WithholdForm",
    "draft_values",
    "grouped_categories",
    "uuid_or_none",
]
