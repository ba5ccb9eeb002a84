// The first usable photo of an expression, to line up with: what the server has, else what waits on this phone.
import { pictureOf, waiting } from "./outbox.js";

const DOUBTS = ["dark", "uneven", "blurred"];
const FREE = ["close_up"]; // wherever something is to be seen: there is nothing to line up with

let asked = null;

// A Blob, or null where there is none or it cannot come.
export async function baselineOf(treatment, expression) {
  if (FREE.includes(expression)) return null;
  asked ??= fetchJson(`/api/treatments/${treatment}/baselines`).catch(() => (asked = null));
  const id = (await asked)?.[expression];
  return (id && (await fetchPicture(id).catch(() => null))) ?? unsent(treatment, expression).catch(() => null);
}

async function fetchJson(path) {
  const response = await fetch(path);
  return response.ok ? response.json() : {};
}

async function fetchPicture(id) {
  const response = await fetch(`/photos/${id}/view`);
  return response.ok ? response.blob() : null;
}

async function unsent(treatment, expression) {
  const photos = (await waiting()).filter(({ treatment_id }) => treatment_id === treatment).flatMap(({ photos }) => photos);
  const first = photos.find((photo) => photo.expression === expression && !DOUBTS.some((doubt) => photo.hints?.[doubt]));
  return first ? pictureOf(first.id) : null;
}
