"""Values of JSON -> everything that is wrong in them as a clinic's own file. No YAML is loaded for it."""

import json
from typing import Any

from pydantic import ValidationError

from companion.aftercare.protocol.checks import findings
from companion.aftercare.protocol.document import Protocol
from companion.aftercare.protocol.own import own_findings
from companion.aftercare.protocol.problems import Finding
from companion.aftercare.protocol.walking import at, entries, name_of, texts_in
from companion.aftercare.protocol.wording import plain_message


def findings_of(values: dict[str, Any], floor: dict[str, Any]) -> list[Finding]:
    """Everything wrong in a clinic's own file that is here as values of JSON, each with its path."""
    return [*findings(values), *_shape_of_json(values), *own_findings(values, floor)]


def packed(values: Any) -> str:
    """Values as the program loads them."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def _shape_of_json(values: dict[str, Any]) -> list[Finding]:
    try:
        Protocol.model_validate_json(json.dumps(values), context=names_in(values))
    except ValidationError as error:
        return [(e["loc"], plain_message(e)) for e in error.errors(include_url=False)]
    return []


def names_in(values: Any) -> dict[str, set[str]]:
    """The names that others may refer to, by kind."""

    def ids(*path: str) -> set[str]:
        return {name_of(entry) for _, entry in entries(values, path)}

    return {
        "source": set(texts_in(at(values, ("sources",)))),
        "area": set(texts_in(at(values, ("areas",)))),
        "rule": ids("rules"),
        "red_flag": ids("red_flags", "items"),
        "score": ids("scales", "items"),
        "product": ids("products"),
        "advice": ids("before_next", "items"),
    }
