// Where this phone is reached: subscribing, telling the server, and doing so again at every start, as nothing else shows that
// it lives. `push` in the store: for whom, {owner, endpoint, key, id, zone, at}; it goes when somebody signs out.
import { read, write } from "./store.js";

const { owner } = document.documentElement.dataset;
const DAY = 86400000; // milliseconds
const PATIENCE = 15000; // where a push service cannot be reached, some browsers never answer
const asked = (method, path, body) => fetch(`/api/${path}`, { method, headers: { "Companion-Owner": owner, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
const isOk = (response) => (response.ok ? response : Promise.reject(new Error({ 410: "gone", 429: "often" }[response.status] ?? "failed")));
const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const bytesOf = (key) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const textOf = (key) => btoa(String.fromCharCode(...new Uint8Array(key ?? []))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const manager = async () => (await navigator.serviceWorker.ready).pushManager;

export const canPush = () => Boolean(owner && navigator.serviceWorker && globalThis.PushManager && globalThis.Notification);
export const ask = async (method, path, body) => (await isOk(await asked(method, path, body))).json();
export const subscription = async () => (await manager()).getSubscription();

// This phone is reached from now on. Rejects where the browser or its push service does not answer: "slow" after 15 s.
export async function switchOn() {
  const key = await ask("GET", "push-key");
  const isGone = await tell(await subscribed(key), key).catch((error) => error.message === "gone" || Promise.reject(error));
  if (isGone) await tellAnew(key);
}

// Its push service knows it no more: another one is made.
async function tellAnew(key) {
  await (await subscription())?.unsubscribe();
  await tell(await subscribed(key), key);
}

// It is reached no more; the server hears of it where there is a network, the browser in any case.
export async function switchOff() {
  await write("session", "push", null);
  const told = asked("DELETE", "subscription").catch(() => {});
  await (await subscription())?.unsubscribe();
  await told;
}

// At every start: the subscription of this patient is told once a day, when it or the zone is another one,
// and where the page says that the server does not reach it; that of anybody else ends.
async function renew() {
  const [known, found] = [await read("session", "push"), await subscription()];
  if (!known) return;
  if (known.owner !== owner) return found?.unsubscribe();
  if (Notification.permission !== "granted") return tellBlocked();
  const isKnown = ["on", undefined].includes(document.getElementById("main")?.dataset.known);
  if (isKnown && found?.endpoint === known.endpoint && known.zone === zoneHere() && Date.now() - known.at < DAY) return;
  await switchOn();
}

// They blocked it since, and the clinic must not read "on": it is forgotten here once the server knows.
async function tellBlocked() {
  await isOk(await asked("DELETE", "subscription"));
  await write("session", "push", null);
}

// One that was made with an older key is made anew.
export async function subscribed({ public: key }) {
  const found = await subscription();
  if (found && textOf(found.options.applicationServerKey) === key) return found;
  await found?.unsubscribe();
  const late = new Promise((_, failed) => setTimeout(failed, PATIENCE, new Error("slow")));
  return Promise.race([(await manager()).subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }), late]);
}

async function tell(found, { id, public: key }) {
  const zone = zoneHere();
  await ask("PUT", "subscription", { ...found.toJSON(), key_id: id, zone });
  await write("session", "push", { owner, endpoint: found.endpoint, key, id, zone, at: Date.now() });
}

// "told" where the server knows all, "refused" or "unheard" where it does not; it is tried again at the next start.
export const renewed = canPush() ? renew().then(() => "told", ({ name }) => (name === "TypeError" ? "unheard" : "refused")) : "refused";
