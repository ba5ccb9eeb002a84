"""Bob at his desk and Alice with her phone, at the pace of people."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.browser.phone import GivePhone, Phone

KEY, DECISION = 80, 600  # ms


class Hand:
    """A hand that thinks before each tap and types key by key; `taps` counts what it does."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, spot: Locator) -> None:
        self.taps += 1
        self.page.wait_for_timeout(DECISION)
        spot.click()

    def choose(self, field: Locator, words: str) -> None:
        self.taps += 1
        self.page.wait_for_timeout(DECISION)
        field.select_option(label=words)

    def type(self, field: Locator, words: str) -> None:
        self.tap(field)
        field.press_sequentially(words, delay=KEY)


def bobs_desk(phones: GivePhone, **habits: object) -> Phone:
    """Bob's desk, at the door."""
    desk: Phone = phones(**{"width": 1280, "height": 900} | habits)
    desk.open("/practitioner")
    return desk


def signed_in(phones: GivePhone, **habits: object) -> Phone:
    desk = bobs_desk(phones, **habits)
    desk.button("Sign in as Dr Amara Osei").click()
    desk.page.wait_for_url("**/practitioner")
    return desk


def fill_in(hand: Hand, name: str = "Alice", product: str = "Daxxify") -> None:
    """The form, as far as it does not stand there already: product and areas are those of the plan before."""
    hand.type(hand.page.get_by_label("First name"), name)
    hand.choose(hand.page.get_by_label("Product"), product)
    for area, spot in (("glabella", "frown"), ("forehead", "forehead")):
        if not hand.page.locator(f"#area-{area}").is_checked():
            hand.tap(hand.page.locator(f".face .at-{spot}"))


def hand_over(desk: Phone, name: str = "Alice") -> Page:
    """Bob fills in the form without thinking; the page that Alice scans."""
    page = desk.open("/practitioner/treatments/new")
    page.get_by_label("First name").fill(name)
    page.get_by_label("Product").select_option(label="Daxxify")
    page.get_by_role("checkbox", name="Forehead").check()
    desk.button("Start the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name} scans this")
    return page


def link_on(page: Page) -> str:
    return page.get_by_label("Or send this link").input_value()


def code_on(page: Page) -> str:
    return page.locator("p.code").inner_text()


def open_link(phone: Phone, link: str) -> None:
    phone.open(link)
    phone.button("Continue on this phone").click()
    phone.page.wait_for_url("**/now")


def open_code(phone: Phone, code: str) -> None:
    phone.open("/code").get_by_label("Code").fill(code)
    phone.button("Continue on this phone").click()
    phone.page.wait_for_url("**/now")


def to_the_plan(desk: Phone) -> Page:
    desk.page.get_by_role("link", name="Done").click()
    desk.page.wait_for_url(re.compile(r"/practitioner/treatments/[0-9a-f-]{36}$"))
    return desk.page


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """The seconds that the block took, once it is over."""
    took, began = list[float](), time.monotonic()
    yield took
    took.append(time.monotonic() - began)
