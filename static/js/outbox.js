// Entries and photos of a patient, kept on this phone until the server has received them.
import { check, cutOff } from "./kept.js";
import { changeItem, countUnsent, itemsOf, openBytes, openItem, putItems, removeItem, settle } from "./outbox_items.js";
import { inTurn, sendAll, troubleLasts } from "./outbox_send.js";
import { putByPage } from "./outbox_put.js";
import { askToStay } from "./room.js";
import { sha256 } from "./sealed.js";
import { write } from "./store.js";

export const owner = document.documentElement.dataset.owner;
const channel = new BroadcastChannel("outbox");
const FILLING = 60000;
const [FIRST_PAUSE, LONGEST_PAUSE] = [5000, 300000];
const sending = new Map(); // what is on its way, and which share of it
let paused = false;

export const canKeep = () => Boolean(owner && globalThis.crypto?.subtle && globalThis.indexedDB && navigator.serviceWorker);

// Keeps an entry {id, treatment_id, noted_at, kind, ...} with its photos [{id, expression, hints, blob}], words first; a
// photo of a draft has `of` in place of its bytes. `agreed`: the words of a yes to photos. Tells the places of the photos
// for which there was no room; rejects where not even the words could be kept.
export async function keep({ id, supersedes, ...parts }, photos = [], agreed = "", urgency = "none") {
  if (!canKeep()) throw new Error("this browser keeps nothing");
  const order = Date.now();
  const entry = { ...parts, ...(supersedes && { supersedes_id: supersedes }) };
  const facts = { order, state: "saved", after: supersedes ?? null, filling: photos.length ? order + FILLING : 0 };
  await putItems(owner, [[["entry", id], { entry, urgency, body: JSON.stringify(entry) }, facts], ...yesTo(agreed, order)]);
  changed();
  const noRoom = [];
  for (const [place, photo] of photos.entries()) await keepPhoto(id, photo, order + place / 1000).catch(() => noRoom.push(place));
  await changeItem(["entry", id], { filling: 0 });
  await settle(id);
  askToStay();
  changed();
  flush(true);
  askForSync();
  return { noRoom };
}

function yesTo(wording, order) {
  const body = JSON.stringify({ purpose: "photos", wording, given_at: new Date(order).toISOString() });
  return wording ? [[["grant", crypto.randomUUID()], { body }, { order, state: "saved", isQuiet: true }]] : [];
}

async function keepPhoto(entry, { id = crypto.randomUUID(), of, ...photo }, order) {
  const inPlace = ["photo", entry, id], stands = { order, state: "saved" };
  if (!of) return putItems(owner, await itemsOfPhoto(id, photo, inPlace, stands));
  const drafted = ["draft", owner, of, id], facts = await openItem(owner, drafted);
  return facts && putItems(owner, [[inPlace, facts, stands]], drafted); // else another tab has saved it with its own
}

// Its bytes, and what is known of it, under that name.
export async function itemsOfPhoto(id, { blob, expression, hints }, name, stands) {
  const bytes = await blob.arrayBuffer();
  const facts = { expression, hints, type: blob.type, sha256: await sha256(bytes) };
  return [[["bytes", id], bytes, {}], [name, facts, stands]];
}

// [{id, order, state, reason, message, urgency, ...entry, photos: [{id, expression, hints, state, share, reason, message}]}], oldest first
export async function waiting() {
  if (!canKeep()) return [];
  const items = await itemsOf(owner);
  const shown = await Promise.all(items.map(async (item) => ({ key: item.id, ...(await openItem(owner, item.id).catch(() => null)), ...item, ...standing(item) })));
  const photos = shown.filter(({ key }) => key[0] === "photo");
  const tell = ({ key, order, state, share, reason, message, expression, hints }) => ({ id: key.at(-1), order, state, share, reason, message, expression, hints });
  const entries = shown.filter(({ key }) => key[0] === "entry");
  return entries.map((one) => ({ ...one.entry, urgency: one.urgency, ...tell(one), photos: photos.filter(({ key }) => key[1] === one.key[1]).map(tell) }));
}

function standing({ id, state }) {
  if (state !== "saved") return { state };
  if (sending.has(String(id))) return { state: "sending", share: sending.get(String(id)) };
  return { state: paused ? "paused" : state };
}

// Sends what waits, now and again until nothing does.
let running = null, again = false, pause = FIRST_PAUSE, timer = null;

// A server in trouble is left alone for a while, however many pages are opened; `isSudden` does not wait.
export function flush(isSudden) {
  if (!canKeep()) return Promise.resolve("done");
  again = true;
  running ??= run(isSudden === true).finally(() => (running = null));
  return running;
}

async function run(isSudden) {
  let outcome = "done";
  clearTimeout(timer);
  const wait = isSudden ? 0 : await troubleLasts();
  if (wait) {
    timer = setTimeout(flush, wait);
    return "later";
  }
  const before = await countUnsent(owner);
  while (again) {
    again = false;
    if (!(await itemsOf(owner)).some(({ state }) => state === "saved")) break;
    channel.postMessage({ wanted: true }); // here it can be seen how far it is, in the service worker it cannot
    outcome = await inTurn(() => sendAll(owner, putByPage, told));
  }
  paused = outcome === "paused";
  if (outcome === "revoked") await cutOff();
  if (outcome === "later") timer = setTimeout(flush, pause);
  await write("session", "sendAfter", outcome === "later" ? Date.now() + pause : 0);
  pause = outcome === "later" ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
  const left = await countUnsent(owner);
  channel.postMessage({ detail: {}, left });
  changed();
  if (left < before) await check("/journal").then(() => say({ received: true })); // readable without a network too
  return outcome;
}

function told(id, share) {
  if (share === undefined) sending.delete(String(id));
  else sending.set(String(id), share);
  if (share) say({ id: id.at(-1), share });
  else changed();
}

const changed = () => say({});

function say(detail) {
  document.dispatchEvent(new CustomEvent("outbox", { detail }));
  channel.postMessage({ detail });
}

// Whether a yes to photos is on its way.
export const agrees = async () => (await itemsOf(owner)).some(({ id: [kind], state }) => kind === "grant" && state !== "refused");

export const pictureOf = async (photo, type) => new Blob([await openBytes(owner, ["bytes", photo])], { type });
export const remove = (entry, photo) => removeItem(photo ? ["photo", entry, photo] : ["entry", entry]).then(changed);

// A yes that was refused is tried again with it.
export async function retry(entry, photo) {
  const grants = (await itemsOf(owner)).filter(({ id: [kind], state }) => kind === "grant" && state === "refused");
  const ids = [...grants.map(({ id }) => id), photo ? ["photo", entry, photo] : ["entry", entry]];
  await Promise.all(ids.map((id) => changeItem(id, { state: "saved", reason: null, message: null, tries: 0 })));
  return flush(true);
}

// Should this page be closed before all is sent; its turn comes after ours.
async function askForSync() {
  await (await navigator.serviceWorker.ready).sync?.register("outbox").catch(() => {});
}

channel.onmessage = ({ data }) => data.detail && document.dispatchEvent(new CustomEvent("outbox", { detail: data.detail }));
addEventListener("online", () => flush(true));
document.addEventListener("visibilitychange", () => document.hidden || flush());
flush();
