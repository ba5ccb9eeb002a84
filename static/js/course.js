// One treatment on the page: shows the frame of an instant. It knows no rule: it only compares instants.
import { gently } from "./gently.js";
import { countdown, left, span } from "./moments.js";

export class Course {
  constructor(part) {
    const { at, windows, heroes } = JSON.parse(part.querySelector("[data-course]").textContent);
    const instant = (seconds) => (seconds === null ? Infinity : (at + seconds) * 1000);
    this.part = part;
    this.windows = windows.map(([starts, ends, name]) => ({ starts: instant(starts), ends: instant(ends), name }));
    this.heroes = heroes.map(([from, number]) => [instant(from), number]);
    const edges = this.windows.flatMap(({ starts, ends }) => [starts, ends]).filter(Number.isFinite);
    this.changes = [...new Set([...edges, ...this.heroes.map(([from]) => from)])].sort((a, b) => a - b);
    this.ends = Math.max(...edges);
    this.edges = new Set(edges);
  }

  // The last instant at which something changed; before the treatment, the treatment.
  changedBy(now) {
    return this.changes.findLast((change) => change <= now) ?? this.changes[0];
  }

  show(at) {
    const change = () => this.#show(at);
    this.hero === undefined ? change() : gently(this.part, change);
  }

  #show(at) {
    const [, hero] = this.heroes.findLast(([from]) => from <= at);
    this.isOver = at >= this.ends;
    this.hero = this.isOver ? null : hero;
    this.part.classList.toggle("over", this.isOver);
    this.part.querySelector("[data-ended]").hidden = !this.isOver;
    for (const panel of this.all("[data-hero]")) panel.hidden = panel.dataset.hero !== String(hero ?? "none");
    for (const row of this.all("[data-window]")) {
      const { starts, ends } = this.windows[row.dataset.window];
      row.hidden = at < starts || at >= ends || Number(row.dataset.window) === hero;
    }
    for (const list of this.all("[data-list]")) arrange(list);
    if (!this.isOver) this.#showNext(this.changes.find((change) => change > at && this.edges.has(change)));
  }

  #showNext(next) {
    this.part.querySelector("[data-next] time").dateTime = new Date(next).toISOString();
    const fine = new Set([...this.all("[data-list=ok] [data-window]")].map((row) => this.windows[row.dataset.window]));
    const sides = [
      ["[data-ending]", ({ ends }) => ends === next, false],
      ["[data-starting]", ({ starts }) => starts === next, null],
      ["[data-leaving]", ({ ends }) => ends === next, true], // what was fine stays fine: it only leaves the list
    ];
    for (const [place, changes, isFine] of sides) {
      const named = this.windows.filter((window) => window.name && changes(window));
      const names = named.filter((window) => isFine === null || fine.has(window) === isFine).map(({ name }) => name);
      const words = this.part.querySelector(place);
      words.textContent = names.join(", ");
      words.parentElement.hidden = names.length === 0;
    }
  }

  // The countdown that ends first of all on the page is the solid one.
  dress(soonest) {
    for (const panel of this.all("[data-hero]:not(p)")) panel.classList.toggle("slim", this.heroEnds !== soonest);
  }

  get heroEnds() {
    return this.hero === null ? Infinity : this.windows[this.hero].ends;
  }

  eachMinute(now) {
    for (const row of this.all("[data-window]:not([hidden])")) {
      const { starts, ends } = this.windows[row.dataset.window];
      const thread = row.querySelector(".thread");
      if (!thread) continue;
      thread.value = share(starts, ends, now);
      row.querySelector(".left").textContent = span(ends - now);
    }
  }

  eachSecond(now) {
    if (this.hero === null) return;
    const { starts, ends } = this.windows[this.hero];
    const time = this.part.querySelector(`[data-hero="${this.hero}"] [data-countdown]`);
    time.textContent = countdown(ends - now);
    time.classList.toggle("long", time.textContent.length > 7);
    const words = left(ends - now);
    if (time.ariaLabel !== words) time.ariaLabel = words; // said once a minute, not once a second
    const gone = share(starts, ends, now).toFixed(2);
    const arc = time.closest(".countdown").querySelector(".arc");
    arc.querySelector(".gone").setAttribute("stroke-dasharray", `${gone} 200`);
    for (const dot of arc.querySelectorAll(".now, .core")) dot.setAttribute("stroke-dashoffset", `-${gone}`);
  }

  all(selector) {
    return this.part.querySelectorAll(selector);
  }
}

const share = (starts, ends, now) => Math.min(100, Math.max(0, (100 * (now - starts)) / (ends - starts)));

// The first few rows stand open, the rest is folded; an empty list goes.
function arrange(list) {
  const rows = [...list.querySelectorAll("[data-window]")].sort((a, b) => a.dataset.window - b.dataset.window);
  const standing = rows.filter((row) => !row.hidden);
  list.hidden = standing.length === 0;
  const open = Number(list.dataset.open);
  if (!open) return;
  const [first, more] = list.querySelectorAll(".rules");
  const folded = new Set(standing.slice(open));
  for (const row of rows) {
    const place = folded.has(row) ? more : first;
    if (row.parentElement !== place || row !== place.lastElementChild) place.append(row);
  }
  const fold = list.querySelector(".more");
  fold.hidden = folded.size === 0;
  fold.querySelector("[data-more]").textContent = folded.size;
}
