"""Ways to break the small protocol: what is replaced by what, and the problem that must be named for it."""

from dataclasses import dataclass
from pathlib import Path

from companion.aftercare.protocol import Problem

SMALL = Path(__file__).with_name("small-protocol.yaml").read_text(encoding="utf-8")
FORTY = "Not one letter more than the forty given"


@dataclass(frozen=True)
class Break:
    """`mark` is text of the line that must be named, where it is not the first line of `new`."""

    name: str
    old: str
    new: str
    path: str
    message: str
    mark: str = ""

    def apply(self, text: str) -> str:
        assert text.count(self.old) == 1, self.name
        return text.replace(self.old, self.new)

    def problem(self, text: str) -> Problem:
        mark = self.mark or self.new.splitlines()[0]
        before, _, rest = text.partition(mark)
        assert rest.count(mark) == 0, self.name
        return Problem(before.count("\n") + 1, self.path, self.message)


def own(words: str) -> str:
    return f"the rule's own window is written out ({words!r}): a clinic may change it"


BREAKS = [
    Break("unknown key", "disputed: false\n    conflicts_with", "disputed: false\n    colour: red\n    conflicts_with",
          "rules[1].colour", "unknown key 'colour'", mark="colour: red"),
    Break("missing key", '    why: {en: "Blood clots more slowly."}\n', "", "rules[1]", "'why' is missing", mark="id: no-wine"),
    Break("duplicate id", "{id: bath, words", "{id: wine, words", "can_i.topics[2].id", "duplicate id 'wine'", mark="{id: wine, words: [bath]"),
    Break("duplicate key", 'why: {en: "A clot can kill."}', 'why: {en: "A clot can kill."}\n    why: {en: "Twice."}',
          "rules[3].why", "this key stands here twice", mark='why: {en: "Twice."}'),
    Break("ends before it starts", "window: {from: PT4H, until: P2D}", "window: {from: PT49H, until: P2D}",
          "rules[2].window.until", "the window ends (P2D) before it starts (PT49H)"),
    Break("ends where it starts", "{from: P0D, until: P1D, colour", "{from: P1D, until: P1D, colour",
          "bruise_colours[0].until", "the window ends (P1D) before it starts (P1D)"),
    Break("unknown source", "text_rule: stay-up\n    sources: [sheets]", "text_rule: stay-up\n    sources: [sheets, sheet]",
          "reminders[0].sources[1]", "unknown source 'sheet'", mark="sources: [sheets, sheet]"),
    Break("unknown rule in the order", "order: [stay-up, no-wine]", "order: [stay-up, no-wine, no-beer]",
          "now_view.order[2]", "unknown rule 'no-beer'"),
    Break("unknown rule in a topic", "rules: [stay-up], answer", "rules: [stay-up, stay-down], answer",
          "can_i.topics[2].rules[1]", "unknown rule 'stay-down'"),
    Break("unknown rule in conflicts_with", "conflicts_with: soft-food", "conflicts_with: hard-food",
          "rules[1].conflicts_with", "unknown rule 'hard-food'"),
    Break("unknown rule in a reminder", "after_from: stay-up.until", "after_from: sit-up.until",
          "reminders[0].due.after_from", "unknown rule 'sit-up'"),
    Break("unknown flag", "escalate_with: [rf-breathing]", "escalate_with: [rf-breath]",
          "red_flags.items[1].escalate_with[0]", "unknown red flag 'rf-breath'"),
    Break("unknown score", "{score: pain, at_least: 7", "{score: pane, at_least: 7",
          "scales.auto_triage[0].when.score", "unknown score 'pane'"),
    Break("unknown area", "applies_to: {products: [brand], areas: [glabella]}", "applies_to: {products: [brand], areas: [nose]}",
          "rules[1].applies_to.areas[0]", "unknown area 'nose'"),
    Break("long title", '"The plan can change"', f'"{FORTY}!"', "over_time.items[0].title.en",
          "title of 41 characters, the limit is 40"),
    Break("window in the title, in digits", '"Stay upright for {length}"', '"Stay upright for 4 hours"',
          "rules[0].title.en", own("4 hours")),
    Break("window in the detail, in words", '"Choose soft drinks {until}."', '"Choose soft drinks for two days."',
          "rules[1].detail.en", own("two days")),
    Break("window in the why, in other units", '"It is an old habit."', '"It is an old habit of 240 minutes."',
          "rules[0].why.en", own("240 minutes")),
    Break("window in the detail, as a clock time", "A nap of 5 minutes in a chair is fine.", "Sit up until 6 pm.",
          "rules[0].detail.en", own("6 pm")),
    Break("own start in the yes", '"Yes. Soft food is fine."', '"Yes. Soft food is fine after four hours."',
          "rules[2].say_yes.en", own("four hours")),
    Break("disputed without a range", '    range: ["PT2H", "PT6H"]\n', "", "rules[0]",
          "rule 'stay-up' is disputed: give its range", mark="id: stay-up"),
    Break("{length} of a rule that starts later", '"It may help."', '"It may help for {length}."', "rules[2].detail.en",
          "{length} needs a window that starts at PT0H and has an end"),
    Break("{until} of a rule without an end", '"Ask the person who prescribed it."', '"Keep it {until}."',
          "rules[3].detail.en", "{until} needs a window with an end"),
    Break("unknown placeholder in a rule", '"It rests the jaw."', '"It rests the {jaw}."', "rules[2].why.en",
          "unknown placeholder {jaw}"),
    Break("unknown placeholder in a topic", '"Yes, if it is warm."', '"Yes, if it is {warm}."',
          "can_i.topics[2].condition.en", "unknown placeholder {warm}"),
    Break("text without English", 'name: {en: "Soft food"}', 'name: {fr: "Aliments mous"}', "rules[2].name",
          "a text needs at least English: {en: ...}"),
    Break("wrong type", "max_open: 5", "max_open: five", "now_view.max_open", "must be a whole number, not 'five'"),
    Break("no span", "not_after: PT6H", "not_after: 6 hours", "reminders[0].not_after",
          "'6 hours' is not a span such as PT24H, P14D, P2W or P3M"),
    Break("a threshold outside the scale", "range: [0, 10], anchors", "range: [0, 6], anchors",
          "scales.auto_triage[0].when.at_least", "7 is outside the scale's range [0, 6]", mark="at_least: 7"),
    Break("a day left out", '{day: "8+"', '{day: "9+"', "timeline[2].day",
          "day 9+ leaves a gap or overlaps: day 8 comes next"),
    Break("help without a flag", "answer: help, flag: all", "answer: help", "can_i.topics[0]", "answer help needs a flag"),
    Break("a phrase of two topics", "words: [wine, glass of wine]", "words: [wine, glass of wine, Feel Faint]",
          "can_i.topics[1].words[2]", "'Feel Faint' stands in topic 'help-faint' too"),
]  # fmt: skip
