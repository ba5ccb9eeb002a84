"""Alice starts her own aftercare: three questions, and the phone already knows where she is."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

HIGH = 1500  # tall enough for the whole form, so that nothing covers the face


def fill(page: Page, product: str = "Daxxify", area: str | None = "Forehead", ago: str | None = "2 hours ago") -> None:
    for words in (product, area, ago):
        if words:
            page.get_by_text(words, exact=True).click()


def send(page: Page) -> None:
    page.get_by_role("button", name="Show what to do now").click()


def begin(page: Page) -> None:
    """Send the answers, pass the page that shows the recovery code, and see Now."""
    send(page)
    page.get_by_role("link", name="Show what to do now").click()
    page.get_by_role("heading", name="Right now").wait_for()


def tap(page: Page, spot: str) -> None:
    page.locator(f".face .at-{spot}").click()


def typed(page: Page) -> str:
    return page.get_by_label("Day and time").input_value()


def wall(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def test_alice_starts_with_three_taps(phone: Phone) -> None:
    page = phone.open("/start")
    fill(page, area="Between the brows")
    begin(page)
    expect(page.locator(".hero:visible h2")).to_have_text("Stay upright. Don't lie flat")
    expect(page.get_by_text("Daxxify, treated at")).to_be_visible()


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kolkata"])
def test_the_end_is_told_on_the_clock_of_her_phone(zone: str, phones: GivePhone) -> None:
    page = phones(zone=zone).open("/start")
    fill(page)
    ends = datetime.fromisoformat(typed(page)) + timedelta(hours=4)
    begin(page)
    expect(page.locator(".hero:visible .ends")).to_have_text(re.compile(f"until {ends:%H:%M} (today|tomorrow)"))
    expect(page.locator("[data-countdown]:visible")).to_have_text(re.compile(r"(1:59|2:00):\d\d"))


def test_she_taps_her_face_or_the_words_and_both_say_the_same(phones: GivePhone) -> None:
    page = phones(height=HIGH).open("/start")
    tap(page, "forehead-left")
    tap(page, "frown")
    expect(page.get_by_role("checkbox", name="Forehead")).to_be_checked()
    expect(page.get_by_label("Between the brows")).to_be_checked()
    page.get_by_text("Forehead", exact=True).click()
    expect(page.get_by_role("checkbox", name="Forehead")).not_to_be_checked()


def test_every_spot_on_the_face_ticks_its_own_area(phones: GivePhone) -> None:
    page = phones(height=HIGH).open("/start")
    for spot in page.locator(".face label").all():
        area = page.locator(f"#{spot.get_attribute('for')}")
        spot.click()
        expect(area).to_be_checked()
        spot.click()
        expect(area).not_to_be_checked()


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Perth", "Asia/Calcutta", "UTC"])
def test_the_zone_of_the_phone_is_chosen_already(zone: str, phones: GivePhone) -> None:
    page = phones(zone=zone).open("/start")
    expect(page.get_by_label("Times of")).to_have_value(zone)
    fill(page)
    begin(page)
    page.wait_for_url("**/now")


def test_alice_was_treated_on_a_trip_and_chooses_another_town(phone: Phone, now: datetime) -> None:
    page = phone.open("/start")
    fill(page, ago=None)
    page.get_by_label("Times of").select_option("America/New_York")
    page.get_by_label("Day and time").fill(wall(now - timedelta(hours=3), "America/New_York"))
    begin(page)
    ends = now + timedelta(hours=1)
    expect(page.locator(".hero:visible .ends")).to_contain_text(wall(ends, "Europe/London")[-5:])
    expect(page.get_by_text("Times are for Europe/London, where this phone is now.")).to_be_visible()


def test_a_chip_says_when_until_she_types_another_time(phone: Phone, now: datetime) -> None:
    page = phone.open("/start")
    page.get_by_text("6 hours ago", exact=True).click()
    expect(phone.button("6 hours ago")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Day and time").fill(wall(now - timedelta(hours=1), "Europe/London"))
    expect(phone.button("6 hours ago")).to_have_attribute("aria-pressed", "false")
    fill(page, ago=None)
    begin(page)
    expect(page.locator("[data-since]")).to_contain_text("1 h")


def test_a_chip_means_the_same_instant_in_another_town(phone: Phone) -> None:
    page = phone.open("/start")
    fill(page)
    here = datetime.fromisoformat(typed(page))
    page.get_by_label("Times of").select_option("Asia/Kathmandu")
    assert datetime.fromisoformat(typed(page)) - here in (timedelta(hours=5.75), timedelta(hours=4.75))
    begin(page)
    expect(page.locator("[data-since]")).to_have_text("(2 h ago)")


def test_an_empty_form_is_not_sent(phone: Phone) -> None:
    send(phone.open("/start"))
    assert "POST /start" not in phone.requests
    assert phone.measure("document.activeElement.name") == "product"


def test_an_impatient_double_tap_starts_one_plan(phone: Phone) -> None:
    fill(phone.open("/start"))
    phone.button("Show what to do now").dblclick()
    phone.page.get_by_role("link", name="Show what to do now").click()
    expect(phone.page.get_by_text("Daxxify, treated at")).to_be_visible()
    expect(phone.page.get_by_text("Your other treatments")).to_have_count(0)


def test_a_second_plan_keeps_the_first_in_reach(phone: Phone) -> None:
    fill(phone.open("/start"))
    begin(phone.page)
    fill(phone.open("/start"), "Dysport", "Forehead", "1 hour ago")
    send(phone.page)
    phone.page.wait_for_url("**/now")
    expect(phone.page.get_by_role("heading", name="Dysport", exact=True)).to_be_visible()
    phone.page.get_by_role("link", name="Daxxify").click()
    expect(phone.page.get_by_role("heading", name="Daxxify", exact=True)).to_be_in_viewport()
