"""Start my own aftercare: three questions, then what holds now."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol import bundled
from companion.services.enrol import start_own
from companion.web.access import asked, keep_session, open_to, signed_in_phone
from companion.web.patient.start_form import StartForm, zones_by_region

bp = Blueprint("start", __name__)


@bp.get("/start")
@open_to("anyone")
def start() -> str:
    return _page(StartForm())


@bp.post("/start")
@open_to("anyone")
def begin() -> AnyResponse:
    """Start the plan on this phone; a phone that is signed in keeps its plans and gets one more."""
    form = StartForm.read(request.form, asked().now, bundled())
    if form.treated is None:
        return Response(_page(form), 422)
    phone = signed_in_phone()
    started = start_own(form.treated, asked().now, treatment_id=form.id, patient=phone.owner if phone else None)
    return keep_session(redirect(url_for("now.now"), 303), started.session)


def _page(form: StartForm) -> str:
    return render_template("patient/start.html", form=form, protocol=bundled(), regions=zones_by_region())
