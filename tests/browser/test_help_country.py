"""The emergency number goes with the phone, and with the country that Alice chooses."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser


def call(page: Page) -> Locator:
    """The one big button."""
    return page.locator("a[data-dial]")


def choose(page: Page, country: str) -> None:
    if not page.get_by_label("Country").is_visible():
        page.get_by_text("In another country?").click()
    page.get_by_label("Country").select_option(label=country)


def expect_number(page: Page, number: str, country: str) -> None:
    expect(call(page)).to_have_text(f"Call {number}")
    expect(call(page)).to_have_attribute("href", f"tel:{number}")
    expect(page.locator(".place")).to_have_text(f"The number in {country}")


@pytest.mark.parametrize(
    ("zone", "number", "country"),
    [
        ("Europe/London", "999", "United Kingdom"),
        ("America/New_York", "911", "United States"),
        ("Asia/Calcutta", "112", "India"),
        ("Australia/Perth", "000", "Australia"),
    ],
)
def test_the_number_follows_the_phone(zone: str, number: str, country: str, phones: GivePhone) -> None:
    page = phones(zone=zone).open("/help")
    expect_number(page, number, country)
    page.reload()  # now the server knows the zone too
    expect_number(page, number, country)


def test_a_number_that_was_not_checked_is_shown_as_may_be_with_another_one(phones: GivePhone) -> None:
    page = phones(zone="Asia/Bangkok").open("/help")
    expect_number(page, "1669", "Thailand")
    expect(page.get_by_text("It may be this number. We could not check it.")).to_be_visible()
    expect(page.get_by_role("link", name="Or try 112")).to_have_attribute("href", "tel:112")


def test_a_checked_number_needs_no_second_one(phone: Phone) -> None:
    page = phone.open("/help")
    expect(page.get_by_text("It may be this number.")).to_be_hidden()
    expect(page.get_by_text("Or try")).to_be_hidden()


@pytest.mark.parametrize("zone", ["UTC", "America/Aruba"])
def test_a_phone_in_no_known_country_is_asked_where_it_is(zone: str, phones: GivePhone) -> None:
    page = phones(zone=zone).open("/help")
    expect(page.get_by_text("Call your local emergency number.", exact=True)).to_be_visible()
    expect(call(page)).to_be_hidden()
    expect(page.get_by_label("Country")).to_be_visible()
    choose(page, "Germany")
    expect_number(page, "112", "Germany")


def test_alice_flies_where_we_know_no_number_and_is_not_shown_the_one_at_home(phones: GivePhone) -> None:
    phone = phones(zone="America/Aruba")
    phone.context.add_cookies([{"name": "zone", "value": "Europe/London", "url": phone.address}])
    page = phone.open("/help")
    expect(call(page)).to_be_hidden()
    expect(page.get_by_text("Call your local emergency number.", exact=True)).to_be_visible()


def test_alice_flies_to_new_york_and_the_number_goes_with_her(phones: GivePhone) -> None:
    phone = phones(zone="America/New_York")
    phone.context.add_cookies([{"name": "zone", "value": "Europe/London", "url": phone.address}])
    expect_number(phone.open("/help"), "911", "United States")


def test_what_alice_chooses_wins_and_is_kept(phone: Phone) -> None:
    page = phone.open("/help")
    choose(page, "Germany")
    expect_number(page, "112", "Germany")
    page.reload()
    expect_number(page, "112", "Germany")
    expect_number(phone.open("/help"), "112", "Germany")


def test_a_country_that_is_not_listed_can_be_said_too(phone: Phone) -> None:
    page = phone.open("/help")
    choose(page, "Not in this list")
    expect(call(page)).to_be_hidden()
    page.reload()
    expect(page.get_by_text("Call your local emergency number.", exact=True)).to_be_visible()


def test_the_sentences_speak_of_the_chosen_number_too(phone: Phone) -> None:
    page = phone.open("/help")
    choose(page, "United States")
    page.get_by_text("Chest pain or odd heartbeat").click()
    expect(page.locator("#rf-chest .body")).to_contain_text("Call 911 now.")


def test_the_urgent_care_line_goes_with_the_country(phone: Phone) -> None:
    page = phone.open("/help")
    expect(page.locator("a[data-urgent-dial]")).to_have_attribute("href", "tel:111")
    choose(page, "Japan")
    expect(page.locator("a[data-urgent-dial]")).to_have_attribute("href", "tel:%237119")
    choose(page, "Ireland")
    expect(page.locator("a[data-urgent-dial]")).to_be_hidden()


def test_without_a_network_the_country_still_changes(phone: Phone) -> None:
    page = phone.open("/help")
    phone.context.set_offline(True)
    phone.requests.clear()
    choose(page, "France")
    expect_number(page, "112", "France")
    page.get_by_text("Chest pain or odd heartbeat").click()
    expect(page.locator("#rf-chest .body")).to_contain_text("Call 112 now.")
    assert phone.requests == []


def test_the_country_is_no_question_once_the_phone_knows_it(phone: Phone) -> None:
    page = phone.open("/help")  # the server did not know it yet
    expect(page.get_by_label("Country")).to_be_hidden()
    expect(page.get_by_text("In another country?")).to_be_visible()
    expect(page.get_by_text("Which country are you in?")).to_be_hidden()


def test_without_a_country_the_second_number_is_the_first_thing_to_try(phones: GivePhone) -> None:
    page = phones(zone="UTC").open("/help")
    expect(page.get_by_text("Which country are you in?")).to_be_visible()
    expect(page.get_by_role("link", name="Try 112", exact=True)).to_have_attribute("href", "tel:112")
    choose(page, "Thailand")
    expect(page.get_by_role("link", name="Or try 112", exact=True)).to_be_visible()
