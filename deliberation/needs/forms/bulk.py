"""Forms for many needs at once: which, and what with them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from deliberation.needs.forms.core import PanelForm, RejectForm, ShortlistForm
from deliberation.needs.forms.sorting import AssignForm, CategoryForm, HandOverForm
from deliberation.needs.ready import ReadyAnswer
from deliberation.web.forms import required


class ReadyForm(PanelForm):
    """Which of the answers that lie ready."""

    template = RadioField(
        _l("用哪一条现成的答复"), [required(_l("请选一条现成的答复。"))], validate_choice=False
    )

    def __init__(self, *args: Any, answers: Sequence[ReadyAnswer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template.choices = [(str(each.id), each.title) for each in answers]


def form_for(
    act: str,
    answers: Sequence[ReadyAnswer],
    colleagues: Mapping[UUID, str],
    off: Collection[str],
    asked: bool,
) -> PanelForm | None:
    """What must be said for an act on many needs; nothing for those that need no words."""
    more: dict[str, Any] = {} if asked else {"formdata": None}
    if act == "answer":
        return ReadyForm(answers=answers, **more)
    if act == "assign":
        return AssignForm(colleagues=colleagues, **more)
    if act == "categorise":
        return CategoryForm(off=off, **more)
    plain: dict[str, type[PanelForm]] = {
        "reject": RejectForm,
        "hand_over": HandOverForm,
        "shortlist": ShortlistForm,
    }
    return plain[act](**more) if act in plain else None
