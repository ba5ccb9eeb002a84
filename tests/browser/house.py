"""The program as a person starts it, on a port and in a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select

from companion.aftercare.schedule import Treated
from companion.app import ROOT, create_app
from companion.config import Config
from companion.extensions import db
from companion.models.access import invite_with, signed_in
from companion.models.people import Patient, clinic_named
from companion.models.tally import Tally
from companion.models.treatment import Treatment
from companion.services.admit import redeem
from companion.services.amend import end
from companion.services.demo import demo_practitioner, make_demo
from companion.services.enrol import start_own
from companion.services.invites import join_code
from companion.services.keys import hash_of
from companion.services.staff import add_clinic, add_practitioner, open_session
from tests.mailed import SETTINGS as LETTERS


@dataclass(frozen=True)
class Plan:
    """A plan that somebody started alone, and the session of the phone that did."""

    treatment_id: UUID
    session: str


class House:
    """The links it printed, and what happens at the clinic, by the services of the program."""

    def __init__(self, folder: Path, links: list[str]) -> None:
        self.folder, self.links = folder, links
        self.address = links[0].partition("/invite")[0]
        self.app = create_app(Config.from_environment({"COMPANION_INSTANCE": str(folder)} | LETTERS))

    def is_ours(self) -> bool:
        """Whether the link it printed is known in our folder."""
        with self.app.app_context():
            return invite_with(hash_of(self.links[0].partition("#")[2])) is not None

    def hand_over(self) -> str:
        """Bob treated a fresh Alice 1 h 48 min ago; this is her link."""
        with self.app.app_context():
            return f"{self.address}/invite#{make_demo(_now()).invite_token}"

    def session_of_the_desk(self) -> str:
        """The session of a practitioner who signed in to the demo."""
        with self.app.app_context():
            return open_session(demo_practitioner(_now()).id, _now())

    def session_of_bobs_patient(self) -> str:
        """The session of a phone on which such a link was opened."""
        with self.app.app_context():
            session = redeem(self.hand_over().partition("#")[2], _now())
        assert session
        return session

    def open(self, link: str) -> str:
        """Somebody opens that link on a phone; the session of it."""
        with self.app.app_context():
            session = redeem(link.partition("#")[2], _now(), phone="iPhone, Safari")
        assert session
        return session

    def alone(self) -> str:
        """The session of somebody who started alone."""
        return self.plan(Treated("daxxify", ("glabella",), _now(), "Europe/London")).session

    def desk_of(self, name: str) -> str:
        """The session of a practitioner of that name, at a clinic of that name."""
        with self.app.app_context():
            clinic = clinic_named(name) or add_clinic(name, _now(), zone="Europe/London", country="GB", phone=name)
            return open_session(add_practitioner(clinic, name, _now()).id, _now())

    def join_code_of(self, name: str) -> str:
        """A code to join a clinic of that name."""
        with self.app.app_context():
            clinic = clinic_named(name) or add_clinic(name, _now(), zone="Europe/London")
            return join_code(clinic.id, _now())

    def join_code(self) -> str:
        """A code of Bob's clinic, for somebody who started alone."""
        with self.app.app_context():
            return join_code(demo_practitioner(_now()).clinic_id, _now())

    def plan(self, *treatments: Treated) -> Plan:
        """Alice starts a plan alone, or one after the other on the same phone; the last one is told."""
        first, *more = treatments
        with self.app.app_context():
            started = start_own(first, _now())
            assert started.session
            phone, treatment_id = signed_in(hash_of(started.session), _now()), started.treatment_id
            for treated in more:
                treatment_id = start_own(treated, _now(), patient=phone.owner if phone else None).treatment_id
        return Plan(treatment_id, started.session)

    def end(self, plan: Plan, ended_at: datetime) -> None:
        """Alice ends a plan."""
        with self.app.app_context():
            end(plan.treatment_id, ended_at)

    def book(self, plan: Plan, follow_up_at: datetime) -> None:
        """Her check is put in the diary."""
        with self.app.app_context():
            db.session.get_one(Treatment, plan.treatment_id).follow_up_at = follow_up_at
            db.session.commit()

    def correct(self, plan: Plan, treated_at: datetime) -> None:
        """The time of the injection is put right while the page is open on the phone."""
        self.move(plan.treatment_id, treated_at)

    def move(self, treatment_id: UUID, treated_at: datetime) -> None:
        """The same for any treatment."""
        with self.app.app_context():
            db.session.get_one(Treatment, treatment_id).treated_at = treated_at
            db.session.commit()

    def move_all(self, back: timedelta) -> None:
        """Every treatment was so much earlier."""
        with self.app.app_context():
            for treatment in db.session.scalars(select(Treatment)):
                treatment.treated_at -= back
            db.session.commit()

    def patients(self) -> list[tuple[UUID, UUID]]:
        """The clinic and the id of everybody."""
        return [(patient.clinic_id, patient.id) for patient in db.session.scalars(select(Patient))]

    def forget_tries(self) -> None:
        """All phones of the tests share one address, and with it one count of codes."""
        with self.app.app_context():
            db.session.execute(delete(Tally))
            db.session.commit()

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


@contextmanager
def running(
    folder: Path, port: int = 0, root: Path = ROOT, settings: Mapping[str, str] | None = None
) -> Iterator[House]:
    """`python -m companion run` with those settings until the block ends, on that port or a free one.

    `root` is where the program stands: another folder is another version of it.
    """
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    ours = {"COMPANION_INSTANCE": str(folder), "COMPANION_PORT": str(port or free_port())}
    ours |= LETTERS | dict(settings or {})
    command = [sys.executable, "-m", "companion", "run"]
    with (folder / "errors.txt").open("w") as errors:
        process = subprocess.Popen(
            command, cwd=root, env=theirs | ours, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        links = _links(process)
        assert links, (folder / "errors.txt").read_text()
        house = House(folder, links)
        yield house
        house.close()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)


def _links(process: "subprocess.Popen[str]") -> list[str]:
    links: list[str] = []
    for line in process.stdout or []:
        links += re.findall(r"https?://\S+/\S+", line)
        if "Ctrl-C" in line:
            break
    return links


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
