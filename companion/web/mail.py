"""Where the links of an e-mail lead: yes, this is my address; and no more e-mails. Looking changes nothing."""

from flask import Blueprint, Response, abort, render_template

from companion.services import mailbox
from companion.services.limits import LINKS
from companion.services.mailbox import Purpose, id_of
from companion.web.access import asked, open_to
from companion.web.origin import from_anywhere
from companion.web.ways_in import tries_used_up

bp = Blueprint("mail", __name__, url_prefix="/mail")


@bp.get("/off/<token>")
@open_to("anyone")
def off(token: str) -> str:
    """Inert: mail scanners open every link."""
    return render_template("mail/off.html", token=token, is_over=False, is_damaged=False)


@bp.post("/off/<token>")
@open_to("anyone")
@from_anywhere
def stop(token: str) -> Response:
    """No more e-mails, by our button or by the mail program's own (RFC 8058). The same words for a link of old.

    422 for a link that is damaged: nothing was stopped by it.
    """
    _refuse_too_many_guesses(token, "mail off")
    mailbox.stop(token, asked().now)
    is_ours = id_of(token, "mail off") is not None
    return Response(render_template("mail/off.html", is_over=is_ours, is_damaged=not is_ours), 200 if is_ours else 422)


@bp.get("/confirm/<token>")
@open_to("anyone")
def question(token: str) -> str:
    """Inert, too."""
    return render_template("mail/confirm.html", token=token, answer="")


@bp.post("/confirm/<token>")
@open_to("anyone")
def confirm(token: str) -> Response:
    """The address is right; 422 for a link that is not good any more."""
    _refuse_too_many_guesses(token, "mail confirm")
    is_good = mailbox.confirm(token, asked().now)
    return Response(render_template("mail/confirm.html", answer="yes" if is_good else "old"), 200 if is_good else 422)


def _refuse_too_many_guesses(token: str, purpose: Purpose) -> None:
    """A mail provider speaks for many people from few addresses: only what we did not sign is counted."""
    if id_of(token, purpose) is None and tries_used_up(LINKS):
        abort(429)
