"""Alice reads on Now: rules open and fold, and nothing moves under her eyes or her finger."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from companion.aftercare.protocol import bundled, say
from tests.browser.alice import ALICE, seen, wall
from tests.browser.phone import GivePhone, Phone
from tests.browser.test_now import row

pytestmark = pytest.mark.browser

HOUR = timedelta(hours=1)
# The height of the tallest line of a list, counted in lines of its words.
TALLEST = """() => Math.max(...[...document.querySelectorAll(".rule > summary")].map((line) => {
  const { paddingBlockStart, paddingBlockEnd } = getComputedStyle(line);
  const words = line.getBoundingClientRect().height - parseFloat(paddingBlockStart) - parseFloat(paddingBlockEnd);
  return words / 23;
}))"""


def test_a_rule_opens_and_says_why_how_sure_we_are_and_who_says_so(with_plan: GivePhone) -> None:
    phone, rule = with_plan(), bundled().rule["no-alcohol"]
    alcohol = row(phone, "Alcohol")
    alcohol.locator("summary").click()
    expect(alcohol).to_contain_text(f"Why? {say(rule.why)}")
    expect(alcohol.locator(".tag")).to_have_text(say(bundled().words.evidence[rule.evidence].tag))
    sources = ", ".join(bundled().sources[source].name for source in rule.sources)
    expect(alcohol.get_by_role("link")).to_have_text(f"From: {sources}")


def test_the_sources_lead_to_their_place_in_the_list(with_plan: GivePhone) -> None:
    phone = with_plan()
    row(phone, "Alcohol").locator("summary").click()
    row(phone, "Alcohol").get_by_role("link").click()
    first = bundled().sources[bundled().rule["no-alcohol"].sources[0]]
    expect(phone.page.locator("dl.sources > :target dt")).to_have_text(first.name)


def test_an_open_rule_stays_open_when_others_end(with_plan: GivePhone) -> None:
    phone = with_plan()
    row(phone, "Alcohol").locator("summary").click()
    phone.at(ALICE.treated_at + 4 * HOUR)
    expect(row(phone, "Alcohol").locator(".body")).to_be_visible()
    expect(row(phone, "Make-up")).to_have_count(0)


def test_five_stand_open_and_a_tap_shows_the_rest(with_plan: GivePhone) -> None:
    phone = with_plan()
    screen = seen(phone.page)
    assert (len(screen.not_yet), screen.more) == (5, f"{len(screen.folded)} more")
    phone.page.locator(".more > summary").click()
    expect(row(phone, screen.folded[-1])).to_be_visible()


def test_what_holds_the_whole_time_stands_until_its_end(with_plan: GivePhone) -> None:
    phone, protocol = with_plan(), bundled()
    asked = [say(protocol.rule[rule].title) for rule in protocol.now_view.always_linked]
    assert sorted(seen(phone.page).always) == sorted(asked)
    phone.at(ALICE.treated_at + timedelta(weeks=17))
    assert seen(phone.page).always == ["Keep taking your prescribed medicine"]


def test_lines_that_go_do_not_move_what_alice_reads(with_plan: GivePhone) -> None:
    phone = with_plan()
    phone.at(ALICE.treated_at + 4 * HOUR - timedelta(seconds=1))
    phone.page.get_by_role("heading", name="Expected now").scroll_into_view_if_needed()
    phone.measure("scrollBy(0, 300)")
    before = place_of_reading(phone)
    phone.page.clock.run_for(1000)
    expect(row(phone, "Make-up")).to_have_count(0)
    assert abs(place_of_reading(phone) - before) < 1


def place_of_reading(phone: Phone) -> float:
    top: float = phone.measure("document.querySelector('[aria-labelledby=expected]').getBoundingClientRect().top")
    return top


def test_nothing_changes_under_a_finger_that_is_down(with_plan: GivePhone) -> None:
    phone = with_plan()
    phone.at(ALICE.treated_at + 4 * HOUR - timedelta(seconds=1))
    row(phone, "Alcohol").hover()
    phone.page.mouse.down()
    phone.page.clock.run_for(1000)
    expect(row(phone, "Make-up")).to_have_count(1)
    phone.page.mouse.up()
    phone.page.clock.run_for(1000)
    expect(row(phone, "Make-up")).to_have_count(0)
    expect(row(phone, "Alcohol").locator(".body")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
def test_a_rule_takes_few_lines_whatever_the_font(width: int, with_plan: GivePhone) -> None:
    phone = with_plan(width=width, after=HOUR / 2)
    phone.at(wall("2026-03-08T17:00"))
    assert phone.measure(TALLEST) <= 4.5  # three lines with a phone's own font, four with the widest


def test_the_time_since_stays_in_one_piece(with_plan: GivePhone) -> None:
    page = with_plan(after=108 * timedelta(minutes=1)).page
    page.evaluate("document.querySelector('.lede').style.textWrap = 'wrap'")  # as a browser that balances no lines
    for width in range(240, 420, 4):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.querySelector('[data-since]').getClientRects().length") == 1
