"""Pages of surveys: for whom is asked (`answering`), and for the community's desk (`desk`, `entering`)."""

from deliberation.surveys.views import answering, desk, entering
from deliberation.surveys.views.shared import blueprint

__all__ = ["answering", "blueprint", "desk", "entering"]
