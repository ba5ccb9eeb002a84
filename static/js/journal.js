// The journal on this phone's clock, and with pictures that need no network; what waits to be sent stands on top of it.
import { moment, readWords } from "./moments.js";
import { tellOfReading } from "./journal_answers.js";
import { entryShown } from "./journal_entry.js";
import { waiting } from "./outbox.js";
import { hasRoom } from "./room.js";

const NEXT_PHOTOS = 20e6; // bytes
const main = document.getElementById("main");
const section = main.querySelector("[data-waiting]");
const list = section.querySelector("[data-list]");
const told = JSON.parse(main.querySelector("script[data-journal]").textContent);
let shown = "";
let isLeaving = false;

async function show() {
  const entries = (await waiting()).reverse();
  const now = JSON.stringify(entries, (name, value) => (name === "share" ? undefined : value));
  if (now === shown) return;
  shown = now;
  const focused = document.activeElement?.dataset?.key;
  const changed = new Set(entries.map((entry) => entry.supersedes_id));
  list.replaceChildren(...(await Promise.all(entries.map((entry) => entryShown(entry, told, moment, changed.has(entry.id))))));
  if (focused) list.querySelector(`[data-key="${focused}"]`)?.focus();
  section.hidden = entries.length === 0;
  for (const empty of main.querySelectorAll("[data-empty]")) empty.hidden = entries.length > 0;
  section.querySelector("[data-said]").textContent = [...list.querySelectorAll("[data-state]")].map(({ textContent }) => textContent)[0] ?? "";
  section.querySelector("[data-tight]").hidden = !entries.length || (await hasRoom(NEXT_PHOTOS));
}

function showProgress({ id, share }) {
  const bar = list.querySelector(`[data-of="${id}"] progress`);
  if (!bar) return;
  bar.hidden = false;
  bar.value = share;
}

const renew = () => isLeaving || location.reload();

// "Day 4, today"
function nameToday() {
  const today = new Date().toDateString();
  for (const day of main.querySelectorAll("[data-day]")) {
    day.dataset.plain ??= day.textContent;
    const isToday = new Date(day.dataset.day).toDateString() === today;
    day.textContent = isToday ? main.dataset.today.replace("{day}", day.dataset.plain) : day.dataset.plain;
  }
}

// A picture that cannot come leaves a quiet place.
function standIn({ target }) {
  if (!target.matches?.("img.frame")) return;
  const place = document.createElement("span");
  place.className = "frame away";
  place.append(main.querySelector(".icon.cloud").cloneNode(true), Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: target.alt }));
  target.replaceWith(place);
}

readWords(main);
nameToday();
document.addEventListener("error", standIn, true);
for (const picture of main.querySelectorAll("img.frame")) if (picture.complete && !picture.naturalWidth) standIn({ target: picture });
document.addEventListener("outbox", ({ detail }) => (detail.share ? showProgress(detail) : detail.received ? renew() : show()));
document.addEventListener("visibilitychange", () => document.hidden || nameToday());
addEventListener("beforeunload", () => (isLeaving = true));
document.addEventListener("changed", (event) => {
  event.preventDefault(); // somebody saw it or answered
  renew();
});
show();
tellOfReading(main);
