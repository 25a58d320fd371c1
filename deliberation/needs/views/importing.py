"""Taking a table of needs over."""
