"""`create_app`: ties the rooms together."""

from contextlib import suppress
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import OperationalError

from companion import web
from companion.adapters.photo_store import Folder
from companion.adapters.sqlite import is_sqlite, keep_habits, never_make
from companion.adapters.vault import Vault
from companion.adapters.web_push.keys import FILE as KEYS_FILE
from companion.adapters.web_push.keys import Keys
from companion.config import Config, ConfigError
from companion.extensions import babel, compress, db
from companion.services.keys import keys_are_missing, no_keys

ROOT = Path(__file__).parent.parent


def create_app(config: Config | None = None) -> Flask:
    """The application; raises ConfigError for a setting it does not start with."""
    config = config or Config.from_environment()
    app = Flask("companion", root_path=str(ROOT), static_folder=None, template_folder="templates")
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_habits(config.database_url),
        SQLALCHEMY_BINDS={"keys": {"url": config.keys_url} | _engine_habits(config.keys_url)},
        COMPANION=config,
        MAX_CONTENT_LENGTH=64 * 1024,
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],
        COMPRESS_BR_LEVEL=6,
        COMPRESS_ZSTD_LEVEL=3,
        BABEL_DEFAULT_LOCALE="en",
    )
    app.extensions["companion.vault"] = Vault(config.master_keys)
    app.extensions["companion.photos"] = Folder(config.photos)
    app.extensions["companion.push_keys"] = Keys(config.instance / KEYS_FILE)
    db.init_app(app)
    babel.init_app(app)
    web.init_app(app)
    compress.init_app(app)
    with app.app_context():
        for engine in filter(is_sqlite, db.engines.values()):
            keep_habits(engine)
        if is_sqlite(db.engines["keys"]):
            never_make(db.engines["keys"])
    return app


def open_app(config: Config | None = None) -> Flask:
    """The application of a process that serves patients; ConfigError where their keys are away."""
    app = create_app(config)
    with app.app_context(), suppress(OperationalError):  # a database that is down may come back
        if keys_are_missing():
            raise ConfigError(no_keys())
    return app


def _engine_habits(url: str) -> dict[str, object]:
    """What a statement carried is kept out of error messages, which end up in logs."""
    own: dict[str, object] = {"connect_args": {"timeout": 10}} if url.startswith("sqlite") else {"pool_pre_ping": True}
    return own | {"hide_parameters": True}
