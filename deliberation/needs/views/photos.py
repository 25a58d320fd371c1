"""Photos of needs."""
