// Marks today and what holds now by this phone's clock, and spells the times on it. It knows no rule.
import { moment, onDate, readWords, zoneNote } from "./moments.js";

const main = document.getElementById("main");
const isoDay = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
const clock = (date) => [date.getHours(), date.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":");
const holds = (from, until, now) => new Date(from) <= now && (!until || now < new Date(until));
const dayOf = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

function tick() {
  const now = new Date();
  spellMoments((date) => moment(date, now));
  for (const stretch of main.querySelectorAll(".timeline > li")) markDays(stretch, now);
  for (const rule of main.querySelectorAll("[data-starts]")) {
    rule.querySelector("[data-holds]").hidden = !holds(rule.dataset.starts, rule.dataset.ends, now);
  }
  for (const card of main.querySelectorAll("[data-visit]")) tellVisit(card, new Date(card.dataset.visit), now);
}

function spellMoments(spell) {
  for (const time of main.querySelectorAll("time[data-moment]")) time.textContent = spell(new Date(time.dateTime));
}

function markDays(stretch, now) {
  const { from, until } = stretch.dataset;
  const isNow = holds(from, until, now);
  stretch.classList.toggle("now", isNow);
  stretch.classList.toggle("done", Boolean(until) && new Date(until) <= now);
  stretch.querySelector("[data-today]").hidden = !isNow;
  if (isNow) stretch.setAttribute("aria-current", "date");
  else stretch.removeAttribute("aria-current");
}

function tellVisit(card, at, now) {
  const isPast = at <= now;
  for (const part of card.querySelectorAll("[data-coming]")) part.hidden = isPast;
  card.querySelector("[data-past]").hidden = !isPast;
  const place = card.querySelector("[data-days-left]");
  const days = Math.round((dayOf(at) - dayOf(now)) / 86400000);
  const { today, tomorrow, days: many } = place.dataset;
  place.textContent = isPast ? "" : days === 0 ? today : days === 1 ? tomorrow : many.replace("{n}", days);
}

// A time of day alone stands under its date. Where this phone's date is another one, it is said in full.
function spellClocks() {
  for (const time of main.querySelectorAll("time[data-clock]")) {
    const at = new Date(time.dateTime);
    time.textContent = isoDay(at) === time.dataset.clock ? clock(at) : onDate(at);
  }
}

function tellZone() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const note = main.querySelector("[data-zone]");
  if (here && note.dataset.zone !== here) note.textContent = zoneNote(here);
}

readWords(main);
tellZone();
spellClocks();
tick();
setInterval(tick, 15000);
addEventListener("beforeprint", () => spellMoments(onDate)); // "tomorrow" is wrong on paper by tomorrow
addEventListener("afterprint", tick);
document.addEventListener("visibilitychange", () => document.hidden || tick());
