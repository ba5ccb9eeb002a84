"""The house: imports go down only, files and functions stay small."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "companion"
MODULES = sorted(PACKAGE.rglob("*.py"))
# A room may import the rooms behind it, and itself.
MAY_IMPORT = {
    "aftercare": {"aftercare", "lazily"},
    "config": {"config"},
    "lazily": set(),
    "extensions": {"extensions"},
    "models": {"models", "extensions", "config", "aftercare"},
    "adapters": {"adapters", "extensions", "config", "lazily", "aftercare"},
    "services": {"services", "models", "adapters", "extensions", "config", "aftercare"},
    "web": {"web", "services", "models", "extensions", "config", "lazily", "aftercare"},
    "worker": {"worker", "services"},
    "app": {"app", "web", "services", "models", "adapters", "extensions", "config", "aftercare"},
    "cli": {"cli", "app", "worker", "services", "models", "adapters", "extensions", "config", "aftercare"},
    "__main__": {"cli"},
    "__init__": set(),
}


def room_of(module: str) -> str:
    return module.split(".")[1]


def imports(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Every module of ours that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [
                f"{node.module}.{alias.name}" if node.module == "companion" else str(node.module)
                for alias in node.names
            ]
        else:
            continue
        yield from ((name, node) for name in names if name.startswith("companion."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_what_lies_below(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    wrong = {name for name, _ in imports(path) if room_of(name) not in MAY_IMPORT[room]}
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_import_hides_in_a_function(path: Path) -> None:
    functions = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]
    assert not [f.name for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)]


def test_the_rule_finds_an_import_that_goes_up(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def f():\n    from companion.web import access\n")
    assert [room_of(name) for name, _ in imports(wrong)] == ["web"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_small(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 200
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert not [f.name for f in functions if (f.end_lineno or 0) - f.lineno + 1 > 40]


def test_starting_the_house_loads_no_library_that_only_the_worker_needs() -> None:
    heavy = "{'pywebpush', 'py_vapid', 'pycurl', 'aiohttp', 'requests', 'smtplib'}"
    ours = "companion.app, companion.adapters.web_push.sending, companion.adapters.mail.sending"
    script = f"import {ours}, sys; sys.exit(bool({heavy} & set(sys.modules)))"
    subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=ROOT, check=True)


def test_the_push_adapter_is_loaded_after_its_libraries_too() -> None:
    script = "import pywebpush, companion.adapters.web_push.sending"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_importing_the_floor_loads_no_flask() -> None:
    script = "import companion.cli.floor, sys; sys.exit('flask' in sys.modules or 'sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=ROOT, check=True)
