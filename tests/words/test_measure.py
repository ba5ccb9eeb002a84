"""The measure itself: what it lets pass, what it catches, and that nothing is passed over on the way to it."""

from pathlib import Path

import pytest

from companion.aftercare.protocol import bundled, bundled_json
from tests.words.measure import faults, reading_age, sentences_of, syllables
from tests.words.reading import texts_of
from tests.words.sources import Sentence, in_scripts, in_templates_and_modules, in_the_protocol


def test_the_age_is_the_grade_of_flesch_and_kincaid_and_five_years() -> None:
    # 13 words and 24 syllables: 11.3 is the grade that encyclopedias give for this one
    platypus = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert reading_age(platypus) == pytest.approx(11.3 + 5, abs=0.1)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Discontinue strenuous physical activity following administration.", "reading age"),
        ("If you do it and it is not too hot and the sun is out, you can go for it.", "words"),
        ("Ecchymosis", "long word"),
        ("Speak to the coagulation team.", "long word"),
    ],
)
def test_a_hard_sentence_is_caught(sentence: str, fault: str) -> None:
    assert any(fault in found for found in faults(sentence))


@pytest.mark.parametrize("sentence", ["Alcohol", "Not yet", "Stay upright until 18:40 today.", "Call 020 7946 0142."])
def test_a_few_plain_words_are_not(sentence: str) -> None:
    assert not faults(sentence)


def test_a_name_counts_as_a_plain_word_once_it_is_listed() -> None:
    assert faults("Paracetamol for pain is fine")
    assert not faults("Paracetamol for pain is fine", {"paracetamol"})


@pytest.mark.parametrize(
    ("word", "count"), [("medicine", 3), ("follow", 2), ("aftercare", 3), ("clinic's", 2), ("24", 1), ("table", 2)]
)
def test_syllables_are_those_that_are_heard(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_text_is_cut_where_a_sentence_ends_and_not_at_a_name_or_number() -> None:
    text = "Say: “I feel ill.” Call 112, or 999. Use SPF 30+ (or more). Can I … yet?"
    assert [s[:4] for s in sentences_of(text)] == ["Say:", "Call", "Use ", "Can "]


def test_a_new_text_of_the_protocol_is_found_by_the_name_of_its_place() -> None:
    changed = bundled_json().replace("Lying flat", "Recumbency", 1)
    assert Sentence("rules[stay-upright].name", "Recumbency") in in_the_protocol(bundled(), changed)


def test_a_new_string_of_a_template_a_module_or_a_script_is_found(tmp_path: Path) -> None:
    for name, words in {
        "templates/new.html": "<p>{{ _('Ring %(clinic)s.') }}</p>",
        "templates/practitioner/new.html": "{{ _('Adjudicate') }}",
        "companion/web/new.py": "words = _('Take care.')",
        "static/js/new.js": 'const key = "data-moment"; say("Your photos are safe here.");',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(words, encoding="utf-8")
    found = {sentence.words for sentence in (*in_templates_and_modules(tmp_path), *in_scripts(tmp_path))}
    assert found == {"Ring Marlow Street Clinic.", "Take care.", "Your photos are safe here."}


def test_a_page_is_read_as_people_read_it() -> None:
    page = """<style>p { color: red }</style><h1>Right now</h1><p>Call <b>999</b>
      now.</p><p><span class="quiet">Ends:</span> <span>Wine, Gym</span><a class="tool">Hide</a></p>
      <input placeholder="Swim"><script>let a</script>"""
    assert texts_of(page, {"Gym"}) == ["Swim", "Right now", "Call 999 now.", "Ends:", "Wine", "Hide"]
