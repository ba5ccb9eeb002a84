"""Versions of the clinic's protocol: what changed between two, signing the draft, and moving plans that run."""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from companion.aftercare.protocol import Protocol, bundled
from companion.aftercare.protocol.comparing import compare
from companion.models.sign_off import Signed, signed_versions
from companion.services.draft import Overtaken, Unsound, at_the_desk
from companion.services.keys import first_names
from companion.services.move_plans import mark_of_offers, move_plans, offers
from companion.services.refusal import Refusal
from companion.services.sign_off import sign
from companion.web.access import asked, open_to, this_practitioner
from companion.web.practitioner.paging import asked_page, page_of
from companion.web.practitioner.protocol_page import rows_of
from companion.web.practitioner.protocol_words import change_words
from companion.web.practitioner.protocols import clinic_zone
from companion.web.practitioner.sign_form import SignForm

bp = Blueprint("protocol_versions", __name__, url_prefix="/practitioner/protocol")
bp.add_app_template_global(change_words)
DRAFT, PROGRAM = "draft", "program"


@bp.get("/changes")
@open_to("staff")
def changes() -> str:
    """What is different between `from` and `to`: a version by its number, the program's file, or the draft."""
    versions = {str(one.number): one for one in signed_versions(this_practitioner().clinic_id)}
    usual = next(iter(versions), PROGRAM)
    old, new = request.args.get("from", usual), request.args.get("to", DRAFT)
    before, after = (_named(name, versions) or abort(404) for name in (old, new))
    return render_template(
        "practitioner/protocol_changes.html",
        comparison=compare(before, after),
        protocol=after,
        versions=versions,
        old=old,
        new=new,
        zone=clinic_zone(),
    )


@bp.get("/sign")
@open_to("staff")
def signing() -> str:
    """Sign the draft: what changed, and who answers for it."""
    return _sign_page(SignForm(name=this_practitioner().name))


@bp.post("/versions")
@open_to("staff", fresh=True)
def publish() -> AnyResponse:
    """The draft stands from now on for new treatments."""
    who, form = this_practitioner(), SignForm()
    form.read(request.form)
    if form.errors:
        return Response(_sign_page(form), 422)
    try:
        version_id = sign(who.clinic_id, who.practitioner_id, form.signature, asked().now)
    except Unsound:
        return Response(_sign_page(form, _("It cannot be signed yet. See what is wrong below.")), 422)
    except Overtaken:
        return Response(_sign_page(form, _("The draft changed while you read it. Look again, then sign it.")), 409)
    except Refusal:
        return Response(_sign_page(form, _("Nothing is different from the version that stands.")), 422)
    return redirect(url_for("protocol_versions.plans", version_id=version_id), 303)


@bp.get("/versions/<uuid:version_id>/plans")
@open_to("staff")
def plans(version_id: UUID) -> str:
    """The plans that run on another version, and what moving them would change."""
    return _plans_page(_newest(version_id))


@bp.post("/versions/<uuid:version_id>/plans")
@open_to("staff", fresh=True)
def move(version_id: UUID) -> AnyResponse:
    """Move all plans that were listed."""
    who, newest = this_practitioner(), _newest(version_id)
    try:
        many = move_plans(who.clinic_id, who.practitioner_id, version_id, request.form.get("seen", ""), asked().now)
    except Overtaken:
        return Response(_plans_page(newest, _("This list changed meanwhile. Nothing was moved. Look again.")), 409)
    return redirect(url_for("protocol_versions.plans", version_id=version_id, moved=many), 303)


def _named(name: str, versions: dict[str, Signed]) -> Protocol | None:
    if name == DRAFT:
        return at_the_desk(this_practitioner().clinic_id).protocol
    return bundled() if name == PROGRAM else versions[name].protocol if name in versions else None


def _newest(version_id: UUID) -> Signed:
    """The version that stands; plans are moved to no other."""
    newest = signed_versions(this_practitioner().clinic_id)[:1]
    return newest[0] if newest and newest[0].version_id == version_id else abort(404)


def _sign_page(form: SignForm, said: str = "") -> str:
    desk = at_the_desk(this_practitioner().clinic_id)
    form.edition = desk.edition
    return render_template("practitioner/protocol_sign.html", desk=desk, rows=rows_of(desk), form=form, said=said)


def _plans_page(newest: Signed, said: str = "") -> str:
    found = offers(this_practitioner().clinic_id, newest.version_id, asked().now)
    page = page_of(found, asked_page(len(found)))
    return render_template(
        "practitioner/protocol_plans.html",
        newest=newest,
        page=page,
        names=first_names([offer.course.patient_id for offer in page.items]),
        seen=mark_of_offers(found),
        moved=request.args.get("moved", type=int),
        said=said,
        zone=clinic_zone(),
    )
