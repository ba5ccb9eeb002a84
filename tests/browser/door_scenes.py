"""The door for staff, what is behind it, and the team, in the states that look different."""

from uuid import uuid4

from companion.models.staff import Role
from tests.browser.house import House
from tests.browser.phone import Phone
from tests.browser.staff import Finger, at, enrol, leaves, sheet_of, staff_link, staff_session

ACCOUNT, TEAM = "/practitioner/account", "/practitioner/team"
BOB, LONG = "Bob Marsh", "Dr Wilhelmina-Alexandra Konstantinopolitanskaya-Featherstone"


def door_recovery_with_a_wrong_code(phone: Phone, house: House) -> None:
    phone.open("/practitioner/recovery").get_by_label("Code").fill("k7m4 2pqr 8tuv wx3y")
    phone.button("Sign in").click()
    phone.page.get_by_role("alert").wait_for()


def door_enrolment(phone: Phone, house: House) -> None:
    phone.open(staff_link(house, f"New {str(uuid4())[:4]}"))


def door_enrolment_with_a_spent_link(phone: Phone, house: House) -> None:
    page = phone.open("/practitioner/enrolment#used-before")
    page.locator("form[data-passkey]").evaluate("form => form.submit()")
    page.get_by_text("Ask an owner of your clinic").wait_for()


def door_recovery_codes(phone: Phone, house: House) -> None:
    Finger(phone)
    enrol(phone, staff_link(house, f"New {str(uuid4())[:4]}"))


def account(phone: Phone, house: House) -> None:
    """With a passkey that gets another name, codes, and another browser that is signed in."""
    name = f"Carol {str(uuid4())[:4]}"
    link = staff_link(house, name, clinic="Clinic of accounts")
    Finger(phone)
    enrol(phone, link)
    staff_session(house, name, clinic="Clinic of accounts")
    phone.open(ACCOUNT).locator(".rename summary").click()


def account_without_anything(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, LONG)).open(ACCOUNT)


def account_new_passkey(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, BOB)).open(f"{ACCOUNT}/passkeys/new")


def step_up(phone: Phone, house: House) -> None:
    """Of somebody with a passkey and codes, whose proof grew old."""
    name = f"Dana {str(uuid4())[:4]}"
    Finger(phone)
    enrol(phone, staff_link(house, name, clinic="Clinic of steps"))
    at(phone, staff_session(house, name, clinic="Clinic of steps", is_fresh=False)).open(f"{ACCOUNT}/passkeys/new")


def step_up_by_code(phone: Phone, house: House) -> None:
    name = f"Eve {str(uuid4())[:4]}"
    session = staff_session(house, name, clinic="Clinic of steps", is_fresh=False)
    sheet_of(house, name, clinic="Clinic of steps")
    at(phone, session).open(f"{ACCOUNT}/passkeys/new")
    phone.page.get_by_label("Recovery code").fill("k7m4 2pqr 8tuv wx3y")
    phone.button("Confirm with this code").click()
    phone.page.get_by_role("alert").wait_for()


def team(phone: Phone, house: House) -> None:
    """Everybody there is, one of them to be changed, and somebody who left."""
    clinic = f"Clinic {str(uuid4())[:4]}"
    session = staff_session(house, BOB, clinic=clinic)
    staff_session(house, LONG, Role.PRACTITIONER, clinic)
    staff_link(house, "Fay Brook", Role.FRONT_DESK, clinic)
    staff_link(house, "Gus Hill", Role.PRACTITIONER, clinic)
    leaves(house, "Gus Hill", clinic)
    at(phone, session).open(TEAM).locator("details summary").first.click()


def team_refused(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, BOB)).open(TEAM).get_by_label("Name, as patients read it").fill(BOB)
    phone.button("Make their link").click()
    phone.page.get_by_role("alert").wait_for()


def team_link(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, BOB)).open(TEAM).get_by_label("Name, as patients read it").fill(
        f"Ida {str(uuid4())[:4]}"
    )
    phone.button("Make their link").click()
    phone.page.locator(".qr svg").wait_for()


def desk_of_the_front(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, "Fay Brook", Role.FRONT_DESK, "Clinic of fronts")).open("/practitioner")


def desk_not_their_part(phone: Phone, house: House) -> None:
    at(phone, staff_session(house, "Fay Brook", Role.FRONT_DESK, "Clinic of fronts")).open(TEAM)


DOOR_SCENES = [
    door_recovery_with_a_wrong_code,
    door_enrolment,
    door_enrolment_with_a_spent_link,
    door_recovery_codes,
    account,
    account_without_anything,
    account_new_passkey,
    step_up,
    step_up_by_code,
    team,
    team_refused,
    team_link,
    desk_of_the_front,
    desk_not_their_part,
]
