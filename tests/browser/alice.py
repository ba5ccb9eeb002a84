"""Alice was treated in New York on the eve of a clock change; what the phone must show is told by the ground floor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from companion.aftercare.protocol import bundled, say
from companion.aftercare.schedule import Schedule, Treated, Window, schedule_of
from companion.aftercare.sentences import moment_words, title_of
from companion.aftercare.spans import Span
from companion.aftercare.zones import day_number

NEW_YORK = "America/New_York"
TWO_HOURS = timedelta(hours=2)


def wall(text: str, zone: str = NEW_YORK) -> datetime:
    """The instant at which a clock in `zone` shows that."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


ALICE = Treated("daxxify", ("glabella", "forehead"), wall("2026-03-07T14:30"), NEW_YORK)


COUNTED_DOWN = timedelta(hours=48)


@dataclass(frozen=True)
class Seen:
    """What somebody reads of one treatment on Now, or should."""

    hero: str
    until: str | None
    is_calm: bool
    is_over: bool
    not_yet: list[str]
    folded: list[str]
    more: str | None
    please_do: list[str]
    fine: list[str]
    always: list[str]
    expected: list[str]
    today: list[str]
    bruise: list[str]
    next_change: list[str]


READ = """(part) => {
  const root = document.querySelectorAll("[data-part]")[part];
  const words = (element) => element.innerText.replace(/\\s+/g, " ").trim();
  const stands = (element) => element.checkVisibility() && !element.closest(".leaving");
  const shown = (selector) => [...root.querySelectorAll(selector)].filter(stands);
  const names = (selector) => shown(selector + " .name").map(words);
  const folded = [...root.querySelectorAll("[data-list=avoid] .more .rule:not([hidden]) .name")];
  return {
    hero: shown(".hero :is(h2, h3)").map(words).join(),
    until: shown(".hero .ends").map(words).join() || null,
    is_calm: shown(".calm").length === 1,
    is_over: shown("[data-ended]").length === 1,
    not_yet: names("[data-list=avoid] > .rules"),
    folded: root.matches(".over") ? [] : folded.map((name) => name.textContent),
    more: shown(".more summary").map(words).join() || null,
    please_do: names("[data-list=do]"),
    fine: names("[data-list=ok]"),
    always: names("[data-list=always]"),
    expected: names("[data-list=expect]"),
    today: shown(".days li").map(words),
    bruise: shown(".days > p:has(b)").map(words),
    next_change: shown(".next:has([data-next]) p").map(words),
  };
}"""


def seen(page: Page, part: int = 0) -> Seen:
    return Seen(**page.evaluate(READ, part))


def told(treated: Treated, now: datetime, zone: str = "") -> Seen:
    """What the ground floor says about that treatment, for a phone in `zone`."""
    protocol = bundled()
    schedule = schedule_of(protocol, treated)
    if now >= schedule.ends_at:
        return Seen("", None, False, True, [], [], None, [], [], [], [], [], [], [])
    standing, hero, here = schedule.standing_at(now), counted_down(schedule, now), ZoneInfo(zone or treated.zone)
    lists = {category: _listed(schedule, category, now, hero) for category in standing.lists}
    first, rest = lists["avoid"][: protocol.now_view.max_open], lists["avoid"][protocol.now_view.max_open :]

    def moment(at: datetime | None) -> str:
        assert at
        return moment_words(protocol, at, now, here)

    return Seen(
        hero=title_of(protocol, hero.rule) if hero else "",
        until=f"until {moment(hero.ends_at)}" if hero else None,
        is_calm=hero is None,
        is_over=False,
        not_yet=first,
        folded=rest,
        more=f"{len(rest)} more" if rest else None,
        please_do=lists["do"],
        fine=lists["ok"],
        always=_always(schedule, now),
        expected=lists["expect"],
        today=_today(schedule, now),
        bruise=_bruise(schedule, now),
        next_change=_next_change(schedule, standing.next_change_at, moment),
    )


def counted_down(schedule: Schedule, now: datetime) -> Window | None:
    """The hero of the floor, once it ends within two days."""
    hero = schedule.standing_at(now).hero if now < schedule.ends_at else None
    return hero if hero and hero.ends_at and hero.ends_at - now <= COUNTED_DOWN else None


def _listed(schedule: Schedule, category: str, now: datetime, hero: Window | None) -> list[str]:
    standing = schedule.standing_at(now)
    named = [*standing.lists[category], *([standing.hero] if standing.hero else [])]  # type: ignore[index]
    shown = [w for w in schedule.windows if w in named and w is not hero and w.rule.category == category]
    return _names(shown, schedule.protocol.now_view.always_linked)


def _always(schedule: Schedule, now: datetime) -> list[str]:
    linked = schedule.protocol.now_view.always_linked
    return [title_of(schedule.protocol, w.rule) for w in schedule.windows if w.rule.id in linked and _holds(w, now)]


def _holds(window: Window, now: datetime) -> bool:
    return window.starts_at <= now and (window.ends_at is None or now < window.ends_at)


def _names(windows: list[Window], left_out: list[str]) -> list[str]:
    return [say(w.rule.name) for w in windows if w.rule.id not in left_out]


def _today(schedule: Schedule, now: datetime) -> list[str]:
    day = day_number(schedule.treated.treated_at, now, schedule.zone)
    words = next(d for d in schedule.protocol.timeline if d.first <= day and (d.last is None or day <= d.last))
    return [say(text) for text in [*words.expected, *words.not_expected]]


def _bruise(schedule: Schedule, now: datetime) -> list[str]:
    day = day_number(schedule.treated.treated_at, now, schedule.zone)
    colours = schedule.protocol.bruise_colours
    today = [c for c in colours if Span.parse(c.starts).days <= day < Span.parse(c.until).days]
    return [f"If you have a bruise now: {say(c.colour)}" for c in today]


def _next_change(schedule: Schedule, at: datetime | None, moment: Callable[[datetime | None], str]) -> list[str]:
    assert at
    windows = [w for w in schedule.windows if not w.rule.is_reference]
    ending, starting = ([w for w in windows if edge(w) == at] for edge in (_end, _start))
    limits, fine = ([w for w in ending if (w.rule.category == "ok") is is_fine] for is_fine in (False, True))
    lines = [("Ends: ", _names(limits, [])), ("Begins: ", _names(starting, [])), ("Off this list: ", _names(fine, []))]
    return [moment(at), *(label + ", ".join(names) for label, names in lines if names)]


def _end(window: Window) -> datetime | None:
    return window.ends_at


def _start(window: Window) -> datetime:
    return window.starts_at
