"""Pages of project lists: for everybody (`pages`), the desk (`desk`, `converting`), the street (`office`)."""

from deliberation.projects.views import (
    changes,
    converting,
    desk,
    following,
    objections,
    office,
    pages,
    plans,
    printed,
    progress_papers,
    publicising,
    receiving,
    resources,
    rows,
    street,
    tracing,
    versions,
)
from deliberation.projects.views.shared import blueprint

__all__ = [
    "blueprint",
    "changes",
    "converting",
    "desk",
    "following",
    "objections",
    "office",
    "pages",
    "plans",
    "printed",
    "progress_papers",
    "publicising",
    "receiving",
    "resources",
    "rows",
    "street",
    "tracing",
    "versions",
]
