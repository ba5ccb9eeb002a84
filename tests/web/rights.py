"""Who of the staff may use what. A staff route that is named nowhere here is for owners and practitioners."""

from companion.models.staff import Role

# Handing over, dates, phones and one's own account: no photos, notes, journals, answers, protocols or audit.
FRONT_DESK = {
    "sign_in.sign_out",
    "fresh.page",
    "fresh.go_on",
    "fresh.challenge",
    "account.page",
    "account.new",
    "account.challenge",
    "account.add",
    "account.remove",
    "account.rename",
    "account.make_codes",
    "account.end_session",
    "account.end_others",
    "today.page",
    "treatments.page",
    "hand_over.new",
    "hand_over.begin",
    "hand_over.new_for",
    "hand_over.begin_for",
    "hand_over.invite_again",
    "hand_over.make_join_code",
    "treatment.page",
    "arrival.phones",
    "arrival.test",
    "arrival.choose",
    "treatment.end_phone",
    "treatment.correction",
    "treatment.put_right",
}
OWNERS_ALONE = {
    "team.page",
    "team.invite",
    "team.invite_them_again",
    "team.put_role",
    "team.end",
    "clinic.page",
    "clinic.change",
    "clinic.set_promise",
    "clinic.put",
    "clinic.remove",
    "audit.page",
    "audit.of_patient",
    "audit.download",
}
# Asked once more who it is.
FRESH = {
    "account.new",
    "account.challenge",
    "account.add",
    "account.remove",
    "account.make_codes",
    "team.invite",
    "team.invite_them_again",
    "team.put_role",
    "team.end",
    "clinic.change",
    "clinic.set_promise",
    "protocol_versions.publish",
    "protocol_versions.move",
    "audit.download",
}


def roles_for(endpoint: str) -> set[Role]:
    if endpoint in OWNERS_ALONE:
        return {Role.OWNER}
    return {Role.OWNER, Role.PRACTITIONER} | ({Role.FRONT_DESK} if endpoint in FRONT_DESK else set())
