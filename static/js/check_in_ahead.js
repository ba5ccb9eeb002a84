// The check-in opens without a network, too: its page is fetched before anybody asks for it. "All fine" is said there.
import { check, controlled } from "./kept.js";
import { read } from "./store.js";

const PAGE = "/check-in";
const OLD = 86400000; // milliseconds

async function keepIt() {
  if (!(await controlled())) return;
  const [page, sentAt = 0] = [await read("pages", PAGE), await read("session", "sentAt")];
  if (!(page?.keptAt > Math.max(sentAt, Date.now() - OLD))) await check(PAGE);
}

keepIt().catch(() => {}); // no room
document.addEventListener("checked", ({ detail }) => detail.isOffline || keepIt().catch(() => {}));
document.addEventListener("submit", (event) => {
  if (!event.submitter?.matches("[name=kind]")) return;
  event.preventDefault();
  sessionStorage.setItem("fine", "yes");
  location.assign(PAGE);
});
