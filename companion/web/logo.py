"""A clinic's picture as part of a page, so that the page shows it without a network and to nobody else."""

import base64
from uuid import UUID

from companion.models.logo import logo_of
from companion.services.clinic import LOGO_TYPE


def logo_address(clinic_id: UUID) -> str | None:
    """An address that holds the picture itself; None where there is none."""
    picture = logo_of(clinic_id)
    return f"data:{LOGO_TYPE};base64,{base64.b64encode(picture).decode()}" if picture else None
