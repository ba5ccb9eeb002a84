"""The protocol that new treatments of the clinic get."""

from companion.aftercare.protocol import Protocol, bundled
from companion.models.protocol import protocol_of
from companion.models.sign_off import standing_version
from companion.web.access import this_practitioner


def own_protocol() -> Protocol:
    """The version that the clinic signed last, or the protocol this program carries."""
    version_id = standing_version(this_practitioner().clinic_id)
    return protocol_of(version_id) if version_id else bundled()
