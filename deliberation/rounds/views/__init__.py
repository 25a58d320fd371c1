"""Pages of rounds: for everybody (`pages`, `results`), workers (`making`, `register`, `running`), voters."""

from deliberation.rounds.views import making, pages, register, results, running, voting
from deliberation.rounds.views.shared import blueprint

__all__ = ["blueprint", "making", "pages", "register", "results", "running", "voting"]
