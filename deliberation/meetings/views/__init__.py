"""Pages of meetings: planning (`pages`), the door (`door`), motions (`motions`), minutes (`minutes`),
what is published and kept (`publishing`)."""

from deliberation.meetings.views import door, live, minutes, motions, pages, publishing
from deliberation.meetings.views.shared import blueprint

__all__ = ["blueprint", "door", "live", "minutes", "motions", "pages", "publishing"]
