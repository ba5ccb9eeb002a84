"""How those who work at a clinic are told, and who is told by nothing."""

from uuid import UUID

from companion.models.cover import Team
from companion.models.staff_reach import Ways, ways_of_staff
from companion.services.mailbox import can_mail


def ways_told(clinic_id: UUID) -> dict[UUID, Ways]:
    """By practitioner of that clinic: how they are told, as far as this house sends at all."""
    return ways_sent(ways_of_staff(clinic_id))


def ways_sent(ways: dict[UUID, Ways]) -> dict[UUID, Ways]:
    """The same without what this house cannot send."""
    return ways if can_mail() else {id: Ways(one.devices) for id, one in ways.items()}


def told_by_nothing(ways: dict[UUID, Ways], practitioner_id: UUID, team: Team) -> list[str]:
    """Who is to be told when that practitioner does not answer, where none of them can be; themselves where alone."""
    people = team.second_of(practitioner_id) or {practitioner_id}
    is_any = any(one in ways and ways[one].is_reached for one in people)
    return [] if is_any else [name for id, name in team.names.items() if id in people]
