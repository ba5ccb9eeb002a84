"""How those who work at a clinic are told, and what Today says of it, in the states that look different."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import select, update

from companion.extensions import db
from companion.models import StaffMailbox, StaffSubscription, Telling
from companion.models.staff import Role
from companion.services.staff_devices import send_test
from companion.services.staff_mailbox import give_address, link_token
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.queue_house import at_the_desk_of
from tests.browser.review_scenes import busy, load_pictures
from tests.browser.staff import at, somebody, staff_session
from tests.services.telling import has_phone, reads_mail, signed_in

ACCOUNT, CLINIC = "/practitioner/account", "Clinic of messages"


def account_told(phone: Phone, house: House) -> None:
    """A device with a test that left; an address in use, and another one that is asked."""
    name, now = f"Dana {str(uuid4())[:4]}", datetime.now(UTC).replace(microsecond=0)
    session = staff_session(house, name, clinic=CLINIC)
    with house.app.app_context():
        dana = somebody(name, Role.OWNER, CLINIC).id
        has_phone(dana, now, dana.hex)
        device = db.session.scalars(select(StaffSubscription).where(StaffSubscription.practitioner_id == dana)).one()
        send_test(signed_in(dana, now), device.id, now)
        reads_mail(dana, now, f"{dana.hex[:6]}@clinic.example")
        give_address(signed_in(dana, now), f"{dana.hex[:6]}@new.example", "en", now)
        mine = update(Telling).where(Telling.practitioner_id == dana)
        db.session.execute(mine.values(next_at=None, pushed_at=now, mailed_at=now))
        db.session.commit()
    at(phone, session).open(ACCOUNT)


def account_wrong_address(phone: Phone, house: House) -> None:
    page = at(phone, staff_session(house, f"Eve {str(uuid4())[:4]}", clinic=CLINIC)).open(ACCOUNT)
    page.locator("form[action$='/address']").evaluate("form => { form.noValidate = true; }")
    page.get_by_label("Your e-mail address").fill("eve at clinic.example")
    phone.button("Write to me there").click()
    page.get_by_role("alert").wait_for()


def today_told(phone: Phone, house: House) -> None:
    """Of a warning sign one was told and one was not; what is late is told to nobody yet."""
    clinic, now = busy(house), datetime.now(UTC)
    with house.app.app_context():
        for who, told in ((clinic.bob, {"pushed_at": now, "mailed_at": now}), (clinic.dana, {"failed_at": now})):
            mine = (Telling.clinic_id == clinic.id, Telling.practitioner_id == who, Telling.why == "urgent")
            db.session.execute(update(Telling).where(*mine).values(next_at=None, **told))
        db.session.commit()
    at_the_desk_of(phone, clinic).open("/practitioner")
    load_pictures(phone)


def mail_staff(phone: Phone, house: House) -> None:
    name, now = f"Gus {str(uuid4())[:4]}", datetime.now(UTC)
    staff_session(house, name, clinic=CLINIC)
    with house.app.app_context():
        gus = somebody(name, Role.OWNER, CLINIC).id
        give_address(signed_in(gus, now), f"{gus.hex[:6]}@clinic.example", "en", now)
        row = db.session.scalars(select(StaffMailbox).where(StaffMailbox.practitioner_id == gus)).one()
        token = link_token(row, "staff mail confirm")
    phone.open(f"/mail/staff/confirm/{token}")


TELLING_SCENES = [account_told, account_wrong_address, today_told, mail_staff]
