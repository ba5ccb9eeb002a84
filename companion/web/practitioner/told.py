"""How staff are told: their devices and their address, and where a tap on a message leads."""

from uuid import UUID

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models.telling import told_entry
from companion.services.push_state import is_ours
from companion.services.refusal import Refusal
from companion.services.staff_devices import keep_device, remove_device, renew_device, send_test
from companion.services.staff_mailbox import ask, give_address, take_away
from companion.services.subscribe import Offered, target_of
from companion.web.access import asked, open_to, signed_in_staff, this_practitioner
from companion.web.filters import language
from companion.web.practitioner.account import account_page
from companion.web.practitioner.words import said_of
from companion.web.ways_in import this_phone_name

bp = Blueprint("told", __name__, url_prefix="/practitioner")
STATUS = {"gone": 410, "not_here": 404}


@bp.get("/told/<uuid:telling_id>")
@open_to("anyone")
def lead(telling_id: UUID) -> AnyResponse:
    """A message was tapped: to the entry that it was about, by the door where nobody is signed in. It tells nothing."""
    who = signed_in_staff()
    if who is None:
        return redirect(url_for("sign_in.door", next=request.path), 303)
    found = told_entry(who.clinic_id, telling_id)
    if found is None:
        return redirect(url_for("today.page"), 303)
    return redirect(url_for("review.page", treatment_id=found[0], entry_id=found[1]), 303)


@bp.post("/account/devices")
@open_to("staff")
def keep() -> AnyResponse:
    """This browser is told from now on; with `renews` only where it was before. For the script of the page."""
    who, form = this_practitioner(), request.form
    try:
        target = target_of(form.get("endpoint", ""), form.get("p256dh", ""), form.get("auth", ""))
        key_id = form.get("key_id", "")
        if not is_ours(key_id):
            raise Refusal("other_key")
        keep_it = renew_device if form.get("renews") else keep_device
        keep_it(who, Offered(target, key_id, language(), None), this_phone_name(), asked().now)
    except Refusal as refusal:
        response = jsonify(reason=refusal.reason)
        response.status_code = STATUS.get(refusal.reason, 422)
        return response
    return Response(status=204)


@bp.post("/account/devices/<uuid:place_id>/tests")
@open_to("staff")
def test(place_id: UUID) -> AnyResponse:
    """A message to that device alone."""
    try:
        send_test(this_practitioner(), place_id, asked().now)
    except Refusal as refusal:
        if refusal.reason == "too_often":
            return Response(account_page(said_of("too_many_tests")), 429)
    return _back("devices-told")


@bp.post("/account/devices/<uuid:place_id>/removal")
@open_to("staff")
def remove(place_id: UUID) -> AnyResponse:
    """That device is told no more."""
    remove_device(this_practitioner(), place_id)
    return _back("devices-told")


@bp.post("/account/address")
@open_to("staff")
def put_address() -> AnyResponse:
    """Ask at that address whether it is right; what was typed is kept where it is refused."""
    typed = request.form.get("email", "").strip()
    try:
        give_address(this_practitioner(), typed, language(), asked().now)
    except Refusal as refusal:
        return Response(account_page(wrong=said_of(refusal.reason), typed=typed), 422)
    return _back("address-told")


@bp.post("/account/address/asking")
@open_to("staff")
def ask_once_more() -> AnyResponse:
    """The letter that asks goes again, where it may."""
    ask(this_practitioner(), asked().now)
    return _back("address-told")


@bp.post("/account/address/removal")
@open_to("staff")
def remove_address() -> AnyResponse:
    """No letter goes to them any more."""
    take_away(this_practitioner())
    return _back("address-told")


def _back(part: str) -> AnyResponse:
    return redirect(url_for("account.page", _anchor=part), 303)
