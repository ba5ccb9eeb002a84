"""Where the sentences stand that a patient sees: the protocol, the templates, the modules, the scripts, the pages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.extract import extract_from_dir
from babel.messages.jslexer import tokenize

from companion.aftercare.protocol import bundled, bundled_json, say
from tests.walk import every_page
from tests.words.measure import sentences_of
from tests.words.reading import texts_of

HOME = Path(__file__).parents[2]
METHODS = [("companion/web/**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
STAFF = ("practitioner", "desk")  # folders and pages of those who work at a clinic
GAP = re.compile(r"%\((\w+)\)s|\$?\{([^}]*)\}")
SPEECH = re.compile(r"[A-Z][a-z’]*[,:]? [\w’“”,.:!?…() -]+$")  # in a script: begins like a sentence, has no sign of code
TYPICAL = {
    "call_clinic": say(bundled().answers.call_clinic.with_number),
    "clinic": "Marlow Street Clinic",
    "clinic_phone": "020 7946 0142",
    "length": "24 hours",
    "until": "until 18:40 today",
    "urgent_care": "NHS 111",
}


_MONTHS, _DAYS = ("|".join(map(say, names)) for names in (bundled().words.months, bundled().words.weekdays))
DATE = re.compile(rf"(\d\d:\d\d on )?((?:{_DAYS}) )?\d+ (?:{_MONTHS})( \d{{4}})?\b")  # the longest counts as the shortest


class Sentence(NamedTuple):
    place: str
    words: str


def in_the_protocol() -> Iterator[Sentence]:
    """Each text of the protocol in English; what is a plain string there is for staff."""
    for place, words in _texts(json.loads(bundled_json()), ""):
        yield from _sentences(place, words)


def in_templates_and_modules() -> Iterator[Sentence]:
    for file, line, words, *_rest in extract_from_dir(HOME, METHODS, keywords={"_": None, "gettext": None}):
        if not any(name in file for name in STAFF):
            yield from _sentences(f"{file}:{line}", words)


def in_scripts() -> Iterator[Sentence]:
    """What reads like words in a script, which should have none: they come with the page."""
    for file in sorted(HOME.glob("static/js/**/*.js")):
        for token in tokenize(file.read_text(encoding="utf-8")):
            words = GAP.sub("today", token.value[1:-1])
            if token.type in ("string", "template_string") and SPEECH.match(words):
                yield from _sentences(f"static/js/{file.name}:{token.lineno}", words)


def on_pages() -> Iterator[Sentence]:
    """As they are read, joined and filled in, on every page that is not for staff."""
    sources = {name for source in bundled().sources.values() for name in (source.name, source.title, source.kind)}
    for name, body in every_page():
        if not any(staff in name for staff in STAFF):
            for words in texts_of(body, sources):
                words = DATE.sub(lambda date: "18:40 today" if date[1] else "7 March", words)
                yield from _sentences(f"the page “{name}”", words)


def _sentences(place: str, words: str) -> Iterator[Sentence]:
    filled = GAP.sub(_typical, GAP.sub(_typical, words))
    yield from (Sentence(place, sentence) for sentence in sentences_of(filled))


def _typical(gap: re.Match[str]) -> str:
    return TYPICAL.get(gap[1] or gap[2], "today")


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("en"), str):
            yield place, value["en"]
        for key, inner in value.items():
            yield from _texts(inner, f"{place}.{key}".strip("."))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            name = inner.get("id", i) if isinstance(inner, dict) else i
            yield from _texts(inner, f"{place}[{name}]")
