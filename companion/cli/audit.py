"""`audit check`: whether what is in the audit is as it was written."""

import sys
from datetime import UTC, datetime

import click

from companion.aftercare.zones import iso_instant
from companion.cli.clinic import in_the_house
from companion.services.seal_audit import Broken, check_audit


@click.group()
def audit() -> None:
    """Who looked at what: whether the rows are as they were written."""


@audit.command()
def check() -> None:
    """Compare every row with the seals that the worker makes every hour. Exit code 1 where one does not fit."""
    with in_the_house():
        checked = check_audit(datetime.now(UTC))
    for one in checked.broken:
        click.echo(_said(one), err=True)
    if checked.broken:
        sys.exit(1)
    click.echo(f"As written: {checked.rows} rows under {checked.seals} seals. What came since is not sealed yet.")
    if checked.digest:
        click.echo(f"Newest seal, to be noted somewhere else: {checked.seals} {checked.digest}")


def _said(one: Broken) -> str:
    when = f"from {iso_instant(one.since) if one.since else 'the first row'} until {iso_instant(one.until)}"
    many = f"{one.many} rows were sealed, {one.found} are there" if one.many != one.found else "rows were changed"
    return f"companion: seal {one.number}, {when}: {many}"
