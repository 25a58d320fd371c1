"""Supporting, following, commenting, reporting."""
