"""Everybody can read it and reach it: axe, narrow and enlarged screens, big targets, no motion, nothing that jumps."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone, Scheme, untroubled
from tests.browser.scenes import SCENES, now

pytestmark = pytest.mark.browser

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
RUN_AXE = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
  const { violations } = await axe.run({ runOnly: { type: "tag", values: tags } });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => [id, node.target.join(), node.failureSummary]));
}"""
OVERFLOWING = """() => [...document.body.querySelectorAll("*")].filter((element) => {
  const { right, left, width } = element.getBoundingClientRect();
  return width > 0 && element.checkVisibility() && (right > innerWidth + 0.5 || left < -0.5);
}).map((element) => element.outerHTML.slice(0, 90))"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
  "button, .button, .chip, .link, .tabbar a, summary, select, .input, .face label")].filter((element) => {
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
def shown(request: pytest.FixtureRequest, chromium: Browser, house: House) -> Iterator[Phone]:
    """A phone at each scene; the tests of a scene share it."""
    with untroubled(chromium, house) as phones:
        phone = phones()
        request.param(phone, house)
        yield phone


def at_width(phone: Phone, width: int, script: str) -> Any:
    phone.page.set_viewport_size({"width": width, "height": 640})
    return phone.measure(script)


def show_whole(phone: Phone, width: int) -> None:
    """As tall as the page: axe takes what the tab bar covers until one scrolls for lost."""
    height = at_width(phone, width, "document.documentElement.scrollHeight")
    phone.page.set_viewport_size({"width": width, "height": height})


def test_axe_finds_nothing(shown: Phone) -> None:
    shown.measure(AXE)
    for width in (320, 390, 1280):
        show_whole(shown, width)
        for scheme in SCHEMES:
            shown.page.emulate_media(color_scheme=scheme)
            assert shown.measure(RUN_AXE) == [], f"{scheme}, {width} px"


def test_nothing_scrolls_sideways(shown: Phone) -> None:
    for width in (320, 640):  # 640 is what a window of 1280 has left at 200 %
        assert at_width(shown, width, "document.documentElement.scrollWidth") == width
        assert at_width(shown, width, OVERFLOWING) == []


def test_targets_are_big_enough_for_a_finger(shown: Phone) -> None:
    for width in (320, 390, 1280):
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


@pytest.mark.parametrize("width", [320, 390, 1280])
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
