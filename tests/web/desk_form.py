"""What Bob fills in at the desk, and the ways in that the next page shows."""

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from companion.extensions import Base, db
from tests.cast import ZONE
from tests.conftest import OUR_PAGE


def wall(instant: datetime, zone: str = ZONE) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def told(now: datetime, **changes: Any) -> dict[str, Any]:
    """The answers about a treatment of an hour ago, with a check in two weeks."""
    answers = {
        "id": str(uuid4()),
        "first_name": "Alice",
        "product": "daxxify",
        "area": ["glabella", "forehead"],
        "treated_at": wall(now - timedelta(hours=1)),
        "follow_up_at": wall(now + timedelta(days=14)),
        "zone": ZONE,
    }
    return answers | changes


@dataclass(frozen=True)
class Ways:
    """The page that Alice scans."""

    treatment_id: UUID
    page: str

    @property
    def link(self) -> str:
        return html.unescape(re.findall(r'value="([^"]+/invite#[^"]+)"', self.page)[0])

    @property
    def token(self) -> str:
        return self.link.partition("#")[2]

    @property
    def code(self) -> str:
        return code_on(self.page)


def code_on(page: str) -> str:
    """The code that a page shows in groups."""
    return str(re.findall(r'<p class="code[^"]*">([^<]+)</p>', page)[0])


def hand_over(desk: FlaskClient, form: dict[str, Any]) -> Ways:
    answer = send(desk, "/practitioner/treatments", form)
    assert answer.status_code == 200, answer.text
    return Ways(UUID(form["id"]), answer.text)


def send(client: FlaskClient, path: str, form: dict[str, Any] | None = None, **headers: str) -> TestResponse:
    """The form of one of our own pages."""
    return client.post(path, data=form or {}, headers=OUR_PAGE | headers)


def many(table: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0
