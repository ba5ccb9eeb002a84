"""Where the links of a letter to staff lead: yes, this is my address; and no more e-mails. Looking changes nothing."""

from flask import Blueprint, Response, abort, render_template

from companion.services import staff_mailbox
from companion.services.limits import LINKS
from companion.services.staff_mailbox import Purpose, id_of
from companion.web.access import asked, open_to
from companion.web.origin import from_anywhere
from companion.web.ways_in import tries_used_up

bp = Blueprint("staff_mail", __name__, url_prefix="/mail/staff")


@bp.get("/off/<token>")
@open_to("anyone")
def off(token: str) -> str:
    """Inert: mail scanners open every link."""
    return _page("off?", token)


@bp.post("/off/<token>")
@open_to("anyone")
@from_anywhere
def stop(token: str) -> Response:
    """No more e-mails, by our button or by the mail program's own (RFC 8058). 422 for a link that is damaged."""
    _refuse_too_many_guesses(token, "staff mail off")
    is_ours = staff_mailbox.stop(token)
    return Response(_page("off" if is_ours else "damaged"), 200 if is_ours else 422)


@bp.get("/confirm/<token>")
@open_to("anyone")
def question(token: str) -> str:
    """Inert, too."""
    return _page("yes?", token)


@bp.post("/confirm/<token>")
@open_to("anyone")
def confirm(token: str) -> Response:
    """The address is right; 422 for a link that is not good any more."""
    _refuse_too_many_guesses(token, "staff mail confirm")
    is_good = staff_mailbox.confirm(token, asked().now)
    return Response(_page("yes" if is_good else "old"), 200 if is_good else 422)


def _page(state: str, token: str = "") -> str:
    return render_template("mail/staff.html", state=state, token=token)


def _refuse_too_many_guesses(token: str, purpose: Purpose) -> None:
    """A mail provider speaks for many people from few addresses: only what we did not sign is counted."""
    if id_of(token, purpose) is None and tries_used_up(LINKS):
        abort(429)
