"""Who got a lot: what a recall asks."""

from flask import Blueprint, render_template, request

from companion.models.lots import count_with_lot, courses_with_lot, lot_key
from companion.services.keys import first_names
from companion.web.access import open_to, this_practitioner
from companion.web.practitioner.paging import PAGE, Page, asked_page

bp = Blueprint("lots", __name__, url_prefix="/practitioner/lots")


@bp.get("")
@open_to("staff")
def page() -> str:
    """Everybody of the clinic for whom that lot was used, however it was typed, in pages of fifty."""
    clinic_id, typed = this_practitioner().clinic_id, request.args.get("lot", "")[:60].strip()
    key = lot_key(typed)
    total = count_with_lot(clinic_id, key) if key else 0
    number = asked_page(total)
    items = courses_with_lot(clinic_id, key, (number - 1) * PAGE, PAGE) if key else []
    return render_template(
        "practitioner/lots.html",
        typed=typed,
        page=Page(number, items, total),
        names=first_names([course.patient_id for course in items]),
    )
