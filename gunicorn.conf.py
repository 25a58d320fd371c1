"""How gunicorn serves the platform, whatever else it is told: ballots are never logged."""

logger_class = "deliberation.web.access_log.BallotsUnlogged"
