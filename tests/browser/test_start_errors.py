"""A start that cannot be: the page says what to do, and keeps what was typed."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.phone import GivePhone, Phone
from tests.browser.test_start import fill, send, typed, wall

pytestmark = pytest.mark.browser

LONDON = "Europe/London"


def send_with_time(phone: Phone, time: str) -> Page:
    page = phone.open("/start")
    fill(page, ago=None)
    page.get_by_label("Day and time").fill(time)
    send(page)
    return page


def expect_kept(page: Page, time: str) -> None:
    expect(page.get_by_label("Daxxify")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Forehead")).to_be_checked()
    assert typed(page) == time


def test_no_place_chosen(phone: Phone) -> None:
    page = phone.open("/start")
    fill(page, area=None)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one place that was treated.")
    expect(page.get_by_label("Daxxify")).to_be_checked()


def test_a_time_that_is_still_to_come(phone: Phone, now: datetime) -> None:
    time = wall(now + timedelta(hours=3), LONDON)
    page = send_with_time(phone, time)
    expect(page.get_by_role("alert")).to_contain_text("still to come. Check the day, the time and the town.")
    expect_kept(page, time)


def test_a_time_that_the_clocks_skipped(phones: GivePhone) -> None:
    phone = phones(zone="America/New_York")
    page = send_with_time(phone, "2026-03-08T02:30")
    expect(page.get_by_role("alert")).to_contain_text("The clocks went forward over that time. Type the time again.")
    expect_kept(page, "2026-03-08T02:30")


def test_a_treatment_of_years_ago(phone: Phone) -> None:
    page = send_with_time(phone, "2019-05-04T10:00")
    expect(page.get_by_role("alert")).to_contain_text("the plan would be over. Check the day.")
    expect_kept(page, "2019-05-04T10:00")


def test_the_town_she_chose_is_kept_too(phone: Phone) -> None:
    page = phone.open("/start")
    page.get_by_label("Times of").select_option("Asia/Tokyo")
    fill(page, area=None)
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Times of")).to_have_value("Asia/Tokyo")


def test_the_notice_leads_to_the_question(phone: Phone) -> None:
    page = send_with_time(phone, wall(datetime.now(UTC) + timedelta(days=2), LONDON))
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.locator("#field-treated_at")).to_be_in_viewport()
    expect(page.get_by_label("Day and time")).to_have_accessible_description(
        "That time is still to come. Check the day, the time and the town."
    )


def test_what_was_wrong_can_be_put_right(phone: Phone) -> None:
    page = send_with_time(phone, "2019-05-04T10:00")
    page.get_by_text("1 hour ago", exact=True).click()
    send(page)
    page.wait_for_url("**/now")
