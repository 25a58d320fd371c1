"""Forms of rounds; one module a purpose."""

from deliberation.rounds.forms.core import AddForm, Cards, ReasonForm, SearchForm, TrackerForm
from deliberation.rounds.forms.plan_lines import typed_options
from deliberation.rounds.forms.planning import PlanForm, data_of
from deliberation.rounds.forms.running import ExtendForm, SignaturesForm
from deliberation.rounds.forms.voting import BallotForm, CodeForm, filled_in

__all__ = [
    "AddForm",
    "BallotForm",
    "Cards",
    "CodeForm",
    "ExtendForm",
    "PlanForm",
    "ReasonForm",
    "SearchForm",
    "SignaturesForm",
    "TrackerForm",
    "data_of",
    "filled_in",
    "typed_options",
]
