"""Help: the right number for where the phone is, every warning sign, with or without a network."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from companion.aftercare.places import numbers_for
from companion.aftercare.protocol import Protocol, bundled, say
from companion.aftercare.protocol.flags import RedFlag
from companion.aftercare.sentences import Voice
from companion.services.demo import PHONE as BOBS_NUMBER
from tests.browser.alice import wall
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

PROTOCOL: Protocol = bundled()
FLAGS = list(PROTOCOL.flag.values())


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


def test_every_sign_is_there_with_what_to_do(phone: Phone) -> None:
    page = phone.open("/help")
    voice = Voice(PROTOCOL, numbers_for(PROTOCOL, "GB"), str)
    assert sorted(page.locator("details.rule .name").all_inner_texts()) == sorted(say(f.title) for f in FLAGS)
    for flag in FLAGS:
        expect_sign(page, flag, voice)


def test_every_sign_speaks_for_the_clinic_where_it_has_a_number(patient: Phone) -> None:
    page = patient.open("/help")
    voice = Voice(PROTOCOL, numbers_for(PROTOCOL, "GB"), str, BOBS_NUMBER)
    for flag in FLAGS:
        expect_sign(page, flag, voice)


def expect_sign(page: Page, flag: RedFlag, voice: Voice) -> None:
    sign = page.locator(f"#{flag.id}")
    sign.locator("summary").click()
    for text in (flag.ask, flag.say, *flag.also):
        expect(sign.locator(".body")).to_contain_text(voice(text))
    expect(sign.get_by_text("not yet checked by a clinician")).to_have_count(0 if flag.checked else 1)


def test_emergency_signs_stand_in_the_emergency_block(phone: Phone) -> None:
    page = phone.open("/help")
    now = [say(flag.title) for flag in FLAGS if flag.urgency == "emergency_now"]
    assert page.locator(".emergency details.rule .name").all_inner_texts() == now


def test_the_clinic_can_be_called(patient: Phone) -> None:
    link = patient.open("/help").get_by_role("link", name=f"Call {BOBS_NUMBER}")
    expect(link).to_have_attribute("href", "tel:02079460142")


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


# Bob's clinic: Mo-Fr 09:00-18:00; Sa 10:00-14:00, on the clock of London. Days are counted from a Friday.
SAID = [
    (0, "17:59", r"Open now, until 18:00 today\."),
    (0, "18:00", r"Closed now\. Opens 10:00 tomorrow\.\s+Nobody reads this until 10:00 tomorrow\."),
    (1, "10:00", r"Open now, until 14:00 today\."),
    (1, "14:30", r"Closed now\. Opens 09:00 on Monday \d+ \w+\.\s+Nobody reads this until 09:00 on Monday \d+ \w+\."),
    (3, "08:59", r"Closed now\. Opens 09:00 today\.\s+Nobody reads this until 09:00 today\."),
]


def test_without_a_network_the_clinic_opens_and_closes_by_the_phones_clock(patient: Phone, now: datetime) -> None:
    friday = now.date() + timedelta(days=1 + (3 - now.weekday()) % 7)
    patient.page.clock.install(time=now)
    page = patient.open("/help")
    patient.context.set_offline(True)
    for days, clock, said in SAID:
        patient.at(wall(f"{friday + timedelta(days=days)}T{clock}", "Europe/London"))
        page.clock.run_for(20_000)
        expect(page.locator("[data-clinic] .notice:visible")).to_have_text(re.compile(f"^{said}$"), use_inner_text=True)


def test_a_page_that_is_too_old_says_that_it_cannot_tell(patient: Phone, now: datetime) -> None:
    patient.page.clock.install(time=now + timedelta(days=15))
    page = patient.open("/help")
    expect(page.get_by_text("This page is old")).to_be_visible()
    expect(page.locator("[data-clinic] .notice:visible")).to_have_count(1)
    expect(page.get_by_text("Monday to Friday")).to_be_visible()


def test_a_phone_far_away_reads_whose_clock_the_hours_are_on(house: House, phones: GivePhone) -> None:
    for zone, is_told in (("Asia/Tokyo", True), ("Europe/London", False)):
        phone = phones(zone=zone).sign_in(house.session_of_bobs_patient())
        note = phone.open("/help").get_by_text("These hours are on the clock of Europe/London")
        expect(note).to_be_visible(visible=is_told)


def test_help_is_one_tap_away_from_every_page(phone: Phone) -> None:
    for path in ("/", "/start", "/choosing", "/invite", "/sources", "/practitioner", "/nowhere"):
        phone.open(path).get_by_role("navigation").get_by_role("link", name="Help").click()
        expect(phone.page.get_by_role("heading", level=1)).to_have_text("Get help")
