"""Words of the room projects."""

PHRASES: dict[str, object] = {}
