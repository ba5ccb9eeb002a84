// What is not saved yet: what is being typed, and photos that were chosen.
import { canKeep, itemsOfPhoto, owner } from "./outbox.js";
import { openItem, putItems } from "./outbox_items.js";
import { inStores } from "./store.js";

const TYPED = ["draft", owner];
const photosOf = (of) => IDBKeyRange.bound([...TYPED, of], [...TYPED, of, []]);

// One change after the other, here and in every tab; `change` makes the new draft of the one that is kept, or of undefined.
let drafting = Promise.resolve();
const next = (work) => (drafting = drafting.catch(() => {}).then(work));
const alone = (work) => (navigator.locks ? navigator.locks.request("draft", work) : work());
const kept = async () => (await openItem(owner, TYPED))?.body;
export const changeDraft = (change) => next(() => canKeep() && alone(async () => putItems(owner, [[TYPED, { body: change(await kept()) }, {}]])));
export const draft = () => next(() => (canKeep() ? kept() : undefined));

// A photo of the check-in about that treatment or entry.
export async function keepDraftPhoto(of, { id, ...photo }) {
  await putItems(owner, await itemsOfPhoto(id, photo, [...TYPED, of, id], { order: Date.now() }));
}

// [{id, expression, hints, type}], as they were chosen
export async function draftPhotos(of) {
  const [ids, items] = await Promise.all(["getAllKeys", "getAll"].map((all) => inStores(["outbox"], "readonly", (outbox) => outbox[all](photosOf(of)))));
  const found = await Promise.all(ids.map(async (id, place) => ({ ...(await openItem(owner, id)), id: id.at(-1), order: items[place].order })));
  return found.sort((one, other) => one.order - other.order).map(({ id, expression, hints, type }) => ({ id, expression, hints, type }));
}

export const dropDraftPhoto = (of, id) => inStores(["outbox"], "readwrite", (outbox) => [["bytes", id], [...TYPED, of, id]].forEach((key) => outbox.delete(key)));
