// Sends what waits: the words of every entry first, then each photo by itself, in the order of noting. One at a time in
// all tabs and the service worker together. What the server has received goes from the phone, nothing else does.
import { changeItem, itemReceived, itemsOf, openBytes, openItem } from "./outbox_items.js";
import { bytesOf, sha256 } from "./sealed.js";
import { read, write } from "./store.js";

const TRIES = 3; // so often an entry that the server could not take holds up those noted after it
const PLACES = { entry: "entries", grant: "grants" };
const LONGEST_TROUBLE = 300000; // milliseconds; more is a clock that was ahead
const NOT_FINAL = [403, 408, 425, 429];

// `put(path, headers, body, progress)` gives {status, session, said}, or fails without an answer. `told` hears what is
// on its way. "done", "later", "paused" (until somebody signs in) or "revoked".
export async function sendAll(owner, put, told, signal) {
  const tried = new Set();
  let outcome = "done";
  for (let item; (item = await nextOf(owner, tried)); ) {
    if (signal?.aborted) return "later";
    tried.add(String(item.id));
    const heard = await sendOne(owner, item, put, told);
    if (["paused", "revoked", "stop"].includes(heard)) return heard === "stop" ? "later" : heard;
    if (heard === "later") outcome = heard;
  }
  return outcome;
}

// For how many milliseconds a server in trouble is still left alone.
export async function troubleLasts() {
  const wait = ((await read("session", "sendAfter")) ?? 0) - Date.now();
  return wait > 0 && wait <= LONGEST_TROUBLE ? wait : 0;
}

// Taking turns with every other tab and with the service worker.
export const inTurn = (work) => (navigator.locks ? navigator.locks.request("outbox", work) : work());

async function nextOf(owner, tried) {
  const session = await read("session", "pages");
  if (session && session.owner !== owner) return null; // somebody else has signed in since
  const items = await itemsOf(owner);
  const entries = new Map(items.filter(({ id: [kind], state }) => kind === "entry" && state !== "received").map((item) => [item.id[1], item]));
  const lost = items.find((item) => item.state === "saved" && entries.get(item.after)?.state === "refused");
  if (lost) return changeItem(lost.id, { state: "refused", reason: "follows" }).then(() => nextOf(owner, tried));
  const agrees = items.some(({ id: [kind], state }) => kind === "grant" && state === "saved"); // photos come after the yes
  const isReady = ({ id: [kind, entry], after }) => (kind === "photo" ? !agrees && !entries.has(entry) : !entries.has(after));
  return items.find((item) => item.state === "saved" && !tried.has(String(item.id)) && isReady(item));
}

async function sendOne(owner, item, put, told) {
  const { id } = item;
  const wanted = await requestOf(owner, id).catch(() => null);
  if (!wanted) return changeItem(id, { state: "refused", reason: "unreadable" }).then(() => told(id));
  told(id, 0);
  const answer = await put(wanted.path, wanted.headers, wanted.body, (share) => told(id, share)).catch(() => null);
  const heard = answer ? await heedAnswer(item, answer, wanted.headers["Companion-Sha256"]) : "stop";
  told(id);
  return heard;
}

async function requestOf(owner, id) {
  const [kind, entry, photo] = id;
  const item = await openItem(owner, id);
  const ours = { "Companion-Owner": owner };
  if (kind !== "photo") {
    const headers = { ...ours, "Content-Type": "application/json", "Companion-Sha256": await sha256(bytesOf(item.body)) };
    return { path: `/api/${PLACES[kind]}/${entry}`, headers, body: item.body };
  }
  const [body, hints] = [await openBytes(owner, ["bytes", photo]), JSON.stringify(item.hints ?? {})];
  const facts = { "Companion-Sha256": item.sha256, "Companion-Expression": item.expression, "Companion-Hints": hints };
  return body && { path: `/api/entries/${entry}/photos/${photo}`, headers: { ...ours, "Content-Type": "application/octet-stream", ...facts }, body };
}

async function heedAnswer({ id, tries = 0 }, { status, session, said }, hash) {
  const { reason = null, message = null } = said ?? {};
  if (status < 300 && said?.sha256 === hash) {
    await itemReceived(id);
    await write("session", "sentAt", Date.now()); // the pages that are kept do not know of it
    return "received";
  }
  if (status === 401) return session === "revoked" ? "revoked" : "paused";
  if (status >= 400 && status < 500 && !NOT_FINAL.includes(status) && reason !== "not_whole") {
    await changeItem(id, { state: "refused", reason: reason ?? String(status), message });
    return "refused";
  }
  await changeItem(id, { tries: tries + 1, message });
  return id[0] === "entry" && tries + 1 < TRIES ? "stop" : "later";
}
