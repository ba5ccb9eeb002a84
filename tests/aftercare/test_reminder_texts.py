"""What a reminder says on a lock screen: nothing that tells of a treatment, unless the person asked for more."""

import pytest

from companion.aftercare.protocol import Protocol, bundled
from companion.aftercare.reminders import coming_of, text_of
from tests.aftercare.alice import NEW_YORK, wall
from tests.aftercare.plans import by_key, plan_of, schedule
from tests.aftercare.telling import telling, told

ALICE = schedule(NEW_YORK, "2026-03-07T14:30", areas="glabella,forehead")
VISIT = "2026-03-21T14:30"
PLAN = by_key(plan_of(ALICE, VISIT)) | by_key(plan_of(ALICE))
REMINDERS = [reminder.id for reminder in bundled().reminders]


@pytest.mark.parametrize("reminder", REMINDERS)
def test_a_discreet_text_tells_nothing_in_any_language(reminder: str, protocol: Protocol) -> None:
    discreet = protocol.reminder[reminder].discreet
    for language in {*discreet.title, *discreet.body}:
        words = f"{discreet.title.get(language, '')} {discreet.body.get(language, '')}"
        assert not told(words, telling(protocol, language)), language
        assert "{" not in words


def test_the_list_would_find_a_word_that_tells(protocol: Protocol) -> None:
    tell = telling(protocol, "en")
    assert told("Your Daxxify is at work", tell) == {"daxxify"}
    assert told("See your foreheads in the clinic", tell) == {"foreheads", "clinic"}
    details = [f"{reminder.title['en']} {reminder.body['en']}" for reminder in protocol.reminders]
    assert sum(bool(told(words, tell)) for words in details) >= 2


@pytest.mark.parametrize("reminder", REMINDERS)
def test_every_text_has_its_gaps_filled(reminder: str) -> None:
    one = PLAN.get(reminder) or PLAN[f"{reminder}:2026-03-09"]
    for detail in (False, True):
        for words in text_of(ALICE, one, detail=detail, follow_up_at=wall(VISIT)):
            assert words and "{" not in words


def test_the_discreet_text_is_the_one_that_is_given() -> None:
    assert text_of(ALICE, PLAN["rm-4h"]) == ("Aftercare: a step is done", "Open the app to see what is new.")


def test_the_detail_names_the_length_and_the_date_of_the_visit() -> None:
    assert text_of(ALICE, PLAN["rm-4h"], detail=True)[0] == "4 hours done"
    soon = text_of(ALICE, PLAN["rm-follow-up-2d"], detail=True, follow_up_at=wall(VISIT))
    assert soon == ("Your follow-up visit is soon", "Your visit is on Saturday 21 March.")


def test_the_detail_of_a_visit_without_its_date_is_an_error() -> None:
    with pytest.raises(KeyError):
        text_of(ALICE, PLAN["rm-follow-up-2d"], detail=True)


@pytest.mark.parametrize("reminder", REMINDERS)
def test_what_comes_is_named_by_what_it_will_be_about(reminder: str) -> None:
    one = PLAN.get(reminder) or PLAN[f"{reminder}:2026-03-09"]
    coming = coming_of(ALICE, one)
    assert coming and "{" not in coming
    assert coming not in text_of(ALICE, one, detail=True, follow_up_at=wall(VISIT))


def test_what_comes_names_the_length_of_the_rule() -> None:
    assert coming_of(ALICE, PLAN["rm-4h"]) == "When you have stayed upright for 4 hours"


def test_a_language_that_is_missing_is_english() -> None:
    assert text_of(ALICE, PLAN["rm-24h"], "fr") == text_of(ALICE, PLAN["rm-24h"])
