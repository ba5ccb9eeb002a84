"""An answer in markup: whole for this page, and its parts with gaps for the phone, which fills in the same words."""

from collections.abc import Iterable
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from companion.aftercare.can_i import Answered
from companion.aftercare.protocol import say
from companion.aftercare.protocol.flags import UrgencyLevels
from companion.aftercare.schedule import Window
from companion.web.patient.icons import evidence_sign, rule_picture
from companion.web.voice import PageVoice

KINDS = ("ask", "not_yet", "yes_if", "yes", "unknown")
# What the phone fills in; `{instant}` and the like stand inside <time>, so one gap is enough for a moment.
GAPS = {name: f"{{{name}}}" for name in ("question", "meant", "moment", "says", "lines", "proof", "anchor")}
SENTENCE = Markup('<p class="said">{}</p>')


def answer_markup(answered: Answered | None, voice: PageVoice) -> Markup:
    """The answer as a fragment; None asks for a question."""
    if answered is None:
        return _part("blank")
    kind, flag = answered.answer, answered.flag
    return _part(
        "answer",
        kind,
        answered.urgency,
        voice,
        question=answered.question,
        meant=_part("meant", "”, “".join(answered.meant)) if answered.meant else "",
        moment=voice.moment(answered.from_at) if answered.from_at else "",
        says=Markup().join(SENTENCE.format(Markup(text)) for text in answered.says[skipped(kind, voice) :]),  # noqa: S704
        lines=_part("lines", _lines(answered.standing, voice)) if answered.standing else "",
        proof=_proof(answered.evidence[0], kind, voice) if len(answered.evidence) == 1 else "",
        anchor=f"#{flag}" if flag in voice.protocol.flag else "",
    )


def skipped(kind: str, voice: PageVoice) -> int:
    """How many sentences the verdict, the time or the button of the page says already."""
    return 1 if kind == "not_yet" or (kind == "ask" and voice.clinic_phone) else 0


def answer_gaps(voice: PageVoice) -> dict[str, Any]:
    """The same parts for the phone; `looks` by kind (a help by its urgency): [skipped sentences, markup]."""
    looks = {kind: [skipped(kind, voice), _look(kind, None, voice)] for kind in KINDS}
    looks |= {urgency: [0, _look("help", urgency, voice)] for urgency in UrgencyLevels.model_fields}
    evidence = sorted({topic.evidence for topic in voice.protocol.can_i.topics})
    return {
        "looks": looks,
        "blank": _part("blank"),
        "meant": _part("meant", "{words}"),
        "lines": _part("lines", "{rows}"),
        "line": _part("line", "{picture}", "{name}", "{until}"),
        "until": f", {say(voice.protocol.words.moment.until, voice.audience.language)}",
        "proofs": {name: [_proof(name, "yes", voice), _proof(name, "not_yet", voice)] for name in evidence},
    }


def _look(kind: str, urgency: str | None, voice: PageVoice) -> Markup:
    gaps = GAPS | {"moment": GAPS["moment"] if kind == "not_yet" else ""}
    return _part("answer", kind, urgency, voice, **gaps)


def _lines(standing: Iterable[Window], voice: PageVoice) -> Markup:
    return Markup().join(
        _part(
            "line",
            rule_picture(window.rule),
            voice(window.rule.name),
            Markup(", {}").format(voice.until(window)) if window.ends_at else "",
        )
        for window in standing
    )


def _proof(evidence: str, kind: str, voice: PageVoice) -> Markup:
    return _part("proof", evidence, evidence_sign(evidence), kind, voice)


def _part(name: str, *values: Any, **named: Any) -> Markup:
    markup: Markup = get_template_attribute("components/answer.html", name)(*values, **named)
    return markup
