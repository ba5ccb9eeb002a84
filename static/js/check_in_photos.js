// The photos of a check-in. Each is kept on this phone as soon as it is chosen: no reload and no empty battery takes it.
import { canKeep, pictureOf } from "./outbox.js";
import { draftPhotos, dropDraftPhoto, keepDraftPhoto } from "./outbox_draft.js";
import { reduced } from "./reduce.js";
import { hasRoom } from "./room.js";

const NEXT_PHOTOS = 20e6; // bytes

let form, of, changed;
let adding = Promise.resolve();
let photos = []; // {id, expression, hints, type, of: of what draft, where it is kept, blob: where it could not be}

const inputOf = (expression) => form.querySelector(`[type=file][name=${expression}]`);
const boxOf = (expression) => inputOf(expression).closest("[data-shot]");

// What was chosen before comes back. `of`: the treatment or the entry that the check-in is about.
export async function beginPhotos(aboutForm, about, told) {
  [form, of, changed] = [aboutForm, about, told];
  form.addEventListener("change", ({ target }) => target.type === "file" && choose(target));
  form.addEventListener("click", ({ target }) => target.matches("[data-remove]") && removeAll(target.closest("[data-shot]").dataset.shot).then(changed));
  photos = canKeep() ? (await draftPhotos(of).catch(() => [])).map((photo) => ({ ...photo, of })) : [];
  form.querySelector("[data-no-room]").hidden = await hasRoom(NEXT_PHOTOS);
  await Promise.all([...new Set(photos.map(({ expression }) => expression))].map(show));
}

// None without the yes to photos.
export const chosenPhotos = () => photos.filter(() => form.elements.consent?.checked !== false);

// One after the other; a large one takes a moment to be made smaller.
export const addPhoto = (expression, blob, hints) => (adding = adding.then(() => add(expression, blob, hints)).catch(() => {}));
export const allAdded = () => adding;

async function add(expression, taken, hints = {}) {
  const blob = await reduced(taken);
  if (!inputOf(expression).multiple) await removeAll(expression);
  const photo = { id: crypto.randomUUID(), expression, hints, type: blob.type };
  const isKept = canKeep() && (await keepDraftPhoto(of, { ...photo, blob }).then(() => true, () => false));
  photos.push({ ...photo, ...(isKept ? { of } : { blob }) });
  form.querySelector("[data-no-room]").hidden = isKept || !canKeep();
  await show(expression);
  changed();
}

function choose(input) {
  const files = [...input.files];
  input.value = ""; // else the same one could not be chosen again
  for (const file of files) addPhoto(input.name, file);
}

async function removeAll(expression) {
  const gone = photos.filter((photo) => photo.expression === expression);
  photos = photos.filter((photo) => photo.expression !== expression);
  await Promise.all(gone.map((photo) => photo.of && dropDraftPhoto(photo.of, photo.id).catch(() => {})));
  await show(expression);
}

export async function forgetPhotos() {
  await Promise.all(photos.map(({ expression }) => removeAll(expression)));
}

// The form itself takes them where this phone cannot.
export async function fillInputs() {
  for (const input of form.querySelectorAll("[type=file]")) {
    const carried = new DataTransfer();
    for (const photo of chosenPhotos().filter(({ expression }) => expression === input.name)) {
      carried.items.add(new File([await blobOf(photo)], photo.expression, { type: photo.type }));
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: `hints-${photo.expression}`, value: JSON.stringify(photo.hints ?? {}) }));
    }
    input.files = carried.files;
  }
}

const blobOf = async (photo) => photo.blob ?? pictureOf(photo.id, photo.type);

// What was chosen last, as far as this browser can read it; few read HEIC.
async function show(expression) {
  const box = boxOf(expression);
  const mine = photos.filter((photo) => photo.expression === expression);
  for (const part of box.querySelectorAll("[data-taken], [data-remove]")) part.hidden = !mine.length;
  box.querySelector("[data-many]").textContent = mine.length > 1 ? mine.length : "";
  const canvas = box.querySelector("canvas");
  const picture = mine.length ? await blobOf(mine.at(-1)).then(createImageBitmap).catch(() => null) : null;
  canvas.hidden = !picture;
  if (!picture) return;
  const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.getContext("2d").drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  picture.close();
}
