"""The web server's door: `gunicorn wsgi:app`."""

from deliberation import create_app

app = create_app()
