"""Who may use a route. Deny by default: a route without a rule answers 403, and fails the suite."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast

from flask import Response, abort, current_app, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from companion.models import Photo
from companion.models.access import SignedIn
from companion.models.journal_lines import photo_at, photo_of
from companion.models.staff import Role, StaffSignedIn
from companion.models.team import member_of
from companion.models.treatment import Course, course_at, courses_of
from companion.services.admit import recognise
from companion.services.staff import recognise_staff
from companion.web.address import address_of
from companion.web.cookies import config as config
from companion.web.cookies import cookie_name
from companion.web.origin import SAFE, is_fetched_from_elsewhere, is_same_origin
from companion.web.requests import CompanionRequest

View = TypeVar("View", bound=Callable[..., Any])
Who = Literal["anyone", "patient", "staff", "patient or staff"]
DOORS: dict[Who, str] = {"patient": "public.welcome", "staff": "sign_in.door"}
CLINICAL = (Role.OWNER, Role.PRACTITIONER)  # whoever treats: photos, notes, the journal and what is said of it
EVERYBODY = tuple(Role)  # the front desk too: handing over, and dates
OWNERS = (Role.OWNER,)


class NotTheirPart(Forbidden):
    """Somebody of the staff whose role does not lead there."""


def open_to(who: Who, roles: tuple[Role, ...] = CLINICAL, *, fresh: bool = False) -> Callable[[View], View]:
    """The rule of a route: whom it admits, and of the staff which roles; `fresh`: only who just proved who they are."""

    def mark(view: View) -> View:
        view.open_to, view.roles, view.is_fresh = who, roles, fresh  # type: ignore[attr-defined]
        return view

    return mark


def asked() -> CompanionRequest:
    """The request, with its type."""
    return cast(CompanionRequest, request)


def guard() -> AnyResponse | None:
    """Runs before every view: the rule, the origin, the session, and the treatment of the path."""
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    who: Who | None = getattr(view, "open_to", None)
    is_theirs = is_for_a_program() and is_fetched_from_elsewhere(request)
    asked().is_ours = is_same_origin(request, config())
    if who is None or is_theirs or not (asked().is_ours or getattr(view, "from_anywhere", False)):
        abort(403)
    if who == "anyone":
        return None
    signed_in = _signed_in(who, getattr(view, "roles", ()))
    if not signed_in:
        return _to_the_door(who)
    _fetch_treatment(signed_in[0])
    _fetch_photo(signed_in)
    _fetch_member(signed_in[0])
    return None


def is_for_a_program() -> bool:
    """Whether whoever asks reads JSON."""
    return request.blueprint in ("api", "api_push")


def _signed_in(who: Who, roles: tuple[Role, ...]) -> list[SignedIn | StaffSignedIn]:
    """Those of this browser whom the rule admits; where both are, it may be either of them."""
    phone, staff = (signed_in_phone() if "patient" in who else None, signed_in_staff() if "staff" in who else None)
    if staff and staff.role not in roles and not phone:
        raise NotTheirPart
    return [one for one in (phone, staff if staff and staff.role in roles else None) if one]


def may(endpoint: str) -> bool:
    """Whether the role of the practitioner who asks leads there."""
    who = signed_in_staff()
    return who is not None and who.role in getattr(current_app.view_functions.get(endpoint), "roles", ())


def _to_the_door(who: Who) -> AnyResponse:
    """Somebody without a session: shown the way in. What a form brought is kept on the page of the 401."""
    if is_for_a_program():
        abort(401)
    door = url_for(DOORS[who])
    keeps_text = who == "staff" and request.method not in SAFE  # the page sends it again as a whole page
    if asked().is_fragment and not keeps_text:
        return Response(status=401, headers={"HX-Redirect": door})
    return redirect(door, 303) if request.method in SAFE else abort(401)


def _fetch_treatment(who: SignedIn | StaffSignedIn) -> None:
    """Replace `treatment_id` of the path by the course: the patient's own or the clinic's, 404 for anybody else's."""
    args = request.view_args or {}
    if "treatment_id" in args:
        args["course"] = _course(who, args.pop("treatment_id")) or abort(404)


def _fetch_photo(whoever: list[SignedIn | StaffSignedIn]) -> None:
    """Replace `kept_photo_id` of the path by the photo: the patient's own or the clinic's, 404 for anybody else's."""
    args = request.view_args or {}
    if "kept_photo_id" in args:
        photo_id = args.pop("kept_photo_id")
        found = (_photo(who, photo_id) for who in whoever)
        args["photo"] = next(filter(None, found), None) or abort(404)


def _fetch_member(who: SignedIn | StaffSignedIn) -> None:
    """Replace `member_id` of the path by the colleague, 404 for somebody of another clinic or who has left."""
    args = request.view_args or {}
    if "member_id" in args:
        found = member_of(who.clinic_id, args.pop("member_id")) if isinstance(who, StaffSignedIn) else None
        args["member"] = found or abort(404)


def _photo(who: SignedIn | StaffSignedIn, photo_id: Any) -> Photo | None:
    return photo_of(who.owner, photo_id) if isinstance(who, SignedIn) else photo_at(who.clinic_id, photo_id)


def _course(who: SignedIn | StaffSignedIn, treatment_id: Any) -> Course | None:
    if isinstance(who, SignedIn):
        return next((own for own in own_courses() if own.id == treatment_id), None)
    return course_at(who.clinic_id, treatment_id)


def signed_in_phone() -> SignedIn | None:
    """The phone that asks, None without an open session; looked up once a request."""
    this = asked()
    if this.phone is None:
        session = this.cookies.get(cookie_name())
        this.phone = (recognise(session, this.now) if session else None,)
    return this.phone[0]


def signed_in_staff() -> StaffSignedIn | None:
    """The practitioner who asks, None without an open session; looked up once a request."""
    this = asked()
    if this.staff is None:
        session = this.cookies.get(cookie_name("staff"))
        this.staff = (recognise_staff(session, this.now) if session else None,)
    return this.staff[0]


def is_signed_in() -> bool:
    return signed_in_phone() is not None


def own_courses() -> list[Course]:
    """The courses of the patient who asks, the latest first; looked up once a request."""
    this, phone = asked(), signed_in_phone()
    if this.courses is None:
        this.courses = courses_of(*phone.owner) if phone else []
    return this.courses


def was_cut_off(of: str = "") -> bool:
    """Whether the browser brings a session that is not open any more."""
    signed_in = signed_in_staff() if of else signed_in_phone()
    return signed_in is None and cookie_name(of) in request.cookies


def this_phone() -> SignedIn:
    """The phone that asks, behind a guard that let it in."""
    return signed_in_phone() or abort(401)


def this_practitioner() -> StaffSignedIn:
    """The practitioner who asks, behind a guard that let them in."""
    return signed_in_staff() or abort(401)


def address() -> str:
    """Where the request came from, for limits."""
    return address_of(request, config().trusted_proxies)
