"""Clinics and the people who work there: `clinic`, `invite-staff` and `end-staff`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from companion.aftercare.hours import read_hours
from companion.aftercare.protocol import bundled
from companion.aftercare.zones import zone_names
from companion.app import create_app
from companion.cli.house import config_or_exit
from companion.cli.options import OneOf
from companion.config import Config
from companion.extensions import db
from companion.models import Clinic, Practitioner
from companion.models.audit import By, Kind
from companion.models.people import clinic_named
from companion.models.staff import Role, practitioner_named
from companion.models.team import has_owner
from companion.services.audit import note
from companion.services.refusal import Refusal
from companion.services.staff import add_clinic, add_practitioner
from companion.services.staff import end_staff as shut_out
from companion.services.staff import invite_staff as link_for
from companion.services.team import change_role


def _hours(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    try:
        if text is not None:
            read_hours(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return text


@click.command()
@click.argument("name")
@click.option("--phone", metavar="NUMBER", help="What patients call.")
@click.option("--zone", type=OneOf("zone", zone_names), help="IANA zone, such as Europe/London.")
@click.option(
    "--country", type=OneOf("country", lambda: bundled().emergency.countries), help="Two letters, such as GB."
)
@click.option("--hours", callback=_hours, metavar="HOURS", help="Such as 'Mo-Fr 09:00-18:00; Sa 10:00-14:00'.")
def clinic(name: str, **facts: str | None) -> None:
    """Add the clinic NAME, or change what is given of it."""
    if not (name := name.strip()):
        raise click.BadParameter("type the name that patients read", param_hint="NAME")
    with in_the_house():
        known = clinic_named(name)
        given = {fact: value for fact, value in facts.items() if value is not None}
        if known is None and "zone" not in given:
            raise click.UsageError("a new clinic needs --zone, such as Europe/London")
        now = datetime.now(UTC).replace(microsecond=0)
        row = known or add_clinic(name, now)
        for fact, value in given.items():
            setattr(row, fact, value)
        note(row.id, By.COMMAND, Kind.CLINIC, now, about="details")
        db.session.commit()
        click.echo(f"{'Changed' if known else 'Added'}: {name}")


clinic_option = click.option(
    "--clinic", "clinic_name", required=True, metavar="NAME", help="As `companion clinic` added it."
)


@click.command("invite-staff")
@clinic_option
@click.option("--name", required=True, metavar="NAME", help="The practitioner, as patients read it.")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in Role]),
    help="The first one of a clinic is its owner, others are practitioners.",
)
def invite_staff(clinic_name: str, name: str, role: str | None) -> None:
    """Print a link by which somebody makes a passkey and comes in, once, within 24 hours."""
    if not (name := name.strip()):
        raise click.BadParameter("type the name that patients read", param_hint="--name")
    with in_the_house() as config:
        known = _clinic(clinic_name)
        now = datetime.now(UTC).replace(microsecond=0)
        usual = Role.PRACTITIONER if has_owner(known.id) else Role.OWNER
        first_role = Role(role) if role else usual
        practitioner = practitioner_named(known.id, name) or add_practitioner(known, name, now, first_role)
        if role and role != practitioner.role:
            _change_role(practitioner, Role(role), now)
        click.echo(f"{config.public_url}/practitioner/enrolment#{link_for(practitioner, now)}")


@click.command("end-staff")
@clinic_option
@click.option("--name", required=True, metavar="NAME", help="The practitioner who left.")
def end_staff(clinic_name: str, name: str) -> None:
    """Shut out a practitioner who left: every session ends at its next request."""
    with in_the_house():
        practitioner = practitioner_named(_clinic(clinic_name).id, name.strip())
        if practitioner is None:
            raise click.UsageError(f"nobody called {name!r} works at {clinic_name!r}")
        shut_out(practitioner, datetime.now(UTC))
        click.echo(f"Shut out: {practitioner.name}")


def _change_role(practitioner: Practitioner, role: Role, now: datetime) -> None:
    try:
        change_role(practitioner, role, By.COMMAND, now)
    except Refusal:
        raise click.UsageError(
            f"nobody else owns that clinic. Make another owner before {practitioner.name!r}"
        ) from None


@contextmanager
def in_the_house() -> Iterator[Config]:
    """The application on its database; a database that is not ready ends the command with one line."""
    config = config_or_exit()
    with create_app(config).app_context():
        try:
            yield config
        except (OperationalError, ProgrammingError):
            raise click.UsageError("the database is not ready. Bring it up with: companion upgrade") from None


def _clinic(name: str) -> Clinic:
    known = clinic_named(name.strip())
    if known is None:
        raise click.UsageError(f"no clinic {name!r}. Add it with: companion clinic {name!r} --zone ...")
    return known
