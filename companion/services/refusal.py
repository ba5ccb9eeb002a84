"""Why something that a phone sent is not taken."""

from datetime import datetime


class Refusal(Exception):
    """`reason`: one word for programs. `where`: the part that is meant. `until`: when it is welcome again."""

    def __init__(self, reason: str, *, where: str | None = None, until: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason, self.where, self.until = reason, where, until
