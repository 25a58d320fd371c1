"""Forms of project lists, gathered from the modules that hold them."""

from deliberation.projects.forms.core import (
    CoverForm,
    DecideForm,
    FillForm,
    ReasonForm,
    RowForm,
    TakeForm,
    cover_of,
    row_of,
    row_reasons,
    rows_declined,
)

__all__ = [
    "CoverForm",
    "DecideForm",
    "FillForm",
    "ReasonForm",
    "RowForm",
    "TakeForm",
    "cover_of",
    "row_of",
    "row_reasons",
    "rows_declined",
]
