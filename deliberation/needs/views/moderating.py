"""What waits for a look: texts, reports, what was taken down."""
