"""What lies ahead, on the command line: `reminders` and `sun`."""

import json
import re
from datetime import date, datetime, time
from typing import Any

import click

from companion.aftercare.protocol import bundled
from companion.aftercare.reminders import Planned, Wishes, planned, text_of
from companion.aftercare.schedule import Schedule
from companion.aftercare.sentences import moment_words
from companion.aftercare.sun import Place, SunDay, place_of, sun_day, town_named
from companion.aftercare.sun.uv import threshold_of
from companion.aftercare.zones import FIRST_YEAR, LAST_YEAR, iso_instant, zone_named, zone_names
from companion.cli.floor import as_json_option
from companion.cli.options import OneOf, schedule_at, treatment_options, typed_at

CLOCK = r"((?:[01]\d|2[0-3]):[0-5]\d)"
town_option = click.option("--town", metavar="NAME", help="A town of that zone, where its city is far away.")


@click.command()
@treatment_options
@click.option("--follow-up-at", metavar="TIME", help="The visit; without offset wall time in --zone.")
@click.option("--quiet", metavar="FROM-UNTIL", help="Such as 21:30-08:00, equal times for none; by default the plan's.")
@click.option("--phone-zone", type=OneOf("zone", zone_names), help="Where the phone is; by default --zone.")
@town_option
@as_json_option
def reminders(
    as_json: bool, follow_up_at: str | None, quiet: str | None, phone_zone: str | None, town: str | None, **options: Any
) -> None:
    """Every reminder of a treatment and when it is due; with --at, those due from then on."""
    schedule, since = schedule_at(**options | {"at": options["at"] or options["treated_at"]})
    visit = typed_at("--follow-up-at", follow_up_at, options["zone"]) if follow_up_at else None
    if visit and visit < schedule.treated.treated_at:
        raise click.BadParameter(f"{follow_up_at} is before the treatment", param_hint="--follow-up-at")
    zone = phone_zone or options["zone"]
    wishes = Wishes(*_quiet(quiet), zone, _place(zone, town).name if town else None)
    plan = [one for one in planned(schedule, visit, wishes) if one.due_at >= since]
    if as_json:
        click.echo(json.dumps([_reminder_json(one) for one in plan], indent=2))
    else:
        click.echo("\n".join(_reminder_line(schedule, one, since, wishes) for one in plan) or "No reminder.")


@click.command()
@click.option("--zone", required=True, type=OneOf("zone", zone_names), help="IANA zone of the place.")
@click.option("--date", "day", required=True, metavar="DATE", help="The local day, such as 2026-07-01.")
@town_option
@as_json_option
def sun(zone: str, day: str, town: str | None, as_json: bool) -> None:
    """When the UV index may reach the level at which to protect the skin, under a clear sky."""
    place, typed = (_place(zone, town) if town else place_of(zone)), _date(day)
    found = sun_day(bundled(), place, zone, typed) if place else None
    if as_json:
        click.echo(json.dumps(_sun_json(place, found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_sun_lines(found, zone)))


def _quiet(typed: str | None) -> tuple[time, time]:
    usual = bundled().reminder_rules.quiet_hours
    found = re.fullmatch(f"{CLOCK}-{CLOCK}", typed or f"{usual.starts}-{usual.until}")
    if not found:
        raise click.BadParameter(f"{typed!r} is not two times such as 21:30-08:00", param_hint="--quiet")
    return time.fromisoformat(found[1]), time.fromisoformat(found[2])


def _place(zone: str, town: str) -> Place:
    try:
        return town_named(town, zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--town") from None


def _date(typed: str) -> date:
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise click.BadParameter(f"{typed!r} is not a date such as 2026-07-01", param_hint="--date") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.BadParameter(f"the year must be {FIRST_YEAR} to {LAST_YEAR}", param_hint="--date")
    return day


def _reminder_json(one: Planned) -> dict[str, Any]:
    return {
        "key": one.key,
        "kind": one.kind,
        "due_at": iso_instant(one.due_at),
        "not_after": iso_instant(one.not_after),
        "opt_in": one.opt_in,
    }


def _reminder_line(schedule: Schedule, one: Planned, since: datetime, wishes: Wishes) -> str:
    when = moment_words(schedule.protocol, one.due_at, since, wishes.there)
    return f"{when}: {text_of(schedule, one)[0]} ({one.key}{', if asked for' if one.opt_in else ''})"


def _sun_json(place: Place | None, found: SunDay | None) -> dict[str, Any]:
    threshold = threshold_of(bundled().uv, is_town=bool(place and place.is_town))
    windows = [
        {"starts_at": iso_instant(window.starts_at), "ends_at": iso_instant(window.ends_at), "band": window.band}
        for window in (found.windows if found else ())
    ]
    return {
        "place": place.name if place else None,
        "threshold": threshold,
        "peak_uvi": round(found.peak, 1) if found and found.peak is not None else None,
        "windows": windows,
    }


def _sun_lines(found: SunDay | None, zone: str) -> list[str]:
    if found is None:
        return [f"{zone} names no place, so the UV index is not known."]
    if found.peak is None:
        return [f"{zone} skipped that day."]

    def clock(at: datetime) -> str:
        return at.astimezone(zone_named(zone)).strftime("%H:%M")

    lines = [f"{found.place.name}: UV may reach {found.peak:.1f} under a clear sky."]
    bands = [f"  {clock(w.starts_at)} to {clock(w.ends_at)}  {w.band.replace('_', ' ')}" for w in found.windows]
    return lines + (bands or [f"  No hour of {found.threshold:g} or more is foreseen there."])
