"""Words of the room desk."""

PHRASES: dict[str, object] = {}
