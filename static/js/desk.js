// The desk: forms are sent once, a link is selected by a tap, a page that answers a form is left by loading it again.
import { sendOnce } from "./once.js";

for (const form of document.querySelectorAll("form[data-once]")) sendOnce(form);
for (const field of document.querySelectorAll("[data-select]")) field.addEventListener("focus", () => field.select());
for (const chip of document.querySelectorAll("[data-fill]")) {
  chip.hidden = !chip.dataset.fill;
  chip.addEventListener("click", () => (chip.closest("div").querySelector("input").value = chip.dataset.fill));
}
const then = document.querySelector("[data-then]");
if (then) history.replaceState(null, "", then.dataset.then);
