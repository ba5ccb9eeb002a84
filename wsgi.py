"""The web process: `granian --interface wsgi wsgi:app`."""

from companion.app import create_app

app = create_app()
