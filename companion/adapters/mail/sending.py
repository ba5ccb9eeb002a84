"""Who sends letters. What it needs for that is loaded by whoever sends, not at start."""

from collections.abc import Callable, Iterable, Iterator

from companion.adapters.mail.letter import Letter
from companion.adapters.web_push.outcome import Outcome
from companion.config.mail import Mail
from companion.lazily import Lazily

SendLetters = Callable[[Iterable[Letter]], Iterator[tuple[Letter, Outcome]]]
wire = Lazily("companion.adapters.mail.wire")


def send_by(mail: Mail) -> SendLetters:
    """What hands letters to that server, each with its outcome as it comes."""
    send: SendLetters = wire.Mailer(mail).send_all
    return send
