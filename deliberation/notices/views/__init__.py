"""Pages of notices: what I was told (`inbox`), the groups a community tells (`groups`)."""

from deliberation.notices.views import groups, inbox
from deliberation.notices.views.inbox import inbox_part, offer
from deliberation.notices.views.shared import blueprint

__all__ = ["blueprint", "groups", "inbox", "inbox_part", "offer"]
