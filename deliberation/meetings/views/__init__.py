"""Pages of meetings: planning (`pages`), the door (`door`), motions (`motions`), minutes (`minutes`),
their revisions, circulation, signing, addenda and Word documents (`documents`); what is published
(`publishing`), found (`searching`); the secret ballot (`ballot`) and the projector (`screen`).
"""

from deliberation.meetings.views import (
    actions,
    addenda,
    agenda,
    ballot,
    circulation,
    documents,
    door,
    door_code,
    door_list,
    live,
    materials,
    minutes,
    motions,
    pages,
    preparing,
    profiles,
    publishing,
    revisions,
    screen,
    searching,
    signing,
)
from deliberation.meetings.views.shared import blueprint

__all__ = [
    "actions",
    "addenda",
    "agenda",
    "ballot",
    "blueprint",
    "circulation",
    "documents",
    "door",
    "door_code",
    "door_list",
    "live",
    "materials",
    "minutes",
    "motions",
    "pages",
    "preparing",
    "profiles",
    "publishing",
    "revisions",
    "screen",
    "searching",
    "signing",
]
