"""What the shape check says, in words for the person who wrote the file."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_PLAIN = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a map",
    "model_type": "must be a map",
}


def plain_message(error: "ErrorDetails") -> str:
    """One short sentence for a pydantic error."""
    name, kind = (error["loc"] or ("the file",))[-1], error["type"]
    if kind == "extra_forbidden":
        return f"unknown key {name!r}"
    if kind == "missing":
        return f"{name!r} is missing"
    if kind in ("too_short", "too_long"):
        return f"needs {'more' if kind == 'too_short' else 'fewer'} entries" if error["input"] else "must not be empty"
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ")
    return f"{_PLAIN.get(kind, error['msg'])}, not {error['input']!r}"[:200]
