// Fills in what the phone knows: its zone, and the time "just now".
const form = document.querySelector("form.questions");
const zone = form.elements.zone;
const when = form.elements.treated_at;
const two = (n) => String(n).padStart(2, "0");

function wall(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

function choose(chip) {
  when.value = wall(new Date(Date.now() - chip.dataset.ago * 60000));
  for (const other of form.querySelectorAll("[data-ago]")) other.setAttribute("aria-pressed", other === chip);
}

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (here && !zone.dataset.typed) {
  if (![...zone.options].some((option) => option.value === here)) zone.add(new Option(here, here));
  zone.value = here;
}
form.querySelector(".ago").hidden = false;
form.addEventListener("click", ({ target }) => target.dataset?.ago && choose(target));
when.addEventListener("input", () => form.querySelectorAll("[data-ago]").forEach((chip) => chip.setAttribute("aria-pressed", "false")));
form.addEventListener("submit", () => setTimeout(() => (form.querySelector("[type=submit]").disabled = true)));
addEventListener("pageshow", () => (form.querySelector("[type=submit]").disabled = false));
