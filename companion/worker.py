"""The worker: while there is work, one step; else it sleeps. SIGTERM and Ctrl-C end it between two steps."""

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

from flask import Flask

from companion.services.sweep import sweep
from companion.services.sweep_keys import sweep_keys
from companion.services.sweep_photos import sweep_photos

Step = tuple[Callable[[datetime], object], timedelta]
HOUR = timedelta(hours=1)
STEPS: tuple[Step, ...] = ((sweep, HOUR), (sweep_keys, HOUR), (sweep_photos, HOUR))


def work(app: Flask) -> None:
    """Take every step when it is due, until the process is told to end."""
    over = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    due = {step: datetime.now(UTC) for step in STEPS}
    while not over.is_set():
        next_at = min(due.values())
        if over.wait(max(0.0, (next_at - datetime.now(UTC)).total_seconds())):
            return
        for step in [step for step, at in due.items() if at <= next_at]:
            due[step] = datetime.now(UTC) + step[1]
            _take(app, step)


def _take(app: Flask, step: Step) -> None:
    """One step; a step that fails is written down and comes again at its next time."""
    with app.app_context():
        try:
            step[0](datetime.now(UTC))
        except Exception:
            app.logger.exception("the step %s failed", step[0].__name__)
