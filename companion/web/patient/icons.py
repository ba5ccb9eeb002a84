"""Which picture stands beside a rule, and which pictures a page needs."""

from companion.aftercare.protocol.rules import Rule
from companion.aftercare.schedule import Schedule

_BY_CATEGORY = {"avoid": "clock", "do": "check", "ok": "check", "expect": "eye"}
_BY_RULE = {
    "stay-upright": "chair",
    "no-rubbing": "hand",
    "no-hard-exercise": "gym",
    "no-alcohol": "wine",
    "no-heat": "heat",
    "no-makeup": "brush",
    "no-tight-headwear": "helmet",
    "head-raised": "bed",
    "keep-your-medicines": "pill",
    "supplements": "leaf",
    "no-driving-if-unwell": "car",
    "tell-other-clinicians": "info",
    "gentle-skincare": "cream",
    "no-actives": "cream",
    "no-facials": "hand",
    "no-laser-needling": "bolt",
    "shade-first-hours": "shade",
    "sunscreen": "sun",
    "sun-hat": "sun",
    "dental": "tooth",
    "masseter-soft-food": "bowl",
    "neck-swallow-check": "bowl",
    "review-visit": "calendar",
    "no-repeat-before-12w": "calendar",
    "top-up-window": "calendar",
}
_BY_EVIDENCE = {"label": "pill", "guideline": "guide"}
_ALWAYS = ("back", "check", "down", "flag", "info", "next", "phone", "search")


def rule_picture(rule: Rule) -> str:
    return _BY_RULE.get(rule.id, _BY_CATEGORY[rule.category])


def evidence_picture(rule: Rule) -> str:
    return evidence_sign(rule.evidence)


def evidence_sign(evidence: str) -> str:
    return _BY_EVIDENCE.get(evidence, "habit")


def pictures(*schedules: Schedule) -> list[str]:
    """The names of all pictures that a page about these treatments may show."""
    rules = [window.rule for schedule in schedules for window in schedule.windows]
    return sorted({*_ALWAYS, *map(rule_picture, rules), *map(evidence_picture, rules)})
