"""What the web server logs, for those who make it log requests: one for a ballot never stands in it.

An address and a time beside "POST …/ballot" would say who voted when; a slip's address holds its code.
"""

import re
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

BALLOT = re.compile(r"/vote(/|$)|/c/[^/]+/rounds/[^/]+/ballot/?$")


class BallotsUnlogged(Logger):
    """Gunicorn's own log without the ballots."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write the line of a request, unless it is about a ballot."""
        if not BALLOT.match(environ.get("PATH_INFO", "")):
            super().access(resp, req, environ, request_time)

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Write what helps to find faults; at this level gunicorn names every request's path."""
        if not any(isinstance(arg, str) and BALLOT.match(arg) for arg in args):
            super().debug(msg, *args, **kwargs)
