"""Start my own aftercare: three questions, then what holds now."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol import bundled
from companion.services.enrol import start_own
from companion.services.limits import SELF_STARTS
from companion.web.access import asked, config, open_to, signed_in_phone
from companion.web.cookies import keep_session
from companion.web.treatment_form import TreatmentForm, zones_by_region
from companion.web.ways_in import kept_page, this_phone_name, tries_used_up

bp = Blueprint("start", __name__)


@bp.get("/start")
@open_to("anyone")
def start() -> AnyResponse:
    return _page(TreatmentForm()) if config().self_start else _page(TreatmentForm(), status=404)


@bp.post("/start")
@open_to("anyone")
def begin() -> AnyResponse:
    """Start the plan on this phone; a phone that is signed in keeps its plans and gets one more."""
    if not config().self_start:
        abort(404)
    form = TreatmentForm()
    form.read(request.form, asked().now, bundled())
    if form.treated is None:
        return _page(form, status=422)
    if wait := tries_used_up(SELF_STARTS):
        return _page(form, status=429, wait=wait)
    phone = signed_in_phone()
    started = start_own(
        form.treated,
        asked().now,
        treatment_id=form.id,
        patient=phone.owner if phone else None,
        phone=this_phone_name(),
    )
    if started.recovery_code is None:
        return redirect(url_for("now.now"), 303)
    return keep_session(Response(kept_page(started.recovery_code)), started.session)


def _page(form: TreatmentForm, *, status: int = 200, **said: object) -> AnyResponse:
    page = render_template(
        "patient/start.html",
        form=form,
        protocol=bundled(),
        regions=zones_by_region(),
        is_open=config().self_start,
        **said,
    )
    return Response(page, status)
