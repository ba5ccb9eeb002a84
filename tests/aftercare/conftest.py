"""The command line as a person uses it, without a second process."""

import io
import sys

import pytest
from hypothesis import settings

from companion.aftercare.protocol import Protocol, bundled
from companion.cli import main
from tests.aftercare.command import Companion, Said

# The same examples in every run, so that a failure is the change's and not the day's.
settings.register_profile("gate", derandomize=True, deadline=None, database=None)
settings.load_profile("gate")


@pytest.fixture
def companion(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Companion:
    """Runs `companion ARGUMENTS`, with `typed` on standard input."""

    def run(*arguments: str, typed: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        out, err = capsys.readouterr()
        return Said(int(exit_.value.code or 0), out, err)

    return run


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    return bundled()
