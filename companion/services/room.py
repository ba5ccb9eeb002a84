"""Room on the disk: photos leave some of it free, so that words still come in when no more photos do."""

from flask import current_app
from sqlalchemy.exc import OperationalError

from companion.adapters.photo_store import PhotoStore
from companion.extensions import db
from companion.services.refusal import Refusal

MEGABYTE = 1_000_000
POSTGRES_DISK_FULL = "53100"


def leave_room(store: PhotoStore) -> None:
    """Refusal `no_room` where the disk of the photos has less free than is to be kept free."""
    free = store.free()
    if free is not None and free < current_app.config["COMPANION"].keep_free * MEGABYTE:
        raise Refusal("no_room")


def had_no_room(error: OperationalError) -> bool:
    """Whether the database failed for want of room; then what it was about is given up."""
    is_full = (
        getattr(error.orig, "sqlite_errorname", "") == "SQLITE_FULL"
        or getattr(error.orig, "sqlstate", "") == POSTGRES_DISK_FULL
    )
    if is_full:
        db.session.rollback()
    return is_full
