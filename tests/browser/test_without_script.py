"""Everything works without script: whole pages, absolute times, and forms that are sent."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from companion.aftercare.protocol import bundled
from companion.aftercare.schedule import Treated, schedule_of
from companion.aftercare.sentences import moment_words
from tests.browser.alice import NEW_YORK, TWO_HOURS, seen, told
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.test_start import fill, send, wall

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(phones: GivePhone) -> Phone:
    """A phone whose owner switched script off."""
    phone: Phone = phones(javascript=False)
    return phone


@pytest.fixture
def treated(now: datetime) -> Treated:
    return Treated("daxxify", ("glabella", "forehead"), now - TWO_HOURS, NEW_YORK)


@pytest.fixture
def alice(plain: Phone, house: House, treated: Treated) -> Phone:
    """Two hours after a treatment in New York, open at Now."""
    plain.sign_in(house.plan(treated).session).open("/now")
    return plain


def absolute(instant: datetime, zone: str) -> str:
    """`16:25 on Sunday 22 November`"""
    return moment_words(bundled(), instant, instant - timedelta(days=30), ZoneInfo(zone))


def test_alice_starts_and_chooses_her_town_by_hand(plain: Phone, now: datetime) -> None:
    page = plain.open("/start")
    expect(plain.page.get_by_text("2 hours ago")).to_be_hidden()
    fill(page, ago=None)
    page.get_by_label("Day and time").fill(wall(now - TWO_HOURS, "Asia/Tokyo"))
    page.get_by_label("Times of").select_option(label="Tokyo")
    send(page)
    page.get_by_role("link", name="Show what to do now").click()  # beside the code that opens the plan on another phone
    page.wait_for_url("**/now")
    expect(page.get_by_text("Times are for Asia/Tokyo.")).to_be_visible()


def test_a_form_without_a_town_comes_back_with_what_was_typed(plain: Phone, now: datetime) -> None:
    page = plain.open("/start")
    fill(page, ago=None)
    page.get_by_label("Day and time").fill(wall(now, "Europe/London"))
    page.locator("form.questions").evaluate("form => { form.noValidate = true; }")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Choose the town that has your time.")
    expect(page.get_by_label("Daxxify")).to_be_checked()


def test_now_shows_what_holds_at_this_answer(alice: Phone, treated: Treated, now: datetime) -> None:
    screen, said = seen(alice.page), told(treated, now)
    assert replace(screen, until=None, next_change=[]) == replace(said, until=None, next_change=[])


def test_times_are_absolute(alice: Phone, treated: Treated) -> None:
    hero = schedule_of(bundled(), treated).standing_at(treated.treated_at + TWO_HOURS).hero
    assert hero
    assert hero.ends_at
    assert seen(alice.page).until == f"until {absolute(hero.ends_at, NEW_YORK)}"
    text = alice.page.locator("#main").inner_text()
    assert not re.search(r"\b(today|tomorrow|ago|left)\b", text.replace("Expected now", ""))


def test_a_page_that_stands_still_says_so_and_can_be_refreshed(alice: Phone) -> None:
    note = alice.page.locator("noscript p")  # by its tag, as Playwright's texts and roles leave it out
    expect(note).to_be_visible()
    expect(note).to_contain_text("This page stands still.")
    note.locator("a").click()
    alice.page.wait_for_url("**/now")
    expect(alice.page.get_by_text("Daxxify, treated at")).to_be_visible()


def test_a_rule_opens(alice: Phone) -> None:
    alice.page.get_by_text("Alcohol", exact=True).click()
    expect(alice.page.locator("details.rule[open] .body")).to_contain_text("Why?")


def test_can_i_is_answered_by_a_page(alice: Phone) -> None:
    alice.page.get_by_role("searchbox").fill("hot yoga")
    alice.button("Look it up").click()
    expect(alice.page.locator(".verdict")).to_have_text("Not yet")
    expect(alice.page.get_by_role("searchbox")).to_have_value("hot yoga")
    assert "yoga" not in alice.page.url
    expect(alice.page.locator("#answer")).to_be_in_viewport()
    alice.page.get_by_role("banner").get_by_role("link", name="Now").click()
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("Right now")


def test_a_chip_is_answered_by_a_page_too(alice: Phone, treated: Treated) -> None:
    alice.button("Wine").click()
    expect(alice.page.locator(".verdict")).to_have_text("Not yet")
    ends = absolute(treated.treated_at + timedelta(days=1), NEW_YORK)
    assert alice.page.locator(".from").inner_text().strip() == f"From {ends}"
    expect(alice.button("Wine")).to_have_attribute("aria-pressed", "true")


def test_help_shows_the_number_where_alice_was_treated(alice: Phone) -> None:
    expect(alice.open("/help").locator("a[data-dial]")).to_have_text("Call 911")


def test_plan_marks_today_and_says_every_date(alice: Phone) -> None:
    page = alice.open("/plan")
    expect(page.locator(".timeline > li[aria-current=date]")).to_have_count(1)
    assert not re.search(r"\b(tomorrow|ago|left)\b", page.locator("#main").inner_text())
    page.get_by_text("What begins at once").click()
    expect(page.locator(".begins").get_by_text("Not yet:")).to_be_visible()


def test_help_tells_the_clinics_state_by_the_servers_clock(plain: Phone, house: House) -> None:
    page = plain.sign_in(house.session_of_bobs_patient()).open("/help")
    state = page.locator("[data-clinic] .notice:visible")
    expect(state).to_have_count(1)
    expect(state).to_contain_text(re.compile(r"(Open now, until|Closed now\. Opens) \d\d:\d\d on \w+day"))


def test_help_asks_a_stranger_for_the_country_and_keeps_it(plain: Phone) -> None:
    page = plain.open("/help")
    expect(page.get_by_text("Call your local emergency number.", exact=True)).to_be_visible()
    choose_germany(page)
    expect(page.locator("a[data-dial]")).to_have_attribute("href", "tel:112")
    expect(plain.open("/help").locator(".place")).to_have_text("The number in Germany")


def choose_germany(page: Page) -> None:
    page.get_by_label("Country").select_option(label="Germany")
    page.get_by_role("button", name="Show that number").click()


def test_a_hand_over_link_is_pasted_whole(plain: Phone, house: House) -> None:
    link = house.hand_over()
    page = plain.open(link)
    page.get_by_label("Paste your whole link here").fill(link)
    plain.button("Continue on this phone").click()
    page.wait_for_url("**/now")
