"""The figures: of six patients of a week, and days that cannot be counted."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import Flask

from tests.cast import enrol_at, staff_at
from tests.journal import keep_entry

CLINIC, DAY = "Clinic of figures", timedelta(days=1)


def figures_pages(app: Flask, now: datetime) -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page."""
    desk = staff_at(app, CLINIC, now, "Erin")
    yield "desk-figures-none", desk.get("/practitioner/figures").text
    for number in range(6):
        person = enrol_at(app, CLINIC, now - 6 * DAY, "Nina")
        keep_entry(person, now - 5 * DAY, scores={"bruise": number % 3})
    keep_entry(person, now - 4 * DAY, kind="fine")
    yield "desk-figures", desk.get("/practitioner/figures").text
    yield "desk-figures-refused", desk.get("/practitioner/figures?from=2026-02-01&to=2026-01-01").text
