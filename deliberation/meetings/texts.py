"""Words of the room meetings."""

PHRASES: dict[str, object] = {}
