"""Coming back to Now: the phone asks once whether something changed, and nobody loses what they were reading."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Response, expect

from companion.aftercare.schedule import Treated
from tests.browser.alice import TWO_HOURS
from tests.browser.house import House, Plan
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

SHOW_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"
COME_BACK = """() => {
  const page = document.documentElement;
  page.removeAttribute("data-back");
  document.addEventListener("htmx:after:swap", () => page.setAttribute("data-back", "yes"), { once: true });
  document.dispatchEvent(new Event("changed", { cancelable: true }));
}"""


@pytest.fixture
def treated(now: datetime) -> Treated:
    """A little more than two hours ago."""
    return Treated("daxxify", ("glabella", "forehead"), now - TWO_HOURS - timedelta(minutes=1), "Europe/London")


@pytest.fixture
def plan(house: House, treated: Treated) -> Plan:
    return house.plan(treated)


@pytest.fixture
def alice(phones: GivePhone, plan: Plan) -> Phone:
    phone: Phone = phones().sign_in(plan.session)
    phone.open("/now")
    return phone


def come_back(phone: Phone) -> Response:
    with phone.page.expect_response(lambda response: "hx-request" in response.request.headers) as answered:
        phone.measure(COME_BACK)
    expect(phone.page.locator("html")).to_have_attribute("data-back", "yes")
    return answered.value


def hours_left(phone: Phone) -> str:
    return phone.page.locator("[data-countdown]:visible").inner_text().partition(":")[0]


def test_nothing_new_is_answered_without_a_page(alice: Phone) -> None:
    assert come_back(alice).status == 304
    assert hours_left(alice) == "1"


def test_a_second_look_is_answered_without_a_page_too(alice: Phone) -> None:
    come_back(alice)
    assert come_back(alice).status == 304


def test_a_time_put_right_by_the_clinic_shows_and_runs_on(
    alice: Phone, house: House, plan: Plan, treated: Treated
) -> None:
    house.correct(plan, treated.treated_at - timedelta(minutes=90))
    assert come_back(alice).status == 200
    assert hours_left(alice) == "0"
    shown = alice.page.locator("[data-countdown]:visible").inner_text()
    expect(alice.page.locator("[data-countdown]:visible")).not_to_have_text(shown, timeout=3000)


def test_the_rule_that_alice_reads_stays_open(alice: Phone, house: House, plan: Plan, treated: Treated) -> None:
    alcohol = alice.page.locator("details.rule").filter(has=alice.page.get_by_text("Alcohol", exact=True))
    alcohol.locator("summary").click()
    house.correct(plan, treated.treated_at - timedelta(hours=3))  # other rules end, so the lines move
    come_back(alice)
    expect(alcohol.locator(".body")).to_be_visible()
    expect(alice.page.locator("details.rule[open]")).to_have_count(1)


def test_the_answer_that_alice_reads_stays(alice: Phone, house: House, plan: Plan, treated: Treated) -> None:
    alice.button("Wine").click()
    expect(alice.page.locator(".verdict")).to_be_visible()
    house.correct(plan, treated.treated_at - timedelta(minutes=5))
    come_back(alice)
    expect(alice.page.locator(".verdict")).to_be_visible()


def test_what_alice_was_typing_stays(alice: Phone, house: House, plan: Plan, treated: Treated) -> None:
    alice.page.get_by_role("searchbox").fill("colour my h")
    house.correct(plan, treated.treated_at - timedelta(minutes=5))
    come_back(alice)
    expect(alice.page.get_by_role("searchbox")).to_have_value("colour my h")


def test_a_phone_that_was_signed_out_is_led_to_the_first_page(alice: Phone) -> None:
    alice.context.clear_cookies()
    alice.measure(COME_BACK)
    alice.page.wait_for_url(f"{alice.address}/")
    assert alice.troubles.pop().startswith("401")


def test_her_other_treatment_stands_beside_the_first(alice: Phone) -> None:
    add_dysport(alice)
    for _ in range(2):
        expect(alice.page.get_by_role("region", name="Dysport")).to_be_visible()
        expect(alice.page.get_by_role("region", name="Daxxify")).to_be_visible()
        assert come_back(alice).status == 304


def test_one_treatment_alone_leads_to_the_newer_one(alice: Phone, plan: Plan) -> None:
    add_dysport(alice)
    alice.open(f"/treatments/{plan.treatment_id}").get_by_role("link", name="Dysport").click()
    expect(alice.page.locator(".lede")).to_contain_text("Dysport, treated at")
    expect(alice.page.get_by_role("link", name="Daxxify")).to_be_visible()


def test_the_page_says_when_it_was_last_fresh_even_when_nothing_was_new(phones: GivePhone, plan: Plan) -> None:
    phone: Phone = phones().sign_in(plan.session)
    phone.open("/now")
    phone.measure("document.querySelector('[data-asof] time').dateTime = '2020-01-01T00:00:00Z'")
    assert come_back(phone).status == 304
    fresh = datetime.fromisoformat(str(phone.page.locator("[data-asof] time").get_attribute("datetime")))
    assert abs(fresh - datetime.now(UTC)) < timedelta(minutes=1)
    expect(phone.page.locator("[data-asof]")).to_have_text(re.compile(r"As of \d\d:\d\d today\."))


def test_the_page_asks_by_itself_when_she_comes_back_after_a_minute(with_plan: GivePhone) -> None:
    phone = with_plan()
    expect(phone.page.locator("html")).to_have_attribute("data-answers", "here")
    phone.requests.clear()
    phone.measure(SHOW_AGAIN)
    assert "GET /now" not in phone.requests
    phone.page.clock.fast_forward(61_000)
    with phone.page.expect_request("**/now"):
        phone.measure(SHOW_AGAIN)


def test_a_question_in_between_does_not_make_the_page_new(with_plan: GivePhone) -> None:
    phone = with_plan()
    phone.page.clock.fast_forward(61_000)
    phone.button("Wine").click()
    expect(phone.page.locator(".verdict")).to_be_visible()
    with phone.page.expect_request("**/now", timeout=2000):
        phone.measure(SHOW_AGAIN)


def add_dysport(phone: Phone) -> None:
    page = phone.open("/start")
    for words in ("Dysport", "Chin", "1 hour ago", "Show what to do now"):
        page.get_by_text(words, exact=True).click()
    page.wait_for_url("**/now")
