"""Bob's look at a normal report takes less than twenty seconds, by the words, photos and buttons of the real page."""

from datetime import UTC, datetime, timedelta

import pytest

from companion.services.erase import erase_entry
from tests.browser.glance import Glance, by_hand, by_keys, read
from tests.browser.house import House
from tests.browser.phone import GivePhone
from tests.browser.queue_house import at_the_desk_of, clinic_with_two, course_of_alice, photographed
from tests.journal import keep_entry

pytestmark = pytest.mark.browser
A_LOOK = 20  # seconds
# What the patient sent is read to the last word; of the rest whose it is, what each photo is, by when, and the answer
# that is given. Days and scores of earlier photos stand in second ink, and the other answers are the same every time.
SENT = [".said-now", "#standing", ".promise"]
GLANCED = [".pagehead h1", ".of-face .trio", "[data-key='1']"]
ANSWER = "[data-key='1']"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_normal_report_is_read_and_answered_in_twenty_seconds(
    house: House, phones: GivePhone, width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    clinic, now = clinic_with_two(house), datetime.now(UTC)
    with house.app.app_context():
        alice, asked = course_of_alice(house, clinic)
        erase_entry(alice.owner, asked, now)
        scores = {"bruise": 1, "swelling": 0, "pain": 0, "asymmetry": 0}
        entry = keep_entry(alice, now - timedelta(hours=1), scores=scores)
        photographed(alice, entry, ("rest", "brows", "frown"), 20)
    desk = at_the_desk_of(phones(width=width, height=900 if width > 1000 else 844), clinic)
    page = desk.open(clinic.page(alice, entry))
    page.locator("time[data-due]").filter(has_text="due in").wait_for()
    words = read(page, SENT, GLANCED)
    photos = page.locator(".of-face:visible .trio img").count()
    hand, keys = Glance(words, photos, by_hand(page, ANSWER)), Glance(words, photos, by_keys(2))
    with capsys.disabled():
        print(f"\na look at {width} px, by hand: {hand}\n  by keys: {keys.seconds:.1f} s")  # noqa: T201
    assert photos == 3
    answer, course = (page.locator(part).bounding_box() for part in ("#answer", ".course-of"))
    assert answer and course
    assert answer["y"] < course["y"], "the answer comes before what nobody needs for it"
    assert max(hand.seconds, keys.seconds) < A_LOOK
