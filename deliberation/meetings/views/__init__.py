"""Pages of meetings: planning (`pages`), the door (`door`), motions (`motions`), minutes (`minutes`)."""

from deliberation.meetings.views import door, minutes, motions, pages
from deliberation.meetings.views.shared import blueprint

__all__ = ["blueprint", "door", "minutes", "motions", "pages"]
