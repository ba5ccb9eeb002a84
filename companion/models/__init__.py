"""Nouns: tables, constraints and the questions asked about them. Importing this registers every table."""

from companion.models.access import Device, Invite
from companion.models.grant import Grant
from companion.models.journal import Entry, Erased, Photo, Review
from companion.models.people import Clinic, Patient
from companion.models.protocol import ProtocolVersion
from companion.models.staff import Practitioner, StaffInvite, StaffSession
from companion.models.tally import Tally
from companion.models.treatment import Correction, Treatment

__all__ = [
    "Clinic",
    "Correction",
    "Device",
    "Entry",
    "Erased",
    "Grant",
    "Invite",
    "Patient",
    "Photo",
    "Practitioner",
    "ProtocolVersion",
    "Review",
    "StaffInvite",
    "StaffSession",
    "Tally",
    "Treatment",
]
