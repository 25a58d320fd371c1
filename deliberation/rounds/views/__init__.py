"""Pages of rounds: for everybody (`pages`, `results`), workers (`making`, `register`, `running`, `paper`,
`typing_in`), voters (`voting`)."""

from deliberation.rounds.views import (
    making,
    pages,
    paper,
    register,
    results,
    running,
    typing_in,
    voting,
)
from deliberation.rounds.views.shared import blueprint

__all__ = ["blueprint", "making", "pages", "paper", "register", "results", "running", "typing_in", "voting"]
