"""The phones of a patient: which ones open the plan, a code for another, the code for a lost one, joining a clinic."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.models.access import devices_of
from companion.models.treatment import courses_of
from companion.services.admit import close_phone, renew_recovery
from companion.services.invites import grouped, short_code
from companion.services.join import clinic_of_code, has_joined, join, leave
from companion.services.limits import CODES
from companion.web.access import asked, config, open_to, this_phone
from companion.web.cookies import drop_session
from companion.web.origin import own_address
from companion.web.ways_in import kept_page, refuse_too_many_codes, tries_used_up

bp = Blueprint("phones", __name__)


@bp.get("/phones")
@open_to("patient")
def phones() -> str:
    """The phones that open this plan."""
    return _page()


@bp.post("/phones/codes")
@open_to("patient")
def make_code() -> str:
    """A code that opens the plan on another phone, for ten minutes."""
    refuse_too_many_codes(this_phone().patient_id)
    return _page(code=grouped(short_code(this_phone().owner, asked().now)))


@bp.post("/phones/<uuid:device_id>/ending")
@open_to("patient")
def end_phone(device_id: UUID) -> AnyResponse:
    """Sign a phone out; it is cut off at its next request."""
    close_phone(this_phone().owner, device_id, asked().now)
    if device_id != this_phone().device_id:
        return redirect(url_for("phones.phones"), 303)
    return drop_session(redirect(url_for("public.welcome"), 303))


@bp.post("/phones/recovery-codes")
@open_to("patient")
def make_recovery_code() -> AnyResponse | str:
    """A recovery code that replaces the one before, for somebody without a clinic."""
    if not _is_alone():
        return redirect(url_for("phones.phones"), 303)
    refuse_too_many_codes(this_phone().patient_id)
    return kept_page(renew_recovery(this_phone().owner, asked().now))


@bp.get("/clinic")
@open_to("patient")
def clinic() -> str:
    """Where somebody who started alone types a clinic's code."""
    return render_template("patient/clinic.html", is_alone=_is_alone(), has_joined=has_joined(this_phone().owner))


@bp.post("/clinic")
@open_to("patient")
def join_clinic() -> AnyResponse:
    """First the clinic is shown and what it will see; with the patient's consent the plan moves there."""
    typed, now = request.form.get("code", "").strip(), asked().now
    if not _is_alone():
        return redirect(url_for("now.now"), 303)
    if wait := tries_used_up(CODES):
        return _clinic_page(429, typed=typed, wait=wait)
    found = clinic_of_code(typed, now)
    if found is None:
        return _clinic_page(422, typed=typed, is_wrong=True)
    sees = _("%(clinic)s sees what I had, where and when. They see my journal and its photos, too.", clinic=found.name)
    consent = f"{sees} {_('They can give me a date for my check.')}"
    if request.form.get("consent") and join(this_phone().owner, typed, consent, now):
        return redirect(url_for("now.now"), 303)
    return _clinic_page(200, typed=typed, found=found, consent=consent)


@bp.post("/clinic/ending")
@open_to("patient")
def leave_clinic() -> AnyResponse:
    """The consent is taken back; the plan goes on alone."""
    leave(this_phone().owner, asked().now)
    return redirect(url_for("phones.phones"), 303)


def _is_alone() -> bool:
    """Whether the plans were started without a clinic."""
    return all(course.clinic_is_house for course in courses_of(*this_phone().owner))


def _page(code: str | None = None) -> str:
    here = this_phone()
    return render_template(
        "patient/phones.html",
        here=here.device_id,
        phones=devices_of(*here.owner, asked().now),
        code=code,
        is_alone=_is_alone(),
        has_joined=has_joined(here.owner),
        site=own_address(request, config()),
    )


def _clinic_page(status: int, **said: object) -> AnyResponse:
    return Response(render_template("patient/clinic.html", is_alone=True, **said), status)
