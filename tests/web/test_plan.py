"""Plan: the course by days, the visit and its calendar file, what comes after; equal while nothing changes."""

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import event

from companion.aftercare.protocol import bundled, say
from companion.aftercare.schedule import Treated, schedule_of
from companion.aftercare.spans import Span
from companion.aftercare.zones import after, zone_named
from companion.extensions import db
from companion.models import Treatment
from companion.models.treatment import course_of
from companion.services.amend import end
from companion.services.enrol import start_own
from companion.web.patient.plan_page import PlanPage, plan_page
from tests.cast import ZONE, Person, enrol_at

PROTOCOL = bundled()
TREATED_AT = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


def page_of(product: str = "daxxify", treated_at: datetime = TREATED_AT, *areas: str) -> PlanPage:
    return plan_page(schedule_of(PROTOCOL, Treated(product, areas or ("glabella", "forehead"), treated_at, ZONE)), None)


def read(person: Person, path: str = "/plan") -> str:
    """What stands on the page, without scripts."""
    return re.sub(r"<script.*?</script>", "", html.unescape(person.phone.get(path).text), flags=re.S)


def set_follow_up(person: Person, at: datetime | None) -> None:
    db.session.get_one(Treatment, person.treatment_id).follow_up_at = at
    db.session.commit()


def test_every_change_of_the_course_stands_in_its_stretch_once() -> None:
    page = page_of()
    changes = [change for stretch in page.stretches for change in stretch.changes]
    assert [change.at for change in changes] == sorted({change.at for change in changes})
    ends = {(w, c.at) for c in changes for w in c.ending}
    starts = {(w, c.at) for c in changes for w in c.starting}
    shown = [w for w in page.schedule.windows if not w.rule.is_reference]
    assert starts == {(w, w.starts_at) for w in shown}
    waits = "no-repeat-before-12w"
    kept = [w for w in shown if w.ends_at and w.rule.category in ("avoid", "do") and w.rule.id != waits]
    assert ends == {(w, w.ends_at) for w in kept}


def test_the_stretches_are_those_of_the_protocol_by_local_days() -> None:
    page = page_of()
    assert [stretch.days.place for stretch in page.stretches] == list(range(len(PROTOCOL.timeline)))
    midnights = [stretch.days.starts_at.astimezone(ZoneInfo(ZONE)) for stretch in page.stretches]
    assert {(at.hour, at.minute) for at in midnights} == {(0, 0)}
    assert [stretch.is_one_day for stretch in page.stretches] == [True, True, *[False] * 5]


@pytest.mark.parametrize("product", sorted(PROTOCOL.product))
def test_the_longest_gap_of_the_product_decides_and_every_gap_is_shown(product: str) -> None:
    page = page_of(product)
    gaps = PROTOCOL.product[product].min_interval
    assert sorted(span for span, _ in page.returns) == sorted(gaps)
    wanted = {span: after(TREATED_AT, Span.parse(span), zone_named(ZONE)) for span in gaps}
    assert dict(page.returns) == wanted
    assert page.next_treatment
    assert page.next_treatment.ends_at == max(wanted.values())


def test_advice_before_the_next_one_counts_from_two_weeks_earlier() -> None:
    page = page_of()
    assert page.prepare_at == datetime(2027, 2, 8, tzinfo=UTC)  # 22 February less the P2W of the protocol


def test_skin_and_sun_come_in_the_order_of_time() -> None:
    page = page_of()
    for windows in (page.skin, page.sun, page.judge):
        assert len(windows) > 2
        starts = [(w.starts_at, w.ends_at) for w in windows]
        assert starts == sorted(starts)
    assert [w.rule.id for w in page.skin][:2] == ["no-makeup", "no-rubbing"]


def test_alices_page_names_the_visit_the_card_and_the_earliest_return(alice: Person, now: datetime) -> None:
    page = re.sub(r"<[^>]+>", "", read(alice))
    course = course_of(*alice.owner, alice.treatment_id)
    assert course
    returns = page_of(treated_at=course.schedule.treated.treated_at).returns[-1][1].astimezone(ZoneInfo(ZONE))
    assert f"Not before {returns.day} {returns:%B} {returns.year}" in page
    for words in ("Follow-up visit", "Daxxify", "Between the brows, Forehead", "Marlow Street Clinic", "Skin care"):
        assert words in page
    for name in ("Tell other clinics what you had", "No alcohol for 24 hours before", "Keep a simple skin routine"):
        assert name in page


def test_no_relative_time_is_written_by_the_server(alice: Person) -> None:
    assert not re.search(r"\d\d:\d\d (today|tomorrow)|\bago\b|in \d+ days|\d (min|h|days) left", read(alice))


