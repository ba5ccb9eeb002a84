"""Somebody lets the system choose all colours: what is only drawn remains to be seen."""

import pytest

from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.scenes import now, start

pytestmark = pytest.mark.browser

STYLE = "(element, name) => getComputedStyle(element)[name]"


def style(phone: Phone, selector: str, name: str) -> str:
    return str(phone.page.locator(selector).first.evaluate(STYLE, name))


def test_time_is_seen_on_the_arc_and_on_the_threads(phone: Phone, house: House) -> None:
    now(phone, house)
    phone.page.emulate_media(forced_colors="active")
    paper = style(phone, "body", "backgroundColor")
    thread = ".rule:not([hidden]) > summary > .thread"
    assert len({paper, style(phone, thread, "color"), style(phone, thread, "backgroundColor")}) == 3
    assert style(phone, ".hero:not([hidden]) .gone", "stroke") != paper
    assert style(phone, ".hero:not([hidden])", "borderTopWidth") == "1px"


def test_the_current_tab_and_the_focus_are_seen(phone: Phone, house: House) -> None:
    now(phone, house)
    phone.page.emulate_media(forced_colors="active")
    assert "underline" in style(phone, ".tabbar [aria-current]", "textDecorationLine")
    phone.page.keyboard.press("Tab")
    assert style(phone, ":focus-visible", "outlineWidth") == "3px"
    assert style(phone, ":focus-visible", "outlineColor") != style(phone, "body", "backgroundColor")


def test_the_words_of_a_full_button_are_seen(phone: Phone, house: House) -> None:
    """The system paints a band behind words, in the colour that they would have on a filled button."""
    start(phone, house)
    phone.page.emulate_media(forced_colors="active")
    assert style(phone, ".button.wide", "forcedColorAdjust") == "none"
    assert style(phone, ".button.wide", "color") != style(phone, ".button.wide", "backgroundColor")


def test_what_is_chosen_is_seen(phone: Phone, house: House) -> None:
    now(phone, house)
    phone.button("Wine").click()
    phone.page.emulate_media(forced_colors="active")
    chosen = style(phone, ".chip[aria-pressed=true]", "backgroundColor")
    assert chosen not in (style(phone, "body", "backgroundColor"), "rgba(0, 0, 0, 0)")
    start(phone, house)
    phone.page.get_by_text("Forehead", exact=True).click()
    assert style(phone, ".chip:has(:checked)", "backgroundColor") == chosen
    spot = "(label) => getComputedStyle(label, '::before').backgroundColor"
    marked, free = (phone.page.locator(f".face .{at}").evaluate(spot) for at in ("at-forehead", "at-chin"))
    assert marked != free
