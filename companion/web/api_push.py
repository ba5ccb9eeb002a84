"""Push, as the phone speaks of it: where it is reached, and what stood on its screen."""

from typing import Annotated
from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from companion.aftercare.zones import zone_named
from companion.services.push_state import current_key, is_ours, test_state
from companion.services.refusal import Refusal
from companion.services.subscribe import (
    Offered,
    note_installation,
    send_test,
    subscribe,
    target_of,
    unsubscribe,
    was_opened,
    was_shown,
)
from companion.web.access import asked, open_to, this_phone
from companion.web.bodies import read_body
from companion.web.filters import language
from companion.web.refusals import refused

bp = Blueprint("api_push", __name__, url_prefix="/api")
bp.register_error_handler(Refusal, refused)
Text = Annotated[str, StringConstraints(max_length=1100)]


class KeysOfABrowser(BaseModel):
    model_config = ConfigDict(extra="ignore")
    p256dh: Text
    auth: Text


class Subscribed(BaseModel):
    """`PushSubscription.toJSON()`, with the key it was made with and the phone's zone."""

    model_config = ConfigDict(extra="ignore")
    endpoint: Text
    keys: KeysOfABrowser
    key_id: Annotated[str, Field(max_length=40)]
    zone: Annotated[str, Field(max_length=60)] | None = None


@bp.get("/push-key")
@open_to("patient")
def get_key() -> Response:
    """The key that a browser subscribes with now. Refusal `no_keys`."""
    key = current_key()
    if key is None:
        raise Refusal("no_keys")
    return jsonify({"id": key.id, "public": key.public})


@bp.put("/subscription")
@open_to("patient")
def put_subscription() -> Response:
    """Reach this phone here; sent again at every start of the app, as only that shows that it lives."""
    sent = read_body(Subscribed, request.get_data())
    target = target_of(sent.endpoint, sent.keys.p256dh, sent.keys.auth)
    if not is_ours(sent.key_id):
        raise Refusal("other_key")
    subscribe(this_phone(), Offered(target, sent.key_id, language(), _zone(sent.zone)), asked().now)
    return jsonify({"key_id": sent.key_id})


@bp.delete("/subscription")
@open_to("patient")
def delete_subscription() -> tuple[str, int]:
    """Reach this phone no more."""
    unsubscribe(this_phone(), asked().now)
    return "", 204


@bp.put("/installation")
@open_to("patient")
def put_installation() -> tuple[str, int]:
    """This phone runs from the home screen; the first time counts."""
    note_installation(this_phone(), asked().now)
    return "", 204


@bp.post("/subscription/tests")
@open_to("patient")
def post_test() -> tuple[Response, int]:
    """Send a reminder to this phone alone, to try it."""
    return jsonify({"id": send_test(this_phone(), asked().now)}), 202


@bp.get("/subscription/tests/<uuid:reminder_id>")
@open_to("patient")
def get_test(reminder_id: UUID) -> Response:
    """How far it came: `accepted`, `shown`, `opened`, each an instant or null, and `end` where it ended."""
    return jsonify(test_state(this_phone(), reminder_id))


@bp.post("/deliveries/<uuid:delivery_id>/<any(shown, opened):what>")
@open_to("patient")
def post_receipt(delivery_id: UUID, what: str) -> tuple[str, int]:
    """The phone's own word that it stood on the screen, or was tapped."""
    note = was_opened if what == "opened" else was_shown
    if not note(this_phone().owner, delivery_id, asked().now):
        raise Refusal("not_here")
    return "", 204


def _zone(name: str | None) -> str | None:
    """A zone that is none is left out: a phone with an odd one is still reached."""
    try:
        return zone_named(name).key if name else None
    except ValueError:
        return None
