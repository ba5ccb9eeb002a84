// Asks once more when something that was not sent would be lost with it. Wipes before the form goes: a browser that names
// no page it comes from sends the form past the service worker.
import { wipe } from "./kept.js";
import { countUnsent, openItem } from "./outbox_items.js";
import { inStores } from "./store.js";

const form = document.querySelector("form");
const warning = form.querySelector("[data-unsent]");

async function warn() {
  const many = await Promise.all([countUnsent(), countBegun()]).then(([waits, begun]) => waits + begun, () => 0); // nothing was ever kept here
  warning.hidden = !many;
  warning.querySelector("[data-sure]").required = many > 0;
  warning.querySelector("[data-many]").textContent = many;
}

// What somebody chose or typed and has not saved.
async function countBegun() {
  const ids = await inStores(["outbox"], "readonly", (outbox) => outbox.getAllKeys(IDBKeyRange.bound(["draft"], ["draft", []])));
  const begun = await Promise.all(ids.map(async (id) => id.length > 2 || hasWords(await openItem(id[1], id).catch(() => null))));
  return begun.filter(Boolean).length;
}

const hasWords = (item) => Object.values(item?.body?.typed ?? {}).some((tabs) => Object.values(tabs).some(Boolean));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await wipe();
  form.submit();
});
new BroadcastChannel("outbox").onmessage = warn; // another tab sent some, or kept more
await warn();
