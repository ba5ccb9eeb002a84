"""A practitioner changes, looks at, signs and moves by keyboard alone; and two people at one rule."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone
from tests.browser.protocol_scenes import PAGE, RULE, at_a_new_clinic, change_upright
from tests.browser.test_keyboard import press, tab_to

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(house: House, phones: GivePhone) -> Phone:
    """At a clinic that has changed nothing yet."""
    return at_a_new_clinic(phones(width=1280, height=900), house)


def test_from_the_list_to_a_signed_version_by_keyboard(desk: Phone) -> None:
    desk.open(PAGE)
    tab_to(desk, "Lying flat")
    press(desk, "Enter")
    desk.page.wait_for_url(f"**{RULE}")
    for stop in ("Number", "Unit", "Number"):
        tab_to(desk, stop)
    desk.page.keyboard.type("6")
    tab_to(desk, "Save to the draft")
    press(desk, "Enter")
    expect(desk.page.get_by_text("1 change not signed yet.")).to_be_visible()
    desk.open(PAGE)
    tab_to(desk, "Sign version 1")
    press(desk, "Enter")
    desk.page.wait_for_url("**/sign")
    tab_to(desk, "Your role")
    desk.page.keyboard.type("Prescriber")
    tab_to(desk, "What changed, in a line")
    desk.page.keyboard.type("Six hours upright.")
    tab_to(desk, "I have read the changes")
    press(desk, "Space")
    tab_to(desk, "Sign and publish")
    press(desk, "Enter")
    expect(desk.page.get_by_role("heading", name="Plans that run")).to_be_visible()


def test_the_preview_runs_beside_the_form(desk: Phone) -> None:
    page = desk.open(f"{RULE}?hour=3")
    time = page.locator("[data-preview] .hero:not([hidden]) [data-countdown]")
    expect(time).to_contain_text("0:59:5")
    page.get_by_role("link", name="Day 3").click()
    expect(page.locator("#seen .part")).to_contain_text("3 days ago")


def test_a_colleague_who_was_faster_is_seen(desk: Phone) -> None:
    page = desk.open(RULE)
    other = desk.context.new_page()
    other.goto(page.url)
    other.locator("[name=until_number]").fill("3")
    other.get_by_role("button", name="Save to the draft").click()
    expect(other.get_by_text("1 change not signed yet.")).to_be_visible()
    other.close()
    page.bring_to_front()
    page.locator("[name=until_number]").fill("6")
    desk.button("Save to the draft").click()
    expect(page.get_by_text("Nothing of yours was saved")).to_be_visible()
    expect(page.locator("[name=until_number]")).to_have_value("6")
    expect(page.get_by_text("Now: 3 hours")).to_be_visible()
    desk.button("Save mine over it").click()
    expect(page.locator("#stay-upright")).to_contain_text("6 hours")


def test_on_a_phone_the_preview_is_a_page_of_its_own(house: House, phones: GivePhone) -> None:
    desk = at_a_new_clinic(phones(), house)
    change_upright(desk)
    page = desk.open(RULE)
    expect(page.locator("[data-preview]")).to_be_hidden()
    page.get_by_role("link", name="Look at it").click()
    page.wait_for_url("**/preview*")
    expect(page.locator("[data-preview] .hero:not([hidden]) [data-countdown]")).to_contain_text("0:59:")
