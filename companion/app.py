"""`create_app`: ties the rooms together."""

from pathlib import Path

from flask import Flask
from sqlalchemy import event

from companion import web
from companion.adapters.vault import Vault
from companion.config import Config
from companion.extensions import babel, compress, db

ROOT = Path(__file__).parent.parent


def create_app(config: Config | None = None) -> Flask:
    """The application; raises ConfigError for a setting it does not start with."""
    config = config or Config.from_environment()
    app = Flask("companion", root_path=str(ROOT), static_folder=None, template_folder="templates")
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_habits(config),
        COMPANION=config,
        MAX_CONTENT_LENGTH=64 * 1024,
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_ZSTD_LEVEL=3,
        BABEL_DEFAULT_LOCALE="en",
    )
    app.extensions["companion.vault"] = Vault(config.master_keys)
    db.init_app(app)
    babel.init_app(app)
    web.init_app(app)
    compress.init_app(app)
    if _is_sqlite(config):
        with app.app_context():
            event.listen(db.engine, "connect", _sqlite_habits)
    return app


def _engine_habits(config: Config) -> dict[str, object]:
    """What a statement carried is kept out of error messages, which end up in logs."""
    own: dict[str, object] = {"connect_args": {"timeout": 10}} if _is_sqlite(config) else {"pool_pre_ping": True}
    return own | {"hide_parameters": True}


def _is_sqlite(config: Config) -> bool:
    return config.database_url.startswith("sqlite")


def _sqlite_habits(connection: object, _record: object) -> None:
    """WAL, and FULL so that a power cut loses nothing that was acknowledged."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
