"""Everybody can read it and reach it: axe, narrow and enlarged screens, big targets, no motion, nothing that jumps."""

import os
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from tests.browser.camera_scenes import CAMERA_SCENES
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone, Scheme, untroubled
from tests.browser.scenes import SCENES, now

pytestmark = pytest.mark.browser

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (320, 390, 1280)
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
Look = tuple[int, Scheme, dict[str, Any]]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RUN_AXE = """async (rules) => {
  const { violations } = await axe.run({ runOnly: rules });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => [id, node.target.join(), node.failureSummary]));
}"""
OVERFLOWING = """() => [...document.body.querySelectorAll("*")].filter((element) => {
  const { right, left, width } = element.getBoundingClientRect();
  return width > 0 && element.checkVisibility() && (right > innerWidth + 0.5 || left < -0.5);
}).map((element) => element.outerHTML.slice(0, 90))"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
  "button:not([aria-hidden]), .button, .chip, .link, .tabbar a, summary, select, .input, .face label"
)].filter((element) => {
  const { height, width } = element.getBoundingClientRect();
  return element.checkVisibility() && (height < 44 || width < 44);
}).map((element) => [element.outerHTML.slice(0, 90), element.getBoundingClientRect().height])"""
LONGEST_MOTION = """() => Math.max(...[...document.querySelectorAll("*")].map((element) => {
  const { transitionDuration, animationDuration } = getComputedStyle(element);
  return Math.max(parseFloat(transitionDuration), parseFloat(animationDuration));
}))"""
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { sum += value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 400);
})"""


@pytest.fixture(scope="module", params=SCENES, ids=lambda scene: scene.__name__)
def shown(request: pytest.FixtureRequest, house: House) -> Iterator[Phone]:
    """A phone at each scene; the tests of a scene share it."""
    browser = request.getfixturevalue("whole_chromium" if request.param in CAMERA_SCENES else "chromium")
    with untroubled(browser, house) as phones:
        phone = phones()
        request.param(phone, house)
        yield phone


def looks(place: int) -> list[Look]:
    """How axe looks at the scene that stands there in the list.

    With TRUST=1 it is every width, light and dark, every rule. Else scenes take widths and schemes in turn: one look
    with every rule, and for every third scene one in the other scheme and at the next width with the rules of colour,
    as no other rule asks for the scheme. So each six scenes see all widths in both schemes.
    """
    if os.environ.get("TRUST") == "1":
        return [(width, scheme, ALL_RULES) for width in WIDTHS for scheme in SCHEMES]
    whole, colours = ((WIDTHS[(place + step) % 3], SCHEMES[(place + step) % 2]) for step in (0, 1))
    return [(*whole, ALL_RULES), *([] if place % 3 else [(*colours, COLOUR_RULES)])]


def at_width(phone: Phone, width: int, script: str) -> Any:
    phone.page.set_viewport_size({"width": width, "height": 640})
    return phone.measure(script)


def show_whole(phone: Phone, width: int) -> None:
    """As tall as the page: axe takes what the tab bar covers until one scrolls for lost."""
    height = at_width(phone, width, "document.documentElement.scrollHeight")
    phone.page.set_viewport_size({"width": width, "height": height})


def test_axe_finds_nothing(shown: Phone, request: pytest.FixtureRequest) -> None:
    shown.measure(AXE)
    for width, scheme, rules in looks(SCENES.index(request.node.callspec.params["shown"])):
        show_whole(shown, width)
        shown.page.emulate_media(color_scheme=scheme)
        assert shown.page.evaluate(RUN_AXE, rules) == [], f"{scheme}, {width} px"


def test_six_scenes_see_every_width_in_both_schemes() -> None:
    assert {(width, scheme) for place in range(6) for width, scheme, _ in looks(place)[:1]} == {
        (width, scheme) for width in WIDTHS for scheme in SCHEMES
    }
    assert all({scheme for _, scheme, _ in looks(place)} == set(SCHEMES) for place in (0, 3))


def test_nothing_scrolls_sideways(shown: Phone) -> None:
    for width in (320, 640):  # 640 is what a window of 1280 has left at 200 %
        assert at_width(shown, width, "document.documentElement.scrollWidth") == width
        assert at_width(shown, width, OVERFLOWING) == []


def test_text_at_twice_its_size_fits(shown: Phone) -> None:
    try:
        shown.measure("() => { document.documentElement.style.fontSize = '200%' }")
        for width in (320, 390):
            assert at_width(shown, width, "document.documentElement.scrollWidth") == width
            assert at_width(shown, width, OVERFLOWING) == []
    finally:
        shown.measure("() => { document.documentElement.style.fontSize = '' }")


def test_targets_are_big_enough_for_a_finger(shown: Phone) -> None:
    for width in WIDTHS:
        assert at_width(shown, width, SMALL_TARGETS) == []


def test_a_page_has_a_title_one_heading_and_a_language(shown: Phone) -> None:
    assert shown.page.title()
    assert shown.page.locator("h1:visible").count() == 1
    assert shown.measure("document.documentElement.lang") == "en"


def test_whoever_asked_for_no_motion_gets_none(phones: GivePhone, house: House) -> None:
    lively, calm = phones(), phones(motion="reduce")
    for phone in (lively, calm):
        now(phone, house)
    assert lively.measure(LONGEST_MOTION) > 0
    assert calm.measure(LONGEST_MOTION) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_jumps_while_now_loads(width: int, phones: GivePhone, house: House) -> None:
    phone = phones(width=width)
    now(phone, house)
    assert phone.measure(SHIFT) < 0.01


def test_a_jump_would_be_seen(phone: Phone, house: House) -> None:
    now(phone, house)
    phone.measure("() => document.body.prepend(Object.assign(document.createElement('p'), { textContent: 'jump' }))")
    assert phone.measure(SHIFT) > 0.01


def test_zooming_is_allowed(phone: Phone) -> None:
    content = phone.open("/").locator("meta[name=viewport]").get_attribute("content")
    assert content
    assert "user-scalable" not in content
    assert "maximum-scale" not in content
