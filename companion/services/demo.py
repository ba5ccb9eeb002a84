"""The demo: a clinic made once, and at every start a fresh patient who was treated a while ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from companion.aftercare.schedule import Treated
from companion.extensions import db
from companion.models import Clinic
from companion.models.people import clinic_named
from companion.services.admit import invite
from companion.services.enrol import add_patient, add_treatment
from companion.services.publish import open_house

NAME, ZONE = "Marlow Street Clinic", "Europe/London"
PHONE = "020 7946 0142"  # kept free for drama by the UK regulator
TREATED_AGO = timedelta(hours=1, minutes=48)


@dataclass(frozen=True)
class Demo:
    invite_token: str


def make_demo(now: datetime) -> Demo:
    """A fresh demo treatment, and the token of its hand-over link."""
    _, version = open_house(now)
    clinic = clinic_named(NAME) or _clinic(now)
    patient = add_patient(clinic, now, first_name="Alice")
    treated = Treated("daxxify", ("glabella", "forehead"), now - TREATED_AGO, ZONE)
    add_treatment((clinic.id, patient.id), version, treated, now)
    return Demo(invite(patient, now))


def _clinic(now: datetime) -> Clinic:
    clinic = Clinic(name=NAME, phone=PHONE, zone=ZONE, country="GB", is_house=False, created_at=now)
    db.session.add(clinic)
    db.session.flush()
    return clinic
