"""For whoever runs the program: whether it works. Nothing here tells of a patient, or how many there are."""

from datetime import UTC

from flask import Blueprint, Response, jsonify, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from companion.extensions import db
from companion.services.health import Health, health
from companion.web.access import asked, open_to

bp = Blueprint("health", __name__)


@bp.get("/health")
@open_to("anyone")
def page() -> Response:
    """200 while all is well, 503 otherwise; JSON for a program that asks for it."""
    found = _found()
    code = 200 if found and found.is_well else 503
    response = Response(_read(found), code) if _is_read_by_people() else jsonify(_told(found))
    response.status_code = code
    response.headers["Vary"] = "Accept"
    return response


def _found() -> Health | None:
    try:
        return health(asked().now)
    except SQLAlchemyError:
        db.session.rollback()
        return None


def _is_read_by_people() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) != "application/json"


def _read(found: Health | None) -> str:
    return render_template("public/health.html", found=found, zone=UTC)


def _told(found: Health | None) -> dict[str, object]:
    if found is None:
        return {"well": False, "database": False}
    return {
        "well": found.is_well,
        "database": True,
        "push_keys": found.has_keys,
        "workers": found.workers,
        "beat_at": found.beat_at.isoformat() if found.beat_at else None,
        "late_seconds": round(found.late.total_seconds(), 1),
        "failing_seconds": round(found.failing.total_seconds(), 1),
    }
