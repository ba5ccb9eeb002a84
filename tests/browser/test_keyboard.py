"""The whole way by keyboard alone, from the start to an opened sign; the focus is seen at every stop."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.phone import Phone

pytestmark = pytest.mark.browser

STOPS = 60
FOCUSED = """() => {
  const focused = document.activeElement;
  // A chip's own box is invisible: its label carries the ring. Inside a date field the browser rings its own parts.
  const seen = getComputedStyle(focused).opacity === "0" ? focused.closest("label") : focused;
  const { outlineStyle, outlineWidth } = getComputedStyle(seen);
  const { left, top, width, height, bottom } = seen.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  const labels = [...(focused.labels ?? [])].map((label) => label.innerText).join("");
  return {
    name: labels || focused.innerText.trim(),
    hasRing: focused.type === "datetime-local" || outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
    isInView: top >= 0 && bottom <= innerHeight,
    isFree: seen.contains(hit) || Boolean(hit?.contains(seen)),
  };
}"""


def tab_to(phone: Phone, name: str) -> None:
    """Press Tab until that has the focus; every stop on the way must be seen."""
    for _ in range(STOPS):
        phone.page.keyboard.press("Tab")
        stop: dict[str, Any] = phone.measure(FOCUSED)
        assert stop == stop | {"hasRing": True, "isInView": True, "isFree": True}
        if stop["name"].startswith(name):
            return
    pytest.fail(f"{STOPS} stops, and no {name!r} among them")


def press(phone: Phone, *keys: str) -> None:
    for key in keys:
        phone.page.keyboard.press(key)


def start_by_keyboard(phone: Phone) -> None:
    phone.open("/start")
    tab_to(phone, "Botox")
    press(phone, "ArrowRight", "ArrowRight")
    tab_to(phone, "Forehead")
    press(phone, "Space")
    tab_to(phone, "2 hours ago")
    press(phone, "Enter")
    for page_after in ("Your plan is ready", "Right now"):
        tab_to(phone, "Show what to do now")
        press(phone, "Enter")
        phone.page.get_by_role("heading", name=page_after, exact=True).wait_for()
        phone.page.wait_for_load_state()


def test_from_the_start_to_an_opened_sign(phone: Phone) -> None:
    start_by_keyboard(phone)
    expect(phone.page.get_by_text("Daxxify, treated at")).to_be_visible()
    tab_to(phone, "Alcohol")
    press(phone, "Enter")
    expect(phone.page.locator("details.rule[open] .name")).to_have_text("Alcohol")
    tab_to(phone, "Can I … yet?")
    phone.page.keyboard.type("hot yoga")
    press(phone, "Enter")
    expect(phone.page.locator(".verdict")).to_have_text("Not yet")
    tab_to(phone, "Help")
    press(phone, "Enter")
    phone.page.wait_for_url("**/help")
    tab_to(phone, "Hard to breathe")
    press(phone, "Enter")
    expect(phone.page.locator("#rf-breathing .body")).to_be_visible()


def test_the_first_stop_leads_past_the_top(patient: Phone) -> None:
    press(patient, "Tab")
    assert patient.measure(FOCUSED)["name"] == "Skip to what to do now"
    press(patient, "Enter")
    assert patient.measure("document.activeElement.id") == "main"


def test_a_country_is_chosen_by_keyboard(patient: Phone) -> None:
    patient.open("/help")
    tab_to(patient, "In another country?")
    press(patient, "Enter")
    tab_to(patient, "Country")
    patient.page.keyboard.type("Germany")
    expect(patient.page.locator("a[data-dial]")).to_have_text("Call 112")


def test_plan_is_walked_from_the_visit_to_the_last_link(patient: Phone) -> None:
    patient.open("/plan")
    tab_to(patient, "Add to calendar")
    tab_to(patient, "What begins at once")
    press(patient, "Enter")
    expect(patient.page.locator(".begins")).to_be_visible()
    tab_to(patient, "Keep a simple skin routine")
    tab_to(patient, "Choosing a safe clinic")
    press(patient, "Enter")
    patient.page.wait_for_url("**/choosing")


def test_the_way_back_is_seen_too(patient: Phone) -> None:
    for _ in range(12):
        press(patient, "Shift+Tab")
        stop: dict[str, Any] = patient.measure(FOCUSED)
        assert stop == stop | {"hasRing": True, "isInView": True, "isFree": True}
