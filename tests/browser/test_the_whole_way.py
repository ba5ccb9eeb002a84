"""From the owner's link to the receipt: Olga's tablet, Alice's own phone, a push service that is this test.

Each part prints its seconds and taps. Nobody waits here: the thought before each tap is added to what the machine took.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from companion.adapters.web_push.message import Message
from companion.services.health import say_alive
from tests.browser.conftest import FLAGS, path_of_chromium
from tests.browser.desk import Hand, fill_in, link_on
from tests.browser.glance import Glance, by_hand, read
from tests.browser.own_house import OwnHouse
from tests.browser.own_phone import OwnPhone
from tests.browser.phone import Phone, untroubled
from tests.browser.photos import photo
from tests.browser.push_phone import PushPhone
from tests.browser.staff import Finger, enrol, staff_link
from tests.browser.test_check_in_photos import YES, choose
from tests.browser.test_glance import A_LOOK, ANSWER, GLANCED, SENT
from tests.patience import PATIENCE
from tests.services.post import Service, worker_at

pytestmark = pytest.mark.browser
FORM, USEFUL_SCREEN, REPORT = 30, 5, 50  # seconds
THOUGHT = 2.0  # seconds before each tap
FROM_HOME = "Object.defineProperty(navigator, 'standalone', { value: true })"
SIZE = (2016, 1512)


class Ready(Hand):
    """A hand that does not wait, and counts its taps."""

    def tap(self, spot: Locator) -> None:
        self.taps += 1
        spot.click()

    def choose(self, field: Locator, words: str) -> None:
        self.taps += 1
        field.select_option(label=words)


class Way:
    """The seconds of each part, with the thought before each of its taps."""

    def __init__(self, *hands: Hand) -> None:
        self.hands, self.seconds, self.lines = hands, dict[str, float](), list[str]()

    @contextmanager
    def part(self, name: str, thought: float = THOUGHT) -> Iterator[None]:
        began, before = monotonic(), sum(hand.taps for hand in self.hands)
        yield
        taps = sum(hand.taps for hand in self.hands) - before
        self.seconds[name] = monotonic() - began + taps * thought
        self.lines.append(f"{name}: {self.seconds[name]:.1f} s, {taps} taps")


@pytest.fixture
def fresh_phone(playwright: Playwright, own_house: OwnHouse, tmp_path: Path) -> Iterator[PushPhone]:
    """Alice's, which never was here and may show reminders."""
    phone = OwnPhone(playwright, path_of_chromium("chromium"), FLAGS, tmp_path / "profile", own_house.address)
    pushed = PushPhone(phone, own_house)
    pushed.allow("granted")
    yield pushed
    pushed.close()
    phone.stop()
    assert not phone.troubles, "\n".join(phone.troubles)


@pytest.fixture
def tablet(chromium: Browser, own_house: OwnHouse) -> Iterator[Phone]:
    """The clinic's, which never was here."""
    with untroubled(chromium, own_house.at) as give:
        yield give(width=820, height=1180)


