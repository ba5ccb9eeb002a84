"""Workers of their own processes, and what is due for them."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from companion.app import ROOT
from companion.extensions import db
from companion.models import Reminder
from companion.models.reminder import TEST
from tests.adapters.push_service import PushService
from tests.cast import Person
from tests.services.post import device_of


def at_service(service: PushService) -> dict[str, str]:
    """The settings of workers that send to that one."""
    return {"COMPANION_PUSH_TEST_HOSTS": service.host, "COMPANION_PUSH_TEST_CA": str(service.ca_file)}


@contextmanager
def forking(folder: Path, way: str, environ: dict[str, str]) -> Iterator[Callable[[str], int]]:
    """Gives the process id of a new worker of that name. `way`: how it sends, as `tests.faults.workers` reads it."""
    environ = environ | {"COMPANION_INSTANCE": str(folder), "COMPANION_DEMO": "0"}
    command = [sys.executable, "-m", "tests.faults.workers", way]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | environ, **pipes) as process:  # type: ignore[call-overload]

        def fork(name: str) -> int:
            process.stdin.write(f"{name}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        try:
            yield fork
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # with every worker of its own that still lives


def lay(alice: Person, many: int, now: datetime, kind: str = TEST, name: str = TEST) -> set[str]:
    """So many reminders of hers that are due; their keys."""
    owner = {"clinic_id": alice.owner[0], "patient_id": alice.owner[1], "treatment_id": alice.treatment_id}
    when = {"kind": kind, "due_at": now, "not_after": now + timedelta(hours=2), "next_at": now}
    begins = f"{TEST}:{device_of(alice).id}" if kind == TEST else name  # a test goes to the phone that it names
    keys = {f"{begins}:{number}" for number in range(many)}
    db.session.add_all(Reminder(id=uuid4(), key=key, **owner, **when) for key in keys)
    db.session.commit()
    return keys


def ended(kind: str = TEST) -> Counter[str | None]:
    db.session.rollback()
    rows = db.session.execute(select(Reminder.end, func.count()).where(Reminder.kind == kind).group_by(Reminder.end))
    return Counter(dict(row[:] for row in rows))
