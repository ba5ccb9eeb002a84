"""The main path in Firefox and WebKit, by the buttons of the pages."""

from datetime import UTC, datetime

import pytest

from companion.aftercare.schedule import Treated
from tests.browser.alice import told
from tests.browser.house import House
from tests.engines.phone import Phone

pytestmark = pytest.mark.browser

COUNTDOWN = "[data-countdown]"
WELCOME = "What to do right now, and until when"
TREATED_AT = "() => document.querySelector('.lede time').dateTime"


def test_alice_from_the_link_to_the_way_out(phone: Phone, house: House) -> None:
    phone.arrive(house.hand_over())
    phone.tap("Continue on this phone")
    phone.wait_for_heading("Right now")
    phone.wait_for_text(".ends", "to")  # today or tomorrow: by script
    assert phone.sees() == told(demo(phone), datetime.now(UTC))
    ticks(phone)
    answers_by_itself(phone)
    opens_a_rule(phone)
    finds_today_in_the_plan(phone)
    finds_the_number(phone)
    signs_out(phone)


def demo(phone: Phone) -> Treated:
    """The treatment of the demo that is open on that phone."""
    treated_at = datetime.fromisoformat(phone.wait_for(TREATED_AT))
    return Treated("daxxify", ("glabella", "forehead"), treated_at, "Europe/London")


def ticks(phone: Phone) -> None:
    first = phone.text(COUNTDOWN)
    assert first.startswith(("2:", "4:", "22:", "3:"))
    phone.wait_for("(selector, first) => document.querySelector(selector).innerText !== first", COUNTDOWN, first)


def answers_by_itself(phone: Phone) -> None:
    phone.wait_for("() => document.documentElement.dataset.answers === 'here'")
    phone.tap("Wine")
    phone.wait_for_text(".verdict", "Not yet")


def opens_a_rule(phone: Phone) -> None:
    phone.tap("Alcohol", exact=False)
    phone.wait_for_text("details.rule[open] .body", "")


def finds_today_in_the_plan(phone: Phone) -> None:
    phone.tap("Plan")
    phone.wait_for_heading("Your plan")
    phone.wait_for_text(".timeline > li.now h4", "Today")


def finds_the_number(phone: Phone) -> None:
    phone.tap("Help")
    phone.wait_for_heading("Get help")
    phone.wait_for_text("a[data-dial]", "Call 999")  # by the clock of the phone


def signs_out(phone: Phone) -> None:
    phone.tap("Plan")
    phone.wait_for_heading("Your plan")
    phone.tap("The phones of this plan")
    phone.wait_for_heading("Your phones")
    phone.tap("Sign out and wipe")
    phone.wait_for_heading("Sign out and wipe this phone?")
    phone.tap("Sign out and wipe")
    phone.wait_for_heading("You are signed out")
    phone.open("/now")
    phone.wait_for_heading(WELCOME)


def test_alice_starts_alone_and_puts_the_time_right(phone: Phone) -> None:
    phone.arrive("/start")
    for words in ("Daxxify", "Forehead", "2 hours ago", "Show what to do now"):
        phone.tap(words)
    phone.wait_for_heading("Your plan is ready")
    phone.tap("Show what to do now")
    phone.wait_for_heading("Right now")
    before = phone.wait_for(TREATED_AT)
    phone.tap("Plan")
    phone.wait_for_heading("Your plan")
    phone.tap("Something is wrong here? Put it right")
    phone.wait_for_heading("Correct your plan")
    phone.tap("1 hour ago")
    phone.tap("Save and show what to do now")
    phone.wait_for_heading("Right now")
    phone.wait_for(f"(before) => ({TREATED_AT})() > before", before)
