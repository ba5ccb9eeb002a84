"""Nouns: tables, constraints and the questions asked about them. Importing this registers every table."""

from companion.models.access import Device, Invite
from companion.models.adjustment import Adjustment
from companion.models.audit import AuditEvent, AuditSeal
from companion.models.calendar import CalendarFeed
from companion.models.channel import Channel
from companion.models.correction import Correction
from companion.models.cover import Cover, Promise
from companion.models.draft import ProtocolDraft, ProtocolEdit
from companion.models.grant import Grant
from companion.models.heartbeat import Heartbeat
from companion.models.journal import Entry, Erased, Photo, Review
from companion.models.logo import Logo
from companion.models.looking import Look
from companion.models.mailbox import Mailbox
from companion.models.passkey import Challenge, Passkey, RecoveryCode
from companion.models.people import Clinic, Patient
from companion.models.plan_move import PlanMove
from companion.models.protocol import ProtocolVersion
from companion.models.push import Delivery, Subscription
from companion.models.reminder import Reminder
from companion.models.sign_off import SignOff
from companion.models.staff import Practitioner, StaffInvite, StaffSession
from companion.models.staff_reach import StaffMailbox, StaffSubscription
from companion.models.tally import Tally
from companion.models.telling import Telling
from companion.models.treatment import Treatment
from companion.models.waiting import Waiting
from companion.models.wishes import ReminderWishes

__all__ = [
    "Adjustment",
    "AuditEvent",
    "AuditSeal",
    "CalendarFeed",
    "Challenge",
    "Channel",
    "Clinic",
    "Correction",
    "Cover",
    "Delivery",
    "Device",
    "Entry",
    "Erased",
    "Grant",
    "Heartbeat",
    "Invite",
    "Logo",
    "Look",
    "Mailbox",
    "Passkey",
    "Patient",
    "Photo",
    "PlanMove",
    "Practitioner",
    "Promise",
    "ProtocolDraft",
    "ProtocolEdit",
    "ProtocolVersion",
    "RecoveryCode",
    "Reminder",
    "ReminderWishes",
    "Review",
    "SignOff",
    "StaffInvite",
    "StaffMailbox",
    "StaffSession",
    "StaffSubscription",
    "Subscription",
    "Tally",
    "Telling",
    "Treatment",
    "Waiting",
]
