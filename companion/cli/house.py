"""Running the house: `run`, `worker`, `upgrade` and `secrets`."""

from datetime import UTC, datetime

import click

from companion.app import create_app
from companion.cli import database
from companion.cli.ports import free_port
from companion.cli.processes import WebProcess, WorkerProcess
from companion.config import Config, ConfigError, new_master_key, new_secret
from companion.services.demo import make_demo
from companion.services.publish import open_house
from companion.worker import work


@click.command()
def upgrade() -> None:
    """Bring the database to the newest version, and make the house clinic where it is missing."""
    _upgrade(config_or_exit())


@click.command()
@click.argument("message")
def migration(message: str) -> None:
    """Write a migration named MESSAGE from what the models say and the database lacks."""
    database.draft_migration(create_app(config_or_exit()), message)


@click.command()
def secrets() -> None:
    """Print fresh secrets, to be kept where the environment of the program comes from."""
    click.echo(f"COMPANION_SECRET_KEY={new_secret()}")
    click.echo(f"COMPANION_MASTER_KEYS={new_master_key()}")


@click.command()
def worker() -> None:
    """Do what is due until SIGTERM or Ctrl-C."""
    work(create_app(config_or_exit()))


@click.command()
def run() -> int:
    """Upgrade the database, start web and worker and print the links; Ctrl-C ends both."""
    config = config_or_exit()
    wanted, port = config.port, free_port(config.port)
    if port != wanted:
        click.echo(f"Port {wanted} is taken, so this runs on {port}.")
    _upgrade(config)
    links = _links(config, f"http://localhost:{port}")
    with WorkerProcess(), WebProcess(port) as web:
        web.wait_until_open()
        if not config.is_https:
            click.echo("Plain http: the session cookie is not marked Secure. Good on this machine only.")
        click.echo("\n".join(["", *links, "", "Ctrl-C ends it."]))
        return web.wait()


def config_or_exit() -> Config:
    """The settings; a bad one ends the command with one line."""
    try:
        return Config.from_environment()
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


def _upgrade(config: Config) -> None:
    app = create_app(config)
    database.upgrade(app)
    with app.app_context():
        open_house(datetime.now(UTC))


def _links(config: Config, address: str) -> list[str]:
    if not config.demo:
        return [f"Open   {config.public_url}"]
    with create_app(config).app_context():
        demo = make_demo(datetime.now(UTC).replace(microsecond=0))
    return [
        f"A patient treated 1 h 48 min ago   {address}/invite#{demo.invite_token}",
        f"Start my own aftercare             {address}/start",
        f"The practitioner                   {address}/practitioner",
    ]
