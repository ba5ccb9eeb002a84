"""The clinic's own pages, empty, full and refused, and what a patient reads of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flask import Flask

from companion.models.staff import Role
from companion.services.clinic import put_logo
from tests.adapters.photos import saved, scene
from tests.cast import enrol_at, member_at, staff_at
from tests.services.test_draft import rule_of, save, until
from tests.web.desk_form import send
from tests.web.test_plan_news import move

CLINIC, HUB = "Clinic with a <logo>", "/practitioner/clinic"


def clinic_pages(app: Flask) -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page."""
    now = datetime.now(UTC).replace(microsecond=0)
    olga = staff_at(app, CLINIC, now, "Olga", Role.OWNER)
    who = member_at(CLINIC, now, "Olga")
    yield "desk-clinic", olga.get(HUB).text
    yield "desk-clinic-details", olga.get(f"{HUB}/details").text
    yield "desk-clinic-refused", send(olga, f"{HUB}/details", {"phone": '<"x">', "day-0": "<b>"}).text
    yield "desk-clinic-promise-refused", send(olga, f"{HUB}/promise", {"hours": '<"x">'}).text
    yield "desk-clinic-logo-refused", send(olga, f"{HUB}/logo").text
    facts = {"name": CLINIC, "phone": "1234", "closed_phone": "5678", "site": "a.example/?a=1&b=2", "day-0": "9-17"}
    send(olga, f"{HUB}/details", facts)
    put_logo(who.clinic_id, who.id, saved(scene(300, 90), "PNG"), now)
    yield "desk-clinic-kept", olga.get(f"{HUB}/details?saved=details").text
    eve = enrol_at(app, CLINIC, now - timedelta(hours=2), "Eve")
    for rule in (until("PT6H"), rule_of("no-alcohol", "PT24H") | {"hidden": True}):
        save(who, rule, now)
    move(who, now)
    yield "plan-moved", eve.phone.get("/plan").text
    yield "help-of-a-clinic", eve.phone.get("/help").text