def test_the_stretch_of_today_is_marked_by_the_server_too(app: Flask, now: datetime) -> None:
    dora = enrol_at(app, "Marlow Street Clinic", now - timedelta(days=3), "Dora")
    marked = re.search(r'<li class="now".*?</h4>', read(dora), re.S)
    assert marked
    assert "Days 2 to 4" in marked[0]
    assert read(dora).count('aria-current="date"') == 1


def test_without_a_date_it_says_when_to_ask_for_one(alice: Person) -> None:
    set_follow_up(alice, None)
    page = read(alice)
    assert "Ask your clinic for a date" in page
    assert say(PROTOCOL.rule["review-visit"].differs or {}) in page
    assert "follow-up.ics" not in page


def test_a_visit_that_is_over_is_not_put_in_a_calendar(alice: Person, now: datetime) -> None:
    set_follow_up(alice, now - timedelta(hours=1))
    page = read(alice)
    assert re.search(r'class="acts" data-coming hidden', page)
    assert re.search(r"data-past>", page)


def test_the_calendar_file_is_discreet_in_utc_and_keeps_its_name(alice: Person, now: datetime) -> None:
    visit = now + timedelta(days=12)
    set_follow_up(alice, visit)
    answer = alice.phone.get(f"{alice.page}/follow-up.ics")
    (first,) = Calendar.from_ical(answer.data).events
    assert answer.mimetype == "text/calendar"
    assert visit == first.DTSTART
    assert b"DTSTART:" + visit.strftime("%Y%m%dT%H%M%SZ").encode() in answer.data
    set_follow_up(alice, visit + timedelta(days=1))
    (moved,) = Calendar.from_ical(alice.phone.get(f"{alice.page}/follow-up.ics").data).events
    assert moved.uid == first.uid
    assert moved.DTSTART != first.DTSTART
    said = answer.text.lower()
    course = course_of(*alice.owner, alice.treatment_id)
    assert course
    names = [say(product.name) for product in PROTOCOL.products] + [say(area) for area in PROTOCOL.area_names.values()]
    for word in [*names, course.clinic_name, "botulinum", "injection", "treatment", str(alice.treatment_id)]:
        assert word.lower() not in said.replace("aftercare", "")


def test_no_visit_no_file_and_none_for_carol(alice: Person, carol: Person) -> None:
    assert carol.phone.get(f"{alice.page}/follow-up.ics").status_code == 404
    set_follow_up(alice, None)
    assert alice.phone.get(f"{alice.page}/follow-up.ics").status_code == 404


def test_nothing_new_is_answered_with_304_until_something_changes(alice: Person, carol: Person, now: datetime) -> None:
    tag = {"If-None-Match": alice.phone.get("/plan").headers["ETag"]}
    again = alice.phone.get("/plan", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert carol.phone.get("/plan", headers=tag).status_code == 200
    set_follow_up(alice, now + timedelta(days=3))
    assert alice.phone.get("/plan", headers=tag).status_code == 200


def test_what_the_page_shows_changes_with_every_change_and_every_stretch() -> None:
    page = page_of()
    edges = {*page.schedule.changes[1:], *(s.days.starts_at for s in page.stretches[1:])}
    for at in edges:
        assert page.facts_at(at - timedelta(seconds=1)) != page.facts_at(at)
        assert page.facts_at(at) == page.facts_at(at + timedelta(seconds=1))


def test_all_treatments_that_run_are_there_and_one_decides_about_the_next(alice: Person, now: datetime) -> None:
    earlier = Treated("botox_cosmetic", ("lip",), now - timedelta(days=30), ZONE)
    start_own(earlier, now, patient=alice.owner)
    start_own(Treated("dysport", ("chin",), now - timedelta(days=400), ZONE), now, patient=alice.owner)
    page = read(alice)
    assert page.count('<article class="course"') == 2
    assert page.count("Not before") == 1
    assert re.search(r'Another of your treatments decides: <a href="#next-1">\s*Daxxify', page)
    over = page[page.index('id="earlier"') :]
    assert "Dysport" in over and "Chin" in over and "Botox" not in over


def test_a_plan_that_was_ended_says_so(alice: Person, now: datetime) -> None:
    end(alice.treatment_id, now)
    assert "This plan was ended on" in read(alice)


def test_a_view_asks_the_database_twice_at_most(alice: Person) -> None:
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    alice.phone.get("/plan")
    assert 1 <= len(statements) <= 2, statements


def test_who_started_alone_can_put_it_right_from_here(alice: Person, now: datetime) -> None:
    own = start_own(Treated("daxxify", ("lip",), now - timedelta(days=1), ZONE), now, patient=alice.owner)
    page = read(alice)
    assert f"/treatments/{own.treatment_id}/correction" in page
    assert 'href="/phones"' in page
