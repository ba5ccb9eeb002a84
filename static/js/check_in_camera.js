// The way from the check-in to the guided camera; the camera itself is fetched when somebody wants it.
import { addPhoto, chosenPhotos } from "./check_in_photos.js";

const OPTIONAL = ["close_up"]; // taken when it is chosen

// Offers it where there is one.
export async function offerCamera(form, treatment) {
  const button = form.querySelector("[data-use-camera]");
  if (!button || !(await canGuide())) return;
  button.addEventListener("click", () => walk(form, treatment).finally(() => button.focus()));
  button.hidden = false;
}

export async function canGuide() {
  if (!isSecureContext || !navigator.mediaDevices?.getUserMedia || !globalThis.HTMLDialogElement?.prototype.showModal) return false;
  const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return all.some(({ kind }) => kind === "videoinput");
}

async function walk(form, treatment) {
  const inputs = [...form.querySelectorAll("[data-photos] [type=file]")];
  const { baselineOf, closeCamera, takePhoto } = await load().catch(() => ({}));
  const taken = new Set(chosenPhotos().map(({ expression }) => expression));
  const free = (from) => inputs.slice(from).find(({ name }) => !taken.has(name) && !OPTIONAL.includes(name));
  let input = free(0) ?? inputs[0];
  if (!takePhoto) return input.click();
  while (input) {
    const here = input;
    const outcome = await takePhoto(here.name, { baseline: () => baselineOf(treatment, here.name), choose: () => here.click() });
    if (outcome?.blob) addPhoto(here.name, outcome.blob, outcome.hints);
    if (outcome?.blob) taken.add(here.name);
    if (!outcome || outcome.isLast) break;
    input = outcome.to ? inputs.find(({ name }) => name === outcome.to) : free(inputs.indexOf(here) + 1);
  }
  closeCamera();
}

const load = async () => Object.assign({}, ...(await Promise.all([import("./camera.js"), import("./camera_baseline.js")])));
