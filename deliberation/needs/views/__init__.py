"""Pages of needs: for everybody (`pages`), for residents, and for the workers' desk; one module a purpose."""

from deliberation.needs.views import (
    browsing,
    drafting,
    entering,
    exporting,
    importing,
    mapping,
    moderating,
    own,
    pages,
    photos,
    settings,
    solving,
    sorting,
    sorting_acts,
    sorting_bulk,
    sorting_desk,
    sorting_pages,
    sorting_templates,
    sorting_undo,
    statistics,
    talking,
)
from deliberation.needs.views.shared import blueprint

blueprint.register_blueprint(sorting.blueprint)

__all__ = [
    "blueprint",
    "browsing",
    "drafting",
    "entering",
    "exporting",
    "importing",
    "mapping",
    "moderating",
    "own",
    "pages",
    "photos",
    "settings",
    "solving",
    "sorting",
    "sorting_acts",
    "sorting_bulk",
    "sorting_desk",
    "sorting_pages",
    "sorting_templates",
    "sorting_undo",
    "statistics",
    "talking",
]
