"""Words of the room notices."""

PHRASES: dict[str, object] = {}
