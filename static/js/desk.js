// The desk: forms are sent once, what was typed is never lost, a link is selected by a tap, the QR code fills the screen, a page that answers a form is left by loading it again.
import { sendOnce } from "./once.js";

for (const form of document.querySelectorAll("form[data-once]")) sendOnce(form);
for (const field of document.querySelectorAll("[data-select]")) field.addEventListener("focus", () => field.select());
for (const chip of document.querySelectorAll("[data-fill]")) {
  chip.hidden = !chip.dataset.fill;
  chip.addEventListener("click", () => (chip.closest("div").querySelector("input").value = chip.dataset.fill));
}
for (const way of document.querySelectorAll("[data-opens]")) {
  const dialog = document.getElementById(way.dataset.opens);
  way.addEventListener("click", (event) => (event.preventDefault(), dialog.showModal()));
  dialog.querySelector("[data-closes]").addEventListener("click", (event) => (event.preventDefault(), dialog.close()));
}
const then = document.querySelector("[data-then]");
if (then) history.replaceState(null, "", then.dataset.then);

// What the server cannot answer with a part of this page it answers with a whole one, which keeps what was typed.
function sendAsPage(form) {
  const submitter = form.querySelector("[data-pressed]");
  if (submitter) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
  form.submit();
}

const ANSWERED_HERE = [404, 409, 422];
const sentForm = (event) => event.target.closest?.("form[data-sent]");
document.addEventListener("submit", (event) => {
  const form = sentForm(event);
  if (!form) return;
  form.querySelector("[data-unsent]").hidden = true;
  for (const button of form.querySelectorAll("[type=submit]")) button.toggleAttribute("data-pressed", button === event.submitter && Boolean(button.name));
});
document.addEventListener("htmx:response:error", (event) => {
  const form = sentForm(event);
  if (form && !ANSWERED_HERE.includes(event.detail.ctx.response.status)) sendAsPage(form);
});
document.addEventListener("htmx:error", (event) => {
  const form = sentForm(event);
  if (form) form.querySelector("[data-unsent]").hidden = false;
});
