"""Where the sentences stand that a patient sees: the protocol, the templates, the modules, the scripts, the pages."""

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.extract import extract_from_dir
from babel.messages.jslexer import tokenize

from companion.aftercare.protocol import Protocol, say
from tests.walk import every_page
from tests.words.measure import sentences_of
from tests.words.reading import texts_of

HOME = Path(__file__).parents[2]
METHODS = [
    ("companion/web/**.py", "python"),
    ("companion/services/**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
]
SAID_BY = {"_": None, "gettext": None, "ngettext": (1, 2)}
STAFF = ("practitioner", "desk")  # folders and pages of those who work at a clinic
GAP = re.compile(r"%\((\w+)\)s|\$?\{([^}]*)\}")
CODE = re.compile(r"[A-Z\d]{4}(?: [A-Z\d]{4})+")  # to be typed, not read
SPEECH = re.compile(r"[A-Z][a-z’]*[,:]? [\w’“”,.:!?…() -]+$")  # begins like a sentence, has no sign of code


class Sentence(NamedTuple):
    place: str
    words: str


def in_the_protocol(protocol: Protocol, compiled: str) -> Iterator[Sentence]:
    """Each text in English; what is a plain string in a protocol is for staff."""
    call_clinic = say(protocol.answers.call_clinic.with_number)
    for place, words in _texts(json.loads(compiled), ""):
        yield from _sentences(place, words.replace("{call_clinic}", call_clinic))


def in_templates_and_modules(home: Path = HOME) -> Iterator[Sentence]:
    """Each string that is looked up for translation."""
    for file, line, said, *_rest in extract_from_dir(home, METHODS, keywords=SAID_BY):
        if not any(name in file for name in STAFF):
            for words in [said] if isinstance(said, str) else said:
                yield from _sentences(f"{file}:{line}", words)


def in_scripts(home: Path = HOME) -> Iterator[Sentence]:
    """What reads like words in a script, which should have none: they come with the page."""
    for file in sorted(home.glob("static/**/*.js")):
        for token in tokenize(file.read_text(encoding="utf-8")) if "vendor" not in file.parts else ():
            words = GAP.sub("today", token.value[1:-1])
            if token.type in ("string", "template_string") and SPEECH.match(words):
                yield from _sentences(f"{file.relative_to(home)}:{token.lineno}", words)


def on_pages(protocol: Protocol) -> Iterator[Sentence]:
    """As they are read, joined and filled in, on every page that is not for staff."""
    sources = {name for source in protocol.sources.values() for name in (source.name, source.title, source.kind)}
    undated = partial(_dates(protocol).sub, lambda date: "18:40 today" if date[1] else "7 March")
    for name, body in every_page():
        if not any(staff in name for staff in STAFF):
            for words in texts_of(body, sources):
                yield from _sentences(f"the page “{name}”", undated(CODE.sub("", words)))


def _dates(protocol: Protocol) -> re.Pattern[str]:
    """A date, alike for every day on which the tests run."""
    months, days = ("|".join(map(say, names)) for names in (protocol.words.months, protocol.words.weekdays))
    return re.compile(rf"(\d\d:\d\d on )?((?:{days}) )?\b\d+ (?:{months})( \d{{4}})?\b")


def _sentences(place: str, words: str) -> Iterator[Sentence]:
    filled = GAP.sub(lambda gap: TYPICAL.get(gap[1] or gap[2], "today"), words)
    yield from (Sentence(place, sentence) for sentence in sentences_of(filled))


# What stands in a gap; in any other, one plain word.
TYPICAL = {
    "clinic": "Marlow Street Clinic",
    "clinic_phone": "020 7946 0142",
    "length": "24 hours",
    "until": "until 18:40 today",
    "urgent_care": "NHS 111",
}


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """(place, words) of each text, a map with English in it; an entry of a list is called by its id."""
    if isinstance(value, dict):
        if isinstance(value.get("en"), str):
            yield place, value["en"]
        for key, inner in value.items():
            yield from _texts(inner, f"{place}.{key}".strip("."))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            name = inner.get("id", i) if isinstance(inner, dict) else i
            yield from _texts(inner, f"{place}[{name}]")
