"""A letter as plain values, and what an address may be."""

import re
from dataclasses import dataclass
from datetime import datetime

LONGEST_ADDRESS = 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?=[A-Za-z]){_LABEL}")


@dataclass(frozen=True)
class Letter:
    """`id` is the same when it is sent again, so that a double is folded. `more`: further headers, (name, value)."""

    to: str
    by: str
    subject: str
    text: str
    id: str
    at: datetime
    language: str
    more: tuple[tuple[str, str], ...] = ()


def clean_address(text: str) -> str:
    """The address as mail servers take it; the name of its host in letters of any script. ValueError for none."""
    name, _, host = text.strip().rpartition("@")
    address = f"{name}@{host.encode('idna').decode()}"
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise ValueError("not an address")
    return address
