// Asks once more when something that was not sent would be lost with it. Wipes before the form goes: a browser that names
// no page it comes from sends the form past the service worker.
import { wipe } from "./kept.js";
import { countUnsent } from "./outbox_items.js";

const form = document.querySelector("form");
const warning = form.querySelector("[data-unsent]");

async function warn() {
  const many = await countUnsent().catch(() => 0); // nothing was ever kept here
  warning.hidden = !many;
  warning.querySelector("[data-sure]").required = many > 0;
  warning.querySelector("[data-many]").textContent = many;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await wipe();
  form.submit();
});
new BroadcastChannel("outbox").onmessage = warn; // another tab sent some, or kept more
await warn();
