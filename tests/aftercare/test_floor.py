"""The ground floor stands alone: no web, no database, no network and no clock of its own."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import companion.aftercare

HOME = Path(companion.aftercare.__file__).parent
FILES = sorted(HOME.rglob("*.py"))
UPSTAIRS = {"flask", "sqlalchemy", "werkzeug", "jinja2", "flask_sqlalchemy", "pywebpush"}
NETWORK = {
    "socket",
    "ssl",
    "urllib",
    "http",
    "requests",
    "httpx",
    "ftplib",
    "smtplib",
    "asyncio",
    "subprocess",
}
CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
each_file = pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(HOME)) for file in FILES])


def modules() -> list[str]:
    names = [".".join(("companion.aftercare", *file.relative_to(HOME).with_suffix("").parts)) for file in FILES]
    return [name.removesuffix(".__init__") for name in names]


def nodes(file: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def imports(file: Path) -> Iterator[str]:
    for node in nodes(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(file: Path) -> Iterator[str]:
    for node in nodes(file):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_importing_the_floor_loads_nothing_of_the_house() -> None:
    script = f"""
import importlib, sys
for name in {[*modules(), "companion.cli", "companion.cli.floor", "companion.cli.protocols"]!r}:
    importlib.import_module(name)
print(sorted(name for name in sys.modules if name in {UPSTAIRS!r} or name.startswith("companion.web")))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=HOME.parents[1], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_the_floor_has_the_files_that_are_looked_at() -> None:
    assert {"companion.aftercare.schedule", "companion.aftercare.can_i.matching"} <= set(modules())


@each_file
def test_a_file_of_the_floor_imports_no_network_and_no_other_floor(file: Path) -> None:
    for name in imports(file):
        assert name.split(".")[0] not in UPSTAIRS | NETWORK, name
        assert not name.startswith("companion.") or name.startswith(("companion.aftercare", "companion.lazily")), name


@each_file
def test_a_file_of_the_floor_reads_no_clock(file: Path) -> None:
    assert "time" not in {name.split(".")[0] for name in imports(file)}
    assert "random.random" not in set(imports(file))
    assert not {name for name in calls(file) if name.split(".")[-1] in CLOCKS}


@each_file
def test_a_file_of_the_floor_opens_only_what_it_carries(file: Path) -> None:
    assert not {"open", "eval", "exec", "__import__"} & set(calls(file))
    assert not {name for name in calls(file) if name.endswith((".write_text", ".write_bytes", ".open", ".unlink"))}


def test_the_scan_finds_a_clock_where_there_is_one() -> None:
    upstairs = HOME.parent / "cli" / "options.py"
    assert "datetime.now" in set(calls(upstairs))
