// Room on this phone for what it keeps.
import { read, write } from "./store.js";

const SPARE = 20e6; // bytes that should stay free

// Whether that many bytes fit and some room is left.
export async function hasRoom(size = 0) {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota - usage > 2 * size + SPARE;
}

// Once. A browser may ask the person, and answer when they do or never.
export async function askToStay() {
  if (await read("session", "asked")) return;
  await write("session", "asked", true);
  navigator.storage?.persist?.().catch(() => {});
}
