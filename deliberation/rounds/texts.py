"""Words of the room rounds."""

PHRASES: dict[str, object] = {}
