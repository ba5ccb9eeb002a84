"""Nouns: tables, constraints and the questions asked about them. Importing this registers every table."""

from companion.models.access import Device, Invite
from companion.models.people import Clinic, Patient, PatientKeyRow
from companion.models.protocol import ProtocolVersion
from companion.models.treatment import Treatment

__all__ = ["Clinic", "Device", "Invite", "Patient", "PatientKeyRow", "ProtocolVersion", "Treatment"]
