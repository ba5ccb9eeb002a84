// Entries, photos and the draft of a patient, kept on this phone until the server has received them.
import { check, cutOff } from "./kept.js";
import { changeItem, countUnsent, itemsOf, openBytes, openItem, putItem, removeItem, settle } from "./outbox_items.js";
import { inTurn, sendAll } from "./outbox_send.js";
import { putByPage } from "./outbox_put.js";
import { sha256 } from "./sealed.js";
import { inStores, read, write } from "./store.js";

const owner = document.documentElement.dataset.owner;
const channel = new BroadcastChannel("outbox");
const SPARE = 20e6; // bytes that should stay free
const FILLING = 60000;
const [FIRST_PAUSE, LONGEST_PAUSE] = [5000, 300000];
const sending = new Map(); // what is on its way, and which share of it
let paused = false;

export const canKeep = () => Boolean(owner && globalThis.crypto?.subtle && globalThis.indexedDB && navigator.serviceWorker);

// Keeps an entry {id, treatment_id, noted_at, kind, ...} with its photos [{id, expression, hints, blob}], words first; a blob may still be on its way. Tells
// the places of the photos for which there was no room; rejects where not even the words could be kept.
export async function keep({ id, supersedes, ...parts }, photos = []) {
  if (!canKeep()) throw new Error("this browser keeps nothing");
  const order = Date.now();
  const entry = { ...parts, ...(supersedes && { supersedes_id: supersedes }) };
  const facts = { order, state: "saved", after: supersedes ?? null, filling: photos.length ? order + FILLING : 0 };
  await putItem(owner, ["entry", id], { entry, body: JSON.stringify(entry) }, facts);
  changed();
  const noRoom = [];
  for (const [place, photo] of photos.entries()) await keepPhoto(id, photo, order + place / 1000).catch(() => noRoom.push(place));
  await changeItem(["entry", id], { filling: 0 });
  await settle(id);
  askToStay();
  changed();
  flush();
  askForSync();
  return { noRoom };
}

async function keepPhoto(entry, { id = crypto.randomUUID(), blob, expression, hints }, order) {
  const file = await blob;
  const bytes = await file.arrayBuffer();
  const facts = { expression, hints, type: file.type, sha256: await sha256(bytes) };
  await putItem(owner, ["bytes", id], bytes, {});
  await putItem(owner, ["photo", entry, id], facts, { order, state: "saved" });
}

// [{id, order, state, reason, message, ...entry, photos: [{id, expression, hints, state, share, reason, message}]}], oldest first
export async function waiting() {
  if (!canKeep()) return [];
  const items = await itemsOf(owner);
  const shown = await Promise.all(items.map(async (item) => ({ key: item.id, ...(await openItem(owner, item.id).catch(() => null)), ...item, ...standing(item) })));
  const photos = shown.filter(({ key }) => key[0] === "photo");
  const tell = ({ key, order, state, share, reason, message, expression, hints }) => ({ id: key.at(-1), order, state, share, reason, message, expression, hints });
  const entries = shown.filter(({ key }) => key[0] === "entry");
  return entries.map((one) => ({ ...one.entry, ...tell(one), photos: photos.filter(({ key }) => key[1] === one.key[1]).map(tell) }));
}

function standing({ id, state }) {
  if (state !== "saved") return { state };
  if (sending.has(String(id))) return { state: "sending", share: sending.get(String(id)) };
  return { state: paused ? "paused" : state };
}

// Sends what waits, now and again until nothing does.
let running = null, again = false, pause = FIRST_PAUSE, timer = null;

export function flush() {
  if (!canKeep()) return Promise.resolve("done");
  again = true;
  running ??= run().finally(() => (running = null));
  return running;
}

async function run() {
  let outcome = "done";
  clearTimeout(timer);
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
  pause = outcome === "later" ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
  const left = await countUnsent(owner);
  channel.postMessage({ detail: {}, left });
  changed();
  if (left < before) await check(false, "/journal").then(() => say({ received: true })); // readable without a network too
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

export const pictureOf = async (photo, type) => new Blob([await openBytes(owner, ["bytes", photo])], { type });
export const remove = (entry, photo) => removeItem(photo ? ["photo", entry, photo] : ["entry", entry]).then(changed);
export const retry = (entry, photo) =>
  changeItem(photo ? ["photo", entry, photo] : ["entry", entry], { state: "saved", reason: null, message: null, tries: 0 }).then(flush);

// Whether that many bytes fit and some room is left.
export async function hasRoom(size = 0) {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota - usage > 2 * size + SPARE;
}

// What is being typed; the last one wins.
let drafting = Promise.resolve();
const next = (work) => (drafting = drafting.catch(() => {}).then(work));
export const keepDraft = (body) => next(() => canKeep() && putItem(owner, ["draft", owner], { body }, {}));
export const draft = () => next(async () => (canKeep() ? (await openItem(owner, ["draft", owner]))?.body : undefined));
export const dropDraft = () => next(() => canKeep() && inStores(["outbox"], "readwrite", (outbox) => outbox.delete(["draft", owner])));

// Once. A browser may ask the person, and answer when they do or never.
async function askToStay() {
  if (await read("session", "asked")) return;
  await write("session", "asked", true);
  navigator.storage?.persist?.().catch(() => {});
}

// Should this page be closed before all is sent; its turn comes after ours.
async function askForSync() {
  await (await navigator.serviceWorker.ready).sync?.register("outbox").catch(() => {});
}

channel.onmessage = ({ data }) => data.detail && document.dispatchEvent(new CustomEvent("outbox", { detail: data.detail }));
addEventListener("online", flush);
document.addEventListener("visibilitychange", () => document.hidden || flush());
flush();
