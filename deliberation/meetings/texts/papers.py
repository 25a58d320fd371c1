"""Words of the papers of a meeting, and of a Word document that comes back."""

from flask_babel import lazy_gettext as _l

LABELS = {
    "paper_choice.for": _l("赞成"),
    "paper_choice.against": _l("反对"),
    "paper_choice.abstain": _l("弃权"),
    "paper_addendum.addition": _l("补充"),
    "paper_addendum.correction": _l("更正"),
    "paper_action.open": _l("办理中"),
    "paper_action.done": _l("已完成"),
    "paper_action.dropped": _l("不再办理"),
}
PHRASES = {f"label.{key}": words for key, words in LABELS.items()}
