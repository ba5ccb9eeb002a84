"""Sends messages: each sealed, signed and carried, and what became of it told as it comes."""

from collections.abc import Iterable, Iterator
from typing import Any, Self

from companion.adapters.web_push.keys import Keys, KeysError
from companion.adapters.web_push.limits import Limits, Ways
from companion.adapters.web_push.message import Message
from companion.adapters.web_push.outcome import Outcome, Refused, TryLater, outcome_of
from companion.adapters.web_push.sealing import Sealer, flaw_of
from companion.adapters.web_push.target import TargetError, origin_of
from companion.adapters.web_push.vapid import Signer
from companion.lazily import Lazily

wire = Lazily("companion.adapters.web_push.wire")


class Sender:
    """Keeps its connections from one `send_all` to the next. For one thread; `close` it, or use it in a `with`.

    Making one loads libraries for half a second: where something is to be sent, not at start.
    """

    def __init__(self, keys: Keys, contact: str, limits: Limits | None = None, ways: Ways | None = None) -> None:
        self._limits, self._ways = limits or Limits(), ways or Ways()
        self._sealer = Sealer(Signer(keys, contact))
        self._wire = wire.Wire(self._limits, self._ways)

    def send_all(self, messages: Iterable[Message]) -> Iterator[tuple[Message, Outcome]]:
        """Each message once with its outcome, in the order in which they come; taken from `messages` as there is room.

        No message makes it raise. What is on its way when it is not read to the end is let go of.
        """
        waiting = iter(messages)
        if self._wire.in_flight:
            raise RuntimeError("this sender is sending already")
        try:
            while True:
                yield from self._started(waiting)
                if not self._wire.in_flight:
                    return
                for message, answer in self._wire.answers():
                    yield message, _meaning(answer)
        finally:
            self._wire.abandon()

    def close(self) -> None:
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _started(self, waiting: Iterator[Message]) -> Iterator[tuple[Message, Outcome]]:
        """As many as there is room for set out; those that cannot are told of."""
        while self._wire.in_flight < self._limits.at_once:
            message = next(waiting, None)
            if message is None:
                return
            outcome = self._set_out(message)
            if outcome is not None:
                yield message, outcome

    def _set_out(self, message: Message) -> Outcome | None:
        flaw = flaw_of(message)
        if flaw is not None:
            return Refused(None, flaw)
        try:
            origin = origin_of(message.target.endpoint, self._ways.hosts)
            is_test = origin.removeprefix("https://") in self._ways.hosts
            self._wire.post(self._sealer.letter(message, origin), message, may_be_inside=is_test)
        except TargetError as error:
            return Refused(None, error.reason)
        except KeysError:
            return TryLater(None, "keys")
        except KeyError:
            return Refused(None, "key_id", alarm=True)
        except Exception as error:  # the library raises many kinds for keys that are none
            return Refused(None, type(error).__name__)
        return None


def _meaning(answer: Any) -> Outcome:
    if answer.status:
        return outcome_of(answer.status, answer.body, answer.retry_after)
    return Refused(None, "address", alarm=True) if answer.is_inside else TryLater(None, answer.failed)
