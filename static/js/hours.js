// Open or closed by this phone's clock, from the instants in the page. Past the last of them it says that it cannot tell.
import { moment, readWords } from "./moments.js";

const clinic = document.querySelector("[data-clinic]");

function tell({ until, openings }) {
  const now = new Date();
  const ahead = openings.find(([, ends]) => ends * 1000 > now);
  const isOpen = Boolean(ahead && ahead[0] * 1000 <= now);
  const changes = ahead && ahead[isOpen ? 1 : 0];
  const isKnown = now < until * 1000;
  show("open", isKnown && isOpen, changes <= until && changes, now);
  show("closed", isKnown && !isOpen, changes <= until && changes, now);
  show("untold", !isKnown, null, now);
}

function show(name, isShown, changes, now) {
  const notice = clinic.querySelector(`[data-${name}]`);
  notice.hidden = !isShown;
  for (const part of notice.querySelectorAll("[data-change]")) part.hidden = !changes;
  for (const part of notice.querySelectorAll("[data-no-change]")) part.hidden = Boolean(changes);
  if (!changes) return;
  for (const time of notice.querySelectorAll("time")) {
    time.dateTime = new Date(changes * 1000).toISOString();
    time.textContent = moment(new Date(changes * 1000), now);
  }
}

if (clinic) {
  const hours = JSON.parse(clinic.querySelector("[data-hours]").textContent);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const note = clinic.querySelector("[data-zone]");
  readWords(clinic);
  note.hidden = note.dataset.zone === here;
  tell(hours);
  setInterval(tell, 15000, hours);
  document.addEventListener("visibilitychange", () => document.hidden || tell(hours));
}
