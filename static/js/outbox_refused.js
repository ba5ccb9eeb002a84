// What was refused and can never go as it is, such as a change of something that is gone: it goes as an entry of its own.
import { keep, owner, pictureOf, remove } from "./outbox.js";
import { itemsOf, openItem } from "./outbox_items.js";

export const LOST = ["superseded", "erased", "not_here", "changed", "follows"];

// With its photos. It stays as it is where there is no room for a second copy of them.
export async function keepAsNew(id) {
  const { entry, urgency } = await openItem(owner, ["entry", id]);
  const { supersedes_id, ...parts } = entry;
  const photos = (await itemsOf(owner)).filter((item) => item.id[0] === "photo" && item.id[1] === id);
  const copies = await Promise.all(photos.map((item) => copyOf(item.id)));
  const { noRoom } = await keep({ ...parts, id: crypto.randomUUID() }, copies, "", urgency);
  if (!noRoom.length) await remove(id);
}

async function copyOf(name) {
  const { expression, hints, type } = await openItem(owner, name);
  return { expression, hints, blob: await pictureOf(name.at(-1), type) };
}
