// Fills in what the phone knows: its zone, and the time "just now" as the clock shows it in the chosen zone.
import { sendOnce } from "./once.js";

const form = document.querySelector("form.questions");
const { zone, treated_at: when, instant } = form.elements;

// "2026-03-07T14:30" on the clock of the chosen zone
function wall(date) {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const clock = new Intl.DateTimeFormat("en", { ...parts, timeZone: zone.value || undefined });
  const read = Object.fromEntries(clock.formatToParts(date).map(({ type, value }) => [type, value]));
  return `${read.year}-${read.month}-${read.day}T${read.hour}:${read.minute}`;
}

function choose(chip) {
  const date = new Date(Date.now() - chip.dataset.ago * 60000);
  instant.value = date.toISOString();
  when.value = wall(date);
  press(chip);
}

function press(chip) {
  for (const other of form.querySelectorAll("[data-ago]")) other.setAttribute("aria-pressed", other === chip);
}

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (here && !zone.dataset.typed) {
  if (![...zone.options].some((option) => option.value === here)) zone.add(new Option(here, here));
  zone.value = here;
}
sendOnce(form);
form.querySelector(".ago").hidden = false;
form.addEventListener("click", ({ target }) => target.dataset?.ago && choose(target));
when.addEventListener("input", () => {
  instant.value = "";
  press(null);
});
zone.addEventListener("change", () => instant.value && (when.value = wall(new Date(instant.value))));
