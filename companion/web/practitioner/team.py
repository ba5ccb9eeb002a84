"""The team, as an owner sees and changes it."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from companion.models import Practitioner
from companion.models.staff import Role
from companion.models.team import team_of
from companion.services.refusal import Refusal
from companion.services.staff_reach import ways_told
from companion.services.team import Invited, change_role, end_access, invite_again, invite_member
from companion.web.access import OWNERS, asked, config, open_to, this_practitioner
from companion.web.origin import own_address
from companion.web.practitioner.words import said_of
from companion.web.ways_in import refuse_too_many_codes

bp = Blueprint("team", __name__, url_prefix="/practitioner/team")


@bp.get("")
@open_to("staff", OWNERS)
def page() -> str:
    return _page()


@bp.post("")
@open_to("staff", OWNERS, fresh=True)
def invite() -> AnyResponse:
    """Somebody new, and the link for them, shown once."""
    name, who = " ".join(request.form.get("name", "").split()), this_practitioner()
    role = _role()
    if role is None:
        return Response(_page("no_role"), 422)
    refuse_too_many_codes(who.practitioner_id)
    try:
        return _link_page(invite_member(who.clinic_id, name, role, who.practitioner_id, asked().now))
    except Refusal as refusal:
        return Response(_page(refusal.reason), 422)


@bp.post("/<uuid:member_id>/invites")
@open_to("staff", OWNERS, fresh=True)
def invite_them_again(member: Practitioner) -> AnyResponse:
    """A fresh link for somebody who lost their way in."""
    refuse_too_many_codes(_me())
    return _link_page(invite_again(member, _me(), asked().now))


@bp.post("/<uuid:member_id>/role")
@open_to("staff", OWNERS, fresh=True)
def put_role(member: Practitioner) -> AnyResponse:
    """What they may open, from their next request on."""
    role = _role()
    if role is None:
        return Response(_page("no_role"), 422)
    try:
        change_role(member, role, _me(), asked().now)
    except Refusal as refusal:
        return Response(_page(refusal.reason), 422)
    return _back()


@bp.post("/<uuid:member_id>/ending")
@open_to("staff", OWNERS, fresh=True)
def end(member: Practitioner) -> AnyResponse:
    """Their access ends at once."""
    try:
        end_access(member, _me(), asked().now)
    except Refusal as refusal:
        return Response(_page(refusal.reason), 422)
    return _back()


def _role() -> Role | None:
    wished = request.form.get("role", "")
    return Role(wished) if wished in set(Role) else None


def _me() -> UUID:
    return this_practitioner().practitioner_id


def _back() -> AnyResponse:
    return redirect(url_for("team.page"), 303)


def _link_page(invited: Invited) -> AnyResponse:
    link = f"{own_address(request, config())}{url_for('enrol.page')}#{invited.token}"
    return Response(render_template("practitioner/team_link.html", name=invited.name, link=link))


def _page(reason: str = "") -> str:
    """With what was typed, where it was refused."""
    team = team_of(this_practitioner().clinic_id, asked().now)
    return render_template(
        "practitioner/team.html",
        here_people=[one for one in team if not one.left_at],
        left=[one for one in team if one.left_at],
        roles=list(Role),
        ways=ways_told(this_practitioner().clinic_id),
        me=_me(),
        reason=reason,
        said=said_of(reason) if reason else None,
        typed=request.form,
    )
