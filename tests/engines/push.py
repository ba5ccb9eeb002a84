"""Alice's phone with a Firefox whose push service is ours: what stands on its screen, and what our tables say of it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from companion.extensions import db
from companion.models import Delivery, Reminder, ReminderWishes, Subscription
from tests.browser.house import House, running
from tests.engines.autopush import Autopush, Channel, autopush
from tests.engines.firefox import Firefox, firefox
from tests.engines.phone import Phone
from tests.patience import PATIENCE

HABITS = {
    "dom.push.connection.enabled": True,
    "dom.push.testing.allowInsecureServerURL": True,  # to its push service on this machine; the endpoint is https
    "dom.push.maxQuotaPerSubscription": 1000,
    "dom.push.retryBaseInterval": 100,  # milliseconds until it looks for a push service that hung up
    "permissions.default.desktop-notification": 1,  # whoever is asked says yes
    "alerts.useSystemBackend": False,  # it draws a notification itself
}
ALERT = "alert.xhtml"
READ = """() => ["alertTitleLabel", "alertTextLabel"].map((id) => document.getElementById(id))
  .map((label) => label?.value || label?.textContent || "")"""
TAP = "() => document.getElementById('alertBox').click()"


class PushPhone(Phone):
    """`service` is where it is reached, `house` who sends."""

    def __init__(self, engine: Firefox, service: Autopush, house: House) -> None:
        super().__init__(engine, house.address)
        self.firefox, self.service, self.house = engine, service, house

    def switch_on(self) -> None:
        """Alice comes in by her link and lets this phone be reached."""
        self.settle(self.house.hand_over())
        self.open("/reminders")
        self.tap("Switch reminders on")
        self.wait_for_text("[data-when=on]", "Reminders are on.")

    @property
    def channel(self) -> Channel:
        """The one subscription that the push service knows."""
        [channel] = self.service.channels.values()
        return channel

    def alerts(self) -> list[list[str]]:
        """Title and words of each notification that stands on the screen."""
        found: list[list[str]] = self.firefox.beyond(ALERT, READ)
        return found

    def tap_alert(self) -> None:
        self.firefox.beyond(ALERT, TAP)

    def until(self, is_so: Callable[[], object]) -> None:
        """While windows come and go, no answer is an answer too."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(AssertionError):
                if is_so():
                    return
            time.sleep(0.1)
        raise AssertionError(f"never so: {self.alerts()}, {self.service.acks}, {self.service.post.refused}")

    def subscription(self) -> Subscription:
        """The row of this phone; AssertionError where the house knows it under no such endpoint."""
        channel = self.channel
        rows = [row for row in db.session.scalars(select(Subscription)) if row.endpoint.endswith(channel.id)]
        assert len(rows) == 1
        return rows[0]

    def is_known(self) -> bool:
        """Whether the house would reach it where the push service has it."""
        with self.house.app.app_context():
            return self.subscription().gone_at is None

    def receipts(self) -> list[tuple[str | None, bool, bool]]:
        """Of each delivery: its outcome, whether the phone said that it was shown, and that it was tapped."""
        with self.house.app.app_context():
            mine = Delivery.patient_id == self.subscription().patient_id
            rows = db.session.scalars(select(Delivery).where(mine).order_by(Delivery.tried_at))
            return [(row.outcome, row.shown_at is not None, row.opened_at is not None) for row in rows]

    def make_due(self, key: str) -> None:
        """That reminder of hers is due now, and her quiet hours are half a day away."""
        now = datetime.now(UTC)
        quiet = {
            "quiet_from": f"{now + timedelta(hours=12):%H:%M}",
            "quiet_until": f"{now + timedelta(hours=13):%H:%M}",
        }
        with self.house.app.app_context():
            mine = (Reminder.patient_id == self.subscription().patient_id, Reminder.key == key)
            row = db.session.scalars(select(Reminder).where(*mine)).one()
            ids = {"patient_id": row.patient_id, "clinic_id": row.clinic_id}
            db.session.merge(ReminderWishes(**ids, **quiet, changed_at=now))
            row.due_at = row.next_at = now
            row.not_after = now + timedelta(hours=1)
            db.session.commit()

    def spoil_its_key(self) -> None:
        """We hold another secret than the browser does."""
        with self.house.app.app_context():
            self.subscription().auth = b"not its 16 bytes"
            db.session.commit()


@contextmanager
def house_with_push(folder: Path) -> Iterator[tuple[Autopush, House]]:
    """The program with its worker, which may send to our push service as well."""
    (folder / "house").mkdir()
    with autopush(folder) as service:
        post = service.post
        settings = {"COMPANION_PUSH_TEST_HOSTS": post.host, "COMPANION_PUSH_TEST_CA": str(post.ca_file)}
        with running(folder / "house", settings=settings) as house:
            yield service, house


@contextmanager
def push_firefox(folder: Path, service: Autopush) -> Iterator[Firefox]:
    with firefox(folder, 390, 844, HABITS | {"dom.push.serverURL": service.address}) as engine:
        yield engine
