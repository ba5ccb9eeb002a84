"""A refusal as a program reads it: {"message", "reason"}, where the message says what to do next."""

from datetime import datetime

from flask import Response, jsonify
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from companion.services.refusal import Refusal
from companion.web.access import asked

STATUS = {
    "signed_out": 401,
    "not_our_page": 403,
    "not_here": 404,
    "no_keys": 404,
    "no_such_way": 405,
    "changed": 409,
    "superseded": 409,
    "answered": 409,
    "other_answer": 409,
    "erased": 410,
    "gone": 410,
    "lost": 410,
    "too_big": 413,
    "too_often": 429,
    "too_much": 429,
    "broke": 500,
    "busy": 503,
    "no_room": 507,
}
BY_STATUS = {401: "signed_out", 403: "not_our_page", 404: "not_here", 405: "no_such_way", 413: "too_big", 500: "broke"}


def refused(refusal: Refusal) -> Response:
    """The answer to what was not taken; it may say when it is welcome again."""
    said = {"message": message(refusal.reason), "reason": refusal.reason}
    response = jsonify(said | ({"where": refusal.where} if refusal.where else {}))
    response.status_code = STATUS.get(refusal.reason, 422)
    if refusal.until:
        response.headers["Retry-After"] = str(_seconds(refusal.until))
    return response


def refused_as(error: HTTPException) -> Response:
    """The answer to a request that went wrong before or in its view."""
    code = error.code or 500
    reason = BY_STATUS.get(code, "broke" if code >= 500 else "unreadable")
    response = refused(Refusal(reason))
    response.status_code = code
    return response


def no_room_at_all() -> Response:
    """The answer where not even words can be kept."""
    words = _("We have no room right now. What you sent is safe on this phone. It is sent again in a while.")
    response = jsonify({"message": words, "reason": "no_room"})
    response.status_code = STATUS["no_room"]
    return response


def message(reason: str) -> str:
    """What to do next, in plain words; the same for a reason that has none of its own."""
    return {**_of_the_way(), **_of_entries(), **_of_push(), **_of_photos()}.get(reason) or _of_photos()["damaged"]


def _of_the_way() -> dict[str, str]:
    return {
        "signed_out": _("You are signed out. What you wrote is safe on this phone. Sign in and it is sent."),
        "not_our_page": _("That did not come from our page. Load the page again, then try once more."),
        "not_here": _("We cannot find that. Load the page again, then try once more."),
        "no_such_way": _("We cannot do that here. Load the page again, then try once more."),
        "broke": _("Something broke on our side. What you sent is safe on this phone. Wait a minute, then try again."),
        "busy": _("We are busy right now. What you sent is safe on this phone. Wait a minute, then try again."),
        "unreadable": _("We could not read that. Load the page again, then send it once more."),
    }


def _of_entries() -> dict[str, str]:
    return {
        "changed": _("We have this one with other words in it. Save yours as a new entry, then send it."),
        "superseded": _("You changed this entry before, maybe on another phone. Open the newest one and change that."),
        "answered": _("There is an answer already. Write a new one at the next entry."),
        "erased": _("You deleted this, so it is not sent again. To keep it, save it as a new entry."),
        "too_long": _("The text is too long. Use 2,000 letters or less, then send it again."),
        "empty": _("Write a few words first, then send it."),
        "misfit": _("Your app is too old for this entry. Load the page again, then send it once more."),
        "too_often": _("That is a lot for one day. It stays on this phone. Send it again tomorrow."),
    }


def _of_push() -> dict[str, str]:
    return {
        "not_reachable": _("This browser asks for a push service that we do not know. Try another browser."),
        "gone": _("The push service does not know this phone any more. Switch reminders on once more."),
        "no_keys": _("Reminders are not set up here yet. Your plan works without them."),
        "other_key": _("This was set up before a change on our side. Switch reminders on once more."),
    }


def _of_photos() -> dict[str, str]:
    return {
        "too_much": _("That is a lot of photos for one day. They stay on this phone. Send them again tomorrow."),
        "too_big": _("This is too big to send. It stays on your phone. Send a smaller one."),
        "no_room": _("We have no room for photos right now. It stays on your phone. Your words still come through."),
        "not_whole": _("It did not come through whole. It stays on your phone. Send it again."),
        "no_consent": _("We need your yes to photos first. Say it at your next check-in, then send this one again."),
        "no_expression": _("We do not know which face this photo shows. Load the page again, then send it once more."),
        "not_a_photo": _("We cannot read this kind of file. Send a photo: JPEG, PNG, WebP or HEIC."),
        "too_many_pixels": _("This photo is too large for us. It stays on your phone. Send a smaller one."),
        "too_detailed": _("This kind of photo is too large for us. It stays on your phone. Send a smaller one."),
        "unreadable_heic": _("We cannot read this HEIC photo. It stays on your phone. Send it as a JPEG."),
        "damaged": _("This photo is broken, so we cannot read it. It stays on your phone. Send another one."),
        "lost": _("We cannot show this photo any more. The one on your phone is not touched."),
        "too_slow": _("This photo took us too long. It stays on your phone. Send a smaller one."),
    }


def _seconds(until: datetime) -> int:
    return max(1, int((until - asked().now).total_seconds()))
