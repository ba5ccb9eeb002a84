"""The page of recovery codes, which is shown once."""

from flask import render_template, request

from companion.services.invites import grouped
from companion.web.access import asked, config
from companion.web.origin import own_address


def codes_page(codes: list[str], *, is_first: bool = False) -> str:
    """Eight codes to print or write down; `is_first`: for somebody who has just come in."""
    return render_template(
        "practitioner/recovery_codes.html",
        codes=[grouped(code) for code in codes],
        is_first=is_first,
        site=own_address(request, config()),
        now=asked().now,
    )
