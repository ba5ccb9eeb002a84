"""The `companion` command. Each subcommand is imported when it is called, so the floor's load the floor only."""

import difflib
import sys
from collections.abc import Sequence
from importlib import import_module

import click

COMMANDS = {
    "now": ("companion.cli.floor", "now", "What holds at an instant for a treatment."),
    "can-i": ("companion.cli.floor", "can_i_command", 'Answer a question such as "glass of wine".'),
    "triage": (
        "companion.cli.floor",
        "triage_command",
        "How urgent are these answers? JSON on standard input.",
    ),
    "reminders": ("companion.cli.plan", "reminders", "Every reminder of a treatment and when it is due."),
    "sun": ("companion.cli.plan", "sun", "When the UV index may be high on a day, without a network."),
    "protocol": ("companion.cli.protocols", "protocol", "Check a protocol file, or make its JSON."),
    "run": ("companion.cli.house", "run", "Start everything on this machine and print the links."),
    "worker": ("companion.cli.house", "worker", "The loop that does what is due, such as sweeping spent links."),
    "clinic": ("companion.cli.clinic", "clinic", "Add a clinic, or change its phone, zone, country or hours."),
    "invite-staff": ("companion.cli.clinic", "invite_staff", "Print a one-time link by which a practitioner comes in."),
    "end-staff": ("companion.cli.clinic", "end_staff", "Shut out a practitioner who left, at once."),
    "audit": ("companion.cli.audit", "audit", "Check that the audit is as it was written."),
    "seed": ("companion.cli.seed", "seed_command", "Add a large clinic of made-up people, to measure with."),
    "upgrade": ("companion.cli.house", "upgrade", "Bring the database to the newest version."),
    "migration": ("companion.cli.house", "migration", "Write a migration from what the models say."),
    "vapid-keys": ("companion.cli.vapid", "vapid_keys", "Show the keys that sign pushes, add one, or drop one."),
    "secrets": ("companion.cli.house", "secrets", "Print fresh secrets for a production environment."),
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            ctx.fail(f"no such command {args[0]!r}. {hint}Commands: {', '.join(COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, _, said) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def companion() -> None:
    """Aftercare companion for neuromodulator injections."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; a bad call is one line on standard error and exit code 2."""
    try:
        code = companion.main(arguments, prog_name="companion", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        sys.exit(2)
    except click.ClickException as error:
        click.echo("companion: " + " ".join(error.format_message().split()), err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)
