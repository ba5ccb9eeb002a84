"""What a phone shows without a network, when somebody leaves, and what it says over a page."""

from tests.browser.house import House
from tests.browser.phone import Phone

SAY = """([name, told]) => {
  const { src } = document.querySelector('script[src*="/js/app.js"]');
  return import(src.replace("app.js", "notices.js")).then(({ say }) => say(name, told));
}"""


def without_network(phone: Phone, house: House) -> None:
    phone.open("/offline")


def unsent_form(phone: Phone, house: House) -> None:
    phone.open("/unsent")


def sign_out_with_something_unsent(phone: Phone, house: House) -> None:
    phone.open("/sign-out")
    phone.measure("document.querySelector('[data-unsent]').hidden = false")


def signed_out_without_network(phone: Phone, house: House) -> None:
    phone.open("/signed-out#waiting")


def neutral_clock(phone: Phone, house: House) -> None:
    phone.open("/clock").locator("table").wait_for()


def now_with_notices(phone: Phone, house: House) -> None:
    phone.sign_in(house.session_of_bobs_patient()).open("/now")
    for name, told in (("offline", 1_795_375_196), ("version", 0)):
        phone.page.evaluate(SAY, [name, told])
    phone.page.get_by_text("A new version is ready.").wait_for()


OFFLINE_SCENES = [
    without_network,
    unsent_form,
    sign_out_with_something_unsent,
    signed_out_without_network,
    neutral_clock,
    now_with_notices,
]
