"""What ends goes gently, and nothing of it is left behind."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.alice import ALICE
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

FOUR_HOURS = ALICE.treated_at + timedelta(hours=4)
FADING = "(row) => row.getAnimations().flatMap(({ effect }) => effect.getKeyframes().map(({ opacity }) => opacity))"
TOP = "(heading) => heading.getBoundingClientRect().top"
SLOWLY = """() => {
  const swift = Element.prototype.animate;
  Element.prototype.animate = function (frames) { return swift.call(this, frames, 3000); };
}"""


def leaving(phone: Phone) -> Locator:
    return phone.page.locator(".leaving")


def row(phone: Phone, name: str) -> Locator:
    return phone.page.locator(".rule:not(.leaving)").filter(has=phone.page.locator(".name", has_text=name))


def at_the_end_of_make_up(with_plan: GivePhone, **habits: object) -> Phone:
    """Make-up is in sight; a moment later it ends, and the night begins."""
    phone: Phone = with_plan(after=timedelta(hours=4) - timedelta(minutes=5), **habits)
    phone.at(FOUR_HOURS - timedelta(seconds=3))
    phone.measure(SLOWLY)
    row(phone, "Make-up").first.scroll_into_view_if_needed()
    return phone


def test_a_rule_that_ends_fades_and_folds_and_is_gone(with_plan: GivePhone) -> None:
    phone = at_the_end_of_make_up(with_plan)
    phone.page.clock.run_for(5000)
    assert leaving(phone).filter(has_text="Make-up").evaluate(FADING) == ["1", "0"]
    expect(leaving(phone)).to_have_count(0)
    expect(row(phone, "Make-up").first).to_be_hidden()


def test_the_lines_below_do_not_jump_when_it_leaves(with_plan: GivePhone) -> None:
    phone = at_the_end_of_make_up(with_plan)
    heading = phone.page.get_by_role("heading", name="Not yet")
    top = heading.evaluate(TOP)
    phone.page.clock.run_for(5000)
    assert heading.evaluate(TOP) == pytest.approx(top, abs=1)


def test_the_next_countdown_fades_in(with_plan: GivePhone) -> None:
    phone = at_the_end_of_make_up(with_plan)
    phone.page.clock.run_for(5000)
    assert phone.page.locator(".hero:visible .countdown").evaluate(FADING) == ["0", "1"]


def test_a_finger_that_comes_down_holds_it(with_plan: GivePhone) -> None:
    phone = at_the_end_of_make_up(with_plan)
    phone.page.clock.run_for(5000)
    phone.page.mouse.down()
    assert leaving(phone).first.evaluate("(row) => row.getAnimations()[0].playState") == "paused"
    phone.page.mouse.up()
    expect(leaving(phone)).to_have_count(0)


def test_whoever_asked_for_no_motion_sees_it_gone_at_once(with_plan: GivePhone) -> None:
    phone = at_the_end_of_make_up(with_plan, motion="reduce")
    phone.page.clock.run_for(5000)
    expect(row(phone, "Make-up").first).to_be_hidden()
    assert phone.measure("document.getAnimations().length") == 0
    expect(leaving(phone)).to_have_count(0)
