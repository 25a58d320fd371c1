"""Pages of rounds: for everybody (`pages`, `results`), for workers (`making`, `register`), for voters."""

from deliberation.rounds.views import making, pages, register, results, voting
from deliberation.rounds.views.shared import blueprint

__all__ = ["blueprint", "making", "pages", "register", "results", "voting"]
