"""The clinic's protocol at the desk in the states that look different; each scene has a clinic of its own."""

from pathlib import Path
from uuid import uuid4

from companion.aftercare.protocol import HOME
from tests.browser.desk_scenes import at_the_desk
from tests.browser.house import House
from tests.browser.phone import Phone

PAGE = "/practitioner/protocol"
RULE = f"{PAGE}/rules/stay-upright"


def at_a_new_clinic(phone: Phone, house: House) -> Phone:
    return phone.sign_in(house.desk_of(f"Clinic {uuid4().hex[:6]}"), "companion-staff")


def change_upright(phone: Phone, number: str = "6") -> None:
    page = phone.open(RULE)
    page.locator("[name=until_number]").fill(number)
    phone.button("Save to the draft").click()
    page.wait_for_url(f"**{PAGE}*")


def sign_it(phone: Phone) -> None:
    page = phone.open(f"{PAGE}/sign")
    page.get_by_label("Your role").fill("Prescriber")
    page.get_by_label("What changed, in a line").fill("Upright for six hours, as our own count says.")
    page.get_by_label("I have read the changes").check()
    phone.button("Sign and publish").click()
    page.wait_for_url("**/plans")


def protocol_list(phone: Phone, house: House) -> None:
    change_upright(at_a_new_clinic(phone, house))


def protocol_list_signed(phone: Phone, house: House) -> None:
    protocol_list(phone, house)
    sign_it(phone)
    change_upright(phone, "3")


def protocol_rule(phone: Phone, house: House) -> None:
    at_a_new_clinic(phone, house).open(RULE)


def protocol_rule_refused(phone: Phone, house: House) -> None:
    page = at_a_new_clinic(phone, house).open(RULE)
    page.locator("[name=until_number]").fill("9")
    page.get_by_label("Title").fill("Sit up for 9 hours")
    phone.button("Save to the draft").click()
    page.get_by_role("alert").wait_for()


def protocol_rule_overtaken(phone: Phone, house: House) -> None:
    """What was opened before somebody else saved is sent after that."""
    page = at_a_new_clinic(phone, house).open(RULE)
    seen = page.locator("[name=seen]").first.input_value()
    page.locator("[name=until_number]").fill("3")
    phone.button("Save to the draft").click()
    page.get_by_text("1 change not signed yet.").wait_for()
    phone.open(RULE)
    for field in page.locator("[name=seen]").all():
        field.evaluate("(field, seen) => (field.value = seen)", seen)
    page.locator("[name=until_number]").fill("6")
    phone.button("Save to the draft").click()
    page.get_by_role("alert").wait_for()


def protocol_own_rule(phone: Phone, house: House) -> None:
    at_a_new_clinic(phone, house).open(f"{PAGE}/rules/new")


def protocol_flag(phone: Phone, house: House) -> None:
    at_a_new_clinic(phone, house).open(f"{PAGE}/flags/rf-swallow-speech")


def protocol_preview(phone: Phone, house: House) -> None:
    at_a_new_clinic(phone, house).open(f"{PAGE}/preview?hour=3&product=daxxify&area=glabella")


def protocol_changes(phone: Phone, house: House) -> None:
    protocol_list(phone, house)
    page = phone.open(f"{PAGE}/flags/rf-breathing")
    page.get_by_label("More ways in which it shows").fill("lips turn blue")
    phone.button("Save to the draft").click()
    phone.open(f"{PAGE}/changes")


def protocol_signing(phone: Phone, house: House) -> None:
    protocol_list(phone, house)
    page = phone.open(f"{PAGE}/sign")
    page.locator("main form").evaluate("(form) => { form.noValidate = true; }")
    phone.button("Sign and publish").click()
    page.get_by_role("alert").wait_for()


def protocol_plans(phone: Phone, house: House) -> None:
    """In the demo's clinic, where somebody was treated."""
    house.hand_over()
    at_the_desk(phone, house)
    change_upright(phone, "6" if "5 hours" in phone.open(PAGE).locator("#stay-upright").inner_text() else "5")
    sign_it(phone)


def protocol_import_refused(phone: Phone, house: House) -> None:
    page = at_a_new_clinic(phone, house).open(f"{PAGE}/import")
    text = Path(str(HOME / "neuromodulator.yaml")).read_text(encoding="utf-8")
    wrong = text.replace("until: PT4H}", "until: PT9H}", 1).replace("urgency: emergency_now", "urgency: follow_up", 1)
    page.get_by_label("Or its text").evaluate("(field, text) => (field.value = text)", wrong)  # it is long
    phone.button("Check it and make it the draft").click()
    page.get_by_role("alert").wait_for()


PROTOCOL_SCENES = [
    protocol_list,
    protocol_list_signed,
    protocol_rule,
    protocol_rule_refused,
    protocol_rule_overtaken,
    protocol_own_rule,
    protocol_flag,
    protocol_preview,
    protocol_changes,
    protocol_signing,
    protocol_plans,
    protocol_import_refused,
]
