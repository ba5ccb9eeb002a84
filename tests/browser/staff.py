"""Staff in a real browser: links, sessions of any role, and a passkey device that Chromium plays."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import CDPSession, Page
from sqlalchemy import update

from companion.extensions import db
from companion.models import Practitioner, StaffSession
from companion.models.people import clinic_named
from companion.models.staff import Role, practitioner_named
from companion.services.recovery import new_sheet
from companion.services.staff import add_clinic, add_practitioner, end_staff, invite_staff, open_session
from tests.browser.house import House
from tests.browser.phone import Phone

CLINIC = "Quay Street Clinic"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Finger:
    """A passkey device in that browser; `verifies(False)`: it does not know the finger."""

    def __init__(self, phone: Phone) -> None:
        self._session: CDPSession = phone.context.new_cdp_session(phone.page)
        self._session.send("WebAuthn.enable")
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def verifies(self, is_known: bool) -> None:
        self._session.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": is_known})

    def passkeys(self) -> list[dict[str, Any]]:
        held: list[dict[str, Any]] = self._session.send("WebAuthn.getCredentials", {"authenticatorId": self._id})[
            "credentials"
        ]
        return held


def somebody(name: str, role: Role, clinic_name: str = CLINIC) -> Practitioner:
    """Who works at that clinic; within the application's context."""
    clinic = clinic_named(clinic_name) or add_clinic(clinic_name, _now(), zone="Europe/London", country="GB")
    return practitioner_named(clinic.id, name) or add_practitioner(clinic, name, _now(), role)


def staff_link(house: House, name: str, role: Role = Role.OWNER, clinic: str = CLINIC) -> str:
    """The link by which they come in."""
    with house.app.app_context():
        return f"{house.address}/practitioner/enrolment#{invite_staff(somebody(name, role, clinic), _now())}"


def staff_session(
    house: House, name: str, role: Role = Role.OWNER, clinic: str = CLINIC, *, is_fresh: bool = True
) -> str:
    """A session of theirs; one that is not fresh is asked once more who it is."""
    with house.app.app_context():
        who = somebody(name, role, clinic)
        session = open_session(who.id, _now(), device="iPad, Safari")
        if not is_fresh:
            theirs = StaffSession.practitioner_id == who.id
            db.session.execute(update(StaffSession).where(theirs).values(fresh_at=_now() - timedelta(hours=1)))
            db.session.commit()
        return session


def sheet_of(house: House, name: str, clinic: str = CLINIC) -> list[str]:
    """Fresh recovery codes of theirs."""
    with house.app.app_context():
        codes = new_sheet(somebody(name, Role.OWNER, clinic).id, _now())
        db.session.commit()
        return codes


def leaves(house: House, name: str, clinic: str = CLINIC) -> None:
    with house.app.app_context():
        end_staff(somebody(name, Role.PRACTITIONER, clinic), _now())


def at(phone: Phone, session: str) -> Phone:
    return phone.sign_in(session, "companion-staff")


def enrol(phone: Phone, link: str, name: str = "Tablet of room 2") -> Page:
    """Make a passkey by that link; the page of the codes."""
    page = phone.open(link)
    page.get_by_label("Name of this device").fill(name)
    phone.button("Make my passkey").click()
    page.get_by_role("heading", name="Your passkey is made. Keep these codes").wait_for()
    page.wait_for_url(lambda url: "/enrolment" not in url)  # its script ran
    return page


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
