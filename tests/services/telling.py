"""Bob, Dana and Eve at a clinic that is always open: what reaches them, and one worker's step."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from companion.adapters.mail.letter import Letter
from companion.adapters.mail.sending import SendLetters
from companion.adapters.web_push.outcome import Outcome, Sent
from companion.extensions import db
from companion.models import Clinic, Practitioner, StaffMailbox, StaffSession, Telling
from companion.models.staff import StaffSignedIn
from companion.services.post import Post
from companion.services.staff_devices import keep_device
from companion.services.staff_mailbox import confirm, give_address, link_token
from companion.services.subscribe import Offered
from companion.services.tell_staff import tell_staff
from tests.services.post import Service, target


@dataclass
class MailRoom:
    """`says`: what becomes of a letter; `got`: what was sent."""

    says: Callable[[Letter], Outcome] = lambda _letter: Sent()
    got: list[Letter] = field(default_factory=list)

    def send(self, letters: Iterable[Letter]) -> Iterator[tuple[Letter, Outcome]]:
        for letter in letters:
            self.got.append(letter)
            yield letter, self.says(letter)


def signed_in(practitioner_id: UUID, now: datetime) -> StaffSignedIn:
    """Them at their desk, in the session they opened first."""
    who = db.session.get_one(Practitioner, practitioner_id)
    session = select(StaffSession).where(StaffSession.practitioner_id == who.id, StaffSession.revoked_at.is_(None))
    row = db.session.scalars(session.order_by(StaffSession.opened_at).limit(1)).one()
    clinic = db.session.get_one(Clinic, who.clinic_id)
    return StaffSignedIn(row.id, who.id, who.name, who.role, clinic.id, clinic.name, clinic.zone, now, now)


def has_phone(practitioner_id: UUID, now: datetime, place: str) -> None:
    """They turned it on there."""
    keep_device(signed_in(practitioner_id, now), Offered(target(place), "key", "en", None), "iPhone, Safari", now)


def reads_mail(practitioner_id: UUID, now: datetime, address: str) -> None:
    """They gave that address, and tapped the button in the letter."""
    give_address(signed_in(practitioner_id, now), address, "en", now)
    mine = StaffMailbox.practitioner_id == practitioner_id
    row = db.session.scalars(select(StaffMailbox).where(mine).order_by(StaffMailbox.given_at.desc())).first()
    assert row
    assert confirm(link_token(row, "staff mail confirm"), now)


def teller(service: Service, name: str = "worker", mail: SendLetters | None = None) -> Callable[[datetime], int]:
    """Takes one step at that instant."""
    post = Post(name, service.send, mail=mail)
    return lambda now: tell_staff(post, lambda: now)


def telling_of(entry_id: UUID, practitioner_id: UUID) -> Telling:
    db.session.expire_all()
    mine = (Telling.entry_id == entry_id, Telling.practitioner_id == practitioner_id)
    return db.session.scalars(select(Telling).where(*mine)).one()


def places(service: Service) -> list[str]:
    """The devices that something was sent to."""
    return [message.target.endpoint.rpartition("/")[2] for message in service.got]
