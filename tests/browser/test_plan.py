"""Plan on a phone: today by its own clock, the days left, times as they are said there, and paper."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from companion.aftercare.protocol import bundled
from companion.aftercare.schedule import Treated, schedule_of
from tests.browser.alice import ALICE, wall
from tests.browser.house import House
from tests.browser.phone import GivePhone, Phone

pytestmark = pytest.mark.browser

VISIBLE_BARS = "() => [...document.querySelectorAll('.tabbar, .skip')].filter((bar) => bar.checkVisibility()).length"
CLOSED = "() => document.querySelectorAll('main details:not([open])').length"


@pytest.fixture
def plan(house: House, phones: GivePhone) -> GivePhone:
    """Gives phones that show Plan when their own clock is `after` the treatment."""

    def give(treated: Treated = ALICE, after: timedelta = timedelta(hours=2), zone: str = "") -> Phone:
        phone: Phone = phones(zone=zone or treated.zone, clock=treated.treated_at + after)
        phone.sign_in(house.plan(treated).session).open("/plan")
        return phone

    return give


def today(page: Page) -> Locator:
    return page.locator(".timeline > li[aria-current=date]")


@pytest.mark.parametrize(
    ("clock", "heading"),
    [
        ("2026-03-07T23:59", "Day 0 Today"),
        ("2026-03-08T00:00", "Day 1 Today"),
        ("2026-03-11T23:59", "Days 2 to 4 Today"),
        ("2026-03-12T00:00", "Days 5 to 7 Today"),  # midnight of the summer clock, which began on the 8th
        ("2026-04-20T12:00", "From day 29 Today"),
    ],
)
def test_today_is_marked_by_the_phones_clock(clock: str, heading: str, plan: GivePhone) -> None:
    page = plan(after=wall(clock) - ALICE.treated_at).page
    expect(today(page).locator("h4")).to_have_text(heading)
    expect(page.locator(".timeline [data-today]:visible")).to_have_count(1)


def test_today_moves_on_without_a_network(plan: GivePhone) -> None:
    phone = plan()
    phone.context.set_offline(True)
    phone.requests.clear()
    page = phone.at(wall("2026-03-08T00:01"))
    expect(today(page).locator("h4")).to_have_text("Day 1 Today")
    expect(page.locator(".timeline > li.done")).to_have_count(1)
    assert phone.requests == []


def test_what_holds_now_is_marked_and_the_mark_goes_with_the_window(plan: GivePhone) -> None:
    phone = plan()
    row = phone.page.locator("details.rule[data-starts]", has_text="Make-up").first
    expect(row.locator("[data-holds]")).to_be_visible()
    phone.at(ALICE.treated_at + timedelta(hours=4, minutes=1))
    expect(row.locator("[data-holds]")).to_be_hidden()


def test_times_are_said_as_people_say_them(plan: GivePhone) -> None:
    page = plan().page
    expect(page.locator("details.rule", has_text="Make-up").first.locator(".until")).to_have_text("until 18:30 today")
    first = page.locator(".changes.short").first.locator("li").first
    expect(first.locator(".at")).to_have_text("14:30")


def test_a_phone_elsewhere_reads_its_own_clock_and_its_own_date(plan: GivePhone) -> None:
    page = plan(zone="Asia/Tokyo").page  # 14:30 on 7 March in New York is 04:30 on the 8th there
    first = page.locator(".changes.short").first.locator("li").first
    expect(first.locator(".at")).to_have_text("04:30 on Sunday 8 March")
    expect(page.locator("[data-zone]")).to_have_text("Times are for Asia/Tokyo, where this phone is now.")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(days=14), ", in 14 days."),
        (timedelta(days=2), ", in 2 days."),
        (timedelta(days=1), ", tomorrow."),
        (timedelta(hours=1), ", today."),
    ],
)
def test_the_days_left_to_the_visit_are_counted_by_the_phone(
    before: timedelta, said: str, house: House, phones: GivePhone
) -> None:
    visit = wall("2026-06-25T10:30", "Europe/London")
    treated = Treated("daxxify", ("glabella",), visit - timedelta(days=14), "Europe/London")
    plan = house.plan(treated)
    house.book(plan, visit)
    phone = phones(clock=visit - before).sign_in(plan.session)
    page = phone.open("/plan")
    expect(page.locator(".hero .when")).to_have_text("Thursday 25 June")
    expect(page.locator(".hero .then").first).to_have_text(f"10:30{said}")
    phone.at(visit)
    expect(page.locator(".hero .then").first).to_have_text("10:30.")
    expect(page.get_by_text("That date is over.")).to_be_visible()
    expect(page.get_by_text("Add to calendar")).to_be_hidden()


def test_the_visit_is_added_to_the_calendar(patient: Phone) -> None:
    page = patient.open("/plan")
    with page.expect_download() as download:
        page.get_by_text("Add to calendar").click()
    assert download.value.suggested_filename == "date.ics"
    assert "SUMMARY:Aftercare: your date" in download.value.path().read_text()


def test_on_paper_no_bar_no_fold_and_no_day_that_is_only_true_today(plan: GivePhone) -> None:
    page = plan().page
    assert page.evaluate(CLOSED) > 5
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(CLOSED) == page.evaluate(VISIBLE_BARS) == 0
    text = page.locator("#main").inner_text()
    assert not any(word in text.lower() for word in ("today", "tomorrow", "in 14 days"))
    assert "until 18:30 on Saturday 7 March" in text
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(CLOSED) > 5
    expect(page.get_by_text("until 18:30 today").first).to_be_visible()


def test_plan_fits_on_a4(plan: GivePhone) -> None:
    pdf = plan().page.pdf(prefer_css_page_size=True)
    assert 1 <= pdf.count(b"/Type /Page\n") <= 7


def test_help_says_the_date_of_the_injection(plan: GivePhone) -> None:
    phone = plan()
    expect(phone.open("/help").locator(".say")).to_contain_text("botulinum toxin injection")


def test_every_window_of_the_course_is_named(plan: GivePhone) -> None:
    names = {window.rule.name["en"] for window in schedule_of(bundled(), ALICE).windows if not window.rule.is_reference}
    text = plan().page.locator(".timeline").evaluate("(list) => list.textContent")
    assert not [name for name in names if name not in text]
