"""Bob before he came in, his link, and the device with which he did."""

from datetime import datetime

import pytest
from flask import Flask

from companion.models import Practitioner
from companion.services.staff import invite_staff
from tests.authenticator import Device
from tests.cast import member_at
from tests.staff_door import enrol


@pytest.fixture
def bobs(app: Flask, now: datetime) -> Practitioner:
    return member_at("Marlow Street Clinic", now, "Bob")


@pytest.fixture
def token(bobs: Practitioner, now: datetime) -> str:
    return invite_staff(bobs, now)


@pytest.fixture
def device(app: Flask, token: str) -> Device:
    """The one with which Bob came in."""
    device = Device()
    assert enrol(app.test_client(), token, device).status_code == 200
    return device
