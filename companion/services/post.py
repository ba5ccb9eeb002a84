"""What a worker sends by: pushes and letters, over connections that stay open. Only a worker loads it."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app

from companion.adapters.mail.letter import Letter
from companion.adapters.mail.sending import SendLetters, send_by
from companion.adapters.web_push.breaker import Breaker
from companion.adapters.web_push.limits import Limits, Ways
from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Outcome, Sent, TryLater
from companion.adapters.web_push.sending import Sender
from companion.adapters.web_push.target import origin_of
from companion.config import Config
from companion.services.push_state import ring
from companion.services.trouble import Trouble

Send = Callable[[Iterable[Message]], Iterator[tuple[Message, Outcome]]]
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
LEASE = timedelta(seconds=60)  # a quarter of it is as long as a message may be on its way


@dataclass
class Post:
    """Sends for one worker, and remembers which services are in trouble. `mail` is None where no letters are sent."""

    worker: str
    send: Send
    hosts: tuple[str, ...] = ()
    lease: timedelta = LEASE
    mail: SendLetters | None = None
    trouble: Trouble = field(default_factory=Trouble)
    breakers: defaultdict[str, Breaker] = field(default_factory=lambda: defaultdict(Breaker))

    def way(self, message: Message | Letter) -> str:
        """What fails as one: the mail server, or the origin of a push service."""
        return "mail" if isinstance(message, Letter) else origin_of(message.target.endpoint, self.hosts)

    def breaker(self, message: Message | Letter) -> Breaker:
        return self.breakers[self.way(message)]

    def heard(self, message: Message | Letter, outcome: Outcome, now: datetime, waiting_id: UUID) -> None:
        """Remember what a service said of that reminder or telling."""
        self.breaker(message).heard(outcome, now)
        if isinstance(outcome, Sent):
            self.trouble.went(self.way(message))
        elif isinstance(outcome, TryLater) or getattr(outcome, "alarm", False):
            self.trouble.failed(self.way(message), now, waiting_id)

    def carry(
        self, messages: Iterable[Message], letters: Iterable[Letter]
    ) -> Iterator[tuple[Message | Letter, Outcome]]:
        """What goes to phones first: it does not wait for a mail server."""
        yield from self.send(messages)
        if self.mail:
            yield from self.mail(letters)


def back_off(attempt: int) -> timedelta:
    """Doubling, with full jitter, so that what failed together does not come back together."""
    longest: timedelta = min(FIRST_WAIT * 2 ** min(attempt - 1, 10), LONGEST_WAIT)
    return FIRST_WAIT / 2 + (longest - FIRST_WAIT / 2) * random.random()  # noqa: S311


def open_post(worker: str) -> Post:
    """For that worker; its connections stay open from one step to the next."""
    config: Config = current_app.config["COMPANION"]
    ways = Ways(config.push.test_hosts, config.push.test_ca)
    send = Sender(ring(), config.push.contact, Limits(), ways).send_all
    mail = send_by(config.mail) if config.mail else None
    return Post(worker, send, config.push.test_hosts, mail=mail)
