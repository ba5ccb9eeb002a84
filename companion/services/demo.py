"""The demo: a clinic made once, and at every start a fresh patient who was treated a while ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from companion.aftercare.schedule import Treated
from companion.aftercare.spans import Span
from companion.aftercare.zones import after, zone_named
from companion.models import Practitioner
from companion.models.people import clinic_named
from companion.models.staff import Role, practitioner_named
from companion.services.enrol import HandOver, hand_over
from companion.services.invites import invite
from companion.services.staff import add_clinic, add_practitioner

NAME, ZONE = "Marlow Street Clinic", "Europe/London"
PRACTITIONER = "Dr Amara Osei"
HOURS = "Mo-Fr 09:00-18:00; Sa 10:00-14:00"
PHONE = "020 7946 0142"  # kept free for drama by the UK regulator
TREATED_AGO = timedelta(hours=1, minutes=48)


@dataclass(frozen=True)
class Demo:
    invite_token: str


def make_demo(now: datetime) -> Demo:
    """A fresh demo treatment, and the token of its hand-over link."""
    practitioner = demo_practitioner(now)
    treated = Treated("daxxify", ("glabella", "forehead"), now - TREATED_AGO, ZONE)
    check = after(treated.treated_at, Span.parse("P14D"), zone_named(ZONE))
    form = HandOver(uuid4(), treated, "Alice", _on_a_weekday(check).replace(minute=30, second=0))
    owner = hand_over(form, practitioner.clinic_id, practitioner.id, now)
    assert owner
    return Demo(invite(owner, now))


def demo_practitioner(now: datetime) -> Practitioner:
    """The owner of the demo clinic."""
    clinic = clinic_named(NAME) or add_clinic(NAME, now, phone=PHONE, zone=ZONE, country="GB", hours=HOURS)
    return practitioner_named(clinic.id, PRACTITIONER) or add_practitioner(clinic, PRACTITIONER, now, Role.OWNER)


def _on_a_weekday(instant: datetime) -> datetime:
    return instant + timedelta(days={5: 2, 6: 1}.get(instant.weekday(), 0))
