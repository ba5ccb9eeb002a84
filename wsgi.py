"""The web process: `granian --interface wsgi wsgi:app`."""

import gc

gc.disable()  # what a start makes stays: looking through it for garbage is a tenth of the start

from companion.app import open_app  # noqa: E402
from companion.config import ConfigError  # noqa: E402

try:
    app = open_app()
except ConfigError as error:
    raise SystemExit(f"companion: {error}") from None

gc.freeze()  # nor is it looked through later
gc.enable()
