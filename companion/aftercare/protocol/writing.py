"""A protocol as YAML for people, read again to the same meaning."""

import io
import json
from typing import Any

from ruamel.yaml import YAML

WIDTH = 118


def write_yaml(body: str) -> str:
    """The YAML of a compiled protocol: `compile_json` of it gives the same values."""
    written = io.StringIO()
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.allow_unicode, yaml.width = False, True, WIDTH
    yaml.sort_base_mapping_type_on_output = False
    yaml.dump(_with_numbers(json.loads(body)), written)
    return written.getvalue()


def _with_numbers(value: Any) -> Any:
    """Keys that were numbers before they went through JSON are numbers again."""
    if isinstance(value, dict):
        return {int(key) if key.isdigit() else key: _with_numbers(inner) for key, inner in value.items()}
    return [_with_numbers(inner) for inner in value] if isinstance(value, list) else value
