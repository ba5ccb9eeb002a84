"""Settings are checked at start, and a refusal says what to set."""

import stat
from pathlib import Path

import py_vapid
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from companion.config import Config, ConfigError, new_master_key, new_secret

DEVELOPMENT_SECRET = "development-" + "s" * 43
SMTP, FROM = "smtp://us:s%40cret@mail.example", "aftercare@mail.example"
DEVELOPMENT_KEYS = "development:" + "A" * 43 + "="


def production(folder: Path, **changes: str | None) -> dict[str, str]:
    environ: dict[str, str | None] = {
        "COMPANION_ENV": "production",
        "COMPANION_INSTANCE": str(folder),
        "COMPANION_SECRET_KEY": new_secret(),
        "COMPANION_MASTER_KEYS": new_master_key(),
        "COMPANION_PUBLIC_URL": "https://aftercare.example",
    }
    return {name: value for name, value in (environ | changes).items() if value is not None}


def test_the_first_start_writes_its_secrets_for_its_owner_only(tmp_path: Path) -> None:
    first = Config.from_environment({"COMPANION_INSTANCE": str(tmp_path / "instance")})
    files = sorted((tmp_path / "instance").iterdir())
    assert [file.name for file in files] == ["master_keys", "secret_key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert Config.from_environment({"COMPANION_INSTANCE": str(tmp_path / "instance")}) == first


def test_production_starts_with_secrets_of_its_own(tmp_path: Path) -> None:
    config = Config.from_environment(production(tmp_path))
    assert config.is_production
    assert config.is_https
    assert not config.demo
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"COMPANION_SECRET_KEY": None}, "COMPANION_SECRET_KEY is not set"),
        ({"COMPANION_MASTER_KEYS": None}, "COMPANION_MASTER_KEYS is not set"),
        ({"COMPANION_SECRET_KEY": DEVELOPMENT_SECRET}, "COMPANION_SECRET_KEY is a development secret: set"),
        ({"COMPANION_MASTER_KEYS": DEVELOPMENT_KEYS}, "COMPANION_MASTER_KEYS is a development secret"),
        ({"COMPANION_SECRET_KEY": "short"}, "too short"),
        ({"COMPANION_MASTER_KEYS": "k:" + "A" * 40}, "keys of 32 bytes"),
        ({"COMPANION_PUBLIC_URL": None}, "COMPANION_PUBLIC_URL is not set"),
        ({"COMPANION_PUBLIC_URL": "aftercare.example"}, "scheme and host only"),
        ({"COMPANION_PUBLIC_URL": "http://aftercare.example"}, "in production it must begin with https://"),
        ({"COMPANION_PUBLIC_URL": "https://aftercare.example/app"}, "scheme and host only"),
        ({"COMPANION_PUBLIC_URL": "javascript:alert(1)"}, "scheme and host only"),
        ({"COMPANION_TRUSTED_PROXIES": "localhost"}, "addresses or networks, such as"),
        ({"COMPANION_TRUSTED_PROXIES": "10.0.0.1/8"}, "addresses or networks, such as"),
        ({"COMPANION_TRUSTED_PROXIES": "127.0.0.1;10.0.0.1"}, "addresses or networks, such as"),
        ({"COMPANION_SELF_START": "yes"}, "COMPANION_SELF_START"),
        ({"COMPANION_DATABASE_URL": "mysql://x"}, "must begin with sqlite"),
        (
            {"COMPANION_DATABASE_URL": "postgresql+psycopg://h/x"},
            "COMPANION_KEYS_URL is not set: the patients' keys need",
        ),
        ({"COMPANION_KEYS_URL": "mysql://x"}, "COMPANION_KEYS_URL must begin with sqlite"),
        ({"COMPANION_DATABASE_URL": "sqlite:////x", "COMPANION_KEYS_URL": "sqlite:////x"}, "is the database itself"),
        ({"COMPANION_ENTRIES_A_DAY": "0"}, "a number from 1 to 1000000"),
        ({"COMPANION_PHOTOS_A_DAY": "many"}, "a number from 1 to 1000000"),
        ({"COMPANION_PHOTO_MEGABYTES_A_DAY": "-1"}, "a number from 1 to 1000000"),
        ({"COMPANION_DEMO": "1"}, "not for production"),
        ({"COMPANION_PUSH_TEST_HOSTS": "localhost:8443"}, "COMPANION_PUSH_TEST_HOSTS is for tests only"),
        ({"COMPANION_PUSH_TEST_CA": "/etc/hosts"}, "COMPANION_PUSH_TEST_CA is for tests only"),
        ({"COMPANION_ENV": None, "COMPANION_PUSH_TEST_HOSTS": "localhost"}, "to host:port, such as localhost:8443"),
        ({"COMPANION_ENV": None, "COMPANION_PUSH_TEST_CA": "/nowhere"}, "a file with certificates"),
        ({"COMPANION_PUSH_CONTACT": "office@aftercare.example"}, "mailto: and a real address"),
        ({"COMPANION_PUSH_CONTACT": "mailto: office@aftercare.example"}, "mailto: and a real address"),
        ({"COMPANION_PUSH_CONTACT": "mailto:office@localhost"}, "mailto: and a real address"),
        ({"COMPANION_PUSH_CONTACT": "https://localhost"}, "mailto: and a real address"),
        ({"COMPANION_PUSH_CONTACT": "https://aftercare.example/contact"}, "mailto: and a real address"),
        ({"COMPANION_SMTP_URL": SMTP}, "COMPANION_MAIL_FROM is None: set it to the address"),
        ({"COMPANION_SMTP_URL": SMTP, "COMPANION_MAIL_FROM": "Us <a@mail.example>"}, "set it to the address that"),
        ({"COMPANION_SMTP_URL": SMTP, "COMPANION_MAIL_FROM": "a@localhost"}, "set it to the address that"),
        ({"COMPANION_MAIL_FROM": FROM}, "COMPANION_MAIL_FROM is set without COMPANION_SMTP_URL"),
        ({"COMPANION_SMTP_CA": "/etc/hosts"}, "COMPANION_SMTP_CA is set without COMPANION_SMTP_URL"),
        ({"COMPANION_SMTP_URL": SMTP, "COMPANION_MAIL_FROM": FROM, "COMPANION_SMTP_CA": "/no"}, "with certificates"),
        ({"COMPANION_SMTP_URL": "mail.example:587", "COMPANION_MAIL_FROM": FROM}, "not the address of a mail server"),
        (
            {"COMPANION_SMTP_URL": "https://mail.example", "COMPANION_MAIL_FROM": FROM},
            "not the address of a mail server",
        ),
        ({"COMPANION_SMTP_URL": "smtp://m.example:x", "COMPANION_MAIL_FROM": FROM}, "not the address of a mail server"),
        ({"COMPANION_SMTP_URL": "smtp://m.example/x", "COMPANION_MAIL_FROM": FROM}, "not the address of a mail server"),
        ({"COMPANION_SMTP_URL": "smtp://a@m.example", "COMPANION_MAIL_FROM": FROM}, "a user or a password alone"),
        ({"COMPANION_ENV": "prod"}, "development or production"),
        ({"COMPANION_PORT": "80a"}, "a number from 1 to 65535"),
        ({"COMPANION_HOST": "localhost"}, "such as 0.0.0.0 or 127.0.0.1"),
        ({"COMPANION_HOST": "192.168.1"}, "such as 0.0.0.0 or 127.0.0.1"),
        ({"COMPANION_DATABSE_URL": "x"}, "did you mean COMPANION_DATABASE_URL"),
    ],
    ids=str,
)
def test_a_bad_setting_is_refused_in_one_line(tmp_path: Path, change: dict[str, str | None], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as refusal:
        Config.from_environment(production(tmp_path, **change))
    assert "\n" not in str(refusal.value)
    assert "cret@" not in str(refusal.value), "a password is not repeated"


def test_a_development_secret_is_refused_though_it_lies_in_the_folder(tmp_path: Path) -> None:
    Config.from_environment({"COMPANION_INSTANCE": str(tmp_path)})
    kept = (tmp_path / "master_keys").read_text().strip()
    with pytest.raises(ConfigError, match="development secret"):
        Config.from_environment(production(tmp_path, COMPANION_MASTER_KEYS=f"new:{kept.partition(':')[2]},{kept}"))


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in ("file", "file/below", "/proc/companion"):
        with pytest.raises(ConfigError, match="set it to a folder that this user may write to") as refusal:
            Config.from_environment(production(tmp_path, COMPANION_INSTANCE=str(tmp_path / folder)))
        assert "\n" not in str(refusal.value)


def test_the_keys_lie_beside_the_database_unless_it_is_told(tmp_path: Path) -> None:
    config = Config.from_environment(production(tmp_path))
    assert config.keys_url == f"sqlite:///{tmp_path / 'keys.sqlite'}"
    assert config.photos == tmp_path / "photos"
    moved = Config.from_environment(production(tmp_path, COMPANION_DATABASE_URL="sqlite:////srv/a.sqlite"))
    assert moved.keys_url == "sqlite:////srv/keys.sqlite"
    urls = {f"COMPANION_{name}_URL": f"postgresql+psycopg://h/{name}" for name in ("DATABASE", "KEYS")}
    assert Config.from_environment(production(tmp_path, **urls)).keys_url == "postgresql+psycopg://h/KEYS"


@pytest.mark.parametrize(
    ("changes", "contact"),
    [
        ({}, "https://aftercare.example"),
        ({"COMPANION_PUBLIC_URL": "https://aftercare.example:8443"}, "https://aftercare.example"),
        ({"COMPANION_PUBLIC_URL": "https://localhost:8443"}, "mailto:nobody@aftercare.example"),
        ({"COMPANION_PUSH_CONTACT": "mailto:office@aftercare.example"}, "mailto:office@aftercare.example"),
    ],
    ids=str,
)
def test_push_services_are_told_whom_to_ask(tmp_path: Path, changes: dict[str, str], contact: str) -> None:
    push = Config.from_environment(production(tmp_path, **changes)).push
    assert (push.contact, push.test_hosts, push.test_ca) == (contact, (), None)
    assert py_vapid.Vapid02(generate_private_key(SECP256R1())).sign({"aud": "https://x.example", "sub": contact})


def test_a_test_may_have_a_push_service_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    said = {"HOSTS": "localhost:8443, localhost:9443", "CA": str(tmp_path / "ca.pem")}
    named = {f"COMPANION_PUSH_TEST_{name}": value for name, value in said.items()}
    push = Config.from_environment({"COMPANION_INSTANCE": str(tmp_path), **named}).push
    assert (push.test_hosts, push.test_ca) == (("localhost:8443", "localhost:9443"), tmp_path / "ca.pem")


@pytest.mark.parametrize(
    ("url", "way"),
    [
        (SMTP, ("mail.example", 587, "start", "us", "s@cret")),
        ("smtp://mail.example:2525", ("mail.example", 2525, "start", "", "")),
        ("smtps://us:a%2Fb%3Ac@mail.example", ("mail.example", 465, "always", "us", "a/b:c")),
        ("smtp://localhost:25", ("localhost", 25, "start", "", "")),
        ("smtp://[::1]:25/", ("::1", 25, "start", "", "")),
    ],
)
def test_letters_go_by_a_server_that_is_spoken_to_in_secret(
    tmp_path: Path, url: str, way: tuple[str, int, str, str, str]
) -> None:
    said = {"COMPANION_SMTP_URL": url, "COMPANION_MAIL_FROM": FROM}
    mail = Config.from_environment(production(tmp_path, **said)).mail
    assert mail
    assert (mail.host, mail.port, mail.tls, mail.user, mail.password) == way
    assert not mail.password or mail.password not in repr(mail)
    trial = Config.from_environment(said | {"COMPANION_INSTANCE": str(tmp_path)}).mail
    assert trial and trial.tls == ("never" if "localhost" in url or "::1" in url else mail.tls)
    assert Config.from_environment(production(tmp_path)).mail is None


def test_only_this_machine_reaches_it_unless_told_otherwise(tmp_path: Path) -> None:
    assert Config.from_environment(production(tmp_path)).host == "127.0.0.1"
    assert Config.from_environment(production(tmp_path, COMPANION_HOST="0.0.0.0")).host == "0.0.0.0"


def test_proxies_are_read_as_networks(tmp_path: Path) -> None:
    config = Config.from_environment(production(tmp_path, COMPANION_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8,::1,"))
    assert [str(network) for network in config.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]
