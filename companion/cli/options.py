"""The options that describe a treatment, with clear words for a bad one."""

import difflib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import click

from companion.aftercare.places import country_of, numbers_for
from companion.aftercare.protocol import Protocol, bundled
from companion.aftercare.schedule import Schedule, Treated, schedule_of
from companion.aftercare.sentences import Voice, moment_words
from companion.aftercare.zones import typed_instant, zone_named, zone_names


class OneOf(click.ParamType[Any]):
    """A name out of a set; a wrong one is answered with the nearest and, for short sets, with all."""

    def __init__(self, kind: str, names: Callable[[], Iterable[str]], *, several: bool = False) -> None:
        self.name, self.names, self.several = kind, names, several

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:
        names = sorted(self.names())
        return f"Allowed: {', '.join(names)}" if len(names) < 50 else "Use an IANA name such as Europe/London."

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        typed = [name.strip() for name in value.split(",") if name.strip()] if self.several else [value.strip()]
        if not typed:
            self.fail(f"name at least one {self.name}: {', '.join(self.names())}", param, ctx)
        for name in typed:
            self._check(name, param, ctx)
        return tuple(dict.fromkeys(typed)) if self.several else typed[0]

    def _check(self, name: str, param: click.Parameter | None, ctx: click.Context | None) -> None:
        names = sorted(self.names())
        if name in names:
            return
        by_lower = {known.lower(): known for known in names}
        near = [by_lower[n] for n in difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.4)]
        hint = f" Did you mean {near[0]}?" if near else ""
        allowed = f" Allowed: {', '.join(names)}." if len(names) < 50 else " Use an IANA name such as Europe/London."
        self.fail(f"unknown {self.name} {name!r}.{hint}{allowed}", param, ctx)


def treatment_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--product --areas --treated-at --zone --at"""
    for option in (
        click.option("--at", "at", metavar="TIME", help="The instant asked about; now when left out."),
        click.option("--zone", required=True, type=OneOf("zone", zone_names), help="IANA zone of the treatment."),
        click.option(
            "--treated-at",
            required=True,
            metavar="TIME",
            help="Last injection; without offset wall time in --zone.",
        ),
        click.option("--areas", required=True, type=OneOf("area", lambda: bundled().areas, several=True)),
        click.option("--product", required=True, type=OneOf("product", lambda: bundled().product)),
    ):
        command = option(command)
    return command


def schedule_at(
    product: str, areas: tuple[str, ...], treated_at: str, zone: str, at: str | None
) -> tuple[Schedule, datetime]:
    """The schedule of the options and the instant asked about."""
    start = typed_at("--treated-at", treated_at, zone)
    now = typed_at("--at", at, zone) if at else datetime.now(UTC).replace(microsecond=0)
    if now < start:
        raise click.BadParameter(f"{at or 'now'} is before the treatment at {treated_at}", param_hint="--at")
    return schedule_of(bundled(), Treated(product, areas, start, zone)), now


def typed_at(option: str, typed: str, zone: str) -> datetime:
    """The instant of a typed time; a bad one names the option."""
    try:
        return typed_instant(typed, zone_named(zone))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def plain_voice(protocol: Protocol, zone: str | None, now: datetime, clinic_phone: str | None) -> Voice:
    """Plain English, times on the clock of `zone`, the numbers of its country."""
    numbers = numbers_for(protocol, country_of(zone) if zone else None)
    return Voice(protocol, numbers, lambda at: moment_words(protocol, at, now, zone_named(zone or "UTC")), clinic_phone)
