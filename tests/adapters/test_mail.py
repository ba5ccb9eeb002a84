"""A letter reaches a real mail server as it was written, never in the clear, or somebody hears why not."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from companion.adapters.mail.letter import Letter, clean_address
from companion.adapters.mail.wire import Mailer, Patience
from companion.adapters.web_push.outcome import Outcome, Refused, Sent, TryLater
from companion.config.mail import Mail
from tests.adapters.mail_server import CUT, HANG, PASSWORD, SENDER, SLOW, MailServer, mail_server

OFF = "https://aftercare.example/mail/off/" + "a" * 120
LETTER = Letter(
    to="alice@example.org",
    by="Aftercare",
    subject="Aftercare: größer",
    text="A short text.\n.\n" + "Ein langer Satz mit ß. " * 60 + "\n",
    id="0123",
    at=datetime(2026, 11, 23, 12, tzinfo=UTC),
    language="en",
    more=(("List-Unsubscribe", f"<{OFF}>"),),
)
SHORT = Patience(timedelta(seconds=0.4), timedelta(seconds=2))


@pytest.fixture(params=["start", "always"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path, request.param) as server:
        yield server


@pytest.fixture
def starts(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path, "start") as server:
        yield server


def sent(mail: Mail, *letters: Letter) -> list[Outcome]:
    return [outcome for _, outcome in Mailer(mail, SHORT).send_all(letters or [LETTER])]


def test_it_arrives_as_it_was_written_behind_tls_and_a_sign_in(server: MailServer) -> None:
    assert sent(server.mail) == [Sent()]
    [got] = server.got
    assert (got.sender, got.to, got.is_secret, got.signed_in) == (SENDER, ["alice@example.org"], True, True)
    letter = got.message
    assert letter["From"] == f"Aftercare <{SENDER}>"
    assert (letter["To"], letter["Subject"]) == (LETTER.to, LETTER.subject)
    assert (letter["Message-ID"], letter["Auto-Submitted"]) == ("<0123@mail.example>", "auto-generated")
    assert letter["Date"].datetime == LETTER.at
    assert letter["Content-Language"] == "en"
    assert letter.get_content().splitlines() == LETTER.text.splitlines()
    assert f"\r\nList-Unsubscribe: <{OFF}>\r\n".encode() in got.raw, "a link that is folded is none"
    assert got.raw.isascii()


def test_what_goes_together_takes_one_connection(starts: MailServer) -> None:
    letters = [replace(LETTER, id=str(number)) for number in range(5)]
    assert sent(starts.mail, *letters) == [Sent()] * 5
    assert starts.calls == 1
    assert len({got.message["Message-ID"] for got in starts.got}) == 5


def test_without_starttls_nothing_is_said_in_the_clear(tmp_path: Path) -> None:
    with mail_server(tmp_path, "never") as server:
        mail = replace(server.mail, tls="start", user="aftercare", password=PASSWORD)
        assert sent(mail) == [TryLater(None, "no_tls", alarm=True)]
        assert {line.split()[0].upper() for line in server.lines} == {"EHLO"}


def test_a_starttls_that_fails_ends_it(starts: MailServer) -> None:
    starts.says["STARTTLS"] = ["454 not now"]
    [outcome] = sent(starts.mail)
    assert isinstance(outcome, TryLater)
    assert [line.split()[0].upper() for line in starts.lines] == ["EHLO", "STARTTLS"]


@pytest.mark.parametrize("wrong", ["ca", "name"])
def test_a_certificate_that_is_not_good_ends_it(server: MailServer, wrong: str) -> None:
    mail = replace(server.mail, ca_file=None) if wrong == "ca" else replace(server.mail, host="127.0.0.1")
    assert sent(mail) == [TryLater(None, "tls", alarm=True)]
    assert not [line for line in server.lines if line.upper().startswith(("AUTH", "MAIL"))]


def test_a_wrong_password_is_ours_to_mend(starts: MailServer) -> None:
    assert sent(replace(starts.mail, password="other")) == [TryLater(None, "sign_in", alarm=True)]


@pytest.mark.parametrize(
    ("verb", "says", "outcome"),
    [
        ("GREETING", "421 busy", TryLater(None, "status 421")),
        ("GREETING", HANG, TryLater(None, "connect")),
        ("EHLO", CUT, TryLater(None, "connect")),
        ("AUTH", "454 4.7.0 not now", TryLater(None, "status 454")),
        ("MAIL", "451 4.3.0 later", TryLater(None, "status 451")),
        ("MAIL", "553 5.7.1 not you", TryLater(None, "status 553", alarm=True)),
        ("RCPT", "450 4.2.1 full", TryLater(None, "status 450")),
        ("RCPT", "421 4.3.2 closing", TryLater(None, "status 421")),
        ("RCPT", "550 5.1.1 nobody", Refused(550, "address")),
        ("RCPT", "550 5.7.1 not for you", TryLater(None, "status 550", alarm=True)),
        ("RCPT", "554 Relay access denied", TryLater(None, "status 554", alarm=True)),
        ("RCPT", HANG, TryLater(None, "reset")),
        ("DATA", "451 later", TryLater(None, "status 451")),
        ("END", "452 4.3.1 no room", TryLater(None, "status 452")),
        ("END", "554 5.7.1 spam", Refused(554, "status 554", alarm=True)),
        ("END", HANG, TryLater(None, "reset")),
        ("END", CUT, TryLater(None, "reset")),
    ],
)
def test_each_answer_has_its_meaning(starts: MailServer, verb: str, says: str, outcome: Outcome) -> None:
    starts.says[verb] = [says]
    assert sent(starts.mail) == [outcome]
    assert sent(starts.mail) == [Sent()], "the next one goes"


def test_one_that_is_refused_holds_no_other_up(starts: MailServer) -> None:
    starts.says["RCPT"] = ["550 5.1.1 nobody"]
    starts.says["END"] = [CUT]
    letters = [replace(LETTER, id=str(number)) for number in range(3)]
    assert sent(starts.mail, *letters) == [Refused(550, "address"), TryLater(None, "reset"), Sent()]


def test_a_server_that_is_not_there_is_asked_once(starts: MailServer) -> None:
    nowhere = replace(starts.mail, port=1)
    assert sent(nowhere, *[LETTER] * 100) == [TryLater(None, "connect")] * 100
    starts.says["GREETING"] = ["421 busy"] * 100
    assert sent(starts.mail, *[LETTER] * 100) == [TryLater(None, "status 421")] * 100
    assert starts.calls == 1


def test_a_slow_server_does_not_outlast_the_lease(starts: MailServer) -> None:
    starts.says["END"] = [HANG] * 50
    outcomes = sent(starts.mail, *[LETTER] * 50)
    assert outcomes.count(TryLater(None, "reset")) <= 6
    assert outcomes[-1] == TryLater(None, "no time")


@pytest.mark.parametrize("where", ["to", "by", "subject", "id", "more", "language"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_no_value_breaks_out_of_its_header(starts: MailServer, where: str, ending: str) -> None:
    evil = f"x{ending}Bcc: carol@example.org"
    change: dict[str, Any] = {where: (("List-Unsubscribe", evil),) if where == "more" else evil}
    letter = replace(LETTER, **change)
    outcomes = sent(starts.mail, letter, LETTER)
    assert [type(outcome) for outcome in outcomes] == [Refused, Sent]
    assert [got.to for got in starts.got] == [["alice@example.org"]]


@pytest.mark.parametrize(
    "address",
    [
        "alice@example.org",
        " a.b+c@sub.example.org ",
        "x" * 64 + "@example.org",
        "o'hara@example.org",
        "a@xn--mller-kva.de",
    ],
)
def test_an_address_is_taken(address: str) -> None:
    assert clean_address(address) == address.strip()


def test_a_host_in_letters_of_its_own_script_is_taken() -> None:
    assert clean_address("alice@müller.de") == "alice@xn--mller-kva.de"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "@example.org",
        "alice@",
        "alice@localhost",
        "alice@127.0.0.1",
        "alice@example..org",
        ".alice@example.org",
        "al..ice@example.org",
        "alice @example.org",
        "alice@example.org\nBcc: carol@example.org",
        "alice@example.org,carol@example.org",
        "alice@carol@example.org",
        '"alice"@example.org',
        "älice@example.org",
        "Alice <alice@example.org>",
        "x" * 65 + "@example.org",
        "x" * 60 + "@" + "y" * 63 + "." + "y" * 63 + "." + "y" * 63 + ".org",
        "alice@" + "y" * 64 + ".org",
        "alice@-example.org",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        clean_address(address)


def test_a_letter_ends_in_its_time_however_slowly_each_answer_comes(starts: MailServer) -> None:
    """None of the answers alone is late."""
    mailer = Mailer(starts.mail, Patience(letter=timedelta(seconds=1)))
    for verb in ("MAIL", "RCPT", "DATA", "END"):
        starts.says[verb] = [SLOW]
    began = time.monotonic()
    [(_, outcome)] = mailer.send_all([LETTER])
    assert isinstance(outcome, TryLater)
    assert time.monotonic() - began < 2
