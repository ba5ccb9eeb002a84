"""The `now` answer worked out a second time from the plain protocol data: nothing of the program is used."""

import json
import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

PROTOCOL: dict[str, Any] = json.loads(
    (files("companion.aftercare.protocols") / "neuromodulator.json").read_text(encoding="utf-8")
)
ORDER: list[str] = PROTOCOL["now_view"]["order"]
SPAN = re.compile(r"P(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
Row = dict[str, Any]


def expected_now(product: str, areas: list[str], treated_at: datetime, zone: str, now: datetime) -> Row:
    rows = _rows(product, tuple(areas), treated_at, ZoneInfo(zone))
    hero = _hero(rows, now)
    return {
        "protocol": {key: PROTOCOL["meta"][key] for key in ("id", "version", "signed_off")},
        "treated_at": _z(treated_at),
        "zone": zone,
        "now": _z(now),
        "elapsed": _span(now - treated_at),
        "hero": hero,
        "next_change_at": _next_change(rows, now),
        "lists": {kind: _list(rows, now, kind, hero) for kind in ("avoid", "do", "ok", "expect")},
        "windows": [_window(row, now) for row in rows],
    }


@lru_cache(maxsize=4)
def _rows(product: str, areas: tuple[str, ...], treated_at: datetime, zone: ZoneInfo) -> list[Row]:
    rows = []
    for number, rule in enumerate(PROTOCOL["rules"]):
        who = rule["applies_to"]
        fits_product = who["products"] == "all" or product in who["products"]
        if not fits_product or not (who["areas"] == "all" or set(who["areas"]) & set(areas)):
            continue
        start = _after(treated_at, rule["window"]["from"], zone, last=False)
        end = _end(rule, product, treated_at, zone)
        for starts_at, ends_at in _nights(rule, treated_at, zone, start, end):
            rows.append({"rule": rule, "number": number, "starts": starts_at, "ends": ends_at})
    return sorted(rows, key=_place)


def _end(rule: Row, product: str, treated_at: datetime, zone: ZoneInfo) -> datetime | None:
    spans = [rule["window"]["until"]]
    if rule["window"].get("until_from") == "product.min_interval":
        spans = next(p["min_interval"] for p in PROTOCOL["products"] if p["id"] == product)
    if spans == [None]:
        return None
    return max(_after(treated_at, span, zone, last=rule["category"] == "avoid") for span in spans)


def _nights(
    rule: Row, treated_at: datetime, zone: ZoneInfo, start: datetime, end: datetime | None
) -> list[tuple[datetime, datetime | None]]:
    recur = rule.get("recur")
    if not recur or recur["every"] != "night":
        return [(start, end)]
    assert end
    day, found = treated_at.astimezone(zone).date(), []
    for night in range(recur["nights"]):
        evening = datetime.combine(day + timedelta(night), time.fromisoformat(recur["from_local"]))
        morning = datetime.combine(day + timedelta(night + 1), time.fromisoformat(recur["until_local"]))
        from_at, until_at = max(start, _instant(evening, zone)), min(end, _instant(morning, zone))
        if from_at < until_at:
            found.append((from_at, until_at))
    return list(found)


def _after(treated_at: datetime, span: str, zone: ZoneInfo, *, last: bool) -> datetime:
    found = SPAN.fullmatch(span)
    assert found, span
    months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if "T" in span:
        return treated_at + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    wall = treated_at.astimezone(zone).replace(tzinfo=None)
    month = wall.year * 12 + wall.month - 1 + months
    length = monthrange(month // 12, month % 12 + 1)[1]
    day = date(month // 12, month % 12 + 1, min(wall.day, length)) + timedelta(7 * weeks + days)
    return _instant(datetime.combine(day, wall.time()), zone, last=last)


def _instant(wall: datetime, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """The instant of a wall time: of two the first or the last; in a gap the one shifted forward."""
    near = wall.replace(tzinfo=UTC)
    offsets = {(near + timedelta(hours=h)).astimezone(zone).utcoffset() for h in range(-36, 37, 12)}
    tries = {near - offset for offset in offsets if offset is not None}
    real = sorted(at for at in tries if at.astimezone(zone).replace(tzinfo=None) == wall)
    return (real[-1] if last else real[0]) if real else max(tries)


def _place(row: Row) -> tuple[int, float, int, datetime]:
    rule, ends = row["rule"]["id"], row["ends"]
    place = ORDER.index(rule) if rule in ORDER else len(ORDER)
    return place, ends.timestamp() if ends else float("inf"), row["number"], row["starts"]


def _state(row: Row, now: datetime) -> str:
    if now < row["starts"]:
        return "later"
    return "over" if row["ends"] and row["ends"] <= now else "now"


def _hero(rows: list[Row], now: datetime) -> str | None:
    for kind in ("avoid", "do"):
        able = [
            (row["ends"], ORDER.index(row["rule"]["id"]), row["rule"]["id"])
            for row in rows
            if row["rule"]["id"] in ORDER and row["rule"]["category"] == kind
            if row["ends"] and _state(row, now) == "now"
        ]
        if able:
            return str(min(able)[2])
    return None


def _list(rows: list[Row], now: datetime, kind: str, hero: str | None) -> list[str]:
    standing = [row["rule"] for row in rows if row["rule"]["category"] == kind and _state(row, now) == "now"]
    return [rule["id"] for rule in standing if rule["id"] != hero and "show" not in rule]


def _next_change(rows: list[Row], now: datetime) -> str | None:
    ahead = [at for row in rows for at in (row["starts"], row["ends"]) if at and at > now]
    return _z(min(ahead)) if ahead else None


def _window(row: Row, now: datetime) -> Row:
    rule, state = row["rule"], _state(row, now)
    until = {"now": row["ends"], "later": row["starts"], "over": None}[state]
    window = {key: rule[key] for key in ("category", "severity", "evidence")} | {
        "rule": rule["id"],
        "name": rule["name"]["en"],
        "title": rule["title"]["en"].replace("{length}", _length(rule["window"]["until"])),
        "starts_at": _z(row["starts"]),
        "ends_at": _z(row["ends"]) if row["ends"] else None,
        "state": state,
        "remaining": _span(until - now) if until else None,
    }
    return window | {"reference": True} if "show" in rule else window


def _length(span: str | None) -> str:
    found = SPAN.fullmatch(span or "P0D")
    assert found, span
    for number, word in zip(found.groups(), ("month", "week", "day", "hour", "minute"), strict=False):
        if number:
            count, name = int(number), word
            if name == "day" and count >= 14 and count % 7 == 0:
                count, name = count // 7, "week"
            return f"{count} {name}{'' if count == 1 else 's'}"
    return ""


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    parts = [(seconds // 3600, "H"), (seconds // 60 % 60, "M"), (seconds % 60, "S")]
    return "PT" + ("".join(f"{n}{unit}" for n, unit in parts if n) or "0S")


def _z(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
