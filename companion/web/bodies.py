"""JSON bodies of requests -> checked values; a Refusal says what was wrong with them."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from companion.services.refusal import Refusal

Sent = TypeVar("Sent", bound=BaseModel)


def read_body(shape: type[Sent], body: bytes) -> Sent:
    """The body in that shape. Refusal: `too_long`, `unreadable`, with where."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        raise Refusal(
            "too_long" if wrong["type"] == "string_too_long" else "unreadable",
            where=str(wrong["loc"][0]) if wrong["loc"] else None,
        ) from None
