"""The `now` answer as plain values: what holds at an instant, every field always there."""

from datetime import datetime
from typing import Any

from companion.aftercare.protocol import say
from companion.aftercare.schedule import Schedule, Window
from companion.aftercare.sentences import title_of
from companion.aftercare.spans import iso
from companion.aftercare.zones import iso_instant


def now_answer(schedule: Schedule, now: datetime, language: str = "en") -> dict[str, Any]:
    """Instants are UTC with Z, spans ISO 8601 in hours, minutes and seconds; unknown is None."""
    protocol, treated, standing = schedule.protocol, schedule.treated, schedule.standing_at(now)
    return {
        "protocol": {
            "id": protocol.meta.id,
            "version": protocol.meta.version,
            "signed_off": protocol.meta.signed_off,
        },
        "treated_at": iso_instant(treated.treated_at),
        "zone": treated.zone,
        "now": iso_instant(now),
        "elapsed": iso(now - treated.treated_at),
        "hero": standing.hero.rule.id if standing.hero else None,
        "next_change_at": iso_instant(standing.next_change_at) if standing.next_change_at else None,
        "lists": {category: [w.rule.id for w in windows] for category, windows in standing.lists.items()},
        "windows": [_window(schedule, window, now, language) for window in schedule.windows],
    }


def _window(schedule: Schedule, window: Window, now: datetime, language: str) -> dict[str, Any]:
    rule, remaining = window.rule, window.remaining_at(now)
    answer: dict[str, Any] = {
        "rule": rule.id,
        "name": say(rule.name, language),
        "category": rule.category,
        "title": title_of(schedule.protocol, rule, language),
        "severity": rule.severity,
        "evidence": rule.evidence,
        "starts_at": iso_instant(window.starts_at),
        "ends_at": iso_instant(window.ends_at) if window.ends_at else None,
        "state": window.state_at(now),
        "remaining": iso(remaining) if remaining else None,
    }
    return answer | {"reference": True} if rule.is_reference else answer
