"""A check-in on a phone that keeps it: without a network, after the phone was off, put right before it was sent."""

import time

import pytest
from playwright.sync_api import expect

from companion.aftercare.protocol import bundled
from tests.browser.check_in import answer, begin, file, on_day_four, save, tick, wait_for_entries
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.journal import jpeg

pytestmark = pytest.mark.browser

TO_DECIDE = 2000  # milliseconds that a person reads and thinks before a tap
NAMES = """() => [...document.querySelectorAll(".face input")].map((spot) => spot.ariaLabel)"""


@pytest.fixture
def alice(own_house: OwnHouse, own_phone: OwnPhone) -> OwnPhone:
    """Her phone on day 4, which has kept the check-in before she ever asked for it."""
    return on_day_four(own_house, own_phone)


def test_two_in_a_row_without_a_network_on_day_four(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    page = begin(alice)
    tick(page, "bruise", "1")
    answer(page, "none")
    save(page)
    page = begin(alice)
    tick(page, "bruise", "2")
    answer(page, "same_day")
    save(page)
    answer(page, "same_day")
    own_house.start()
    first, second = wait_for_entries(own_house.at, page, 2)
    assert [(first.scores, first.urgency), (second.scores, second.urgency)] == [
        ({"bruise": 1}, "none"),
        ({"bruise": 2}, "same_day"),
    ]


def test_a_kept_page_knows_what_was_sent_since(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    tick(page, "bruise", "1")
    save(page)
    expect(page.get_by_text("Your clinic has it now.")).to_be_visible()
    own_house.stop()
    page = begin(alice)
    expect(page.get_by_text("Since your last check-in")).to_be_visible()
    tick(page, "bruise", "2")
    answer(page, "same_day")


def test_what_she_began_is_there_after_the_phone_was_off(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    tick(page, "bruise", "2")
    tick(page, "zone", "chin")
    page.get_by_label("How large: Chin").select_option("grape")
    page.get_by_label("Anything else?").fill("Blue since noon")
    own_house.stop()
    alice.stop().start()
    page = begin(alice)
    expect(page.get_by_text("What you began is still here.")).to_be_visible()
    expect(page.locator("[name=bruise][value='2']")).to_be_checked()
    expect(page.get_by_label("How large: Chin")).to_have_value("grape")
    expect(page.get_by_label("Anything else?")).to_have_value("Blue since noon")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("[data-form] input:checked")).to_have_count(0)
    page = begin(alice)
    expect(page.get_by_text("What you began is still here.")).to_be_hidden()


def test_a_log_with_a_photo_takes_few_taps(alice: OwnPhone, own_house: OwnHouse) -> None:
    """Journal, new, a bruise, its place, the yes to photos, the photo, save; a person reads before each."""
    taps, began = 1, time.monotonic()  # one in the phone's own list of photos
    for tap in (
        lambda page: page.get_by_role("link", name="Journal").click(),
        lambda page: page.get_by_role("link", name="New check-in").click(),
        lambda page: page.get_by_text("Clear and easy to see.").click(),
        lambda page: page.locator(".at-eye-right").click(),
        lambda page: page.get_by_label("Yes, keep my photos with my journal.").check(),
        lambda page: page.locator("[name=close_up]").set_input_files(file(jpeg())),
        save,
    ):
        alice.page.wait_for_timeout(TO_DECIDE)
        tap(alice.page)
        taps += 1
    took = time.monotonic() - began
    print(f"a log with one photo: {taps} taps, {took:.1f} s of 50 at a person's pace")  # noqa: T201
    (entry,) = wait_for_entries(own_house.at, alice.page, 1)
    assert entry.places == [{"zone": "eye-right", "size": None}]
    assert taps <= 8
    assert took < 50
    expect(alice.page.get_by_text("Your clinic has it now.")).to_be_visible()


def test_all_fine_is_one_tap_on_now_without_a_network_too(alice: OwnPhone, own_house: OwnHouse) -> None:
    own_house.stop()
    alice.open("/now").get_by_role("button", name="All fine").click()
    expect(alice.page.get_by_role("heading", level=1, name="Saved")).to_be_visible()
    alice.page.reload()
    expect(alice.page.get_by_role("heading", level=1, name="How are you?")).to_be_visible()
    own_house.start()
    alice.open("/journal")
    (entry,) = wait_for_entries(own_house.at, alice.page, 1)
    assert entry.kind == "fine"


def test_whoever_looks_often_hears_a_calm_word(alice: OwnPhone) -> None:
    often = bundled().check_in.often
    assert often
    for number in range(often.more_than + 1):
        page = begin(alice)
        tick(page, "redness_heat", "1")
        save(page)
        expect(page.locator("[data-often]")).to_be_visible(visible=number == often.more_than)


def test_a_correction_takes_the_place_of_the_old_one(alice: OwnPhone, own_house: OwnHouse) -> None:
    page = begin(alice)
    tick(page, "pain", "9")
    save(page)
    (old,) = wait_for_entries(own_house.at, page, 1)
    alice.open(f"/check-in?of={old.id}")
    page.wait_for_url("**/correction")
    expect(page.locator("[name=pain][value='9']")).to_be_checked()
    answer(page, "same_day")
    tick(page, "pain", "2")
    answer(page, "none")
    save(page)
    first, newer = wait_for_entries(own_house.at, page, 2)
    assert (newer.supersedes_id, newer.scores, newer.noted_at) == (old.id, {"pain": 2}, first.noted_at)


def test_what_was_not_sent_yet_is_put_right_without_a_network(alice: OwnPhone, own_house: OwnHouse) -> None:
    """Her slip of the finger does not count for what comes after it, on the phone or at the server."""
    own_house.stop()
    page = begin(alice)
    tick(page, "bruise", "3")
    page.get_by_label("Anything else?").fill("By the brow")
    save(page)
    alice.open("/journal").get_by_role("link", name="Change it").click()
    expect(page.get_by_role("heading", level=1, name="Change your check-in")).to_be_visible()
    expect(page.get_by_label("Anything else?")).to_have_value("By the brow")
    tick(page, "bruise", "1")
    answer(page, "none")
    save(page)
    expect(alice.open("/journal").locator("[data-changed]:visible")).to_contain_text("The new one is here too")
    page = begin(alice)
    tick(page, "bruise", "2")
    answer(page, "same_day")
    own_house.start()
    alice.open("/journal")
    old, newer = wait_for_entries(own_house.at, page, 2)
    assert (newer.supersedes_id, newer.scores, newer.noted_at) == (old.id, {"bruise": 1}, old.noted_at)
    expect(page.get_by_text("You changed this. What it was before")).to_be_visible()
