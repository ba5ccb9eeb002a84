"""Every page of the ways in, of a patient's phones and of the desk, in the states that look different."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from companion.extensions import db
from companion.models import Device, Tally, Treatment
from companion.services.limits import CODES, LINKS, SIGN_INS
from tests.cast import Person, staff_at
from tests.web.desk_form import code_on, told

OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
Form = dict[str, Any]
Pages = Iterator[tuple[str, str]]


def hand_over_pages(app: Flask, alice: Person) -> Pages:
    """(name, HTML) of each page."""
    yield from ways_in(app)
    yield from phones(alice)
    yield from alone(app)
    yield from desk(app)


def post(client: FlaskClient, path: str, form: Form | None = None) -> str:
    return client.post(path, data=form or {}, headers=OUR_PAGE).text


def ways_in(app: Flask) -> Pages:
    """What somebody without a session is shown, wrong codes and too many tries too."""
    nobody = app.test_client()
    for path in ("/code", "/recovery", "/practitioner/sign-in", "/practitioner/recovery", "/practitioner/enrolment"):
        name = path.strip("/").replace("/", "-")
        yield name, nobody.get(path).text
        yield f"{name}-wrong", post(nobody, path, {"code": '<"x">', "token": "x"})
    yield "signed-out-desk", post(nobody, "/practitioner/treatments", desk_answers())
    for path, limit in (("/code", CODES), ("/invite", LINKS), ("/practitioner/sign-in", SIGN_INS)):
        for _ in range(limit.many):
            post(nobody, path, {"code": "x", "token": "x"})
        yield f"{path.replace('/', '-')[1:]}-too-often", post(nobody, path, {"code": "x", "token": "x"})
    db.session.execute(delete(Tally))
    db.session.commit()


def phones(alice: Person) -> Pages:
    yield "phones", alice.phone.get("/phones").text
    yield "phones-code", post(alice.phone, "/phones/codes")
    yield "invite-has-plan", alice.phone.get("/invite").text
    yield "clinic-has-one", alice.phone.get("/clinic").text


def alone(app: Flask) -> Pages:
    """A plan that was started alone, up to the clinic's question for consent."""
    eve, bob = app.test_client(), staff_at(app, "Marlow Street Clinic", datetime.now(UTC), "Bob")
    yield "recovery-code", post(eve, "/start", desk_answers())
    yield "phones-alone", eve.get("/phones").text
    yield "recovery-code-new", post(eve, "/phones/recovery-codes")
    plan = f"/treatments/{db.session.scalars(select(Treatment.id).order_by(Treatment.opened_at.desc())).first()}"
    yield "correction", eve.get(f"{plan}/correction").text
    yield "correction-wrong", post(eve, f"{plan}/correction")
    post(eve, f"{plan}/ending")
    yield "correction-ended", eve.get(f"{plan}/correction").text
    yield "now-ended-alone", eve.get("/now").text
    yield "clinic", eve.get("/clinic").text
    yield "clinic-wrong", post(eve, "/clinic", {"code": "x"})
    joining = post(bob, "/practitioner/join-codes")
    yield "desk-join-code", joining
    yield "clinic-consent", post(eve, "/clinic", {"code": code_on(joining)})


def desk(app: Flask) -> Pages:
    """The practitioner's pages: empty, filled in, wrong, corrected and ended."""
    now = datetime.now(UTC).replace(microsecond=0)
    fresh, bob = staff_at(app, "Empty Clinic", now, "Eva"), staff_at(app, "Marlow Street Clinic", now, "Bob")
    yield "desk-empty", fresh.get("/practitioner/treatments").text
    yield "desk", bob.get("/practitioner/treatments").text
    yield "desk-form", bob.get("/practitioner/treatments/new").text
    wrong = {"first_name": '<"A">' * 20, "follow_up_at": "2026-03-07T10:00"}
    yield "desk-form-wrong", post(bob, "/practitioner/treatments", wrong)
    form = desk_answers(first_name='<"Alice">', lot='<"C1">', units="20")
    yield "desk-ways", post(bob, "/practitioner/treatments", form)
    page = f"/practitioner/treatments/{form['id']}"
    yield "desk-treatment", bob.get(page).text
    yield "desk-lots", bob.get("/practitioner/lots?lot=C1").text
    yield "desk-rules", bob.get(f"{page}/rules").text
    change = {"rule": "no-alcohol", "number": "2", "unit": "hours"}
    yield "desk-rules-refused", post(bob, f"{page}/adjustments", change)
    post(bob, f"{page}/adjustments", change | {"why": '<"why">'})
    yield "desk-rules-changed", bob.get(f"{page}/rules").text
    yield "desk-baseline", bob.get(f"{page}/baseline").text
    yield "desk-baseline-refused", post(bob, f"{page}/baseline")
    yield "desk-next", bob.get(f"{page}/next").text
    yield "desk-arrival-refused", post(bob, f"{page}/channel")
    post(bob, f"{page}/channel", {"way": "nothing"})
    yield "desk-treatment-settled", bob.get(page).text
    yield "desk-correction", bob.get(f"{page}/correction").text
    yield "desk-correction-wrong", post(bob, f"{page}/correction")
    post(bob, f"{page}/correction", desk_answers(product="botox_cosmetic"))
    post(bob, f"{page}/ending")
    yield "desk-treatment-ended", bob.get(page).text
    opened = db.session.scalars(select(Treatment.id).join(Device, Device.patient_id == Treatment.patient_id)).first()
    yield "desk-treatment-phones", bob.get(f"/practitioner/treatments/{opened}").text


def desk_answers(**changes: str) -> Form:
    return told(datetime.now(UTC).replace(microsecond=0), **changes)
