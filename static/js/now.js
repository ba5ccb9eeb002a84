// Shows the frame of this phone's clock and lets the times run. It knows no rule: it only compares instants.
import { ago, countdown, left, moment, readWords, span, zoneNote } from "./moments.js";

const REFRESH_AFTER = 60000;
let main, frames, shown, minute, fetched;

function start() {
  main = document.getElementById("main");
  frames = JSON.parse(main.querySelector("[data-frames]").textContent);
  readWords(main);
  shown = minute = null;
  fetched = Date.now();
  tellZone();
  tick();
}

function tick() {
  const now = new Date();
  const index = Math.max(0, frames.findLastIndex(([at]) => at * 1000 <= now));
  if (index !== shown) show((shown = index));
  const thisMinute = Math.floor(now / 60000);
  if (thisMinute !== minute) eachMinute(now, (minute = thisMinute));
  for (const time of main.querySelectorAll("[data-hero]:not([hidden]) [data-countdown]")) runDown(time, now);
}

function show(index) {
  const [, hero, others] = frames[index];
  const standing = new Set(others);
  for (const panel of main.querySelectorAll("[data-hero]")) panel.hidden = panel.dataset.hero !== String(hero ?? "none");
  for (const block of main.querySelectorAll("[data-frame]")) block.hidden = block.dataset.frame !== String(index);
  for (const row of main.querySelectorAll("[data-window]")) row.hidden = !standing.has(Number(row.dataset.window));
  for (const list of main.querySelectorAll("[data-list]")) arrange(list);
  minute = null;
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
  for (const thread of main.querySelectorAll("[data-window]:not([hidden]) .thread[data-ends]")) {
    const ends = new Date(thread.dataset.ends);
    thread.value = share(thread.dataset.starts, ends, now);
    thread.closest("summary").querySelector(".left").textContent = span(ends - now);
  }
}

function runDown(time, now) {
  const ends = new Date(time.dateTime);
  time.textContent = countdown(ends - now);
  time.setAttribute("aria-label", left(ends - now));
  const gone = share(time.dataset.starts, ends, now).toFixed(2);
  const arc = time.closest(".countdown").querySelector(".arc");
  arc.querySelector(".gone").setAttribute("stroke-dasharray", `${gone} 200`);
  for (const dot of arc.querySelectorAll(".now, .core")) dot.setAttribute("stroke-dashoffset", `-${gone}`);
}

const holds = ({ from, until }, now) => new Date(from) <= now && (!until || now < new Date(until));
const share = (starts, ends, now) => Math.min(100, Math.max(0, (100 * (now - new Date(starts))) / (ends - new Date(starts))));

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
document.addEventListener("htmx:after:swap", ({ target }) => {
  if (target.id === "answer") for (const time of target.querySelectorAll("[data-moment]")) time.textContent = moment(new Date(time.dateTime), new Date());
  else start();
});
