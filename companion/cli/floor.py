"""The ground floor on the command line: `now`, `can-i` and `triage`."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import click
from pydantic import BaseModel, ConfigDict, ValidationError

from companion.aftercare.can_i import LONGEST_QUESTION, Answered, can_i
from companion.aftercare.now_answer import now_answer
from companion.aftercare.protocol import bundled, say
from companion.aftercare.protocol.wording import plain_message
from companion.aftercare.schedule import Schedule
from companion.aftercare.sentences import moment_words
from companion.aftercare.spans import Span
from companion.aftercare.symptoms import Report, triage
from companion.aftercare.zones import iso_instant, zone_names
from companion.cli.options import OneOf, plain_voice, schedule_at, treatment_options

HEADINGS = {"avoid": "Not yet", "do": "Please do", "ok": "Fine to do", "expect": "Expected now"}
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
phone_option = click.option("--clinic-phone", metavar="NUMBER", help="The clinic's number, for the sentences.")


@click.command()
@treatment_options
@as_json_option
def now(as_json: bool, **options: Any) -> None:
    """What holds at an instant, when each thing ends, and when the next change is."""
    schedule, instant = schedule_at(**options)
    if as_json:
        _print_json(now_answer(schedule, instant))
    else:
        click.echo("\n".join(_now_lines(schedule, instant)))


@click.command("can-i")
@click.argument("question")
@treatment_options
@phone_option
@as_json_option
def can_i_command(question: str, clinic_phone: str | None, as_json: bool, **options: Any) -> None:
    """Answer "Can I ... yet?" for a treatment. It never guesses."""
    if not question.strip() or len(question) > LONGEST_QUESTION:
        raise click.BadParameter(f"type 1 to {LONGEST_QUESTION} letters", param_hint="QUESTION")
    schedule, instant = schedule_at(**options)
    voice = plain_voice(schedule.protocol, options["zone"], instant, clinic_phone)
    answered = can_i(schedule, question, instant, voice)
    if as_json:
        _print_json(_can_i_json(answered))
    else:
        click.echo(f"{answered.answer.replace('_', ' ')}: {answered.say}")


@click.command("triage")
@click.option("--zone", type=OneOf("zone", zone_names), help="For the numbers of its country.")
@phone_option
@as_json_option
def triage_command(zone: str | None, clinic_phone: str | None, as_json: bool) -> None:
    """How urgent is an entry? Reads {"age", "scores", "previous", "flags"} from standard input."""
    protocol, instant = bundled(), datetime.now(UTC)
    try:
        result = triage(protocol, _report(sys.stdin.read()), plain_voice(protocol, zone, instant, clinic_phone))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        _print_json({"urgency": result.urgency, "because": result.because, "say": result.say})
    else:
        because = f" ({', '.join(result.because)})" if result.because else ""
        click.echo(f"{result.urgency.replace('_', ' ')}{because}: {result.say}")


def _print_json(answer: dict[str, Any]) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def _can_i_json(answered: Answered) -> dict[str, Any]:
    return {
        "question": answered.question,
        "answer": answered.answer,
        "rules": answered.rules,
        "flag": answered.flag,
        "from": iso_instant(answered.from_at) if answered.from_at else None,
        "say": answered.say,
    }


def _now_lines(schedule: Schedule, instant: datetime) -> list[str]:
    standing, protocol = schedule.standing_at(instant), schedule.protocol

    def when(at: datetime | None) -> str:
        return f"until {moment_words(protocol, at, instant, schedule.zone)}" if at else "no end"

    lines = [f"{say(standing.hero.rule.name)}: {when(standing.hero.ends_at)}"] if standing.hero else []
    for category, windows in standing.lists.items():
        if windows:
            lines += ["", HEADINGS[category]]
            lines += [f"  {say(w.rule.name)}, {when(w.ends_at)}" for w in windows]
    if standing.next_change_at:
        lines += [
            "",
            f"Next change: {moment_words(protocol, standing.next_change_at, instant, schedule.zone)}",
        ]
    if not protocol.meta.signed_off:
        lines += ["", "Not signed off by a prescriber."]
    return lines


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Previous(_Strict):
    age: str | None = None
    scores: dict[str, int] = {}


class _Entry(_Strict):
    age: str
    scores: dict[str, int] = {}
    previous: _Previous | None = None
    flags: list[str] = []


def _report(text: str) -> Report:
    """The entry in a JSON text; ValueError in one line."""
    try:
        entry = _Entry.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where + ': ' if where else ''}{plain_message(first)}") from None
    previous = entry.previous or _Previous()
    if previous.age:
        Span.parse(previous.age).elapsed()
    return Report(Span.parse(entry.age).elapsed(), entry.scores, previous.scores, tuple(dict.fromkeys(entry.flags)))
