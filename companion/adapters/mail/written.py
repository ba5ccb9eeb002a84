"""A letter as it goes over the wire."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from companion.adapters.mail.letter import Letter


def bytes_of(letter: Letter, sender: str) -> bytes:
    """Headers and text, seven bits wide. ValueError where a value would break out of its header."""
    made = EmailMessage(SMTP.clone(max_line_length=998, cte_type="7bit"))  # a folded link is none
    made.set_content(letter.text)  # first, as it clears every header that begins with Content
    made["From"] = Address(letter.by, addr_spec=sender)
    made["To"] = Address(addr_spec=letter.to)
    made["Subject"], made["Date"] = letter.subject, letter.at
    made["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    made["Content-Language"] = letter.language
    made["Auto-Submitted"] = "auto-generated"  # nobody's holiday answers it
    for name, value in letter.more:
        made[name] = value
    return bytes(made)
