"""What the phone saw in a picture that it took: dark, uneven, how steady."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from companion.aftercare.entry import Name

Hint = bool | Annotated[float, Field(allow_inf_nan=False)] | Name
HINTS: TypeAdapter[dict[str, Any]] = TypeAdapter(Annotated[dict[Name, Hint], Field(max_length=20)])


def hints_in(text: str) -> dict[str, Any]:
    """The hints in that JSON; none where it cannot be read, as a hint never stops a photo."""
    try:
        return HINTS.validate_json(text, strict=True)
    except ValidationError:
        return {}
