"""Bob hands a plan over to Alice: at his desk and on her phone, in two real browsers, at the pace of people."""

import re
from datetime import datetime, timedelta

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
    open_link,
    signed_in,
    stopwatch,
    to_the_plan,
)
from tests.browser.phone import GivePhone, Phone
from tests.browser.test_keyboard import press, tab_to
from tests.browser.test_start import fill, send

pytestmark = pytest.mark.browser

STAFF_PART, PATIENT_PART = 30, 5  # seconds
TELL = "document.dispatchEvent(new Event('changed', { cancelable: true }))"


@pytest.fixture
def desk(phones: GivePhone) -> Phone:
    return signed_in(phones)


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
        expect(desk.page.locator(".qr svg")).to_be_visible()
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


def test_the_desk_stops_asking_once_the_phone_is_there(desk: Phone, phone: Phone) -> None:
    open_link(phone, link_on(hand_over(desk)))
    expect(desk.page.get_by_text("Phone connected")).to_be_visible()
    desk.requests.clear()
    desk.page.wait_for_timeout(2500)
    assert desk.requests == []


def test_loading_the_page_of_the_code_again_makes_no_second_plan(desk: Phone) -> None:
    hand_over(desk)
    desk.page.reload()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Alice")
    expect(desk.page.get_by_text("No phone has opened this plan.")).to_be_visible()


def test_a_lost_phone_is_cut_off_and_a_new_link_opens_the_next(desk: Phone, phones: GivePhone) -> None:
    lost, new = phones(), phones()
    open_link(lost, link_on(hand_over(desk)))
    page = to_the_plan(desk)
    page.get_by_text("The old phone is lost").click()
    desk.button("Make a new link").click()
    open_link(new, link_on(page))
    lost.open("/now")
    assert lost.path == "/"
    expect(new.open("/now").get_by_role("banner")).to_contain_text(BOBS_CLINIC)


def test_a_lost_phone_that_shows_now_is_led_to_the_first_page(desk: Phone, phone: Phone) -> None:
    open_link(phone, link_on(hand_over(desk)))
    page = to_the_plan(desk)
    page.get_by_role("listitem").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("No phone has opened this plan.")).to_be_visible()
    phone.measure(TELL)
    phone.page.wait_for_url(f"{phone.address}/")
    assert phone.troubles.pop().startswith("401")


def test_a_correction_at_the_desk_is_on_the_phone_at_its_next_refresh(desk: Phone, phone: Phone) -> None:
    open_link(phone, link_on(hand_over(desk)))
    expect(phone.page.locator("[data-countdown]:visible")).to_have_text(re.compile(r"3:5\d:\d\d"))
    page = to_the_plan(desk)
    page.get_by_role("link", name="Correct the plan").click()
    when = page.get_by_label("Last needle")
    when.fill(_earlier(when.input_value(), 2))
    desk.button("Save").click()
    expect(page.get_by_role("heading", name="What stood here before")).to_be_visible()
    phone.measure(TELL)
    expect(phone.page.locator("[data-countdown]:visible")).to_have_text(re.compile(r"1:5\d:\d\d"))


def _earlier(wall: str, hours: int) -> str:
    return (datetime.fromisoformat(wall) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def test_a_self_starter_loses_the_phone_and_comes_back_by_the_code(phones: GivePhone) -> None:
    lost, found = phones(), phones()
    fill(lost.open("/start"))
    send(lost.page)
    kept = code_on(lost.page)
    lost.page.get_by_role("link", name="Show what to do now").click()
    lost.page.wait_for_url("**/now")
    found.open("/recovery").get_by_label("Code").fill(kept.lower())
    found.button("Open my plan here").click()
    expect(found.page.get_by_role("heading", level=1)).to_have_text("Your plan is open here")
    assert code_on(found.page) != kept
    found.page.get_by_role("link", name="Show what to do now").click()
    expect(found.page.get_by_text("Daxxify, treated at")).to_be_visible()
    lost.open("/now")
    assert lost.path == "/"


def test_a_self_starter_joins_the_clinic_with_consent(desk: Phone, phone: Phone) -> None:
    fill(phone.open("/start"))
    send(phone.page)
    desk.button("Make a code to join us").click()
    phone.open("/clinic").get_by_label("Code").fill(code_on(desk.page))
    phone.button("Go on").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(f"Shall {BOBS_CLINIC} follow your plan?")
    phone.button("Yes, I agree").click()
    phone.page.wait_for_url("**/now")
    expect(phone.page.get_by_role("banner")).to_contain_text(BOBS_CLINIC)


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


def test_a_correction_without_script_counts(phones: GivePhone) -> None:
    desk = signed_in(phones, javascript=False)
    hand_over(desk, "Zoë")
    page = to_the_plan(desk)
    page.get_by_role("link", name="Correct the plan").click()
    when = page.get_by_label("Last needle")
    earlier = _earlier(when.input_value(), 2)
    when.fill(earlier)
    desk.button("Save").click()
    page.get_by_role("link", name="Correct the plan").click()
    expect(page.get_by_label("Last needle")).to_have_value(earlier)


def test_the_desk_by_keyboard_alone(desk: Phone) -> None:
    page = desk.page
    tab_to(desk, "New plan")
    press(desk, "Enter")
    page.wait_for_url("**/new")
    tab_to(desk, "First name")
    page.keyboard.type("Alice")
    tab_to(desk, "Product")
    page.keyboard.type("Daxx")
    tab_to(desk, "Forehead")
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
    page.get_by_label("Forehead").check()
    desk.button("Start the plan").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Twice scans this")
    page = desk.open("/practitioner")
    expect(page.get_by_role("listitem").filter(has_text="Twice")).to_have_count(1)
