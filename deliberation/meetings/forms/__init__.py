"""Forms of meetings; one module a purpose."""
