"""A believable neighbourhood to try the platform on: an invented street, three communities at three stages.

Everything happens through the rooms' services, at the moments it is told to have happened, counted from the
day the demo is built: so it is always alive. It is built into an empty database only, all of it or nothing.
"""

from deliberation.demo.logins import LOGINS, PASSWORD, table
from deliberation.demo.story import build, is_empty

__all__ = ["LOGINS", "PASSWORD", "build", "is_empty", "table"]
