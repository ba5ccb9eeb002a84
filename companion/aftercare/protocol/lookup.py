"""The topics of "Can I ...?", the emergency numbers, and the sentences and words that answers are made of."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from companion.aftercare.protocol.base import (
    Identifier,
    LookupEvidence,
    Model,
    RuleId,
    SourceId,
    Sources,
    Text,
    known,
)

Answer = Literal["help", "ask", "not_yet", "yes_if", "yes", "unknown"]


class Topic(Model):
    id: Identifier
    words: Annotated[list[str], Field(min_length=1)]
    alone: list[str] = []  # phrases that count only as the whole question
    rules: list[RuleId]
    answer: Literal["from_rules", "help", "ask", "yes_if", "yes"]
    flag: Annotated[str, AfterValidator(known("red_flag", "all"))] | None = None
    condition: Text | None = None
    note: Text | None = None
    exact: bool = False
    sources: list[SourceId]
    evidence: LookupEvidence


class ReadingWords(Model):
    """Words that the lookup strips, skips or keeps, all lower case."""

    starts: list[str]
    fillers: list[str]
    last_only: list[str]
    verbs: list[str]
    stopping: list[str]
    cannot: list[str] = []
    doubts: list[str] = []
    medicines: list[str] = []
    stop_topic: Identifier | None = None
    keep_s: list[str]
    small_words: list[str]


class CanI(Model):
    default_answer: Answer
    precedence: list[Answer]
    reading: ReadingWords
    not_typos: list[str]
    topics: list[Topic]


class UrgentCare(Model):
    number: str
    name: str
    coverage: Literal["national", "partial"]
    checked: bool
    note: str | None = None
    sources: Sources


class Country(Model):
    emergency: Annotated[str, Field(pattern=r"^\d{2,8}$")]
    also: list[str] = []
    checked: bool
    disagree: str | None = None
    note: str | None = None
    urgent_care: UrgentCare | None
    urgent_care_note: str | None = None
    sources: Sources


class UnknownCountry(Model):
    text: Text
    urgent_text: Text
    second_choice: str


class MayBe(Model):
    one: Text
    two: Text
    urgent: Text


class Emergency(Model):
    read_on: str
    unknown: UnknownCountry
    may_be: MayBe
    partial: Text
    countries: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], Country]


class ByNumber(Model):
    """Two wordings: for a clinic with a number, and without."""

    with_number: Text
    without: Text


class TriageAnswers(Model):
    emergency_now: Text
    same_day: Text
    follow_up: Text
    none: Text


class Answers(Model):
    not_yet: Text
    yes: Text
    yes_if: Text
    ask: ByNumber
    unknown: ByNumber
    call_clinic: ByNumber
    clinic_asks: ByNumber
    triage: TriageAnswers
    help_all: Text
    evidence: str


class Plural(Model):
    one: Text
    other: Text


class LengthWords(Model):
    minutes: Plural
    hours: Plural
    days: Plural
    weeks: Plural
    months: Plural


class MomentWords(Model):
    today: Text
    tomorrow: Text
    on_date: Text
    date: Text | None = None
    until: Text
    lasting: Text


class EvidenceWords(Model):
    tag: Text
    say: Text


class WordList(Model):
    length: LengthWords
    moment: MomentWords
    weekdays: Annotated[list[Text], Field(min_length=7, max_length=7)]
    months: Annotated[list[Text], Field(min_length=12, max_length=12)]
    evidence: dict[LookupEvidence, EvidenceWords]
