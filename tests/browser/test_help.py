"""Help: the right number for where the phone is, every warning sign, with or without a network."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

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
