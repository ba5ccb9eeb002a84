"""`vapid-keys`: the keys that say to push services who sends."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from companion.adapters.web_push.keys import FILE, Keys, KeysError
from companion.config import Config


@click.group("vapid-keys", invoke_without_command=True)
@click.pass_context
def vapid_keys(context: click.Context) -> None:
    """Show the ring, the current key first."""
    if context.invoked_subcommand is None:
        with _plainly():
            _show(Keys.opened(_folder()))


@vapid_keys.command()
def new() -> None:
    """Add a key for new subscriptions; old ones keep theirs."""
    with _plainly():
        keys = Keys(_folder() / FILE)
        keys.add()
        _show(keys)


@vapid_keys.command()
@click.argument("key_id", metavar="ID")
def drop(key_id: str) -> None:
    """Drop the key ID: whoever subscribed with it is not reached until the app is opened again."""
    with _plainly():
        keys = Keys.opened(_folder())
        keys.drop(key_id)
        _show(keys)


def ready_keys(config: Config) -> list[str]:
    """What to say at start where push keys are wanting; in development the first one is made."""
    try:
        Keys.opened(config.instance, make=not config.is_production)
    except KeysError as error:
        return [f"No phone is reached: {error}"]
    return []


def _show(keys: Keys) -> None:
    for key_id in keys.ids:
        click.echo(f"{key_id}  {keys[key_id].public}{'  current' if key_id == keys.current else ''}")


def _folder() -> Path:
    """The instance folder, without the settings that starting the house would need."""
    folder = Path(os.environ.get("COMPANION_INSTANCE") or "instance").resolve()
    if not folder.is_dir():
        raise click.UsageError(f"no folder {folder}: set COMPANION_INSTANCE, or make it")
    return folder


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except KeysError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}") from None
