"""The whole way with a secret in every field: what was typed, and what the program made, is noted."""

import html
import re
import uuid
from datetime import UTC, datetime

from tests.authenticator import Device
from tests.staff_door import asked
from tests.trust.visitor import Arrive, Visitor
from tests.web.desk_form import code_on, told


class Secrets(dict[str, str]):
    """Name -> a canary of 32 characters, or what the program handed out."""

    def typed(self, name: str) -> str:
        return self.setdefault(name, uuid.uuid4().hex)

    def made(self, name: str, value: str) -> str:
        self[name] = value
        return value

    def found_in(self, text: bytes) -> list[str]:
        """The names of those that stand there: as they are, without gaps, in capitals, as bytes in hex."""
        return [name for name, secret in self.items() if any(form in text for form in _forms(secret))]


def _forms(secret: str) -> set[bytes]:
    plain = {secret, secret.replace(" ", ""), secret.upper(), secret.lower()}
    return {form.encode() for form in plain} | {secret.encode().hex().encode()}


def walk(arrive: Arrive, staff_token: str, secrets: Secrets) -> None:
    """Every page that takes a secret, right and wrong; the answers are those that were meant."""
    desk = arrive()
    come_in(desk, staff_token, secrets)
    secrets.made("desk session", desk.cookie("companion-staff"))
    alice, page = arrive(), hand_over(desk, secrets)
    token = re.findall(r"/invite#([\w-]+)", page)[0]
    secrets.made("link", token)
    expect(alice, "/invite", 303, {"token": token})
    secrets.made("session", alice.cookie("companion"))
    another = expect(desk, "/practitioner/treatments", 200, told(_now()))  # the first code went with its link
    by_code(arrive(), secrets.made("code", code_on(another)), secrets)
    alone(arrive, secrets)
    ask(alice, secrets)
    wrong(arrive(), desk, secrets)
    expect(desk, "/practitioner/sign-out", 303, {})
    lost = told(_now(), first_name=secrets.typed("name after the session"))
    assert secrets["name after the session"] in expect(desk, "/practitioner/treatments", 401, lost)


def hand_over(desk: Visitor, secrets: Secrets) -> str:
    form = told(_now(), first_name=secrets.typed("name"))
    expect(desk, "/practitioner/treatments", 422, form | {"product": secrets.typed("product"), "area": ["x"]})
    fields = ("treated_at", "follow_up_at", "zone", "instant", "id")
    expect(desk, "/practitioner/treatments", 422, form | {name: secrets.typed(name) for name in fields})
    page = expect(desk, "/practitioner/treatments", 200, form)
    assert secrets["name"] in page
    assert secrets["name"] in expect(desk, "/practitioner/treatments", 200)
    return page


def by_code(phone: Visitor, code: str, secrets: Secrets) -> None:
    expect(phone, "/code", 303, {"code": code})
    secrets.made("session by code", phone.cookie("companion"))
    secrets.made("code for another", code_on(expect(phone, "/phones/codes", 200, {})))


def alone(arrive: Arrive, secrets: Secrets) -> None:
    first, second = arrive(), arrive()
    recovery = code_on(expect(first, "/start", 200, told(_now())))
    secrets.made("recovery code", recovery)
    secrets.made("fresh recovery code", code_on(expect(second, "/recovery", 200, {"code": recovery})))
    secrets.made("recovered session", second.cookie("companion"))


def ask(alice: Visitor, secrets: Secrets) -> None:
    """The question is answered, and stands on the page, and nowhere after."""
    for question in (secrets.typed("question"), f"wine {secrets.typed('second question')}"):
        assert question in html.unescape(expect(alice, "/can-i", 200, {"question": question}))


def come_in(desk: Visitor, staff_token: str, secrets: Secrets) -> None:
    """A passkey is made and used, codes are shown, and one of them is spent."""
    device, post = Device(origin=desk.origin), lambda path, form: desk.open(path, form)[1]
    made = device.make(asked(post, "/practitioner/enrolment", token=staff_token))
    name = secrets.typed("name of a device")[:8]
    page = expect(desk, "/practitioner/enrolment", 200, {"token": staff_token, "proof": made, "name": name})
    for number, code in enumerate(re.findall(r'<span class="code">([^<]+)</span>', page)):
        secrets.made(f"staff code {number}", code)
    options = asked(post, "/practitioner/sign-in")
    secrets.made("challenge", options["challenge"])
    expect(desk, "/practitioner/sign-in", 303, {"proof": device.use(options)})
    expect(desk, "/practitioner/step-up", 303, {"proof_code": secrets["staff code 0"]})


def wrong(phone: Visitor, desk: Visitor, secrets: Secrets) -> None:
    expect(phone, f"/{secrets.typed('path')}", 404)
    expect(phone, "/can-i", 401, {"question": secrets.typed("question without a session")})
    expect(phone, "/invite", 422, {"token": secrets.typed("wrong token")})
    expect(phone, "/practitioner/enrolment", 422, {"token": secrets.typed("wrong staff token")})
    expect(phone, "/practitioner/sign-in", 422, {"proof": secrets.typed("wrong proof")})
    expect(phone, "/practitioner/recovery", 422, {"code": secrets.typed("wrong recovery code of staff")})
    expect(desk, f"/practitioner/treatments?page={secrets.typed('page parameter')}", 200)
    expect(phone, "/help/country", 303, {"country": secrets.typed("country")})
    agent, sender = secrets.typed("agent"), secrets.typed("sender")
    headers = {"User-Agent": agent, "X-Forwarded-For": sender, "Cookie": f"x={agent}"}
    expect(phone, "/", 200, None, **headers)
    answers = [phone.open("/code", {"code": secrets.typed("wrong code")})[0] for _ in range(12)]
    assert answers[0] == 422
    assert answers[-1] == 429


def expect(visitor: Visitor, path: str, status: int, form: dict[str, object] | None = None, **headers: str) -> str:
    found, text = visitor.open(path, form, **headers)
    assert found == status, f"{path}: {found}"
    return text


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
