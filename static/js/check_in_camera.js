// The way from the check-in to the guided camera; the camera itself is fetched when somebody wants it.
const guided = new WeakMap(); // files of the camera, and what it saw in them
const OPTIONAL = ["close_up"]; // taken when it is chosen

export const hintsOf = (file) => guided.get(file) ?? {};

// Offers it where there is one; each photo goes where a chosen one would, so that the form alone knows what is there.
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
  const free = (from) => inputs.slice(from).find(({ name, files }) => !files.length && !OPTIONAL.includes(name));
  let input = free(0) ?? inputs[0];
  if (!takePhoto) return input.click();
  while (input) {
    const here = input;
    const outcome = await takePhoto(here.name, { baseline: () => baselineOf(treatment, here.name), choose: () => here.click() });
    if (outcome?.blob) put(here, outcome);
    if (!outcome || outcome.isLast) break;
    input = outcome.to ? inputs.find(({ name }) => name === outcome.to) : free(inputs.indexOf(here) + 1);
  }
  closeCamera();
}

const load = async () => Object.assign({}, ...(await Promise.all([import("./camera.js"), import("./camera_baseline.js")])));

function put(input, { blob, hints }) {
  const file = new File([blob], `${input.name}.jpg`, { type: blob.type });
  guided.set(file, hints);
  const files = new DataTransfer();
  for (const one of input.multiple ? [...input.files, file] : [file]) files.items.add(one);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