def test_the_whole_way(
    tablet: Phone, fresh_phone: PushPhone, own_house: OwnHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    olga, alice, photos = Ready(tablet.page), Ready(fresh_phone.page), [photo(seed, SIZE) for seed in range(4)]
    way = Way(olga, alice)
    with way.part("door"):
        comes_in(tablet, olga, own_house)
    with way.part("form"):
        fills_in(tablet, olga)
    link = link_on(tablet.page)
    with way.part("link to useful screen"):
        fresh_phone.phone.open(link)
        alice.tap(fresh_phone.phone.button("Continue on this phone"))
        expect(fresh_phone.page.locator("[data-countdown]:visible")).to_be_visible()
    with way.part("proof"):
        proves(tablet, fresh_phone, olga, alice)
    asks_no_more(tablet)
    with way.part("report with four photos"):
        reports(fresh_phone, alice, photos)
    with way.part("waiting for Today and the report"):
        page = opens_the_report(tablet)
    glance = Glance(
        read(page, SENT, GLANCED), page.locator(".of-face:visible .trio img").count(), by_hand(page, ANSWER)
    )
    with way.part("answer", 0):
        olga.tap(page.locator(ANSWER))
        expect(page.locator(".reply").first).to_contain_text("It is normal for")
    with way.part("receipt at the desk", 0):
        hears(fresh_phone)
        stands(page, "Shown on the phone")
    reads(fresh_phone)
    stands(page, "Read in the journal")
    with capsys.disabled():
        print("", *way.lines, f"look: {glance}", f"taps: desk {olga.taps}, phone {alice.taps}", sep="\n")  # noqa: T201
    assert way.seconds["form"] < FORM
    assert way.seconds["link to useful screen"] < USEFUL_SCREEN
    assert way.seconds["report with four photos"] < REPORT
    assert way.seconds["waiting for Today and the report"] + glance.seconds + way.seconds["answer"] < A_LOOK


def comes_in(tablet: Phone, olga: Ready, house: OwnHouse) -> None:
    """A passkey by the link, out, and in again with one tap."""
    Finger(tablet)
    page = enrol(tablet, staff_link(house.at, "Olga"))
    olga.taps += 2
    olga.tap(page.get_by_role("link", name="I have kept them"))
    olga.tap(page.get_by_role("navigation").get_by_role("link", name="Account"))
    olga.tap(page.get_by_role("button", name="Sign out").first)
    olga.tap(tablet.button("Sign in with a passkey"))
    page.get_by_role("heading", name="Today").wait_for()


def fills_in(tablet: Phone, olga: Ready) -> None:
    page = tablet.page
    olga.tap(page.get_by_role("main").get_by_role("link", name="New plan"))
    fill_in(olga)
    olga.tap(tablet.button("Start the plan"))
    olga.tap(page.get_by_role("link", name="Full screen"))
    expect(page.get_by_role("dialog").locator(".qr svg")).to_be_visible()


def proves(tablet: Phone, phone: PushPhone, olga: Ready, alice: Ready) -> None:
    """Connected, on the home screen, switched on, tested, shown."""
    desk = tablet.page
    olga.tap(desk.get_by_role("dialog").get_by_role("link", name="Close"))
    expect(desk.get_by_text("Phone connected")).to_be_visible()
    phone.phone.context.add_init_script(FROM_HOME)
    phone.phone.open("/reminders")
    alice.tap(phone.phone.button("Switch reminders on").first)
    expect(desk.get_by_text("An iPhone needs it for reminders.")).to_have_count(0)
    with phone.app.app_context():
        say_alive("worker", datetime.now(UTC))
    olga.tap(tablet.button("Send a test"))
    expect(desk.get_by_text("Waiting for the phone to show it")).to_be_visible()
    [message] = delivered(phone, datetime.now(UTC))
    assert desk.get_by_text("Reminders arrive").count() == 0
    phone.bring_message(message)
    expect(desk.get_by_text("Reminders arrive")).to_be_visible()
    assert [one["title"] for one in phone.shown()] == ["It works"]


def delivered(phone: PushPhone, now: datetime) -> list[Message]:
    """What the worker sends at that instant."""
    service = Service()
    with phone.app.app_context():
        worker_at(service)(now)
    return service.got


def asks_no_more(tablet: Phone) -> None:
    """What was proven is proven; the plan says so."""
    tablet.requests.clear()
    tablet.page.wait_for_timeout(2500)
    assert tablet.requests == []
    tablet.page.get_by_role("link", name="Done").click()
    expect(tablet.page.get_by_text("A phone proved it")).to_be_visible()
    expect(tablet.page.get_by_text("On the home screen")).to_have_count(0)


def reports(phone: PushPhone, alice: Ready, photos: list[bytes]) -> None:
    """A bruise with a photo of each face, until the clinic has it."""
    page = phone.phone.open("/now")
    alice.tap(page.get_by_role("link", name="Something to tell"))
    page.locator("main[data-live]").wait_for()
    alice.tap(page.locator("[name=bruise][value='1']"))
    alice.tap(page.get_by_label(YES))
    for face, body in zip(("rest", "brows", "frown", "smile"), photos, strict=True):
        alice.taps += 2  # the button, and the shutter
        choose(page, face, body)
    alice.tap(page.get_by_role("button", name="Save check-in"))
    expect(page.get_by_text("Your clinic has it now.")).to_be_visible()


def opens_the_report(tablet: Phone) -> Page:
    page = tablet.open("/practitioner")
    page.locator(".case a").first.click()
    expect(page.get_by_role("heading", name="What Alice sent")).to_be_visible()
    expect(page.locator("time[data-due]").first).to_contain_text("due in")
    return page


def hears(phone: PushPhone) -> None:
    """The answer's push is shown; at night it waits for the morning."""
    now = datetime.now(UTC)
    by_day = next(at for hours in range(0, 24, 6) if 9 <= (at := now + timedelta(hours=hours)).hour < 20)
    [news] = [message for message in delivered(phone, by_day) if b"there is news" in message.payload]
    phone.bring_message(news)
    assert "Aftercare: there is news" in [one["title"] for one in phone.shown(2)]


def stands(page: Page, words: str) -> None:
    """The desk loads the page anew until the phone's own word is there."""
    until = monotonic() + PATIENCE
    while not page.get_by_text(words).count():
        assert monotonic() < until, words
        page.wait_for_timeout(100)
        page.reload()


def reads(phone: PushPhone) -> None:
    page = phone.phone.open("/journal")
    with page.expect_response("**/reading"):
        reply = page.locator(".reply").first
        reply.scroll_into_view_if_needed()
        expect(reply).to_contain_text("It is normal for")
