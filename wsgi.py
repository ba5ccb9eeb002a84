"""The web process: `granian --interface wsgi wsgi:app`."""

from companion.app import open_app
from companion.config import ConfigError

try:
    app = open_app()
except ConfigError as error:
    raise SystemExit(f"companion: {error}") from None
