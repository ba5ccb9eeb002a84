"""From our worker to the screen of a real Firefox and back: sealed, carried, opened, shown, tapped, and told to us."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.aftercare.protocol import bundled
from tests.browser.house import House
from tests.engines.autopush import DELIVERED, NOT_DECRYPTED, Autopush
from tests.engines.conftest import need
from tests.engines.push import PushPhone, house_with_push, push_firefox

pytestmark = pytest.mark.browser

KEY = "rm-checkin-1"
WORDS = bundled().reminder[KEY].discreet


@pytest.fixture(scope="module")
def push_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Autopush, House]]:
    need("firefox")
    with house_with_push(tmp_path_factory.mktemp("push")) as both:
        yield both


@pytest.fixture
def reached(push_house: tuple[Autopush, House], tmp_path: Path) -> Iterator[PushPhone]:
    """Alice's Firefox, in which she switched reminders on by the buttons of the page."""
    service, house = push_house
    house.forget_tries()
    with push_firefox(tmp_path, service) as engine:
        phone = PushPhone(engine, service, house)
        phone.switch_on()
        yield phone
        assert not engine.troubles()
        assert not service.post.refused
    service.forget_all()
    service.acks.clear()


def test_a_reminder_is_opened_by_firefox_shown_and_tapped(reached: PushPhone) -> None:
    reached.engine.go("about:blank")
    reached.make_due(KEY)
    reached.until(lambda: reached.alerts() == [[WORDS.title["en"], WORDS.body["en"]]])
    reached.until(lambda: reached.receipts() == [("sent", True, False)])
    assert reached.service.acks == [DELIVERED]
    assert reached.service.post.received[-1].claims.key == reached.channel.key
    reached.tap_alert()
    reached.until(lambda: f"{reached.address}/check-in" in reached.firefox.addresses())
    reached.until(lambda: reached.receipts() == [("sent", True, True)])
    reached.until(lambda: reached.alerts() == [])


def test_what_was_sealed_with_a_wrong_key_is_not_shown(reached: PushPhone) -> None:
    reached.spoil_its_key()
    reached.make_due(KEY)
    reached.until(lambda: reached.service.acks)
    assert reached.service.acks == [NOT_DECRYPTED]
    reached.until(lambda: reached.receipts()[0][0] == "sent")
    assert reached.receipts() == [("sent", False, False)]
    assert reached.alerts() == []


def test_a_phone_that_its_push_service_forgot_subscribes_again_by_itself(reached: PushPhone) -> None:
    before = reached.channel.id
    reached.engine.go("about:blank")
    reached.service.forget_all()
    reached.until(lambda: reached.service.channels)
    assert reached.channel.id != before
    reached.until(reached.is_known)
    reached.open("/reminders")
    reached.tap("Send me a test")
    reached.wait_for_text("[data-said]", "It works. This phone shows reminders.")
    assert reached.receipts() == [("sent", True, False)]
    reached.open("/now")
    reached.tap_alert()
    reached.wait_for("() => location.pathname === '/reminders'")
    reached.until(lambda: reached.receipts() == [("sent", True, True)])
