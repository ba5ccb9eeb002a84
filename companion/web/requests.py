"""The request: htmx-aware, and the instant at which it came."""

from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import ImmutableMultiDict

from companion.models.access import SignedIn
from companion.models.staff import StaffSignedIn
from companion.models.treatment import Course
from companion.services.audit import Seen


class Typed(ImmutableMultiDict[str, Any]):
    """What came in a form or behind the question mark, without NUL: nobody types it, and PostgreSQL keeps none."""

    def __init__(self, fields: Any = ()) -> None:
        pairs = ImmutableMultiDict(fields).items(multi=True)
        super().__init__([(_typed(name), _typed(value)) for name, value in pairs])


def _typed(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


class CompanionRequest(HtmxAwareRequest):  # type: ignore[misc]  # htmx-flask has no types
    parameter_storage_class = Typed

    # What a page needs is typed by hand or ticked.
    max_form_parts = 100

    # Who asks, once it was looked up: a tuple of one, as the answer may be nobody.
    phone: tuple[SignedIn | None] | None = None
    staff: tuple[StaffSignedIn | None] | None = None

    # Whether the guard found that it came from our own page.
    is_ours = False

    # The courses of that patient, once they were looked up.
    courses: list[Course] | None = None

    # What this page says that no other page does.
    says: object = None

    @cached_property
    def shown(self) -> list[Seen]:
        """What of patients the answer has in it, for the audit."""
        return []

    @cached_property
    def now(self) -> datetime:
        """The instant of this request, to the second; read once."""
        return datetime.now(UTC).replace(microsecond=0)

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for a part of the page."""
        return bool(self.htmx)
