"""`python -m tests.faults.workers WAY`: loads the program once; for each name on its input it forks a worker.

Each sends what is due until it is killed. WAY: so many messages at once by the real adapter, with a lease of seconds
instead of a minute; or a file at the end of which each message is written down.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from companion.adapters.mail.sending import send_by
from companion.adapters.web_push.limits import Limits, Ways
from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Outcome, Sent
from companion.adapters.web_push.sending import Sender
from companion.app import open_app
from companion.config import Config
from companion.services.deliver import deliver
from companion.services.post import Post, Send
from companion.services.push_state import ring

SHORT, BATCH = timedelta(seconds=5), 20  # a batch takes less than a second where nobody else writes


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    app, way = open_app(), sys.argv[1]
    if way.isdigit():
        with app.app_context():
            by_wire(
                app.config["COMPANION"], 1
            )  # loads what it needs: a worker that is killed while it loads proves nothing
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            with app.app_context():
                name, config = line.strip(), app.config["COMPANION"]
                hosts, mail = config.push.test_hosts, send_by(config.mail) if config.mail else None
                if way.isdigit():
                    work(Post(name, by_wire(app.config["COMPANION"], int(way)), hosts, SHORT, mail))
                work(Post(name, by_file(Path(way), name)))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def by_wire(config: Config, at_once: int) -> Send:
    ways = Ways(config.push.test_hosts, config.push.test_ca)
    return Sender(ring(), config.push.contact, Limits(at_once=at_once), ways).send_all


def by_file(file: Path, name: str) -> Send:
    """A line for each message: the worker and the topic."""
    end = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def send(messages: Iterable[Message]) -> Iterator[tuple[Message, Outcome]]:
        for message in messages:
            os.write(end, f"{name}\t{message.topic}\n".encode())
            yield message, Sent()

    return send


def work(post: Post) -> None:
    while True:
        if not deliver(post, lambda: datetime.now(UTC), BATCH):
            time.sleep(0.02)


if __name__ == "__main__":
    main()
