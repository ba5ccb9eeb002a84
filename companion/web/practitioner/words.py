"""What went wrong on the way in or in the team, and what to do next, in words for staff."""

from flask_babel import gettext as _


def said_of(reason: str) -> str:
    return {**_of_passkeys(), **_of_codes(), **_of_people(), **_of_telling()}.get(reason) or _of_passkeys()["unproven"]


def _of_passkeys() -> dict[str, str]:
    return {
        "unproven": _("That passkey did not prove who you are. Try again on the address that you always use."),
        "unknown_passkey": _("We do not know this passkey, or it was removed. Try another one, or a recovery code."),
        "too_late": _("That took too long, or it was sent twice. Try once more."),
        "copied": _("This passkey seems to be copied, so it is not taken. Use another one, and tell an owner."),
        "no_device_name": _("Type a name for the device, such as: tablet of room 2."),
        "long_device_name": _("That name is too long. Use 60 letters or less."),
        "known_passkey": _("This passkey is in use already. Choose another device."),
        "last_way": _("This is your last way in. Make new recovery codes or add a passkey, then remove it."),
    }


def _of_codes() -> dict[str, str]:
    return {
        "wrong_code": _("This code does not open your account. Check each letter. A code works once."),
        "too_often": _("Too many tries. Wait ten minutes, then try again."),
        "spent_link": _("This link was used before, or it is too old. Ask an owner of your clinic for a new one."),
    }


def _of_people() -> dict[str, str]:
    return {
        "no_name": _("Type the name that patients read."),
        "long_name": _("That name is too long. Use 60 letters or less."),
        "same_name": _("Somebody of that name works here. Make a new link for them, or add a letter to the name."),
        "no_role": _("Choose what they do."),
        "last_owner": _("A clinic needs an owner. Make somebody else an owner first."),
    }


def _of_telling() -> dict[str, str]:
    return {
        "no_address": _("That is no e-mail address. Check it: it looks like name@example.org."),
        "no_letters": _("E-mail is not set up on this server yet. Use a phone or a computer."),
        "too_many_tests": _("That was a lot of tests. Wait an hour, then try again."),
    }
