"""After the hand-over: a phone is lost, a time is put right, and somebody who started alone joins the clinic."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from companion.services.demo import NAME as BOBS_CLINIC
from tests.browser.desk import code_on, hand_over, link_on, open_link, signed_in, to_the_plan
from tests.browser.phone import GivePhone, Phone
from tests.browser.test_start import fill, send

pytestmark = pytest.mark.browser

TELL = "document.dispatchEvent(new Event('changed', { cancelable: true }))"


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
    desk.open("/practitioner/treatments")
    desk.button("Make a code to join us").click()
    phone.open("/clinic").get_by_label("Code").fill(code_on(desk.page))
    phone.button("Go on").click()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(f"Shall {BOBS_CLINIC} follow your plan?")
    phone.button("Yes, I agree").click()
    phone.page.wait_for_url("**/now")
    expect(phone.page.get_by_role("banner")).to_contain_text(BOBS_CLINIC)


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
