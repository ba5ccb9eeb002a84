// What waits to be sent, in the store `outbox`: sealed under a key of its own, each bound to its name and its owner.
// ["entry", id], ["grant", id], ["photo", entry id, id], ["bytes", photo id]; not to be sent: ["draft", owner] and
// ["draft", owner, of what, photo id]. In the clear: whose it is, its place in the order of noting, how sending it went.
import { bytesOf, newKey, seal, textOf, unseal } from "./sealed.js";
import { inStores, read } from "./store.js";

const nameOf = (owner, id) => [owner, ...id].join("/");
const ITEMS = () => IDBKeyRange.bound(["entry"], ["q"]); // entries, grants, photos
const photosOf = (entry) => IDBKeyRange.bound(["photo", entry], ["photo", entry, []]);

// Made by whoever needs it first; `mark` tells it from one before that was destroyed.
async function outboxKey() {
  const found = await read("session", "outbox");
  if (found) return found;
  const fresh = { key: await newKey(), mark: crypto.randomUUID() };
  await inStores(["session"], "readwrite", (session) => {
    session.get("outbox").onsuccess = ({ target }) => target.result || session.put(fresh, "outbox");
  });
  return read("session", "outbox");
}

// All of them or none, each [id, plain, facts] with `plain` bytes or anything that JSON can say. What `instead` names goes;
// where it went already, nothing is put. Nothing is kept under a key that was destroyed meanwhile.
export async function putItems(owner, items, instead) {
  const { key, mark } = await outboxKey();
  const sealed = ([id, plain]) => seal(key, nameOf(owner, id), plain instanceof ArrayBuffer ? plain : bytesOf(JSON.stringify(plain)));
  const all = await Promise.all(items.map(async (item) => [{ owner, sealed: await sealed(item), ...item[2] }, item[0]]));
  let isKept = false;
  await inStores(["session", "outbox"], "readwrite", (session, outbox) => {
    session.get("outbox").onsuccess = ({ target }) => {
      isKept = target.result?.mark === mark;
      const put = () => all.forEach(([item, id]) => outbox.put(item, id));
      if (!isKept) return;
      if (!instead) return put();
      outbox.get(instead).onsuccess = ({ target: { result } }) => result && [put(), outbox.delete(instead)];
    };
  });
  if (!isKept) throw new Error("this phone was signed out");
}

export async function openBytes(owner, id) {
  const [session, item] = await Promise.all([read("session", "outbox"), read("outbox", id)]);
  return item?.owner === owner ? unseal(session.key, nameOf(owner, id), item.sealed) : undefined;
}

export async function openItem(owner, id) {
  const plain = await openBytes(owner, id);
  return plain && JSON.parse(textOf(plain));
}

// The entries of that owner, then the grants, then the photos, each in the order of noting.
export async function itemsOf(owner) {
  let ids, items;
  await inStores(["outbox"], "readonly", (outbox) => {
    outbox.getAllKeys(ITEMS()).onsuccess = ({ target }) => (ids = target.result);
    outbox.getAll(ITEMS()).onsuccess = ({ target }) => (items = target.result);
  });
  const mine = ids.map((id, place) => ({ id, ...items[place] })).filter((item) => item.owner === owner);
  return mine.sort((one, other) => (one.id[0] === other.id[0] ? one.order - other.order : one.id[0] < other.id[0] ? -1 : 1));
}

// How many entries and photos were not received: those of that owner, or all there are. A yes goes with its photos.
export async function countUnsent(owner) {
  const items = await inStores(["outbox"], "readonly", (outbox) => outbox.getAll(ITEMS()));
  return items.filter((item) => item.state !== "received" && !item.isQuiet && (!owner || item.owner === owner)).length;
}

// What is not there any more stays away.
export function changeItem(id, change) {
  return inStores(["outbox"], "readwrite", (outbox) => {
    outbox.get(id).onsuccess = ({ target }) => target.result && outbox.put({ ...target.result, ...change }, id);
  });
}

// The photo, or the entry with all of its photos; with its last photo goes an entry that was received.
export function removeItem([kind, entry, photo]) {
  return inStores(["outbox"], "readwrite", (outbox) => {
    const drop = (id) => [id, ["bytes", id[2]]].forEach((key) => outbox.delete(key));
    if (kind === "photo") drop([kind, entry, photo]);
    else outbox.delete([kind, entry]);
    outbox.getAllKeys(photosOf(entry)).onsuccess = ({ target: { result } }) => {
      if (kind === "entry") result.forEach(drop);
      else if (!result.length) dropReceived(outbox, entry);
    };
  });
}

// The server has it: a photo goes, an entry stays until the last of its photos went.
export async function itemReceived(id) {
  if (id[0] !== "entry") return removeItem(id);
  await changeItem(id, { state: "received", reason: null, message: null });
  return settle(id[1]);
}

export function settle(entry) {
  return inStores(["outbox"], "readwrite", (outbox) => {
    outbox.getAllKeys(photosOf(entry)).onsuccess = ({ target }) => target.result.length || dropReceived(outbox, entry);
  });
}

// `filling`: until when its photos are still on their way in.
function dropReceived(outbox, entry) {
  outbox.get(["entry", entry]).onsuccess = ({ target: { result } }) => {
    if (result?.state === "received" && !(result.filling > Date.now())) outbox.delete(["entry", entry]);
  };
}
