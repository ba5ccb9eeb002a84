"""The server is stopped and the browser starts anew: what Alice's phone keeps is right at any instant of her course."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from companion.aftercare.zones import epoch
from companion.models.treatment import Course, courses_of
from tests.aftercare.test_can_i import TABLE
from tests.aftercare.test_doubts import HELP
from tests.browser.alice import seen, told
from tests.browser.both import ASK, READ, Asked, Said, told_by_server
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone

pytestmark = pytest.mark.browser

LATER = [
    timedelta(0),
    timedelta(hours=3),
    timedelta(hours=23),
    timedelta(days=2),
    timedelta(days=6),
    timedelta(days=20),
]
QUESTIONS = [*(row.question for row in TABLE), *(line.split(" -> ")[0] for line in HELP.strip().splitlines())]
SCRIPTS = "document.querySelector('script[src*=\"/js/\"]').src.replace(/[^/]*$/, '')"


@pytest.fixture
def course(own_house: OwnHouse, own_phone: OwnPhone) -> Course:
    """Alice's course, on her phone; then the server is stopped, and her browser."""
    own_phone.redeem(own_house.at.hand_over())
    course = latest_course(own_house)
    own_phone.open("/plan")
    own_phone.wait_until_kept("/plan")
    own_house.stop()
    own_phone.stop()
    return course


def latest_course(house: OwnHouse) -> Course:
    with house.at.app.app_context():
        found = [course for owner in house.at.patients() for course in courses_of(*owner)]
    return max(found, key=lambda course: course.schedule.treated.treated_at)


def test_now_opens_true_hours_and_days_later(course: Course, own_phone: OwnPhone) -> None:
    treated = course.schedule.treated
    own_phone.start(clock=datetime.now(UTC)).open("/help")
    own_phone.wait_until_old("/now")
    page = own_phone.open("/now")
    expect(page.locator(".topnote")).to_contain_text("No network. As of")
    expect(page.get_by_text("Plan version")).to_be_visible()
    start = datetime.fromtimestamp(page.evaluate("Date.now()") // 1000, UTC)
    for later in LATER:
        page.clock.pause_at(start + later + timedelta(seconds=5))
        assert seen(page) == told(treated, start + later + timedelta(seconds=5)), later


def test_the_phone_gives_the_answers_of_the_server(course: Course, own_house: OwnHouse, own_phone: OwnPhone) -> None:
    """Every question of the tables: any-order help, two edits and medicines among them."""
    assert len(QUESTIONS) >= 300
    own_phone.start()
    page = own_phone.open("/now")
    file = page.evaluate("fetch('/course.json').then((answer) => answer.text())")
    now = datetime.now(UTC).replace(microsecond=0)
    asked: list[Asked] = [(question, now + later) for question in QUESTIONS for later in (LATER[0], LATER[3])]
    rows = page.evaluate(ASK, [file, [[question, epoch(at)] for question, at in asked], page.evaluate(SCRIPTS)])
    with own_house.at.app.test_request_context():
        answers = [told_by_server([course], question, at) for question, at in asked]
    markups = page.evaluate(READ, [answer.markup for answer in answers])
    for one, answer, markup, row in zip(asked, answers, markups, rows, strict=True):
        assert Said(*row) == answer._replace(markup=markup), one


def test_she_asks_on_the_page_itself(course: Course, own_phone: OwnPhone) -> None:
    own_phone.start()
    page = own_phone.open("/now")
    expect(page.locator("html")).to_have_attribute("data-answers", "here")
    own_phone.button("Wine").click()
    expect(page.locator(".verdict")).to_have_text("Not yet")


def test_plan_and_help_open_too_and_other_pages_say_that_they_do_not(course: Course, own_phone: OwnPhone) -> None:
    own_phone.start()
    expect(own_phone.open("/plan").get_by_role("heading", level=1)).to_have_text("Your plan")
    expect(own_phone.open("/help").get_by_role("link", name="Call").first).to_be_visible()
    expect(own_phone.open("/phones").get_by_role("heading", level=1)).to_have_text("This page is not on your phone")
    own_phone.open("/").wait_for_url("**/now")


def test_help_opens_on_a_phone_that_never_signed_in(own_house: OwnHouse, own_phone: OwnPhone) -> None:
    own_phone.open("/")
    own_phone.measure("navigator.serviceWorker.ready.then(() => true)")
    own_house.stop()
    own_phone.stop().start()
    page = own_phone.open("/help")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help")
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    expect(own_phone.open("/install").get_by_role("heading", level=1)).to_be_visible()


def test_on_a_slow_network_the_kept_page_comes_at_once(own_house: OwnHouse, own_phone: OwnPhone) -> None:
    own_phone.redeem(own_house.at.hand_over())
    own_phone.stop().start()
    with own_house.frozen():
        started = datetime.now(UTC)
        own_phone.page.goto(own_phone.address + "/now", wait_until="commit")
        expect(own_phone.page.locator(".hero:visible").first).to_be_visible()
        assert datetime.now(UTC) - started < timedelta(seconds=3)
    expect(own_phone.page.locator(".topnote")).to_have_count(0)


def test_a_correction_of_the_clinic_reaches_the_answers_too(own_house: OwnHouse, own_phone: OwnPhone) -> None:
    own_phone.redeem(own_house.at.hand_over())
    course = latest_course(own_house)
    own_phone.wait_until_old("/course.json")
    moved = course.schedule.treated.treated_at - timedelta(hours=30)
    own_house.at.move(course.id, moved)
    page = own_phone.open("/now")
    expect(page.locator(f".lede time[datetime^='{moved.strftime('%Y-%m-%dT%H:%M')}']")).to_be_attached()
    expect(page.locator("html")).to_have_attribute("data-answers", "here")
    own_phone.button("Wine").click()
    expect(page.locator(".verdict")).to_have_text("Yes")


def test_the_fresh_page_comes_without_a_jump(own_house: OwnHouse, own_phone: OwnPhone) -> None:
    """Bob corrects the time while Alice looks at the page that her phone kept."""
    own_phone.redeem(own_house.at.hand_over())
    own_phone.wait_until_old("/now")
    course = latest_course(own_house)
    with own_house.frozen():
        own_phone.page.goto(own_phone.address + "/now", wait_until="commit")
        heading = own_phone.page.get_by_role("heading", name="Next change")
        heading.scroll_into_view_if_needed()
        top = heading.bounding_box()
        own_house.at.move(course.id, course.schedule.treated.treated_at - timedelta(minutes=20))
    moved = (course.schedule.treated.treated_at - timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M")
    expect(own_phone.page.locator(f".lede time[datetime^='{moved}']")).to_be_attached()
    after = heading.bounding_box()
    assert top
    assert after
    assert abs(after["y"] - top["y"]) < 2
