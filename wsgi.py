"""The web process: `granian --interface wsgi wsgi:app`."""

from companion.app import create_app
from companion.config import ConfigError

try:
    app = create_app()
except ConfigError as error:
    raise SystemExit(f"companion: {error}") from None
