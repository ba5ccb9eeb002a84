"""Where the links of an e-mail lead, and the page of reminders while an address waits for its yes."""

from datetime import UTC, datetime

from companion.extensions import db
from companion.models import Reminder
from companion.models.mailbox import mailbox_of
from companion.models.reminder import CONFIRM, End
from companion.services.mailbox import Purpose, confirm, give_address, link_token
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.reminders_scenes import SHOW, owner_of
from tests.mailed import ADDRESS


def asked(house: House, session: str, purpose: Purpose, end: End = End.SENT) -> str:
    """Somebody gave an address, and the letter that asks left or not; what its link holds."""
    owner = owner_of(house, session)
    with house.app.app_context():
        give_address(owner, f"{owner[1].hex}-{ADDRESS}", "en", datetime.now(UTC))  # one address is asked thrice a day
        mine = db.session.query(Reminder).filter_by(kind=CONFIRM, patient_id=owner[1])
        mine.update({"end": end, "next_at": None})
        db.session.commit()
        row = mailbox_of(owner[1])
        assert row
        return link_token(row, purpose)


def reminders_with_address(phone: Phone, house: House, end: End = End.SENT) -> None:
    session = house.session_of_bobs_patient()
    asked(house, session, "mail confirm", end)
    phone.sign_in(session).open("/reminders#saved")
    phone.page.evaluate(SHOW, "off")
    phone.page.get_by_label("E-mail").scroll_into_view_if_needed()


def reminders_with_wrong_address(phone: Phone, house: House) -> None:
    reminders_with_address(phone, house, End.REFUSED)


def reminders_with_another_address(phone: Phone, house: House) -> None:
    session = house.session_of_bobs_patient()
    token = asked(house, session, "mail confirm")
    with house.app.app_context():
        confirm(token, datetime.now(UTC))
        give_address(
            owner_of(house, session), f"{owner_of(house, session)[1].hex}@new.example", "en", datetime.now(UTC)
        )
    phone.sign_in(session).open("/reminders")
    phone.page.evaluate(SHOW, "off")
    phone.page.get_by_text("our e-mails still go to").scroll_into_view_if_needed()


def mail_confirm(phone: Phone, house: House) -> None:
    token = asked(house, house.session_of_bobs_patient(), "mail confirm")
    phone.open(f"/mail/confirm/{token}")


def mail_confirmed(phone: Phone, house: House) -> None:
    mail_confirm(phone, house)
    phone.button("Yes, write to me here").click()
    phone.page.get_by_role("heading", name="Thank you").wait_for()


def mail_link_of_old(phone: Phone, house: House) -> None:
    phone.open("/mail/confirm/old")
    phone.button("Yes, write to me here").click()
    phone.page.get_by_role("alert").wait_for()


def mail_off(phone: Phone, house: House) -> None:
    token = asked(house, house.session_of_bobs_patient(), "mail off")
    phone.open(f"/mail/off/{token}")


def mail_stopped(phone: Phone, house: House) -> None:
    mail_off(phone, house)
    phone.button("Stop the e-mails").click()
    phone.page.get_by_role("heading", name="No more e-mails").wait_for()


MAIL_SCENES = [
    reminders_with_address,
    reminders_with_wrong_address,
    reminders_with_another_address,
    mail_confirm,
    mail_confirmed,
    mail_link_of_old,
    mail_off,
    mail_stopped,
]
