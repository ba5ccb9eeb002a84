"""Every page of the program, as a signed-in patient and as nobody sees it."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from companion.app import create_app
from companion.cli import database
from companion.config import Config
from tests.cast import enrol_at

OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


def every_page() -> Iterator[tuple[str, str]]:
    """(name, HTML) of each page."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config.from_environment({"COMPANION_INSTANCE": folder}))
        database.upgrade(app)
        with app.app_context():
            nobody = app.test_client()
            for path in ("/", "/start", "/help", "/choosing", "/invite", "/sources", "/practitioner", "/nowhere"):
                yield path.strip("/") or "welcome", nobody.get(path).text
            yield "start-errors", nobody.post("/start", headers=OUR_PAGE).text
            yield "invite-spent", nobody.post("/invite", data={"token": "x"}, headers=OUR_PAGE).text
            for hours in (2, 30, 24 * 20, 24 * 300):
                alice = enrol_at(app, "Marlow Street Clinic", datetime.now(UTC) - timedelta(hours=hours), "Alice")
                yield f"now-{hours}", alice.phone.get(alice.page).text
            for question in ("", "wine", "my eyelid is droopy", "ibuprofen", "fence"):
                page = alice.phone.post(f"{alice.page}/can-i", data={"question": question}, headers=OUR_PAGE)
                yield f"can-i-{question.replace(' ', '-')}", page.text
            yield "help-alice", alice.phone.get("/help").text
            yield "plan-over", alice.phone.get("/plan").text
            bella = enrol_at(app, "Marlow Street Clinic", datetime.now(UTC) - timedelta(days=3), "Bella")
            yield "plan", bella.phone.get("/plan").text
