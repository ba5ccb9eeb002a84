"""Running the house: `run`, `worker`, `upgrade` and `secrets`."""

import os
from datetime import UTC, datetime

import click

from companion.app import create_app, open_app
from companion.cli import database
from companion.cli.ports import address_for_phones, address_here, free_port, is_own_machine
from companion.cli.processes import WebProcess, WorkerProcess
from companion.cli.vapid import ready_keys
from companion.config import Config, ConfigError, new_master_key, new_secret
from companion.services.demo import make_demo
from companion.services.publish import open_house
from companion.worker import work

BEHIND_A_PROXY = (
    "Listening on {host} without https. Let only the proxy reach this port: it speaks https to everybody else."
)
PLAIN_ON_A_PHONE = (
    "Everybody in this network can open it, and read along: use made-up people only.",
    "Over plain http a phone keeps no pages: it cannot install the app, and nothing opens offline.",
    "Two ways to https: docs/phone.md",
)


@click.command()
def upgrade() -> None:
    """Bring the database to the newest version; make the house clinic and, in development, the push keys."""
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
    config = config_or_exit()
    for line in ready_keys(config):
        click.echo(line, err=True)
    try:
        work(open_app(config))
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


@click.command()
def run() -> int:
    """Upgrade the database, start web and worker and print the links; Ctrl-C ends both."""
    config = config_or_exit()
    wanted, port = config.port, _free_port_or_exit(config)
    if port != wanted:
        click.echo(f"Port {wanted} is taken, so this runs on {port}.")
        if os.environ.get("COMPANION_PUBLIC_URL") and not config.is_https:
            click.echo(f"E-mails and reminders lead to {config.public_url}, as COMPANION_PUBLIC_URL says.")
    _upgrade(config)
    links = _links(config, config.public_url if config.is_https else f"http://{address_here(config.host)}:{port}")
    with WorkerProcess(port), WebProcess(config.host, port) as web:
        web.wait_until_open()
        click.echo("\n".join([*_warnings(config), "", *links, *_on_a_phone(config, port), "", "Ctrl-C ends it."]))
        return web.wait()


def _free_port_or_exit(config: Config) -> int:
    try:
        return free_port(config.port, config.host)
    except OSError as error:
        raise click.UsageError(f"COMPANION_HOST is {config.host}: {error}; is it an address of this machine?") from None


def _warnings(config: Config) -> list[str]:
    """What whoever starts it should know of the way between the browser and here."""
    if config.is_production:
        return [] if is_own_machine(config.host) else [BEHIND_A_PROXY.format(host=config.host)]
    if config.is_https:
        return []
    where = "Good on this machine only." if is_own_machine(config.host) else "Good for trying it out only."
    return [f"Plain http: the session cookie is not marked Secure. {where}"]


def _on_a_phone(config: Config, port: int) -> list[str]:
    """The address to open on a phone in the same network, and what does not work there."""
    if is_own_machine(config.host) or config.is_production:
        return []
    address = address_for_phones(config.host)
    if address is None:
        return ["", "This machine has no network, so no phone reaches it."]
    return ["", f"On a phone in the same network     http://{address}:{port}", *PLAIN_ON_A_PHONE]


def config_or_exit() -> Config:
    """The settings; a bad one ends the command with one line."""
    try:
        return Config.from_environment()
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


def _upgrade(config: Config) -> None:
    app = create_app(config)
    try:
        database.upgrade(app)
    except LookupError as error:
        raise click.UsageError(str(error)) from None
    with app.app_context():
        open_house(datetime.now(UTC))
    ready_keys(config)  # before web and worker start; what is wanting the worker says


def _links(config: Config, address: str) -> list[str]:
    if not config.demo:
        return [f"Open   {address}"]
    with create_app(config).app_context():
        demo = make_demo(datetime.now(UTC).replace(microsecond=0))
    return [
        f"A patient treated 1 h 48 min ago   {address}/invite#{demo.invite_token}",
        f"Start my own aftercare             {address}/start",
        f"The practitioner                   {address}/practitioner",
    ]
