"""Whatever Fay of the front desk is shown opens for her: nothing leads to what her role does not open."""

import html
import re
from datetime import datetime
from uuid import UUID

from flask import Flask

from companion.models.staff import Role
from tests.cast import Person, staff_at
from tests.web.desk_form import hand_over, told

HERE = "/practitioner"


def led_to(page: str) -> set[str]:
    """Where the links of a page lead at the desk."""
    links = (html.unescape(link).partition("#")[0] for link in re.findall(r'<a [^>]*href="([^"]+)"', page))
    return {link for link in links if link.startswith(HERE)}


def test_every_link_that_fay_is_shown_opens(app: Flask, alice: Person, now: datetime) -> None:
    fay = staff_at(app, "Marlow Street Clinic", now, "Fay", Role.FRONT_DESK)
    ways = hand_over(fay, told(now, lot="C1234AB"))
    links, seen = led_to(ways.page) | {HERE, _page(ways.treatment_id), _page(alice.treatment_id)}, set[str]()
    while links:
        link = links.pop()
        answer = fay.get(link)
        assert answer.status_code in (200, 303), link
        seen.add(link)
        links |= led_to(answer.text) - seen
    assert f"{_page(alice.treatment_id)}/correction" in seen


def _page(treatment_id: UUID) -> str:
    return f"{HERE}/treatments/{treatment_id}"
