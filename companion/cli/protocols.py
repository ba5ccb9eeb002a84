"""`companion protocol check` and `companion protocol compile`."""

import json
from pathlib import Path

import click

from companion.aftercare.protocol.checking import ProtocolError, check, compile_json
from companion.aftercare.protocol.own_file import read_own

protocol_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def protocol() -> None:
    """Check a protocol file, or make the JSON that is loaded."""


@protocol.command("check")
@protocol_file
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--own", is_flag=True, help="As a clinic's own file: only what a clinic may change differs.")
def check_command(file: Path, as_json: bool, own: bool) -> int:
    """Name every error of FILE with its line and path; exit code 1 when there is one."""
    problems = read_own(file.read_text(encoding="utf-8", errors="replace"))[1] if own else check(file.read_bytes())
    if as_json:
        errors = [{"line": p.line, "path": p.path, "message": p.message} for p in problems]
        click.echo(json.dumps({"file": str(file), "ok": not problems, "errors": errors}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(f"{file}: {problem}")
        click.echo(f"{file}: {len(problems)} error{'' if len(problems) == 1 else 's'}")
    return 1 if problems else 0


@protocol.command("compile")
@protocol_file
def compile_command(file: Path) -> int:
    """Write the JSON of FILE beside it."""
    try:
        file.with_suffix(".json").write_text(compile_json(file.read_bytes()), encoding="utf-8")
    except ProtocolError as error:
        click.echo(str(error), err=True)
        return 1
    return 0
