"""Red flags of the clinic's protocol: they may be added to, never taken away."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol import bundled_values
from companion.aftercare.protocol.edits import Values, drop_flag, flag_in, put_flag
from companion.services.draft import NEW, Desk, Edit, Overtaken, Unsound, at_the_desk, change, mark_of
from companion.web.access import asked, open_to, this_practitioner
from companion.web.practitioner.protocol_flag_form import FlagForm, fresh_flag
from companion.web.practitioner.protocols import clinic_zone

bp = Blueprint("protocol_flags", __name__, url_prefix="/practitioner/protocol/flags")


@bp.get("/<flag_id>")
@open_to("staff")
def flag(flag_id: str) -> str:
    """What may be added to a red flag."""
    desk = _desk()
    return _page(desk, _form(desk, flag_id))


@bp.post("/<flag_id>")
@open_to("staff")
def save(flag_id: str) -> AnyResponse:
    """Write what was added to the draft."""
    form = _form(_desk(), flag_id)
    return _saved(form, form.read(request.form))


@bp.get("/new")
@open_to("staff")
def new() -> str:
    return _page(_desk(), FlagForm.of(fresh_flag(), None, NEW))


@bp.post("")
@open_to("staff")
def add() -> AnyResponse:
    """Add a red flag of the clinic's own."""
    form = FlagForm.of(fresh_flag(), None, "")
    return _saved(form, form.read(request.form))


@bp.post("/<flag_id>/removal")
@open_to("staff")
def remove(flag_id: str) -> AnyResponse:
    """Take one of the clinic's own away; the program's stay."""
    form = _form(_desk(), flag_id)
    form.seen = request.form.get("seen", "")
    if form.ours:
        abort(404)  # one of the program: nothing leads here
    return _changed(form, lambda values: drop_flag(values, flag_id))


def _saved(form: FlagForm, typed: Values) -> AnyResponse:
    if form.errors:
        return Response(_page(_desk(), form), 422)
    return _changed(form, lambda values: put_flag(values, typed))


def _changed(form: FlagForm, made: Callable[[Values], Values]) -> AnyResponse:
    who, flag_id = this_practitioner(), form.flag["id"]
    try:
        change(who.clinic_id, who.practitioner_id, Edit(flag_id, form.seen, made), asked().now)
    except Unsound as unsound:
        items = made(_desk().values)["red_flags"]["items"]
        form.refuse(unsound.findings, next(place for place, one in enumerate(items) if one["id"] == flag_id))
        return Response(_page(_desk(), form), 422)
    except Overtaken as overtaken:
        return Response(_page(_desk(), form, overtaken), 409)
    return redirect(url_for("protocols.page", _anchor=flag_id), 303)


def _desk() -> Desk:
    return at_the_desk(this_practitioner().clinic_id)


def _form(desk: Desk, flag_id: str) -> FlagForm:
    standing = flag_in(desk.values, flag_id) or abort(404)
    return FlagForm.of(standing, flag_in(bundled_values(), flag_id), mark_of(desk.values, flag_id))


def _page(desk: Desk, form: FlagForm, overtaken: Overtaken | None = None) -> str:
    flag_id = form.flag["id"]
    now = flag_in(desk.values, flag_id)
    if overtaken:
        form.seen = mark_of(desk.values, flag_id)
    return render_template(
        "practitioner/protocol_flag.html",
        form=form,
        is_new=now is None,
        standing=FlagForm.of(now, form.ours, "") if now else None,
        overtaken=overtaken,
        zone=clinic_zone(),
    )
