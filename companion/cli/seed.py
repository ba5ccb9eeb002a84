"""`companion seed`: a large clinic of made-up people, to see and to measure what many rows do."""

from datetime import UTC, datetime
from typing import Any

import click

from companion.cli.clinic import in_the_house
from companion.services.seed import NAME, Size, is_lived_in, seed
from companion.services.staff import invite_staff


@click.command("seed")
@click.option("--patients", default=5_000, show_default=True, type=click.IntRange(1))
@click.option("--entries", default=50_000, show_default=True, type=click.IntRange(2))
@click.option("--photos", default=60_000, show_default=True, type=click.IntRange(0))
@click.option("--waiting", default=312, show_default=True, type=click.IntRange(1), help="Entries that nobody saw.")
@click.option("--number", default=1, show_default=True, help="The same number makes the same clinic.")
@click.option("--few-files", is_flag=True, help="Store the photos of one patient; the others are rows alone.")
def seed_command(patients: int, entries: int, photos: int, **more: Any) -> None:
    """Add a clinic of made-up people with a year of courses. Not in production, nor beside anybody real."""
    with in_the_house() as config:
        if config.is_production:
            raise click.UsageError("made-up people have no place in production. Use another COMPANION_INSTANCE")
        if is_lived_in():
            raise click.UsageError("there are patients here already. Give an empty folder as COMPANION_INSTANCE")
        now = datetime.now(UTC).replace(microsecond=0)
        owner = seed(Size(patients, entries, photos, **more), now, lambda line: click.echo(line, err=True))
        click.echo(f"{config.public_url}/practitioner/enrolment#{invite_staff(owner, now)}")
        click.echo(f"{owner.name} comes in to {NAME} by this link, once, within 24 hours.")
