// Shows the frame of this phone's clock and lets the times run. It knows no rule: it only compares instants.
import { ago, countdown, left, moment, readWords, span, zoneNote } from "./moments.js";

const REFRESH_AFTER = 60000;
let main, course, shown, minute, fetched;

function start() {
  main = document.getElementById("main");
  course = JSON.parse(main.querySelector("[data-course]").textContent);
  readWords(main);
  shown = minute = null;
  fetched = Date.now();
  tellZone();
  tick();
}

function tick() {
  const now = new Date();
  const index = Math.max(0, course.frames.findLastIndex(([at]) => at * 1000 <= now));
  if (index !== shown) show((shown = index));
  const thisMinute = Math.floor(now / 60000);
  if (thisMinute !== minute) eachMinute(now, (minute = thisMinute));
  const hero = course.frames[shown][1];
  if (hero !== null) runDown(main.querySelector(`[data-hero="${hero}"] [data-countdown]`), course.windows[hero], now);
}

function show(index) {
  const [, hero, others, next, ending, starting] = course.frames[index];
  const standing = new Set(others);
  for (const panel of main.querySelectorAll("[data-hero]")) panel.hidden = panel.dataset.hero !== String(hero ?? "none");
  for (const row of main.querySelectorAll("[data-window]")) row.hidden = !standing.has(Number(row.dataset.window));
  for (const list of main.querySelectorAll("[data-list]")) arrange(list);
  showNext(next, { ending, starting });
  minute = null;
}

function showNext(next, sides) {
  main.querySelector("[data-next]").hidden = !next;
  main.querySelector("[data-next-none]").hidden = Boolean(next);
  if (next) main.querySelector("[data-next] time").dateTime = new Date(next * 1000).toISOString();
  for (const [side, numbers] of Object.entries(sides)) {
    const place = main.querySelector(`[data-${side}]`);
    place.textContent = numbers.map((n) => course.windows[n][2]).join(", ");
    place.parentElement.hidden = numbers.length === 0;
  }
}

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

function eachMinute(now) {
  for (const time of main.querySelectorAll("[data-moment]")) time.textContent = moment(new Date(time.dateTime), now);
  for (const since of main.querySelectorAll("[data-since]")) since.textContent = ago(now - new Date(since.dataset.since));
  for (const days of main.querySelectorAll(".days")) days.hidden = !holds(days.dataset, now);
  for (const row of main.querySelectorAll("[data-window]:not([hidden])")) {
    const [starts, ends] = course.windows[row.dataset.window];
    if (!ends) continue;
    row.querySelector(".thread").value = share(starts, ends, now);
    row.querySelector(".left").textContent = span(ends * 1000 - now);
  }
}

function runDown(time, [starts, ends], now) {
  time.textContent = countdown(ends * 1000 - now);
  time.classList.toggle("long", time.textContent.length > 7);
  time.setAttribute("aria-label", left(ends * 1000 - now));
  const gone = share(starts, ends, now).toFixed(2);
  const arc = time.closest(".countdown").querySelector(".arc");
  arc.querySelector(".gone").setAttribute("stroke-dasharray", `${gone} 200`);
  for (const dot of arc.querySelectorAll(".now, .core")) dot.setAttribute("stroke-dashoffset", `-${gone}`);
}

const holds = ({ from, until }, now) => new Date(from) <= now && (!until || now < new Date(until));
const share = (starts, ends, now) => Math.min(100, Math.max(0, (now / 10 - 100 * starts) / (ends - starts)));

// The windows keep the zone of the treatment; the words follow the phone.
function tellZone() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const note = main.querySelector("[data-zone]");
  if (here && note.dataset.zone !== here) note.textContent = zoneNote(here);
}

start();
setInterval(tick, 1000);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  tick();
  if (Date.now() - fetched > REFRESH_AFTER) main.dispatchEvent(new Event("refresh"));
});
const failed = (did) => ({ target }) => target.closest?.("form") && (main.querySelector("[data-failed]").hidden = !did);
document.addEventListener("htmx:before:request", failed(false));
document.addEventListener("htmx:error", failed(true));
document.addEventListener("htmx:response:error", failed(true));
document.addEventListener("htmx:after:swap", ({ target }) => {
  if (!target.closest?.("form")) return start();
  eachMinute(new Date());
  document.getElementById("answer").scrollIntoView({ block: "nearest" });
});
