"""How staff come in, by a device made of software: over any way that posts a form and gives the text of the answer."""

import json
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import delete
from werkzeug.test import TestResponse

from companion.extensions import db
from companion.models import Tally
from tests.authenticator import Device, Options
from tests.web.desk_form import send

DOOR, ENROLMENT, ACCOUNT = "/practitioner/sign-in", "/practitioner/enrolment", "/practitioner/account"
STEP_UP = "/practitioner/step-up"
Post = Callable[[str, dict[str, Any]], str]


def by(client: FlaskClient) -> Post:
    return lambda path, form: send(client, path, form).text


def asked(post: Post, path: str, **form: str) -> Options:
    """What the browser is asked to make or to sign."""
    options: Options = json.loads(post(f"{path}/challenges", form))
    return options


def enrol(client: FlaskClient, token: str, device: Device | None = None, name: str = "Tablet") -> TestResponse:
    """The link makes a passkey on that device."""
    made = (device or Device()).make(asked(by(client), ENROLMENT, token=token))
    return send(client, ENROLMENT, {"token": token, "proof": made, "name": name})


def sign_in(client: FlaskClient, device: Device, **changes: Any) -> TestResponse:
    return send(client, DOOR, {"proof": device.use(asked(by(client), DOOR), **changes)})


def confirm(client: FlaskClient, device: Device, path: str = STEP_UP, **form: Any) -> TestResponse:
    """The form of that path, sent with a proof."""
    return send(client, path, form | {"proof": device.use(asked(by(client), STEP_UP))})


def add(client: FlaskClient, device: Device, name: str = "Phone") -> TestResponse:
    """One more passkey of somebody who is signed in."""
    path = f"{ACCOUNT}/passkeys"
    return send(client, path, {"made": device.make(asked(by(client), path)), "name": name})


def forget_tries() -> None:
    db.session.execute(delete(Tally))
    db.session.commit()
