"""Alice hears by e-mail what no phone of hers is known to show: by a real mail server, once she said yes there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from companion.adapters.mail.letter import Letter
from companion.adapters.mail.wire import Mailer
from companion.adapters.web_push.outcome import Gone, Outcome, Refused, Sent, TryLater
from companion.aftercare.protocol import bundled
from companion.extensions import db
from companion.models import Delivery, Mailbox, Subscription
from companion.models.mailbox import mailbox_of
from companion.models.reminder import End
from companion.models.treatment import courses_of
from companion.services.limits import DAY
from companion.services.mailbox import ask_again, give_address, standing_of, stop
from companion.services.mailbox_asks import wait_of
from companion.services.remind import plan_again
from companion.services.subscribe import send_test
from tests.adapters.mail_server import CUT, MailServer, mail_server
from tests.aftercare.telling import telling, told
from tests.aftercare.test_reminder_texts import REMINDERS
from tests.cast import Person
from tests.mailed import ADDRESS, says_yes, sends_letters, token_of
from tests.services.post import Service, alone_due, look_from, phone_of, reach, reminders, worker_at
from tests.services.test_deliver import KEY, deliveries

Step = Callable[[datetime], int]
OTHER = "carol@example.org"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def server(app: Flask, tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as server:
        sends_letters(app, server.mail)
        app.config["COMPANION"] = replace(app.config["COMPANION"], public_url="https://aftercare.example")
        yield server


@pytest.fixture
def due_at(alice: Person, now: datetime) -> datetime:
    """When the worker looks at the check-in of day 3, the only thing that is due."""
    return alone_due(alice, KEY, now)


def worker(server: MailServer, service: Service | None = None, name: str = "worker") -> Step:
    return worker_at(service or Service(), name, Mailer(server.mail).send_all)


def reminders_in(server: MailServer, address: str = ADDRESS) -> list[EmailMessage]:
    """Without those that ask whether the address is right."""
    return [letter for letter in server.letters_to(address) if "address" not in letter["Subject"]]


def link_in(letter: EmailMessage, part: str) -> str:
    found = re.search(rf"https://aftercare\.example(/{part}\S*)", letter.get_content())
    assert found
    return found[1]


def saw_one(now: datetime, days_ago: int = 0) -> None:
    """Her phone showed a reminder once, and left the first since then unshown so long ago."""
    db.session.query(Subscription).update(
        {"shown_at": now - timedelta(days=4), "accepted_at": now, "awaited_at": now - timedelta(days=days_ago)}
    )
    db.session.commit()


def test_the_whole_way(app: Flask, alice: Person, server: MailServer, now: datetime, due_at: datetime) -> None:
    """She gives her address, says yes in the first letter, gets a reminder, and ends it with her mail program."""
    step, nobody = worker(server), app.test_client()
    give_address(alice.owner, ADDRESS, "en", now)
    assert step(now) == 1
    [question] = server.letters_to(ADDRESS)
    assert question["Subject"] == "Is this your e-mail address?"
    path = link_in(question, "mail/confirm")
    assert "Is this your address?" in nobody.get(path).text
    assert standing_of(alice.owner).state == "asked"  # type: ignore[union-attr]
    assert nobody.post(path, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    step(due_at)
    [letter] = reminders_in(server)
    assert letter["Subject"] == "Aftercare: a short check-in"
    assert "It takes one minute." in letter.get_content()
    assert link_in(letter, "check-in") == "/check-in"
    assert reminders(alice)[KEY].end == End.SENT
    off = link_in(letter, "mail/off")
    assert letter["List-Unsubscribe"] == f"<https://aftercare.example{off}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert nobody.post(off, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    send_it_again(alice, due_at + timedelta(minutes=1))
    step(due_at + timedelta(minutes=1))
    assert len(reminders_in(server)) == 1
    assert reminders(alice)[KEY].end == End.UNREACHABLE


def send_it_again(person: Person, at: datetime) -> None:
    row = reminders(person)[KEY]
    row.due_at, row.next_at, row.end, row.ended_at = at, at, None, None
    db.session.commit()


def test_before_she_says_yes_no_reminder_goes_there(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    give_address(alice.owner, ADDRESS, "en", now)
    step = worker(server)
    step(now)
    step(due_at)
    assert (reminders_in(server), reminders(alice)[KEY].end) == ([], End.UNREACHABLE)


@pytest.mark.parametrize("days_ago", [0, 2])
def test_a_phone_that_shows_them_gets_them_alone(
    alice: Person, server: MailServer, now: datetime, due_at: datetime, days_ago: int
) -> None:
    says_yes(alice, now)
    reach(alice, now)
    saw_one(due_at, days_ago)
    service = Service()
    worker(server, service)(due_at)
    assert (len(service.got), reminders_in(server)) == (1, [])


def test_a_phone_in_doubt_and_a_letter_both_go(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    """Never shown one; or none of what it took in three days."""
    says_yes(alice, now)
    reach(alice, now)
    service = Service()
    step = worker(server, service)
    step(due_at)
    assert (len(service.got), len(reminders_in(server))) == (1, 1)
    saw_one(due_at, days_ago=3)
    send_it_again(alice, due_at + timedelta(minutes=1))
    step(due_at + timedelta(minutes=1))
    assert (len(service.got), len(reminders_in(server))) == (2, 2)
    assert reminders(alice)[KEY].end == End.SENT
    assert {(row.by_mail, row.outcome) for row in deliveries()} == {(True, "sent"), (False, "sent")}


@pytest.mark.parametrize("says", [Gone(), Refused(413, "too_large")])
def test_what_its_phone_does_not_take_goes_by_letter_at_once(
    alice: Person, server: MailServer, now: datetime, due_at: datetime, says: Outcome
) -> None:
    says_yes(alice, now)
    reach(alice, now)
    saw_one(now)
    step = worker(server, Service(lambda _message: says))
    while step(due_at):
        pass
    assert len(reminders_in(server)) == 1
    assert reminders(alice)[KEY].end == End.SENT


def test_a_letter_that_left_does_not_go_again_while_a_phone_is_tried(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    says_yes(alice, now)
    reach(alice, now)
    service = Service(lambda _message: TryLater(None, "status 503"))
    step = worker(server, service)
    step(due_at)
    step(look_from(reminders(alice)[KEY]))
    assert (len(service.got), len(reminders_in(server))) == (2, 1)


def test_a_phone_that_is_only_slow_is_waited_for(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    says_yes(alice, now)
    reach(alice, now)
    saw_one(now)
    worker(server, Service(lambda _message: TryLater(None, "status 503")))(due_at)
    assert reminders_in(server) == []
    assert reminders(alice)[KEY].next_at


def test_a_test_of_the_phone_never_goes_by_letter(alice: Person, server: MailServer, now: datetime) -> None:
    says_yes(alice, now)
    send_test(phone_of(alice, now), now)
    worker(server)(now)
    assert reminders_in(server) == []


def test_a_server_that_is_busy_is_asked_again_until_it_is_too_late(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    says_yes(alice, now)
    server.says["RCPT"] = ["450 4.2.1 full"]
    step = worker(server)
    step(due_at)
    assert reminders_in(server) == []
    step(look_from(reminders(alice)[KEY]))
    assert len(reminders_in(server)) == 1
    assert [row.outcome for row in deliveries() if row.reminder_id == reminders(alice)[KEY].id] == ["later", "sent"]
    send_it_again(alice, due_at)
    server.says["RCPT"] = ["450 4.2.1 full"]
    row = reminders(alice)[KEY]
    row.not_after = due_at + timedelta(seconds=1)
    db.session.commit()
    db.session.query(Delivery).delete()
    step(due_at)
    assert reminders(alice)[KEY].end == End.EXPIRED


def test_an_address_that_is_refused_ends_it_and_says_so(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    says_yes(alice, now)
    server.says["RCPT"] = ["550 5.1.1 nobody"] * 9
    step = worker(server)
    while step(due_at):
        pass
    assert reminders(alice)[KEY].end == End.REFUSED


def test_a_server_that_refuses_us_is_told_to_whoever_runs_the_house(
    alice: Person, server: MailServer, now: datetime, due_at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    says_yes(alice, now)
    server.says["MAIL"] = ["553 5.7.1 not you"]
    worker(server)(due_at)
    assert "the mail server refused us: status 553" in caplog.text
    assert ADDRESS not in caplog.text


def test_a_worker_that_dies_on_a_letter_sends_it_twice_at_most_and_as_the_same(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    says_yes(alice, now)

    def dies(letters: list[Letter]) -> Iterator[tuple[Letter, Outcome]]:
        yield from ()
        list(Mailer(server.mail).send_all(letters))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worker_at(Service(), "one", dies)(due_at)  # type: ignore[arg-type]
    db.session.rollback()
    assert [row.outcome for row in deliveries() if row.reminder_id == reminders(alice)[KEY].id] == [None]
    step = worker(server, name="another")
    assert [step(due_at + timedelta(seconds=59)), step(due_at + timedelta(seconds=61))] == [0, 1]
    first, second = reminders_in(server)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_letter_whose_receipt_was_lost_comes_again_as_the_same(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    says_yes(alice, now)
    server.says["END"] = [CUT]
    step = worker(server)
    step(due_at)
    step(look_from(reminders(alice)[KEY]))
    assert len({letter["Message-ID"] for letter in reminders_in(server)}) == 1
    send_it_again(alice, due_at + timedelta(hours=1))
    step(due_at + timedelta(hours=1))
    assert len({letter["Message-ID"] for letter in reminders_in(server)}) == 2, "one for another hour is another"


@pytest.mark.parametrize("language", sorted({"en", *bundled().reminders[0].title}))
def test_a_letter_tells_nothing_of_what_it_is_about(
    alice: Person, server: MailServer, now: datetime, language: str
) -> None:
    """Every reminder of a plan, and the letter that asks; not even where the lock screen may."""
    plan_again(alice.owner, now)
    give_address(alice.owner, ADDRESS, language, now)
    worker(server)(now)
    says_yes_as_before(alice, now)
    rows = reminders(alice)
    for row in rows.values():
        row.due_at = row.next_at = now
        row.not_after, row.end = now + timedelta(days=1), None
    db.session.commit()
    worker(server)(now + timedelta(seconds=1))
    letters = server.letters_to(ADDRESS)
    assert len({letter["Subject"] for letter in letters}) > 4
    assert len(letters) > len(REMINDERS) / 2
    for got in server.got:
        text = re.sub(r"(/mail/\w+/)\S+", r"\1", got.message.get_content())  # what is random there may spell a word
        words = f"{got.message['Subject']} {got.message['From']} {text}"
        assert not told(words, telling(bundled(), language)), words


def says_yes_as_before(person: Person, now: datetime) -> None:
    row = mailbox_of(person.patient.id)
    assert row
    row.confirmed_at = now
    db.session.commit()


def test_another_address_is_asked_anew_and_old_links_do_not_move_along(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    says_yes(alice, now)
    old = token_of(alice, "off")
    give_address(alice.owner, OTHER, "en", now)
    stop(old, now)
    step = worker(server)
    step(now)
    assert len(server.letters_to(OTHER)) == 1
    assert server.letters_to(ADDRESS) == [], "the letter that asked there is over"
    step(due_at)
    assert reminders_in(server, OTHER) == reminders_in(server, ADDRESS) == []
    assert standing_of(alice.owner).state == "asked"  # type: ignore[union-attr]


def test_the_letter_that_asks_goes_though_the_plan_is_laid_anew(
    alice: Person, server: MailServer, now: datetime
) -> None:
    give_address(alice.owner, ADDRESS, "en", now)
    plan_again(alice.owner, now)
    db.session.commit()
    worker(server)(now)
    assert len(server.letters_to(ADDRESS)) == 1


def test_nobody_is_asked_who_said_yes_already(alice: Person, server: MailServer, now: datetime) -> None:
    says_yes(alice, now)
    worker(server)(now)
    assert server.letters_to(ADDRESS) == []


def test_the_same_address_again_and_a_form_sent_twice_change_nothing(
    alice: Person, server: MailServer, now: datetime
) -> None:
    says_yes(alice, now)
    before = token_of(alice, "off")
    give_address(alice.owner, ADDRESS, "en", now)
    assert token_of(alice, "off") == before
    give_address(alice.owner, None, "en", now)
    assert standing_of(alice.owner) is None


def test_nobody_is_flooded_with_letters_that_ask(
    alice: Person, carol: Person, server: MailServer, now: datetime
) -> None:
    """Three in thirty days go to one address, whoever gives it; and five to whatever one patient gives."""
    step = worker(server)
    for person in (alice, carol, alice, carol, alice):
        give_address(person.owner, None, "en", now)
        give_address(person.owner, ADDRESS, "en", now)
        step(now)
    assert len(server.letters_to(ADDRESS)) == 3
    same_box = ADDRESS.replace("@", "+more@")
    give_address(carol.owner, same_box, "en", now)
    step(now)
    assert not server.letters_to(same_box)
    assert standing_of(alice.owner).state == "unasked"  # type: ignore[union-attr]
    ask_again(alice.owner, now)
    assert wait_of(alice.owner, ADDRESS, now).is_of_place  # type: ignore[union-attr]
    for number in range(5):
        give_address(carol.owner, f"c{number}@example.org", "en", now)
        step(now)
    assert sum(one.to[0].startswith("c") for one in server.got) == 2, "three of her five went to Alice's"
    assert wait_of(carol.owner, "c5@example.org", now).is_of_place is False  # type: ignore[union-attr]
    assert wait_of(carol.owner, "c5@example.org", now + DAY) is None
    ask_again(alice.owner, now + DAY)
    assert standing_of(alice.owner).state == "unasked"  # type: ignore[union-attr]
    assert wait_of(alice.owner, same_box, now + 30 * DAY) is None
    ask_again(alice.owner, now + 30 * DAY)
    step(now + 30 * DAY)
    assert len(server.letters_to(ADDRESS)) == 4


def test_a_house_without_a_mail_server_sends_none(
    app: Flask, alice: Person, now: datetime, due_at: datetime, server: MailServer
) -> None:
    says_yes(alice, now)
    worker_at(Service())(due_at)
    assert (server.calls, reminders(alice)[KEY].end) == (0, End.UNREACHABLE)


def test_the_address_is_sealed_and_goes_when_it_is_ended(app: Flask, alice: Person, now: datetime) -> None:
    sends_letters(app)
    address = "canary-4711@example.org"
    says_yes(alice, now, address)
    files = list(app.config["COMPANION"].instance.glob("companion.sqlite*"))
    assert files
    assert not [file for file in files if address.encode() in file.read_bytes()]
    stop(token_of(alice, "off"), now)
    db.session.expire_all()
    assert db.session.scalars(select(Mailbox.address)).one() is None
    assert standing_of(alice.owner).state == "ended"  # type: ignore[union-attr]


def test_only_what_came_to_nobody_counts_as_missed(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    """What went by letter did not; and the letter that asks is no reminder."""
    server.says["RCPT"] = ["550 5.1.1 nobody"]
    give_address(alice.owner, "wrong@example.org", "en", now)
    step = worker(server)
    step(now)
    assert standing_of(alice.owner).state == "failed"  # type: ignore[union-attr]
    says_yes(alice, now)
    while step(due_at):
        pass
    assert reminders(alice)[KEY].end == End.SENT
    assert [course.missed for course in courses_of(*alice.owner)] == [0]
    server.says["RCPT"] = ["550 5.1.1 nobody"]
    send_it_again(alice, due_at + timedelta(minutes=1))
    step(due_at + timedelta(minutes=1))
    assert [course.missed for course in courses_of(*alice.owner)] == [1]


def test_a_phone_whose_service_takes_nothing_of_ours_gets_it_later_and_a_letter_goes(
    alice: Person, server: MailServer, now: datetime, due_at: datetime
) -> None:
    """A wrong clock or contact of the house loses nothing: the message goes once that is mended."""
    says_yes(alice, now)
    reach(alice, now)
    saw_one(due_at)
    service = Service(lambda _message: TryLater(None, "forbidden", alarm=True))
    step = worker(server, service)
    step(due_at)
    assert (reminders_in(server), reminders(alice)[KEY].end) == ([], None)
    step(look_from(reminders(alice)[KEY]))
    assert len(reminders_in(server)) == 1
    service.says = lambda _message: Sent()
    step(look_from(reminders(alice)[KEY]))
    assert (len(reminders_in(server)), reminders(alice)[KEY].end) == (1, End.SENT)
    assert [row.outcome for row in deliveries() if not row.by_mail] == ["barred", "barred", "sent"]
