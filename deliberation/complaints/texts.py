"""Words of the room complaints."""

PHRASES: dict[str, object] = {}
