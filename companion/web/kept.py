"""What a phone may keep of a patient, in the words that its service worker goes by.

`Companion-Owner`: whose page it is; a phone destroys what it kept of anybody else. In a request: for whom it sends.
`Companion-Plan`: the same while the page would say the same at every instant.
`Companion-Session`: why the phone has no session any more: `revoked` destroys what it kept, `closed` locks it.
"""

import hashlib
import hmac
from dataclasses import fields

from flask import Response, abort, current_app, request

from companion.models.access import SignedIn, is_revoked
from companion.models.treatment import Course
from companion.services.keys import hash_of
from companion.web.access import View, asked, config, own_courses, signed_in_phone
from companion.web.cookies import cookie_name
from companion.web.filters import language


def kept(view: View) -> View:
    """A page that the phone may keep, sealed, to show it without a network."""
    view.is_kept = True  # type: ignore[attr-defined]
    return view


def tell(response: Response) -> Response:
    """The response, with what the service worker must know of the session. It looks nobody up by itself."""
    looked_up = asked().phone
    if looked_up is None:
        return response
    session, phone = request.cookies.get(cookie_name()), looked_up[0]
    if phone and _is_kept():
        response.headers["Companion-Plan"] = plan()
    if asked().is_fragment:
        return response
    if phone and _is_kept():
        response.headers["Companion-Owner"] = mark_of(phone)
    elif session and phone is None:
        response.headers["Companion-Session"] = "revoked" if is_revoked(hash_of(session)) else "closed"
    return response


def guard_owner() -> None:
    """401 for what one patient wrote on a phone where another has signed in since."""
    meant = request.headers.get("Companion-Owner")
    if meant and (phone := signed_in_phone()) and not hmac.compare_digest(meant.encode(), mark_of(phone).encode()):
        abort(401)


def mark_of(phone: SignedIn) -> str:
    """Tells one patient from another, and nothing else; it stays when the patient joins a clinic."""
    return _digest(phone.patient_id)[:8]


def owner_mark() -> str:
    """The mark of whoever this page is for."""
    phone = signed_in_phone()
    return mark_of(phone) if phone else ""


def plan() -> str:
    """The same while the patient's pages would say the same at every instant; `asked().says`: this one alone."""
    facts = [_facts(course) for course in own_courses()]
    return _digest(facts, asked().says, language(), *map(request.cookies.get, ("country", "zone")))[:8]


def is_kept() -> bool:
    """Whether this page is one that the phone keeps."""
    return _is_kept() and signed_in_phone() is not None


def is_private() -> bool:
    """Whether this page is a patient's own."""
    return getattr(_view(), "open_to", None) == "patient"


def _is_kept() -> bool:
    return getattr(_view(), "is_kept", False)


def _view() -> object:
    return current_app.view_functions.get(request.endpoint or "")


def _facts(course: Course) -> tuple[object, ...]:
    plain = (getattr(course, field.name) for field in fields(course) if field.name != "schedule")
    return (course.schedule.treated, course.schedule.protocol.meta.version, *plain)


def _digest(*facts: object) -> str:
    return hmac.digest(config().secret_key.encode(), repr(facts).encode(), hashlib.sha256).hex()[:16]
