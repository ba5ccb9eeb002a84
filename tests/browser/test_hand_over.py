"""Bob hands a plan over to Alice: at his desk and on her phone, in two real browsers, at the pace of people."""

import pytest
from playwright.sync_api import expect

from companion.services.demo import NAME as BOBS_CLINIC
from tests.browser.desk import (
    Hand,
    bobs_desk,
    code_on,
    fill_in,
    hand_over,
    link_on,
    open_code,
    signed_in,
    stopwatch,
    to_the_plan,
)
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.reach_scenes import reached_by
from tests.browser.test_keyboard import press, tab_to

pytestmark = pytest.mark.browser

STAFF_PART, PATIENT_PART = 30, 5  # seconds


def test_from_the_door_to_now_at_the_pace_of_people(
    phones: GivePhone, phone: Phone, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = bobs_desk(phones)
    bob, alice = Hand(desk.page), Hand(phone.page)
    with stopwatch() as staff:
        bob.tap(desk.button("Sign in as Dr Amara Osei"))
        bob.tap(desk.page.get_by_role("main").get_by_role("link", name="New plan"))
        fill_in(bob)
        bob.tap(desk.button("Start the plan"))
        expect(desk.page.locator(".ways .qr svg")).to_be_visible()
    with stopwatch() as patient:
        phone.open(link_on(desk.page))
        alice.tap(phone.button("Continue on this phone"))
        expect(phone.page.locator("[data-countdown]:visible")).to_be_visible()
    with capsys.disabled():
        print(f"\nhand-over: staff {staff[0]:.1f} s of {STAFF_PART}, patient {patient[0]:.1f} s of {PATIENT_PART}")  # noqa: T201
    assert staff[0] < STAFF_PART
    assert patient[0] < PATIENT_PART
    expect(phone.page.get_by_role("banner")).to_contain_text(BOBS_CLINIC)
    address = desk.page.url
    expect(desk.page.get_by_text("Phone connected")).to_be_visible()
    assert desk.page.url == address
    assert [request for request in desk.requests if "/phones?since" in request]


def test_the_same_by_the_short_code(desk: Phone, phone: Phone) -> None:
    page = hand_over(desk)
    hand = Hand(phone.page)
    phone.open("/code")
    hand.type(phone.page.get_by_label("Code"), code_on(page).lower())
    hand.tap(phone.button("Continue on this phone"))
    expect(phone.page.locator("[data-countdown]:visible")).to_be_visible()
    expect(page.get_by_text("Phone connected")).to_be_visible()


def test_the_desk_stops_asking_once_the_phone_has_shown_a_reminder(desk: Phone, house: House) -> None:
    hand_over(desk)
    reached_by(house, link_on(desk.page))
    expect(desk.page.get_by_text("Reminders arrive")).to_be_visible()
    desk.requests.clear()
    desk.page.wait_for_timeout(2500)
    assert desk.requests == []


def test_loading_the_page_of_the_code_again_makes_no_second_plan(desk: Phone) -> None:
    hand_over(desk)
    desk.page.reload()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Alice")
    expect(desk.page.get_by_text("No phone has opened this plan.")).to_be_visible()


def test_without_script_by_link_and_by_code(phones: GivePhone) -> None:
    desk, by_link, by_code = signed_in(phones, javascript=False), phones(javascript=False), phones(javascript=False)
    page = hand_over(desk, "Zoë")
    link = link_on(page)
    by_link.open("/invite").get_by_label("Paste your whole link here").fill(link)
    by_link.button("Continue on this phone").click()
    by_link.page.wait_for_url("**/now")
    page = to_the_plan(desk)
    desk.button("Make a new link").click()
    page.get_by_text("Works once, for 10 minutes").wait_for()
    open_code(by_code, code_on(page))
    for phone in (by_link, by_code):
        expect(phone.page.get_by_role("banner")).to_contain_text(BOBS_CLINIC)
    expect(to_the_plan(desk).get_by_role("listitem").get_by_role("button", name="Sign out")).to_have_count(2)


def test_the_desk_by_keyboard_alone(desk: Phone) -> None:
    page = desk.page
    tab_to(desk, "New plan")
    press(desk, "Enter")
    page.wait_for_url("**/new")
    tab_to(desk, "First name")
    page.keyboard.type("Alice")
    tab_to(desk, "Product")
    page.keyboard.type("Daxx")
    tab_to(desk, "Chin")
    press(desk, "Space")
    tab_to(desk, "Start the plan")
    press(desk, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alice scans this")
    tab_to(desk, "Done")
    press(desk, "Enter")
    expect(page.get_by_role("definition").first).to_have_text("Daxxify")


def test_an_impatient_double_tap_hands_over_one_plan(desk: Phone) -> None:
    page = desk.open("/practitioner/treatments/new")
    page.get_by_label("First name").fill("Twice")
    page.get_by_label("Product").select_option(label="Daxxify")
    page.get_by_role("checkbox", name="Forehead").check()
    desk.button("Start the plan").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Twice scans this")
    page = desk.open("/practitioner/treatments")
    expect(page.get_by_role("listitem").filter(has_text="Twice")).to_have_count(1)
