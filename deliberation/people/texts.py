"""Words of the room people."""

PHRASES: dict[str, object] = {}
