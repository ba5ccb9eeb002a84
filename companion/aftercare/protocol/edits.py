"""What a clinic does to its own file: plain values in, new plain values out. Whether they may stand, `sound` says."""

from copy import deepcopy
from typing import Any

from companion.aftercare.protocol.own import OPEN, WORDS
from companion.aftercare.protocol.own_flags import OPEN as OPEN_FLAG
from companion.aftercare.protocol.own_flags import flag_findings

Values = dict[str, Any]


def rule_in(values: Values, rule_id: str) -> Values | None:
    return next((rule for rule in values["rules"] if rule["id"] == rule_id), None)


def flag_in(values: Values, flag_id: str) -> Values | None:
    return next((flag for flag in values["red_flags"]["items"] if flag["id"] == flag_id), None)


def put_rule(values: Values, rule: Values) -> Values:
    """The file with that rule in the place of the one of its id, or as a new one at the end."""
    order = values["now_view"]["order"]
    if rule_in(values, rule["id"]) is None:
        view = values["now_view"] | {"order": [*order, rule["id"]]}
        return values | {"rules": [*values["rules"], rule], "now_view": view}
    return values | {"rules": [rule if old["id"] == rule["id"] else old for old in values["rules"]]}


def drop_rule(values: Values, rule_id: str) -> Values:
    """The file without that rule."""
    view = values["now_view"] | {"order": [name for name in values["now_view"]["order"] if name != rule_id]}
    return values | {"rules": [rule for rule in values["rules"] if rule["id"] != rule_id], "now_view": view}


def put_flag(values: Values, flag: Values) -> Values:
    """The file with that red flag in the place of the one of its id, or as a new one at the end."""
    items = values["red_flags"]["items"]
    is_new = flag_in(values, flag["id"]) is None
    items = [*items, flag] if is_new else [flag if old["id"] == flag["id"] else old for old in items]
    return values | {"red_flags": values["red_flags"] | {"items": items}}


def drop_flag(values: Values, flag_id: str) -> Values:
    """The file without that red flag; for one of the clinic's own."""
    items = [flag for flag in values["red_flags"]["items"] if flag["id"] != flag_id]
    return values | {"red_flags": values["red_flags"] | {"items": items}}


def renewed(values: Values, floor: Values) -> Values:
    """The clinic's choices laid on the program's file of today: what is not the clinic's to choose is the program's."""
    laid = deepcopy(floor) | {"meta": floor["meta"] | _kept(values["meta"], {"version", "signed_off", "languages"})}
    laid["meta"]["based_on"] = floor["meta"]["version"]
    for rule in floor["rules"]:
        mine = rule_in(values, rule["id"]) or {}
        fields = {field for field in WORDS if field in rule} | ({*OPEN} - _fixed(rule))
        laid = put_rule(laid, rule | _kept(mine, fields))
    for flag in floor["red_flags"]["items"]:
        if added := flag_in(values, flag["id"]):
            stronger = put_flag(laid, flag | _kept(added, OPEN_FLAG))
            laid = laid if any(flag_findings(stronger, floor)) else stronger
    for own in (rule for rule in values["rules"] if rule_in(floor, rule["id"]) is None):
        laid = put_rule(laid, own)
    for own in (flag for flag in values["red_flags"]["items"] if flag_in(floor, flag["id"]) is None):
        laid = put_flag(laid, own)
    return laid


def _kept(values: Values, fields: set[str]) -> Values:
    return {field: value for field, value in values.items() if field in fields}


def _fixed(rule: Values) -> set[str]:
    return {"window"} if rule["window"].get("until_from") else set()
