"""Words of the room needs."""

PHRASES: dict[str, object] = {}
