"""The install page for each kind of phone, the code for the installed app, and the invitation on Now."""

from tests.browser.house import House
from tests.browser.phone import Phone


def install_on_iphone(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/install").get_by_text("iPhone", exact=True).click()


def install_on_android(phone: Phone, house: House) -> None:
    phone.open("/install").get_by_text("Android", exact=True).click()


def install_on_a_computer(phone: Phone, house: House) -> None:
    phone.open("/install").get_by_text("Computer", exact=True).click()


def install_with_a_code(phone: Phone, house: House) -> None:
    install_on_iphone(phone, house)
    phone.button("Make a code").click()
    phone.button("Copy the code").wait_for()


def now_with_the_invitation(phone: Phone, house: House) -> None:
    """Somebody comes again, in a browser that can install."""
    phone.context.add_init_script("addEventListener('load', () => dispatchEvent(new Event('beforeinstallprompt')))")
    phone.sign_in(house.session_of_bobs_patient()).open("/now")
    phone.open("/now").get_by_role("complementary").wait_for()


def welcome_in_the_installed_app(phone: Phone, house: House) -> None:
    """As the style sheet shows it in a window without bars, which this browser has not."""
    phone.open("/")
    phone.measure("document.querySelectorAll('.in-browser').forEach((part) => part.remove())")
    phone.measure("document.querySelectorAll('.in-app').forEach((part) => part.classList.remove('in-app'))")


INSTALL_SCENES = [
    install_on_iphone,
    install_on_android,
    install_on_a_computer,
    install_with_a_code,
    now_with_the_invitation,
    welcome_in_the_installed_app,
]
