"""What a practitioner may answer with one tap, by when a clinic answers, and how a phone is told."""

from typing import Annotated, Literal

from pydantic import Field

from companion.aftercare.protocol.base import Evidence, Identifier, Model, Sources, SpanText, Text
from companion.aftercare.protocol.course import Discreet


class Reply(Model):
    """`name` on the button, `text` for the patient; both may have a gap {day}: `day 3`, `the first day`.

    `unless_flagged`: not for an entry that somebody ought to look at. `with_times`: times to come in go with it.
    `with_phone`: the clinic's number stands below it. `quiet`: as in a reminder.
    """

    id: Identifier
    name: Text
    text: Text
    unless_flagged: bool = False
    with_times: bool = False
    with_phone: bool = False
    quiet: Literal["shift_to_end", "ignore"] = "shift_to_end"


class Told(Model):
    """What a phone shows when there is an answer, and for how long it may be late."""

    title: Text
    body: Text
    discreet: Discreet
    not_after: SpanText


class Replies(Model):
    """`promise`: how long until somebody answers, in open hours, unless the clinic says otherwise."""

    promise: SpanText = "PT8H"
    items: Annotated[list[Reply], Field(max_length=9)] = []
    told: Told | None = None
    evidence: Evidence = "draft_choice"
    sources: Sources = ["draft"]

    def named(self, id: str) -> Reply | None:
        """The one of that id."""
        return next((reply for reply in self.items if reply.id == id), None)
