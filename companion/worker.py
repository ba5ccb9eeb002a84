"""The worker: while there is work, one step; else it sleeps. SIGTERM and Ctrl-C end it between two steps."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType
from uuid import uuid4

from flask import Flask

from companion.services.deliver import BATCH, deliver
from companion.services.escalate import escalate
from companion.services.health import BEAT, say_alive
from companion.services.post import Post, open_post
from companion.services.seal_audit import seal_audit
from companion.services.sweep import sweep
from companion.services.sweep_keys import sweep_keys
from companion.services.sweep_photos import sweep_photos
from companion.services.tell_staff import tell_staff
from companion.services.trouble import STEP, TELLING

Step = tuple[Callable[[datetime], object], timedelta]
HOUR, SOON = timedelta(hours=1), timedelta(seconds=2)
STEPS: tuple[Step, ...] = (
    (escalate, SOON),
    (sweep, HOUR),
    (sweep_keys, HOUR),
    (sweep_photos, HOUR),
    (seal_audit, HOUR),
)


def work(app: Flask) -> None:
    """Take every step when it is due, until the process is told to end."""
    over = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    name = f"{socket.gethostname()} {os.getpid()} {uuid4()}"
    with app.app_context():
        post = open_post(name)
    steps = (*STEPS, (tellings(post), SOON), (deliveries(post), SOON), (heartbeat(post), BEAT))
    due = {step: time.monotonic() for step in steps}  # a clock that is put back must not put it to sleep
    while not over.is_set():
        next_at = min(due.values())
        if over.wait(max(0.0, next_at - time.monotonic())):
            return
        for step in [step for step, at in due.items() if at <= next_at]:
            due[step] = time.monotonic() + step[1].total_seconds()
            _take(app, step)


def heartbeat(post: Post) -> Callable[[datetime], object]:
    """The step that says that this worker lives, and whether it works in vain."""

    def say_so(now: datetime) -> None:
        post.trouble.look_again()
        say_alive(post.worker, now, post.trouble.failing_at)

    return say_so


def tellings(post: Post) -> Callable[[datetime], object]:
    """The step that tells those who work at a clinic what waits for them."""

    def tell_due(now: datetime) -> None:
        try:
            tell_staff(post, lambda: datetime.now(UTC))
        except Exception:
            post.trouble.failed(TELLING, now)
            raise
        post.trouble.went(TELLING)

    return tell_due


def deliveries(post: Post) -> Callable[[datetime], object]:
    """The step that sends what is due, by connections that stay open from one time to the next."""

    def deliver_due(now: datetime) -> None:
        try:
            while deliver(post, lambda: datetime.now(UTC)) == BATCH:
                say_alive(post.worker, datetime.now(UTC), post.trouble.failing_at)
                tell_staff(post, lambda: datetime.now(UTC))  # a morning's reminders hold no warning sign up
        except Exception:
            post.trouble.failed(STEP, now)
            raise
        post.trouble.went(STEP)

    return deliver_due


def _take(app: Flask, step: Step) -> None:
    """One step; a step that fails is written down and comes again at its next time."""
    with app.app_context():
        try:
            step[0](datetime.now(UTC))
        except Exception:
            app.logger.exception("the step %s failed", step[0].__name__)
